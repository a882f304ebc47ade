"""Tables of a review: who looks, verdicts, marks, judgements, determinations, responses."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    UniqueConstraint,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from framework.model import Dimension
from ingest.models.documents import Shown
from store.db import Base, CanonicalJson, Id, checked_enum, new_key, utc_now
from store.people import Engagement, Person
from workflow.kinds.reviews import CoverageMark, Outcome, ResponseKind, ReviewKind
from workflow.lifecycle import ReviewState
from workflow.models.claims import Assessment, within_college

_IS_DRAFT = text("released_at IS NULL")


class Review(Base):
    """One look at an assessment by a set of people."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        within_college("assessment", "assessment_id"),
        CheckConstraint("starts_on <= ends_on", name="dates_in_order"),
        CheckConstraint("(state = 'open') = (released_at IS NULL)", name="released_has_a_time"),
        CheckConstraint("gives_levels OR kind <> 'external'", name="validation_gives_levels"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    assessment_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[ReviewKind] = mapped_column(checked_enum(ReviewKind))
    title: Mapped[str]
    scope: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    # By when the college answers what is released; set at the release where nobody chose.
    respond_by: Mapped[date | None] = mapped_column(Date)
    # Whether assessors judge levels; without, they give verdicts, strengths and questions.
    gives_levels: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())
    state: Mapped[ReviewState] = mapped_column(checked_enum(ReviewState), default=ReviewState.OPEN)
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime] = mapped_column(default=utc_now)
    released_at: Mapped[datetime | None]
    # Numbers of the themes whose claims were released before the whole.
    released_themes: Mapped[Any] = mapped_column(
        CanonicalJson, default=list, server_default=text("'[]'")
    )
    assessment: Mapped[Assessment] = relationship()

    @property
    def has_released(self) -> bool:
        """Whether anything of it is released: the whole or a theme."""
        return self.released_at is not None or bool(self.released_themes)

    def is_released_for(self, dimension: Dimension) -> bool:
        """Whether what it says of a dimension's claim is released."""
        return self.released_at is not None or dimension.theme_number in self.released_themes


# The tables below stand in lower layers, which may not name the review themselves.
for lower in (Engagement, Shown):
    lower.__table__.append_constraint(  # type: ignore[attr-defined]
        ForeignKeyConstraint(["college_id", "review_id"], ["review.college_id", "review.id"])
    )


