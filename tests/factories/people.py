"""Colleges and invented people for tests, added through the operations that add real ones."""

import itertools

from store import membership
from store.permissions import Actor, Role

_numbers = itertools.count(1)
_NAMES = ("Ada Marsh", "Ben Okoro", "Cerys Pugh", "Dev Sandhu", "Esme Wilde", "Femi Akande")


def a_college(session, code=None, name=None):
    number = next(_numbers)
    return membership.add_college(
        session, code or f"college-{number}", name or f"College number {number}"
    )


def a_person(session, name=None):
    number = next(_numbers)
    name = name or f"{_NAMES[number % len(_NAMES)]} {number}"
    return membership.find_or_add_person(session, f"person{number}@college.example", name)


def a_member(session, college, role=Role.CAREERS_LEADER, person=None):
    """A person who holds `role` in a college."""
    person = person or a_person(session)
    membership.give_role(session, college.id, person, role)
    return person


def as_actor(college, person, *roles, review=None):
    """Somebody at work in one college and, for outsiders, one review."""
    return Actor(
        person_id=person.id,
        person_key=person.key,
        name=person.name,
        college_id=college.id,
        college_key=college.key,
        roles=frozenset(roles),
        review_id=review.id if review else None,
    )


def an_actor(session, college, role=Role.CAREERS_LEADER, person=None):
    """A new member of a college, at work."""
    return as_actor(college, a_member(session, college, role, person), role)
