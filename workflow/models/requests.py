"""Tables of requests for evidence: what is asked of whom, and what came back."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, Id, checked_enum, new_key, utc_now
from store.people import Area, Person
from workflow.kinds.requests import AnswerKind, RequestOrigin, RequestState
from workflow.models.claims import within_college

_HAS_ADDRESSEE = (
    "(CASE WHEN addressee_person_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN addressee_area_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN addressee_email IS NULL THEN 0 ELSE 1 END)"
)


class Request(Base):
    """A named gap: dimension, level, statement, what would help, from whom, until when.

    One row for each person, area or address that is asked, so that each is tracked by itself;
    rows asked in one go share `asked_together`. A review asks the college: nobody is named.
    """

    __tablename__ = "request"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        within_college("assessment", "assessment_id"),
        within_college("review", "review_id"),
        within_college("area", "addressee_area_id"),
        CheckConstraint(
            "(origin = 'review') = (review_id IS NOT NULL)", name="review_asks_from_a_review"
        ),
        CheckConstraint(
            f"{_HAS_ADDRESSEE} = CASE WHEN origin = 'review' THEN 0 ELSE 1 END",
            name="one_addressee",
        ),
        CheckConstraint("level BETWEEN 1 AND 4", name="level_is_a_level"),
        CheckConstraint("what_would_help <> ''", name="gap_is_named"),
        CheckConstraint(
            "(state IN ('closed', 'withdrawn')) = (ended_at IS NOT NULL)", name="ended_with_a_time"
        ),
        Index(None, "college_id", "assessment_id", "dimension"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    assessment_id: Mapped[int] = mapped_column(Id)
    origin: Mapped[RequestOrigin] = mapped_column(checked_enum(RequestOrigin))
    review_id: Mapped[int | None] = mapped_column(Id)
    dimension: Mapped[str]
    level: Mapped[int] = mapped_column(Integer)
    statement: Mapped[str | None]
    what_would_help: Mapped[str]
    addressee_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    addressee_area_id: Mapped[int | None] = mapped_column(Id)
    addressee_name: Mapped[str | None]
    addressee_email: Mapped[str | None]
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[RequestState] = mapped_column(
        checked_enum(RequestState), default=RequestState.OPEN
    )
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_together: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now)
    reminded_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    used_for: Mapped[str] = mapped_column(default="")
    row_version: Mapped[int] = mapped_column(Integer, default=1)
    asker: Mapped[Person] = relationship(foreign_keys=[asked_by])
    addressee: Mapped[Person | None] = relationship(foreign_keys=[addressee_person_id])
    area: Mapped[Area | None] = relationship(viewonly=True)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy's own form


class RequestAnswer(Base):
    """What came back for a request: a quote, a document, or why there is nothing. Kept as it was.

    `author_id` is empty where it came by a reply link; `from_whom` is then the name given.
    """

    __tablename__ = "request_answer"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        within_college("request", "request_id"),
        within_college("citation", "citation_id"),
        within_college("document", "document_id"),
        CheckConstraint(
            "(kind = 'quote') = (citation_id IS NOT NULL)", name="quote_names_its_citation"
        ),
        CheckConstraint(
            "(kind = 'file') = (document_id IS NOT NULL)", name="file_names_its_document"
        ),
        CheckConstraint("kind <> 'nothing' OR words <> ''", name="nothing_needs_a_reason"),
        Index(None, "college_id", "request_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    request_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[AnswerKind] = mapped_column(checked_enum(AnswerKind))
    citation_id: Mapped[int | None] = mapped_column(Id)
    document_id: Mapped[int | None] = mapped_column(Id)
    words: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    from_whom: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now)
