"""The table of summaries that colleges publish to their hub."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, CanonicalJson, Id, new_key, utc_now
from store.people import College, Person
from workflow.models.claims import within_college

_STANDS = text("withdrawn_at IS NULL")


class HubSummary(Base):
    """What a college lets its hub read, as approved by a senior leader; never changed."""

    __tablename__ = "hub_summary"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        within_college("assessment", "assessment_id"),
        Index(
            "ix_hub_summary_standing",
            "college_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_by_one"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    assessment_id: Mapped[int] = mapped_column(Id)
    # By name: year, scope, sentence, themes, strengths, areas, and the college's own words.
    body: Mapped[Any] = mapped_column(CanonicalJson)
    approved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime] = mapped_column(default=utc_now)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    college: Mapped[College] = relationship()
    approver: Mapped[Person] = relationship(foreign_keys=[approved_by])
