"""The table of what people answered when asked whether a document names or pictures a learner."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.db import Base, Id, checked_enum, utc_now


class LearnerAnswer(StrEnum):
    """Whether a document names or pictures a learner."""

    NO = "no"
    RESTRICT = "restrict"
    ASK = "ask"

    @property
    def words(self) -> str:
        """As people read it beside the button."""
        return {
            "no": "No",
            "restrict": "Yes: restrict it to leaders and governance, never shared",
            "ask": "I am not sure: restrict it and ask the careers leader",
        }[self.value]


class LearnerCheck(Base):
    """The latest answer for a document."""

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
