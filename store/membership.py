"""What administrators do about people: colleges, areas, invitations and roles."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store import accounts, audit
from store.errors import ConflictError, IncompleteError, NotFoundError
from store.people import Area, AreaKind, College, Membership, Person, fold
from store.permissions import Actor, Operation, Role

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")


@dataclass(frozen=True)
class Member:
    """A person with their live roles in a college."""

    membership_key: str
    name: str
    email: str
    role: Role
    is_link_governor: bool
    has_password: bool
    area: str


def add_college(session: Session, code: str, name: str) -> College:
    """Add a college. Raises IncompleteError for a bad code, ConflictError for one in use."""
    if not _CODE.fullmatch(code):
        raise IncompleteError("A college's code is letters, digits and hyphens.", "code")
    if not name.strip():
        raise IncompleteError("Give the college's name.", "name")
    if session.scalar(select(College.id).where(College.code == code)) is not None:
        raise ConflictError(f"There is a college {code} already.")
    college = College(code=code, name=name.strip(), folded_name=fold(name))
    session.add(college)
    session.flush()
    audit.note(session, college.id, "system", "college added", college.key, code=code)
    return college


def get_college(session: Session, code: str) -> College:
    """A college by its code. Raises NotFoundError."""
    college = session.scalar(select(College).where(College.code == code))
    if college is None:
        raise NotFoundError(
            f"There is no college {code}. `careers-evidence college list` shows those there are."
        )
    return college


def list_colleges(session: Session) -> list[College]:
    """Every college by name."""
    return list(session.scalars(select(College).order_by(College.folded_name)))


def add_area(session: Session, college: College, name: str, kind: AreaKind) -> Area:
    """Add a campus, curriculum area or service."""
    area = Area(college_id=college.id, kind=kind, name=name, folded_name=fold(name))
    session.add(area)
    session.flush()
    audit.note(session, college.id, "system", "area added", area.key, name=name)
    return area


def check_address(email: str) -> None:
    """Raise IncompleteError for what cannot be an e-mail address."""
    if not _ADDRESS.fullmatch(email.strip()):
        raise IncompleteError("Enter an e-mail address, such as name@college.ac.uk.", "email")


def find_or_add_person(
    session: Session, email: str, name: str, *, invited_by: Actor | None = None
) -> Person:
    """The person with this address, added when new. Raises IncompleteError."""
    check_address(email)
    person = session.scalar(select(Person).where(Person.folded_email == fold(email)))
    if person is not None:
        return person
    if not name.strip():
        raise IncompleteError("Enter the person's name.", "name")
    person = Person(email=email.strip(), folded_email=fold(email), name=name.strip())
    session.add(person)
    session.flush()
    actor = invited_by.person_key if invited_by else "system"
    audit.note(session, None, actor, "person added", person.key)
    return person


def give_role(
    session: Session,
    college_id: int,
    person: Person,
    role: Role,
    *,
    by: str = "system",
    is_link_governor: bool = False,
    area_id: int | None = None,
) -> Membership:
    """Give a person a role in a college. Raises ConflictError when they hold it."""
    if role.is_outside:
        raise IncompleteError("Outsiders take part through a review, not as members.", "role")
    held = select(Membership.id).where(
        Membership.college_id == college_id,
        Membership.person_id == person.id,
        Membership.role == role,
        Membership.ended_at.is_(None),
    )
    if session.scalar(held) is not None:
        raise ConflictError(f"{person.name} is {role.words} here already.")
    membership = Membership(
        college_id=college_id,
        person_id=person.id,
        role=role,
        is_link_governor=is_link_governor,
        area_id=area_id,
    )
    session.add(membership)
    session.flush()
    audit.note(
        session, college_id, by, "role given", membership.key, role=role.value, person=person.key
    )
    return membership


def list_members(session: Session, actor: Actor) -> list[Member]:
    """The people of the actor's college with their live roles, by name."""
    actor.require(Operation.SEE_PEOPLE)
    query = (
        select(Membership, Area.name)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(
            Area,
            (Area.college_id == Membership.college_id) & (Area.id == Membership.area_id),
        )
        .where(Membership.college_id == actor.college_id, Membership.ended_at.is_(None))
        .options(joinedload(Membership.person))
        .order_by(Person.name, Membership.id)
    )
    return [
        Member(
            membership.key,
            membership.person.name,
            membership.person.email,
            membership.role,
            membership.is_link_governor,
            membership.person.password_hash is not None,
            area or "",
        )
        for membership, area in session.execute(query)
    ]


def invite_member(
    session: Session,
    actor: Actor,
    email: str,
    name: str,
    role: Role,
    *,
    now: datetime,
    area_key: str = "",
) -> tuple[Person, str | None]:
    """Give somebody a role; returns them and a one-time token where they have no password yet.

    `area_key` empty means the whole college. Raises IncompleteError for an area that is not there.
    """
    actor.require(Operation.MANAGE_PEOPLE)
    area_id = _area_id(session, actor, area_key) if area_key else None
    person = find_or_add_person(session, email, name, invited_by=actor)
    give_role(session, actor.college_id, person, role, by=actor.person_key, area_id=area_id)
    token = None if person.password_hash else accounts.invite(session, person, now)
    return person, token


def _area_id(session: Session, actor: Actor, key: str) -> int:
    query = select(Area.id).where(
        Area.college_id == actor.college_id, Area.key == key, Area.ended_at.is_(None)
    )
    area_id = session.scalar(query)
    if area_id is None:
        raise IncompleteError("Choose an area of this college.", "area")
    return area_id


def end_membership(session: Session, actor: Actor, key: str, *, now: datetime) -> None:
    """End a role. Raises ConflictError for one's own administrator role."""
    actor.require(Operation.MANAGE_PEOPLE)
    query = select(Membership).where(
        Membership.college_id == actor.college_id,
        Membership.key == key,
        Membership.ended_at.is_(None),
    )
    membership = session.scalar(query.with_for_update())
    if membership is None:
        raise NotFoundError("This role has ended already, or is not of this college.")
    if membership.person_id == actor.person_id and membership.role is Role.ADMINISTRATOR:
        raise ConflictError("Ask another administrator to end your own role.")
    membership.ended_at = now
    audit.note(session, actor.college_id, actor.person_key, "role ended", key)
