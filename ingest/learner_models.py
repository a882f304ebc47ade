"""The table of answers to whether a document names or pictures a learner."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, Id, checked_enum, utc_now
from store.people import Person


class LearnerAnswer(StrEnum):
    """Whether a document names or pictures a learner, and what follows."""

    NONE = "none"
    RESTRICT = "restrict"
    ASK = "ask"
    TAKE_BACK = "take back"

    @property
    def words(self) -> str:
        """As people choose it."""
        return {
            "none": "No, no learner is named or can be recognised",
            "restrict": "Yes: restrict it, so that few here and no reviewer see it",
            "ask": "I am not sure: restrict it and ask a leader",
            "take back": "Yes: take it out again, and I shall add a copy without them",
        }[self.value]


class LearnerCheck(Base):
    """The latest answer for a document, and whose it is; earlier ones stand in the events."""

    __tablename__ = "learner_check"
    __table_args__ = (
        UniqueConstraint("college_id", "document_id"),
        ForeignKeyConstraint(["college_id", "document_id"], ["document.college_id", "document.id"]),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    document_id: Mapped[int] = mapped_column(Id)
    answer: Mapped[LearnerAnswer] = mapped_column(checked_enum(LearnerAnswer))
    answered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    person: Mapped[Person] = relationship()
