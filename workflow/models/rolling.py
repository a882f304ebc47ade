"""The table of citations that were taken over from an earlier year's claim."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.db import Base, Id
from workflow.models.claims import within_college


class CarriedCitation(Base):
    """Where a citation comes from; each earlier one is taken over into a claim once."""

    __tablename__ = "carried_citation"
    __table_args__ = (
        UniqueConstraint("college_id", "citation_id"),
        UniqueConstraint("college_id", "claim_id", "from_id"),
        within_college("citation", "citation_id", "claim_id", parent=("claim_id",)),
        within_college("citation", "from_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    citation_id: Mapped[int] = mapped_column(Id)
    claim_id: Mapped[int] = mapped_column(Id)
    from_id: Mapped[int] = mapped_column(Id)
