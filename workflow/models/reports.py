"""Tables of a visit's report: findings, sections as they are edited, editions, comments."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, CanonicalJson, Id, checked_enum, new_key, utc_now
from store.people import Person
from workflow.kinds.reports import CommentAnswer, EditionKind, FindingKind
from workflow.models.claims import within_college


class Finding(Base):
    """A strength or an area for improvement; an area is a statement of the next level."""

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        within_college("visit", "visit_id"),
        Index(None, "college_id", "visit_id"),
        CheckConstraint("(kind = 'area') = (statement IS NOT NULL)", name="area_is_a_statement"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    visit_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[FindingKind] = mapped_column(checked_enum(FindingKind))
    dimension: Mapped[str]
    statement: Mapped[str | None]
    words: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    removed_at: Mapped[datetime | None]


class SecondReading(Base):
    """Somebody of the team read a judgement that another of them wrote, as it stood then."""

    __tablename__ = "second_reading"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        within_college("visit", "visit_id"),
        within_college("judgement", "judgement_id", "judge_id", parent=("author_id",)),
        Index(None, "college_id", "visit_id"),
        CheckConstraint("reader_id <> judge_id", name="read_by_a_second_person"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    visit_id: Mapped[int] = mapped_column(Id)
    judgement_id: Mapped[int] = mapped_column(Id)
    judge_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # Of the level and reason that were read: another wording waits for a reader again.
    sha256: Mapped[str]
    # What the reader would look at again; empty where nothing.
    words: Mapped[str] = mapped_column(default="")
    reader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    reader: Mapped[Person] = relationship(foreign_keys=[reader_id])


class ReportSection(Base):
    """The words of one section while the report is written; paragraphs part at empty lines."""

    __tablename__ = "report_section"
    __table_args__ = (
        UniqueConstraint("college_id", "visit_id", "code"),
        within_college("visit", "visit_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    visit_id: Mapped[int] = mapped_column(Id)
    code: Mapped[str]
    words: Mapped[str]
    row_version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy's own form


class ReportEdition(Base):
    """The whole report as it stood when it was sent to the college or made final; never changed."""

    __tablename__ = "report_edition"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "visit_id", "kind", "number"),
        within_college("visit", "visit_id"),
        CheckConstraint(
            "(kind = 'factual_check') = (answer_by IS NOT NULL)", name="a_round_has_a_deadline"
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    visit_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[EditionKind] = mapped_column(checked_enum(EditionKind))
    number: Mapped[int] = mapped_column(Integer)
    body: Mapped[Any] = mapped_column(CanonicalJson)
    sha256: Mapped[str]
    answer_by: Mapped[date | None] = mapped_column(Date)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(default=utc_now)


class ReportReply(Base):
    """The one reply of the college to an edition that was sent to it."""

    __tablename__ = "report_reply"
    __table_args__ = (
        UniqueConstraint("college_id", "edition_id"),
        within_college("report_edition", "edition_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    edition_id: Mapped[int] = mapped_column(Id)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)


class ReportComment(Base):
    """What somebody of the college says of one paragraph; the team sees it with the reply."""

    __tablename__ = "report_comment"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        within_college("report_edition", "edition_id"),
        CheckConstraint("answer IS NULL OR answer_reason <> ''", name="answered_with_a_reason"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    edition_id: Mapped[int] = mapped_column(Id)
    paragraph: Mapped[str]
    words: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    answer: Mapped[CommentAnswer | None] = mapped_column(checked_enum(CommentAnswer))
    answer_reason: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
