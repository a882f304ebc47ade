"""The college year for tests: assessments, claims, citations, reviews, through the operations."""

from datetime import UTC, date, datetime

from store.permissions import Role
from tests.factories.library import LINK_GOVERNOR
from tests.factories.people import a_person, as_actor
from workflow.citations import citations
from workflow.citations.citations import Quote
from workflow.claims import assessments, claims
from workflow.kinds.reviews import ReviewKind
from workflow.reviews import reviews

NOW = datetime(2027, 2, 3, 10, 0, tzinfo=UTC)
QUOTE = "The link governor for careers met the careers leader each term"

STARTS, ENDS = date(2027, 2, 1), date(2027, 3, 1)


def an_assessment(session, college, *, first_year=2026):
    cycle = assessments.begin_cycle(session, college.id, first_year)
    return assessments.begin_assessment(
        session, cycle, scope="Study programmes at every campus", actor_key="system"
    )


def a_claim(
    session,
    actor,
    assessment,
    dimension="1.5",
    *,
    level=3,
    reason="Governors hear of careers each term.",
    agreed_by=None,
):
    """A claimed level; agreed when somebody else is named."""
    claim = claims.find_claim(session, actor, assessment, dimension)
    claims.claim_level(
        session,
        actor,
        claim.key,
        level=level,
        reason=reason,
        seen_version=claim.current_version,
        now=NOW,
    )
    if agreed_by is not None:
        claims.agree(session, agreed_by, claim.key, now=NOW)
    return claim


def a_citation(
    session, actor, claim, library, exact=QUOTE, *, page=1, level=3, statement=None, is_key=False
):
    return citations.cite(
        session,
        actor,
        claim.key,
        Quote(library.revision.key, page, exact),
        level=level,
        shows="Governors follow careers through the year.",
        now=NOW,
        statement=statement,
        is_key=is_key,
    )


def a_review(session, actor, assessment, *, kind=ReviewKind.PEER, title="Peer review"):
    return reviews.open_review(
        session, actor, assessment, kind=kind, title=title, starts_on=STARTS, ends_on=ENDS
    )


def an_engagement(session, actor, college, review, *, role=Role.ASSESSOR, person=None):
    """Somebody engaged in a review by `actor`, at work in it."""
    person = person or a_person(session)
    reviews.engage(session, actor, review, person, role, starts_on=STARTS, ends_on=ENDS)
    return as_actor(college, person, role, review=review)


__all__ = [
    "LINK_GOVERNOR",
    "NOW",
    "QUOTE",
    "a_citation",
    "a_claim",
    "a_review",
    "an_assessment",
    "an_engagement",
]