class Verdict(Base):
    """An assessor's word on one citation: a draft until the review is released, then for good."""

    __tablename__ = "verdict"
    __table_args__ = (
        # Every page that shows a citation asks for its verdicts.
        Index(None, "college_id", "citation_id"),
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "supersedes"),
        Index(
            "ix_verdict_draft",
            "college_id",
            "review_id",
            "citation_id",
            "author_id",
            unique=True,
            sqlite_where=_IS_DRAFT,
            postgresql_where=_IS_DRAFT,
        ),
        within_college("review", "review_id"),
        within_college("citation", "citation_id", "citation_author_id", parent=("author_id",)),
        within_college("verdict", "supersedes"),
        CheckConstraint("author_id <> citation_author_id", name="not_on_ones_own_citation"),
        CheckConstraint(
            "(outcome = 'supports_level') = (level IS NOT NULL)", name="another_level_is_named"
        ),
        CheckConstraint("level BETWEEN 1 AND 4", name="level_is_a_level"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    review_id: Mapped[int] = mapped_column(Id)
    citation_id: Mapped[int] = mapped_column(Id)
    citation_author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[Outcome] = mapped_column(checked_enum(Outcome))
    level: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    row_version: Mapped[int] = mapped_column(Integer, default=1)
    released_at: Mapped[datetime | None]
    supersedes: Mapped[int | None] = mapped_column(Id)
    author: Mapped[Person] = relationship(foreign_keys=[author_id])

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy's own form


class Coverage(Base):
    """A person's mark on one required statement: the college's own, or an author's in a review."""

    __tablename__ = "coverage"
    __table_args__ = (
        Index(
            "ix_coverage_college",
            "college_id",
            "claim_id",
            "statement",
            unique=True,
            sqlite_where=text("review_id IS NULL"),
            postgresql_where=text("review_id IS NULL"),
        ),
        Index(
            "ix_coverage_review",
            "college_id",
            "claim_id",
            "review_id",
            "author_id",
            "statement",
            unique=True,
            sqlite_where=text("review_id IS NOT NULL"),
            postgresql_where=text("review_id IS NOT NULL"),
        ),
        within_college("claim", "claim_id"),
        within_college("review", "review_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    claim_id: Mapped[int] = mapped_column(Id)
    review_id: Mapped[int | None] = mapped_column(Id)
    statement: Mapped[str]
    mark: Mapped[CoverageMark] = mapped_column(checked_enum(CoverageMark))
    # Filled in from the author's verdicts until they set it themselves.
    is_by_hand: Mapped[bool] = mapped_column(Boolean, default=False)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    released_at: Mapped[datetime | None]


class Judgement(Base):
    """An assessor's level for a claim; pins the claim version and the citations it saw.

    In a review without levels it holds what is strong and what is asked, and no level.
    """

    __tablename__ = "judgement"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "supersedes"),
        Index(
            "ix_judgement_draft",
            "college_id",
            "review_id",
            "claim_id",
            "author_id",
            unique=True,
            sqlite_where=_IS_DRAFT,
            postgresql_where=_IS_DRAFT,
        ),
        # What is read by a second person carries the first one in its foreign key.
        Index("ix_judgement_author", "college_id", "id", "author_id", unique=True),
        within_college("review", "review_id"),
        within_college("claim", "claim_id"),
        within_college(
            "claim_version", "claim_version_id", "claim_author_id", parent=("author_id",)
        ),
        within_college("judgement", "supersedes"),
        CheckConstraint("author_id <> claim_author_id", name="not_on_ones_own_claim"),
        CheckConstraint("level BETWEEN 0 AND 4", name="level_is_a_level"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    review_id: Mapped[int] = mapped_column(Id)
    claim_id: Mapped[int] = mapped_column(Id)
    claim_version_id: Mapped[int] = mapped_column(Id)
    claim_author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    citations_sha256: Mapped[str]
    level: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(default="")
    best_fit_reason: Mapped[str] = mapped_column(default="")
    # Optional words to the college: what is strong, and what the assessor asks.
    strength: Mapped[str | None]
    question: Mapped[str | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    row_version: Mapped[int] = mapped_column(Integer, default=1)
    # Submitted, it is fixed; the other assessor of the claim sees it once both are.
    submitted_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    supersedes: Mapped[int | None] = mapped_column(Id)
    author: Mapped[Person] = relationship(foreign_keys=[author_id])

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy's own form


class SecondAssessment(Base):
    """Somebody is asked to judge a claim too, without seeing what others made of it."""

    __tablename__ = "second_assessment"
    __table_args__ = (
        UniqueConstraint("college_id", "review_id", "claim_id"),
        within_college("review", "review_id"),
        within_college("claim", "claim_id"),
        ForeignKeyConstraint(
            ["college_id", "review_id", "assessor_id"],
            ["engagement.college_id", "engagement.review_id", "engagement.person_id"],
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    review_id: Mapped[int] = mapped_column(Id)
    claim_id: Mapped[int] = mapped_column(Id)
    assessor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)
    assessor: Mapped[Person] = relationship(foreign_keys=[assessor_id])


class Moderation(Base):
    """What the assessors of a claim agreed where they had judged differently, with the reason."""

    __tablename__ = "moderation"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "supersedes"),
        Index(
            "ix_moderation_first",
            "college_id",
            "review_id",
            "claim_id",
            unique=True,
            sqlite_where=text("supersedes IS NULL"),
            postgresql_where=text("supersedes IS NULL"),
        ),
        within_college("review", "review_id"),
        within_college("claim", "claim_id"),
        within_college(
            "claim_version", "claim_version_id", "claim_author_id", parent=("author_id",)
        ),
        within_college("moderation", "supersedes"),
        CheckConstraint("level BETWEEN 0 AND 4", name="level_is_a_level"),
        CheckConstraint("reason <> ''", name="reason_is_given"),
        CheckConstraint("decided_by <> claim_author_id", name="not_of_ones_own_claim"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    review_id: Mapped[int] = mapped_column(Id)
    claim_id: Mapped[int] = mapped_column(Id)
    claim_version_id: Mapped[int] = mapped_column(Id)
    claim_author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    level: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str]
    judgements: Mapped[Any] = mapped_column(CanonicalJson)
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    supersedes: Mapped[int | None] = mapped_column(Id)
    decider: Mapped[Person] = relationship(foreign_keys=[decided_by])


class Determination(Base):
    """A review's agreed outcome for a claim, from one or two judgements; made at release."""

    __tablename__ = "determination"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "supersedes"),
        Index(
            "ix_determination_first",
            "college_id",
            "review_id",
            "claim_id",
            unique=True,
            sqlite_where=text("supersedes IS NULL"),
            postgresql_where=text("supersedes IS NULL"),
        ),
        within_college("review", "review_id"),
        within_college("claim", "claim_id"),
        within_college("determination", "supersedes"),
        CheckConstraint("level BETWEEN 0 AND 4", name="level_is_a_level"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    review_id: Mapped[int] = mapped_column(Id)
    claim_id: Mapped[int] = mapped_column(Id)
    level: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str]
    judgements: Mapped[Any] = mapped_column(CanonicalJson)
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    released_at: Mapped[datetime]
    supersedes: Mapped[int | None] = mapped_column(Id)


class Response(Base):
    """The college's answer to a released determination; added to, never changed."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "supersedes"),
        Index(
            "ix_response_first",
            "college_id",
            "determination_id",
            unique=True,
            sqlite_where=text("supersedes IS NULL"),
            postgresql_where=text("supersedes IS NULL"),
        ),
        within_college("determination", "determination_id"),
        within_college("claim_version", "claim_version_id"),
        within_college("response", "supersedes"),
        CheckConstraint("kind <> 'holds' OR reason <> ''", name="holding_needs_a_reason"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    determination_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[ResponseKind] = mapped_column(checked_enum(ResponseKind))
    reason: Mapped[str] = mapped_column(default="")
    # The wording that accepting another level wrote.
    claim_version_id: Mapped[int | None] = mapped_column(Id)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    supersedes: Mapped[int | None] = mapped_column(Id)
    author: Mapped[Person] = relationship()
