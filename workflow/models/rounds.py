"""Tables of rounds: what several colleges share of one, and which review of each is in it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, Id, new_key, utc_now
from store.people import Person
from workflow.models.claims import within_college
from workflow.models.reviews import Review


class ReviewRound(Base):
    """What the colleges of a round share: its name, one day of release and who facilitates it.

    It belongs to no college, so it holds nothing of any; its key is what other colleges join by.
    """

    __tablename__ = "review_round"
    __table_args__ = (CheckConstraint("name <> ''", name="name_is_given"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    name: Mapped[str]
    release_on: Mapped[date] = mapped_column(Date)
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    begun_at: Mapped[datetime] = mapped_column(default=utc_now)
    facilitator: Mapped[Person] = relationship()


class RoundReview(Base):
    """A college's review in a round: one of each college, in one round for good."""

    __tablename__ = "round_review"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "review_id"),
        UniqueConstraint("round_id", "college_id"),
        within_college("review", "review_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    review_id: Mapped[int] = mapped_column(Id)
    round_id: Mapped[int] = mapped_column(ForeignKey("review_round.id"))
    joined_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    joined_at: Mapped[datetime] = mapped_column(default=utc_now)
    round: Mapped[ReviewRound] = relationship()
    review: Mapped[Review] = relationship(viewonly=True)
