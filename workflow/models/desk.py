"""Tables of the desk: what an assessor was shown, and how much of each claim they mean to read."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.db import Base, Id, checked_enum, utc_now
from workflow.kinds.reviews import Depth, DeskOrder
from workflow.models.claims import within_college


class Look(Base):
    """A quote, with its page where that is shared, was displayed to an assessor.

    The newest one of a person in a review is where they are at the desk.
    """

    __tablename__ = "look"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "review_id", "person_id", "citation_id"),
        within_college("review", "review_id"),
        within_college("citation", "citation_id"),
        Index(None, "college_id", "review_id", "person_id", "last_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    review_id: Mapped[int] = mapped_column(Id)
    citation_id: Mapped[int] = mapped_column(Id)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[DeskOrder] = mapped_column(checked_enum(DeskOrder))
    first_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_at: Mapped[datetime] = mapped_column(default=utc_now)


class ReadingPlan(Base):
    """How much of a claim an assessor means to read; without a row, all of it."""

    __tablename__ = "reading_plan"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "review_id", "person_id", "claim_id"),
        within_college("review", "review_id"),
        within_college("claim", "claim_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    review_id: Mapped[int] = mapped_column(Id)
    claim_id: Mapped[int] = mapped_column(Id)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    depth: Mapped[Depth] = mapped_column(checked_enum(Depth))
