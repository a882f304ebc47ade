"""Tables of signing off: submissions with reservations, the board's decision, governors' notes."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, Id, checked_enum, new_key, utc_now
from store.people import Person
from workflow.kinds.sign_off import NoteKind
from workflow.models.claims import within_college


class Submission(Base):
    """An assessment sent to review; one more each time that it was reopened. Never changed."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "assessment_id", "number"),
        within_college("assessment", "assessment_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    assessment_id: Mapped[int] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Integer)
    submitted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    submitter: Mapped[Person] = relationship()


class Reservation(Base):
    """What the senior leader does not stand behind without a word, for one dimension."""

    __tablename__ = "reservation"
    __table_args__ = (
        UniqueConstraint("college_id", "submission_id", "dimension"),
        within_college("submission", "submission_id"),
        CheckConstraint("words <> ''", name="says_something"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    submission_id: Mapped[int] = mapped_column(Id)
    dimension: Mapped[str]
    words: Mapped[str]


class Adoption(Base):
    """The board's decision on a submitted assessment, with its minute. Never changed."""

    __tablename__ = "adoption"
    __table_args__ = (
        UniqueConstraint("college_id", "assessment_id"),
        within_college("assessment", "assessment_id"),
        CheckConstraint(
            "body <> '' AND minute <> '' AND resolution <> ''", name="says_what_was_decided"
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    assessment_id: Mapped[int] = mapped_column(Id)
    body: Mapped[str]
    decided_on: Mapped[date] = mapped_column(Date)
    minute: Mapped[str]
    resolution: Mapped[str]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    recorder: Mapped[Person] = relationship()


class GovernorNote(Base):
    """A governor's dated note on an assessment, or a question for the careers leader."""

    __tablename__ = "governor_note"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        within_college("assessment", "assessment_id"),
        CheckConstraint("words <> ''", name="says_something"),
        Index(None, "college_id", "assessment_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    assessment_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[NoteKind] = mapped_column(checked_enum(NoteKind))
    dimension: Mapped[str | None]
    dated: Mapped[date] = mapped_column(Date)
    words: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    author: Mapped[Person] = relationship()


class GovernorAnswer(Base):
    """A leader's answer to a governor's question; one each, never changed."""

    __tablename__ = "governor_answer"
    __table_args__ = (
        UniqueConstraint("college_id", "note_id"),
        within_college("governor_note", "note_id"),
        CheckConstraint("words <> ''", name="says_something"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    note_id: Mapped[int] = mapped_column(Id)
    words: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    author: Mapped[Person] = relationship()
