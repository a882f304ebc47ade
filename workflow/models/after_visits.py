"""Tables of what follows a visit: the college's progress on each area, and what the team says."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, CanonicalJson, Id, checked_enum, utc_now
from store.people import Person
from workflow.kinds.after_visits import ProgressMark
from workflow.models.claims import within_college


class AreaCheck(Base):
    """One area for improvement, 12 or 24 months on: what the college says, what the team marks.

    The college may word it anew until the team has marked it; then it stays as it is.
    """

    __tablename__ = "area_check"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "finding_id", "months"),
        within_college("finding", "finding_id"),
        CheckConstraint("months IN (12, 24)", name="at_12_or_24_months"),
        CheckConstraint(
            "(progress = '') <> (irrelevant_because = '')", name="progress_or_no_longer_relevant"
        ),
        CheckConstraint("(mark IS NULL) = (marked_by IS NULL)", name="marked_by_somebody"),
        CheckConstraint("(mark IS NULL) = (marked_at IS NULL)", name="marked_has_a_time"),
        CheckConstraint(
            "mark IS NULL OR mark = 'sufficient' OR mark_reason <> ''",
            name="not_sufficient_with_a_reason",
        ),
        CheckConstraint("marked_by <> answered_by", name="marked_by_a_second_person"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    finding_id: Mapped[int] = mapped_column(Id)
    months: Mapped[int] = mapped_column(Integer)
    progress: Mapped[str] = mapped_column(default="")
    irrelevant_because: Mapped[str] = mapped_column(default="")
    # [{"key", "title"}] of documents that show the progress.
    evidence: Mapped[Any] = mapped_column(CanonicalJson)
    answered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime] = mapped_column(default=utc_now)
    mark: Mapped[ProgressMark | None] = mapped_column(checked_enum(ProgressMark))
    mark_reason: Mapped[str] = mapped_column(default="")
    marked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    marked_at: Mapped[datetime | None]
    row_version: Mapped[int] = mapped_column(Integer, default=1)
    answerer: Mapped[Person] = relationship(foreign_keys=[answered_by])
    marker: Mapped[Person | None] = relationship(foreign_keys=[marked_by])

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy's own form
