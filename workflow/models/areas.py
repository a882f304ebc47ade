"""The table of areas to which a statement about every area does not apply."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, Id, utc_now
from store.people import Person
from workflow.models.claims import within_college


class AreaException(Base):
    """Why a statement of a claim does not apply to one area of the college."""

    __tablename__ = "area_exception"
    __table_args__ = (
        UniqueConstraint("college_id", "claim_id", "statement", "area_id"),
        within_college("claim", "claim_id"),
        within_college("area", "area_id"),
        CheckConstraint("reason <> ''", name="reason_is_given"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    claim_id: Mapped[int] = mapped_column(Id)
    statement: Mapped[str]
    area_id: Mapped[int] = mapped_column(Id)
    reason: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    author: Mapped[Person] = relationship()
