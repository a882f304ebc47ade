"""The table of objections to interests that somebody of a review declared."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, Id, checked_enum, new_key, utc_now
from store.people import Person
from workflow.kinds.objections import ObjectionDecision
from workflow.models.claims import within_college


class Objection(Base):
    """The college objects that somebody with a declared interest takes part; a lead decides."""

    __tablename__ = "objection"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "review_id", "interest_id"),
        within_college("review", "review_id"),
        # So that the person of the last constraint below is the one whose interest it is.
        ForeignKeyConstraint(
            ["college_id", "interest_id", "person_id"],
            ["interest.college_id", "interest.id", "interest.person_id"],
        ),
        CheckConstraint("reason <> ''", name="reason_is_given"),
        CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_has_a_time"),
        CheckConstraint("decision IS NULL OR decision_reason <> ''", name="decided_with_a_reason"),
        CheckConstraint("decided_by <> person_id", name="decided_by_another_person"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    review_id: Mapped[int] = mapped_column(Id)
    interest_id: Mapped[int] = mapped_column(Id)
    # Whose interest it is.
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    decision: Mapped[ObjectionDecision | None] = mapped_column(checked_enum(ObjectionDecision))
    decision_reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    decider: Mapped[Person | None] = relationship(foreign_keys=[decided_by])
