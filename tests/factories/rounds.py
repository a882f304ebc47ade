"""Colleges that join a round with a judged peer review, through the operations."""

from datetime import timedelta

from sqlalchemy import select

from store.db import utc_now
from store.people import College, Membership, Person
from store.permissions import Role
from tests.factories.people import a_person, as_actor
from workflow.claims import assessments, claims
from workflow.kinds.reviews import ReviewKind
from workflow.reviews import judgements, reviews
from workflow.rounds import rounds


def joins_with_a_judged_review(session, code, round_key):
    """The college with this code joins; somebody judged its claim for 1.5, not submitted yet."""
    college = session.scalars(select(College).where(College.code == code)).one()
    leader = _leader(session, college)
    now = utc_now()
    cycle = assessments.begin_cycle(session, college.id, 2026)
    assessment = assessments.begin_assessment(
        session, cycle, scope="All provision.", actor_key=leader.person_key
    )
    claim = claims.find_claim(session, leader, assessment, "1.5")
    claims.claim_level(
        session, leader, claim.key, level=2, reason="Governors hear of careers each year.",
        seen_version=0, now=now,
    )  # fmt: skip
    starts_on, ends_on = now.date(), now.date() + timedelta(days=30)
    review = reviews.open_review(
        session, leader, assessment, kind=ReviewKind.PEER, title=f"Peer review of {college.name}",
        starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    person = a_person(session)
    reviews.engage(
        session, leader, review, person, Role.ASSESSOR, starts_on=starts_on, ends_on=ends_on
    )
    assessor = as_actor(college, person, Role.ASSESSOR, review=review)
    judgements.judge(
        session, assessor, claim.key, level=2, seen_version=0, now=now,
        strength="The link governor asks for destinations.",
    )  # fmt: skip
    rounds.join(session, leader, review.key, round_key, now=now)


def _leader(session, college):
    query = select(Person, Membership.role).join(Membership, Membership.person_id == Person.id)
    found = session.execute(query.where(Membership.college_id == college.id).limit(1))
    person, role = found.one()
    return as_actor(college, person, role)
