"""The table of a college's terms and closures."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.db import Base, Id, checked_enum, new_key, utc_now
from workflow.kinds.calendars import PeriodKind


class CollegePeriod(Base):
    """A term, or days on which the college is closed; both ends included."""

    __tablename__ = "college_period"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        CheckConstraint("starts_on <= ends_on", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    kind: Mapped[PeriodKind] = mapped_column(checked_enum(PeriodKind))
    name: Mapped[str]
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
