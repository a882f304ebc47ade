"""Hubs: which colleges each groups, and who reads the summaries that they approved."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import audit
from store.errors import ConflictError, NotFoundError
from store.people import College, Hub, HubMember, Person, fold


def add_hub(session: Session, name: str) -> Hub:
    """Add a hub. Raises ConflictError when there is one of that name."""
    if session.scalar(select(Hub.id).where(Hub.name == name.strip())) is not None:
        raise ConflictError(f"There is a hub {name.strip()} already.")
    hub = Hub(name=name.strip())
    session.add(hub)
    session.flush()
    audit.note(session, None, "system", "hub added", hub.key, name=hub.name)
    return hub


def find_hub(session: Session, name: str) -> Hub:
    """A hub by its name. Raises NotFoundError."""
    hub = session.scalar(select(Hub).where(Hub.name == name.strip()))
    if hub is None:
        raise NotFoundError(f"There is no hub {name.strip()}. Add it first.")
    return hub


def find_person(session: Session, email: str) -> Person:
    """Somebody with a sign-in. Raises NotFoundError."""
    person = session.scalar(select(Person).where(Person.folded_email == fold(email)))
    if person is None:
        raise NotFoundError(f"Nobody signs in with {email}. Invite them to a college or review.")
    return person


def put_college(session: Session, hub: Hub, college: College) -> None:
    """Put a college into a hub; what it published to another one is no longer shown there."""
    session.get_one(College, college.id).hub_id = hub.id
    session.flush()
    audit.note(session, college.id, "system", "college put into a hub", hub.key, name=hub.name)


def add_member(session: Session, hub: Hub, person: Person) -> HubMember:
    """Let a person read the summaries of a hub. Raises ConflictError when they may already."""
    if any(one.id == hub.id for one in hubs_of(session, person.id)):
        raise ConflictError(f"{person.name} reads the summaries of {hub.name} already.")
    member = HubMember(hub_id=hub.id, person_id=person.id)
    session.add(member)
    session.flush()
    audit.note(session, None, "system", "hub member added", hub.key, person=person.key)
    return member


def end_member(session: Session, hub: Hub, person: Person, *, now: datetime) -> None:
    """End that a person reads the summaries of a hub. Raises NotFoundError."""
    query = select(HubMember).where(
        HubMember.hub_id == hub.id, HubMember.person_id == person.id, HubMember.ended_at.is_(None)
    )
    member = session.scalar(query)
    if member is None:
        raise NotFoundError(f"{person.name} does not read the summaries of {hub.name}.")
    member.ended_at = now
    audit.note(session, None, "system", "hub member ended", hub.key, person=person.key)


def hubs_of(session: Session, person_id: int) -> list[Hub]:
    """The hubs whose summaries a person reads, by name."""
    query = (
        select(Hub)
        .join(HubMember, HubMember.hub_id == Hub.id)
        .where(HubMember.person_id == person_id, HubMember.ended_at.is_(None))
        .order_by(Hub.name)
    )
    return list(session.scalars(query))
