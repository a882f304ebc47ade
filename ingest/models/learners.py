"""The table of answers to whether a document names or pictures a learner."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ingest.kinds import LearnerAnswer
from store.db import Base, Id, checked_enum, utc_now
from store.people import Person


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
