"""The table of what became of cited quotes in newer revisions; derived, so rewritten freely."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Float, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.db import Base, CanonicalJson, Id, checked_enum, utc_now
from workflow.kinds.anchors import AnchorOutcome
from workflow.models.claims import within_college


class Anchor(Base):
    """Where a citation's quote stands in a newer revision of its document, or that it does not.

    `exact` is the text of the new place. `choices` are the places to choose from, best first:
    page, words, and a little before and after each.
    """

    __tablename__ = "anchor"
    __table_args__ = (
        UniqueConstraint("college_id", "citation_id", "revision_id"),
        within_college("citation", "citation_id"),
        within_college("revision", "revision_id"),
        within_college("page", "page_id"),
        CheckConstraint(
            "(outcome IN ('found', 'moved', 'changed')) = (page_id IS NOT NULL)",
            name="a_settled_place_has_a_page",
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    citation_id: Mapped[int] = mapped_column(Id)
    revision_id: Mapped[int] = mapped_column(Id)
    revision_number: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[AnchorOutcome] = mapped_column(checked_enum(AnchorOutcome))
    page_id: Mapped[int | None] = mapped_column(Id)
    exact: Mapped[str] = mapped_column(default="")
    likeness: Mapped[float | None] = mapped_column(Float)
    choices: Mapped[Any] = mapped_column(CanonicalJson, default=list)
    at: Mapped[datetime] = mapped_column(default=utc_now)
