"""The table of highest-leverage actions: at most three that a review names."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, Id, new_key, utc_now
from store.people import Person
from workflow.models.actions import PlannedAction
from workflow.models.claims import within_college
from workflow.models.reviews import Review


class LeverageAction(Base):
    """What a review would do first; a draft until the review is released, then for good.

    Three slots a review, so the database counts to three.
    """

    __tablename__ = "leverage_action"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "review_id", "slot"),
        UniqueConstraint("college_id", "action_id"),
        within_college("review", "review_id"),
        within_college("planned_action", "action_id"),
        CheckConstraint("slot BETWEEN 1 AND 3", name="three_at_most"),
        CheckConstraint("words <> ''", name="says_what_to_do"),
        CheckConstraint(
            "action_id IS NULL OR released_at IS NOT NULL", name="planned_once_released"
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    review_id: Mapped[int] = mapped_column(Id)
    slot: Mapped[int] = mapped_column(Integer)
    dimension: Mapped[str]
    words: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    row_version: Mapped[int] = mapped_column(Integer, default=1)
    released_at: Mapped[datetime | None]
    # The action of the college's plan that took it up.
    action_id: Mapped[int | None] = mapped_column(Id)
    author: Mapped[Person] = relationship()
    action: Mapped[PlannedAction | None] = relationship(viewonly=True)
    review: Mapped[Review] = relationship(viewonly=True)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy's own form
