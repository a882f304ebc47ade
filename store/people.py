"""Colleges, areas and people: who belongs where, in which role, and what stands between them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Base, Id, checked_enum, new_key, utc_now
from store.permissions import Role


class AreaKind(StrEnum):
    """What an area of a college is."""

    CAMPUS = "campus"
    CURRICULUM = "curriculum"
    SERVICE = "service"

    @property
    def words(self) -> str:
        """As people read it."""
        return {"curriculum": "Curriculum area"}.get(self.value, self.value.capitalize())


class InterestKind(StrEnum):
    """What ties a person to a college they might review."""

    WORKS_THERE = "works_there"
    WORKED_THERE = "worked_there"
    GOVERNOR = "governor"
    SUPPLIER = "supplier"
    CLOSE_RELATION = "close_relation"
    HELPED_PREPARE = "helped_prepare"
    TRIO_PARTNER = "trio_partner"
    SAME_HUB = "same_hub"
    NEIGHBOUR = "neighbour"
    ACQUAINTANCE = "acquaintance"

    @property
    def bars(self) -> bool:
        """Whether it keeps the person out of a review; others are only declared."""
        return self in BARRING


BARRING = frozenset(
    {
        InterestKind.WORKS_THERE,
        InterestKind.WORKED_THERE,
        InterestKind.GOVERNOR,
        InterestKind.SUPPLIER,
        InterestKind.CLOSE_RELATION,
        InterestKind.HELPED_PREPARE,
    }
)


class Hub(Base):
    """A group of colleges; sees only summaries that they approved."""

    __tablename__ = "hub"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    name: Mapped[str]


class HubMember(Base):
    """Somebody who reads the approved summaries of a hub. Ended, never deleted."""

    __tablename__ = "hub_member"
    __table_args__ = (
        Index(
            "ix_hub_member_live",
            "hub_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None]


class College(Base):
    """The tenant. Everything below belongs to exactly one."""

    __tablename__ = "college"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    folded_name: Mapped[str]
    hub_id: Mapped[int | None] = mapped_column(ForeignKey("hub.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Area(Base):
    """A campus, curriculum area or service of a college."""

    __tablename__ = "area"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "folded_name"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    kind: Mapped[AreaKind] = mapped_column(checked_enum(AreaKind))
    name: Mapped[str]
    folded_name: Mapped[str]
    # Put away, it stays on what was said of it and is offered no more.
    ended_at: Mapped[datetime | None]


class Person(Base):
    """Somebody who can sign in; installation-wide, since people serve several colleges."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    email: Mapped[str]
    folded_email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    disabled_at: Mapped[datetime | None]


class Membership(Base):
    """A person's role in a college. Ended, never deleted."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        ForeignKeyConstraint(["college_id", "area_id"], ["area.college_id", "area.id"]),
        CheckConstraint(
            "role IN ('careers_leader','contributor','senior_leader','governor',"
            "'governance_professional','administrator')",
            name="role_is_inside",
        ),
        Index(
            "ix_membership_live",
            "college_id",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(checked_enum(Role))
    area_id: Mapped[int | None] = mapped_column(Id)
    is_link_governor: Mapped[bool] = mapped_column(Boolean, default=False)
    started_at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()
    college: Mapped[College] = relationship()


class Engagement(Base):
    """A dated, scoped permission of an outsider in one review; granted by the college.

    `review_id` points at a table of a higher layer, which adds the foreign key.
    """

    __tablename__ = "engagement"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "review_id", "person_id"),
        CheckConstraint(
            "role IN ('assessor','lead_assessor','facilitator','validator')",
            name="role_is_outside",
        ),
        CheckConstraint("starts_on <= ends_on", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    review_id: Mapped[int] = mapped_column(Id)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(checked_enum(Role))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    granted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Interest(Base):
    """What ties a person to a college: bars them from its reviews, or is declared."""

    __tablename__ = "interest"
    __table_args__ = (
        UniqueConstraint("college_id", "id"),
        UniqueConstraint("college_id", "id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[InterestKind] = mapped_column(checked_enum(InterestKind))
    note: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    declared_at: Mapped[datetime] = mapped_column(default=utc_now)


def fold(name: str) -> str:
    """The form by which names are compared and sorted: case folded, spaces collapsed."""
    return " ".join(name.casefold().split())
