"""Tables of the college year on the college's side: cycle, assessment, claim, citation."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, Id, checked_enum, new_key, utc_now
from store.people import Person
from workflow.lifecycle import AssessmentState, ClaimState, CycleState


def within_college(table: str, *columns: str, parent: tuple[str, ...] = ()) -> ForeignKeyConstraint:
    """A foreign key to `table` that cannot leave the college.

    `columns` are this table's, the first naming the parent's id; further ones match `parent`.
    """
    theirs = ("college_id", "id", *parent)
    return ForeignKeyConstraint(["college_id", *columns], [f"{table}.{name}" for name in theirs])


class FrameworkVersionRow(Base):
    """A framework version as stored, installation-wide: the body is canonical JSON."""

    __tablename__ = "framework_version"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    sha256: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    edition: Mapped[str]
    body: Mapped[str]
    imported_at: Mapped[datetime] = mapped_column(default=utc_now)


class Cycle(Base):
    """An academic year of a college, 1 August to 31 July."""

    __tablename__ = "cycle"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "name"),
        CheckConstraint("starts_on < ends_on", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    name: Mapped[str]
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    state: Mapped[CycleState] = mapped_column(checked_enum(CycleState), default=CycleState.OPEN)


class Assessment(Base):
    """One college's assessment in one cycle on one framework version, with its scope."""

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("college_id", "id"), within_college("cycle", "cycle_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    cycle_id: Mapped[int] = mapped_column(Id)
    framework_version_id: Mapped[int] = mapped_column(ForeignKey("framework_version.id"))
    scope: Mapped[str]
    state: Mapped[AssessmentState] = mapped_column(
        checked_enum(AssessmentState), default=AssessmentState.DRAFTING
    )
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    submitted_at: Mapped[datetime | None]
    adopted_at: Mapped[datetime | None]
    cycle: Mapped[Cycle] = relationship()
    framework: Mapped[FrameworkVersionRow] = relationship()


class Claim(Base):
    """The college's level for one dimension; its versions hold level and reason."""

    __tablename__ = "claim"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "assessment_id", "dimension"),
        within_college("assessment", "assessment_id"),
        CheckConstraint(
            "(state = 'not_claimed') = (current_version = 0)", name="claimed_has_a_version"
        ),
        CheckConstraint("target_level BETWEEN 1 AND 4", name="target_is_a_level"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    assessment_id: Mapped[int] = mapped_column(Id)
    dimension: Mapped[str]
    state: Mapped[ClaimState] = mapped_column(
        checked_enum(ClaimState), default=ClaimState.NOT_CLAIMED
    )
    current_version: Mapped[int] = mapped_column(Integer, default=0)
    target_level: Mapped[int | None] = mapped_column(Integer)
    assessment: Mapped[Assessment] = relationship()


class ClaimVersion(Base):
    """One immutable wording of a claim: level, reason, author. Level 0 is below the lowest."""

    __tablename__ = "claim_version"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "claim_id", "number"),
        UniqueConstraint("college_id", "id", "author_id"),
        within_college("claim", "claim_id"),
        CheckConstraint("level BETWEEN 0 AND 4", name="level_is_a_level"),
        CheckConstraint("reason <> ''", name="reason_is_given"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    claim_id: Mapped[int] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Integer)
    level: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str]
    best_fit_reason: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    author: Mapped[Person] = relationship()


class Agreement(Base):
    """A second person agrees a claim version; the author stands in the key to be compared."""

    __tablename__ = "agreement"
    __table_args__ = (
        UniqueConstraint("college_id", "claim_version_id"),
        within_college("claim_version", "claim_version_id", "author_id", parent=("author_id",)),
        CheckConstraint("agreed_by <> author_id", name="agreed_by_a_second_person"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    claim_version_id: Mapped[int] = mapped_column(Id)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agreed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)


class Citation(Base):
    """An exact quote on an exact page of an immutable revision, tied to a claim and a level.

    Never edited: succeeded by a new one or struck through with a reason. `start` and `end` are
    code points in the text layer whose SHA-256 stands beside them.
    """

    __tablename__ = "citation"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "id", "author_id"),
        UniqueConstraint("college_id", "id", "claim_id"),
        UniqueConstraint("college_id", "succeeds"),
        within_college("claim", "claim_id"),
        within_college("revision", "revision_id"),
        within_college("page", "page_id"),
        within_college("text_layer", "layer_id"),
        within_college("citation", "succeeds"),
        CheckConstraint("level BETWEEN 1 AND 4", name="level_is_a_level"),
        CheckConstraint('"end" > start', name="quote_is_not_empty"),
        CheckConstraint(
            "(struck_at IS NULL) = (struck_by IS NULL)"
            " AND (struck_at IS NULL) = (struck_reason IS NULL)",
            name="struck_with_a_reason",
        ),
        Index(None, "college_id", "claim_id"),
        Index(None, "college_id", "page_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    claim_id: Mapped[int] = mapped_column(Id)
    level: Mapped[int] = mapped_column(Integer)
    statement: Mapped[str | None]
    revision_id: Mapped[int] = mapped_column(Id)
    page_id: Mapped[int] = mapped_column(Id)
    layer_id: Mapped[int] = mapped_column(Id)
    layer_sha256: Mapped[str]
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)
    exact: Mapped[str]
    prefix: Mapped[str]
    suffix: Mapped[str]
    shows: Mapped[str]
    area_id: Mapped[int | None] = mapped_column(Id)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    is_after_submission: Mapped[bool] = mapped_column(Boolean, default=False)
    succeeds: Mapped[int | None] = mapped_column(Id)
    struck_at: Mapped[datetime | None]
    struck_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    struck_reason: Mapped[str | None]


class KeyCitation(Base):
    """Marks a citation as key. Three slots a claim, so the database counts to three."""

    __tablename__ = "key_citation"
    __table_args__ = (
        UniqueConstraint("college_id", "claim_id", "slot"),
        UniqueConstraint("college_id", "citation_id"),
        within_college("citation", "citation_id", "claim_id", parent=("claim_id",)),
        CheckConstraint("slot BETWEEN 1 AND 3", name="three_at_most"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    claim_id: Mapped[int] = mapped_column(Id)
    citation_id: Mapped[int] = mapped_column(Id)
    slot: Mapped[int] = mapped_column(Integer)


class Dismissal(Base):
    """A suggested page that a person said does not fit a dimension; it does not come back.

    `framework_sha256` names the framework version that the dimension is of.
    """

    __tablename__ = "dismissal"
    __table_args__ = (
        UniqueConstraint("college_id", "page_id", "dimension"),
        within_college("page", "page_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    page_id: Mapped[int] = mapped_column(Id)
    dimension: Mapped[str]
    framework_sha256: Mapped[str] = mapped_column(default="", server_default="")
    reason: Mapped[str] = mapped_column(default="")
    dismissed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
