"""Tables of a validation visit: its plan, its sessions and what was changed in them."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    Time,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, CanonicalJson, Id, checked_enum, new_key, utc_now
from store.people import Person
from workflow.kinds.visits import NoteKind, VisitMode
from workflow.lifecycle import VisitState
from workflow.models.claims import within_college
from workflow.models.reviews import Review


class Visit(Base):
    """The visit of one external review: dates, place, what is wanted, and where it stands."""

    __tablename__ = "visit"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "review_id"),
        within_college("review", "review_id"),
        CheckConstraint("starts_on <= ends_on", name="dates_in_order"),
        CheckConstraint("evidence_by < starts_on", name="evidence_before_the_visit"),
        CheckConstraint("(agreed_at IS NULL) = (agreed_by IS NULL)", name="agreed_by_somebody"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    review_id: Mapped[int] = mapped_column(Id)
    state: Mapped[VisitState] = mapped_column(checked_enum(VisitState), default=VisitState.PROPOSED)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    mode: Mapped[VisitMode] = mapped_column(checked_enum(VisitMode))
    place: Mapped[str] = mapped_column(default="")
    documents_wanted: Mapped[str] = mapped_column(default="")
    safeguarding: Mapped[str] = mapped_column(default="")
    # The last day on which evidence counts for the visit; the snapshot is taken when it ends.
    evidence_by: Mapped[date] = mapped_column(Date)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(default=utc_now)
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    agreed_at: Mapped[datetime | None]
    # When its report was first final: notes that were taken before are still let in afterwards.
    finished_at: Mapped[datetime | None]
    row_version: Mapped[int] = mapped_column(Integer, default=1)
    review: Mapped[Review] = relationship()
    agreer: Mapped[Person | None] = relationship(foreign_keys=[agreed_by], lazy="selectin")

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy's own form


class VisitSession(Base):
    """One meeting of a visit: when, where, with whom by role, about which dimensions."""

    __tablename__ = "visit_session"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        within_college("visit", "visit_id"),
        CheckConstraint("starts_at < ends_at", name="times_in_order"),
        Index(None, "college_id", "visit_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    visit_id: Mapped[int] = mapped_column(Id)
    title: Mapped[str]
    held_on: Mapped[date] = mapped_column(Date)
    # As clocks in England show it.
    starts_at: Mapped[time] = mapped_column(Time)
    ends_at: Mapped[time] = mapped_column(Time)
    room: Mapped[str] = mapped_column(default="")
    # Roles, not names: "three tutors", "the SENCo".
    who: Mapped[str]
    questions: Mapped[str] = mapped_column(default="")
    dimensions: Mapped[Any] = mapped_column(CanonicalJson)
    # Keys of the team members who lead it; empty where the whole team does.
    team: Mapped[Any] = mapped_column(CanonicalJson)
    cancelled_at: Mapped[datetime | None]
    row_version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy's own form


class VisitChange(Base):
    """One line of the history of a visit: who changed what, when and why."""

    __tablename__ = "visit_change"
    __table_args__ = (within_college("visit", "visit_id"), Index(None, "college_id", "visit_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    visit_id: Mapped[int] = mapped_column(Id)
    what: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    author: Mapped[Person] = relationship()


class VisitSample(Base):
    """The sample of one visit, with how it was drawn."""

    __tablename__ = "visit_sample"
    __table_args__ = (
        UniqueConstraint("college_id", "visit_id"),
        within_college("visit", "visit_id"),
        CheckConstraint("random_share BETWEEN 0 AND 100", name="share_of_a_hundred"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    visit_id: Mapped[int] = mapped_column(Id)
    size: Mapped[int] = mapped_column(Integer)
    rules: Mapped[Any] = mapped_column(CanonicalJson)
    random_share: Mapped[int] = mapped_column(Integer)
    seed: Mapped[int] = mapped_column(Id)
    # [{"dimension", "reasons", "on_the_day"}] and [{"dimension", "why"}], in the model's order.
    chosen: Mapped[Any] = mapped_column(CanonicalJson)
    left_out: Mapped[Any] = mapped_column(CanonicalJson)
    announce_by: Mapped[date] = mapped_column(Date)
    announced_at: Mapped[datetime | None]
    drawn_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    drawn_at: Mapped[datetime] = mapped_column(default=utc_now)
    row_version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy's own form

    @property
    def codes(self) -> list[str]:
        """The dimensions that are tested."""
        return [one["dimension"] for one in self.chosen]

    @property
    def on_the_day(self) -> list[str]:
        """Those that were added during the visit."""
        return [one["dimension"] for one in self.chosen if one["on_the_day"]]


class VisitNote(Base):
    """One note of the team, as it was written; a correction is a new note that replaces it.

    `key` was made on the device that took it. Two notes that replace the same one are a conflict,
    which a third ends by replacing both; nothing is overwritten.
    """

    __tablename__ = "visit_note"
    __table_args__ = (
        UniqueConstraint("college_id", "key"),
        within_college("visit", "visit_id"),
        within_college("visit_session", "session_id"),
        Index(None, "college_id", "visit_id"),
        CheckConstraint("words <> ''", name="says_something"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str]
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    visit_id: Mapped[int] = mapped_column(Id)
    session_id: Mapped[int | None] = mapped_column(Id)
    dimension: Mapped[str | None]
    kind: Mapped[NoteKind] = mapped_column(checked_enum(NoteKind))
    words: Mapped[str]
    # Keys of the notes that it takes the place of.
    replaces: Mapped[Any] = mapped_column(CanonicalJson)
    taken_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=utc_now)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    author: Mapped[Person] = relationship()
