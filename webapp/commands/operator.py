"""Who the command line acts as: the operator of the installation, who may see every page."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.people import College, Person, fold
from store.permissions import Actor, Role

NAME = "Operator at the command line"
ADDRESS = "operator@localhost.invalid"


def operator_of(college: College, person: Person | None = None) -> Actor:
    """The operator as an actor of one college."""
    return Actor(
        person_id=person.id if person else 0,
        person_key=person.key if person else "operator",
        name=NAME,
        college_id=college.id,
        college_key=college.key,
        roles=frozenset({Role.CAREERS_LEADER}),
    )


def keep_operator(session: Session) -> Person:
    """The operator as a person who cannot sign in, so that uploads name somebody."""
    found = session.scalar(select(Person).where(Person.folded_email == fold(ADDRESS)))
    if found is None:
        found = Person(email=ADDRESS, folded_email=fold(ADDRESS), name=NAME)
        session.add(found)
        session.flush()
    return found
