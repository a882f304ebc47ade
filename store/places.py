"""Where a person may work: colleges they belong to, reviews they are engaged in. Never merged."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store.people import BARRING, College, Engagement, Interest, Membership
from store.permissions import Actor, Role


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

    @property
    def role_words(self) -> str:
        """The roles as people read them: `careers leader and contributor`."""
        return " and ".join(sorted(role.words for role in self.roles))


def list_places(session: Session, person_id: int, *, on: date) -> list[Place]:
    """Where a person may work today, own colleges first; at most three statements."""
    return [*_memberships(session, person_id), *_engagements(session, person_id, on)]


def _memberships(session: Session, person_id: int) -> list[Place]:
    query = (
        select(Membership)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
        .options(joinedload(Membership.college))
        .order_by(Membership.id)
    )
    roles: dict[int, set[Role]] = {}
    colleges: dict[int, College] = {}
    for membership in session.scalars(query):
        roles.setdefault(membership.college_id, set()).add(membership.role)
        colleges[membership.college_id] = membership.college
    return [
        Place(college.key, college.id, college.key, college.name, frozenset(roles[college.id]))
        for college in colleges.values()
    ]


def _engagements(session: Session, person_id: int, on: date) -> list[Place]:
    query = (
        select(Engagement, College)
        .join(College, College.id == Engagement.college_id)
        .where(
            Engagement.person_id == person_id,
            Engagement.ended_at.is_(None),
            Engagement.starts_on <= on,
            Engagement.ends_on >= on,
            ~select(Interest.id)
            .where(
                Interest.college_id == Engagement.college_id,
                Interest.person_id == person_id,
                Interest.kind.in_(list(BARRING)),
            )
            .exists(),
        )
        .order_by(Engagement.id)
    )
    return [
        Place(
            engagement.key,
            college.id,
            college.key,
            college.name,
            frozenset({engagement.role}),
            engagement.review_id,
        )
        for engagement, college in session.execute(query)
    ]


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
