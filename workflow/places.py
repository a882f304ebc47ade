"""Where a person may work: colleges they belong to, reviews they are engaged in. Never merged.

Beside them the hubs whose summaries they read, which are no place to work in.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, null, select, union_all
from sqlalchemy.orm import Session

from store.people import College, Engagement, Hub, HubMember, Interest, Membership
from store.permissions import Actor, Role
from workflow import bars
from workflow.models.reviews import Review


@dataclass(frozen=True)
class Place:
    """A college in which a person has roles, or one review of it in which they have one.

    `key` is what a browser remembers; `review_id` is None in one's own college.
    """

    key: str
    college_id: int
    college_key: str
    college_name: str
    roles: frozenset[Role]
    review_id: int | None = None
    review_title: str = ""

    @property
    def role_words(self) -> str:
        """The roles as people read them: `careers leader and contributor`."""
        return " and ".join(sorted(role.words for role in self.roles))


def list_places(session: Session, person_id: int, *, on: date) -> tuple[list[Place], list[str]]:
    """Where a person may work today, own colleges first; and the names of hubs that they read.

    One statement, since every request asks it.
    """
    every = union_all(_memberships(person_id), _engagements(person_id, on), _hubs(person_id))
    found: dict[str, Place] = {}
    hubs = []
    for row in sorted(session.execute(every), key=lambda row: (row.review_id is not None, row.id)):
        if row.college_id is None:
            hubs.append(row.name)
        else:
            found[row.key] = _place(row, found.get(row.key))
    return list(found.values()), sorted(hubs)


def _place(row: Row[*tuple[Any, ...]], known: Place | None) -> Place:
    roles = {row.role, *(known.roles if known else ())}
    return Place(
        row.key,
        row.college_id,
        row.college_key,
        row.name,
        frozenset(roles),
        row.review_id,
        row.title or "",
    )


def _memberships(person_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Membership.id, College.key, College.id.label("college_id"),
            College.key.label("college_key"), College.name, Membership.role,
            null().label("review_id"), null().label("title"),
        )
        .join(College, College.id == Membership.college_id)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
    )  # fmt: skip


def _engagements(person_id: int, on: date) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Engagement.id, Engagement.key, College.id.label("college_id"),
            College.key.label("college_key"), College.name, Engagement.role,
            Review.id.label("review_id"), Review.title,
        )
        .join(College, College.id == Engagement.college_id)
        .join(
            Review,
            (Review.college_id == Engagement.college_id) & (Review.id == Engagement.review_id),
        )
        .where(
            Engagement.person_id == person_id,
            Engagement.ended_at.is_(None),
            Engagement.starts_on <= on,
            Engagement.ends_on >= on,
            ~select(Interest.id)
            .where(
                Interest.college_id == Engagement.college_id,
                Interest.person_id == person_id,
                bars.still_bars(on),
            )
            .exists(),
        )
    )  # fmt: skip


def _hubs(person_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            HubMember.id, Hub.key, null(), null(), Hub.name, null(), null(), null(),
        )
        .join(Hub, Hub.id == HubMember.hub_id)
        .where(HubMember.person_id == person_id, HubMember.ended_at.is_(None))
    )  # fmt: skip


def actor_at(
    place: Place, person_id: int, person_key: str, name: str, *, assessment_key: str = ""
) -> Actor:
    """The person as they act in one place, with the assessment that they have at hand."""
    return Actor(
        person_id=person_id,
        person_key=person_key,
        name=name,
        college_id=place.college_id,
        college_key=place.college_key,
        roles=place.roles,
        review_id=place.review_id,
        assessment_key=assessment_key,
    )
