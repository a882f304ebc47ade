"""Tables of a leadership review: who takes part, what each picked, what the meeting decided."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, Id, checked_enum, new_key, utc_now
from store.people import Person
from workflow.lifecycle import ItemState, LeadershipState
from workflow.models.claims import Assessment, within_college

_IS_UNDER_WAY = text("state <> 'ended'")


class LeadershipReview(Base):
    """The college's leaders look at every dimension together; one at a time for an assessment."""

    __tablename__ = "leadership_review"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        Index(
            "ix_leadership_review_under_way",
            "college_id",
            "assessment_id",
            unique=True,
            sqlite_where=_IS_UNDER_WAY,
            postgresql_where=_IS_UNDER_WAY,
        ),
        within_college("assessment", "assessment_id"),
        within_college("document", "minutes_document_id"),
        CheckConstraint(
            "(state = 'preparing') = (recorder_id IS NULL)", name="meets_with_a_recorder"
        ),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_has_a_time"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    assessment_id: Mapped[int] = mapped_column(Id)
    meets_on: Mapped[date] = mapped_column(Date)
    state: Mapped[LeadershipState] = mapped_column(
        checked_enum(LeadershipState), default=LeadershipState.PREPARING
    )
    prepared_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    prepared_at: Mapped[datetime] = mapped_column(default=utc_now)
    recorder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    minutes_document_id: Mapped[int | None] = mapped_column(Id)
    assessment: Mapped[Assessment] = relationship()
    recorder: Mapped[Person | None] = relationship(foreign_keys=[recorder_id])


class LeadershipPart(Base):
    """Somebody who takes part, with their role there; without a person they have no sign-in."""

    __tablename__ = "leadership_part"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "meeting_id", "person_id"),
        within_college("leadership_review", "meeting_id"),
        CheckConstraint("name <> '' AND role <> ''", name="name_and_role_are_given"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    meeting_id: Mapped[int] = mapped_column(Id)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    role: Mapped[str]


class LeadershipPick(Base):
    """A level that one person picked; shown, and kept for good, when the meeting opens."""

    __tablename__ = "leadership_pick"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "participant_id", "dimension"),
        within_college("leadership_part", "participant_id"),
        CheckConstraint("level BETWEEN 0 AND 4", name="level_is_a_level"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    participant_id: Mapped[int] = mapped_column(Id)
    dimension: Mapped[str]
    level: Mapped[int] = mapped_column(Integer)
    sentence: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=utc_now)
    shown_at: Mapped[datetime | None]


class LeadershipItem(Base):
    """What the meeting made of a dimension: agreed on a level, or parked; without a row, open."""

    __tablename__ = "leadership_item"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "meeting_id", "dimension"),
        within_college("leadership_review", "meeting_id"),
        within_college("claim_version", "claim_version_id"),
        CheckConstraint(
            "(state = 'agreed') = (level IS NOT NULL)"
            " AND (state = 'agreed') = (claim_version_id IS NOT NULL)",
            name="agreed_is_claimed",
        ),
        CheckConstraint("state <> 'open'", name="open_has_no_row"),
        CheckConstraint("sentence <> ''", name="sentence_is_given"),
        CheckConstraint("level BETWEEN 0 AND 4", name="level_is_a_level"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    meeting_id: Mapped[int] = mapped_column(Id)
    dimension: Mapped[str]
    state: Mapped[ItemState] = mapped_column(checked_enum(ItemState))
    level: Mapped[int | None] = mapped_column(Integer)
    sentence: Mapped[str]
    claim_version_id: Mapped[int | None] = mapped_column(Id)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
