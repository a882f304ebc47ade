"""Tables of actions: planned steps, what was said of their progress, the college's own headings."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, Id, checked_enum, new_key, utc_now
from store.people import Person
from workflow.kinds.actions import ActionOrigin, ActionState
from workflow.models.claims import within_college


class PlannedAction(Base):
    """A planned step towards a statement: who does what by when, and how one will know."""

    __tablename__ = "planned_action"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        within_college("assessment", "assessment_id"),
        CheckConstraint("level BETWEEN 1 AND 4", name="level_is_a_level"),
        CheckConstraint("words <> ''", name="says_what_is_done"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended_with_a_time"),
        CheckConstraint("state = 'open' OR ended_reason <> ''", name="ended_with_words"),
        Index(None, "college_id", "assessment_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    assessment_id: Mapped[int] = mapped_column(Id)
    dimension: Mapped[str]
    level: Mapped[int] = mapped_column(Integer)
    statement: Mapped[str | None]
    origin: Mapped[ActionOrigin] = mapped_column(checked_enum(ActionOrigin))
    words: Mapped[str]
    measure: Mapped[str] = mapped_column(default="")
    cost: Mapped[str] = mapped_column(default="", server_default="")
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[ActionState] = mapped_column(checked_enum(ActionState), default=ActionState.OPEN)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str] = mapped_column(default="")
    row_version: Mapped[int] = mapped_column(Integer, default=1)
    owner: Mapped[Person] = relationship(foreign_keys=[owner_id])

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy's own form


class ActionProgress(Base):
    """What somebody said of an action's progress; added to, never changed."""

    __tablename__ = "action_progress"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        within_college("planned_action", "action_id"),
        CheckConstraint("words <> ''", name="says_something"),
        Index(None, "college_id", "action_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    action_id: Mapped[int] = mapped_column(Id)
    words: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    author: Mapped[Person] = relationship()


class ActionHeading(Base):
    """The college's own name for a column of its action plan."""

    __tablename__ = "action_heading"
    __table_args__ = (UniqueConstraint("college_id", "field"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    field: Mapped[str]
    heading: Mapped[str]
