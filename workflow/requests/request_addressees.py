"""Whom one can ask for evidence: the people and areas of a college, or somebody by address."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import membership
from store.errors import IncompleteError
from store.people import Area, Membership, Person, fold
from store.permissions import Actor, Operation

MOST_ADDRESSEES = 50


@dataclass(frozen=True)
class Outsider:
    """Somebody without a sign-in here, who answers by a link."""

    name: str
    email: str


@dataclass(frozen=True)
class Addressees:
    """Of whom it is asked; each is tracked by themselves."""

    person_keys: tuple[str, ...] = ()
    area_keys: tuple[str, ...] = ()
    outsiders: tuple[Outsider, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.person_keys) + len(self.area_keys) + len(self.outsiders)


def addressee_columns(session: Session, actor: Actor, to: Addressees) -> list[dict[str, int | str]]:
    """The columns of a request for each who is asked. Raises IncompleteError."""
    if not len(to):
        raise IncompleteError("Choose at least one person or area to ask.", "to")
    if len(to) > MOST_ADDRESSEES:
        raise IncompleteError(f"Ask at most {MOST_ADDRESSEES} at once.", "to")
    people = session.execute(
        select(Person.key, Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.college_id == actor.college_id,
            Membership.ended_at.is_(None),
            Person.key.in_(to.person_keys),
        )
    )
    areas = session.execute(
        select(Area.key, Area.id).where(
            Area.college_id == actor.college_id, Area.key.in_(to.area_keys)
        )
    )
    ids_of_people, ids_of_areas = dict(people.all()), dict(areas.all())
    if set(to.person_keys) - set(ids_of_people) or set(to.area_keys) - set(ids_of_areas):
        raise IncompleteError("Somebody you chose is no longer of this college.", "to")
    found: list[dict[str, int | str]] = [
        {"addressee_person_id": person_id} for person_id in sorted(ids_of_people.values())
    ]
    found += [{"addressee_area_id": area_id} for area_id in sorted(ids_of_areas.values())]
    for outsider in to.outsiders:
        membership.check_address(outsider.email)
        name = " ".join(outsider.name.split()) or outsider.email
        found.append({"addressee_name": name, "addressee_email": fold(outsider.email)})
    return found


@dataclass(frozen=True)
class Choice:
    """Somebody who can be asked: the key of a person or an area, and what people read."""

    key: str
    words: str


def list_people_to_ask(session: Session, actor: Actor) -> tuple[list[Choice], list[Choice]]:
    """The people of the college with their roles, by name, and its areas."""
    actor.require(Operation.MAKE_REQUEST)
    if actor.review_id is not None:
        return [], []
    members = session.execute(
        select(Person.key, Person.name, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.college_id == actor.college_id, Membership.ended_at.is_(None))
        .order_by(Person.name, Membership.id)
    )
    people: dict[str, Choice] = {}
    for key, name, role in members:
        words = f"{people[key].words}, {role.words}" if key in people else f"{name}, {role.words}"
        people[key] = Choice(key, words)
    areas = session.execute(
        select(Area.key, Area.name)
        .where(Area.college_id == actor.college_id, Area.ended_at.is_(None))
        .order_by(Area.folded_name)
    )
    return list(people.values()), [Choice(key, name) for key, name in areas]
