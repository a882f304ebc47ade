"""What ties reviewers to a college: declared by them, objected to by it, decided by a lead."""

import pytest

from store.errors import ConflictError, IncompleteError, NotFoundError, NotPermittedError
from store.people import InterestKind
from store.permissions import Role
from tests.factories.workflow import NOW, an_engagement
from workflow.kinds.objections import ObjectionDecision
from workflow.needs import needs
from workflow.reviews import interests, judgements, reviews

ENDS, STAYS = ObjectionDecision.ENDS, ObjectionDecision.STAYS


@pytest.fixture
def declared(year):
    """An interest that the assessor of the review declared."""
    with year.database.writing() as session:
        kind = InterestKind.NEIGHBOUR
        return interests.declare(session, year.assessor, kind, note=" Next door. ", now=NOW)


@pytest.fixture
def lead(year):
    with year.database.writing() as session:
        return an_engagement(session, year.leader, year.college, year.review, role=Role.FACILITATOR)


@pytest.fixture
def objection(year, declared, lead):
    with year.database.writing() as session:
        return interests.object_to(
            session, year.leader, year.review.key, declared.key, reason="Too near.", now=NOW
        )


def seen(session, year, actor):
    [found] = interests.list_declared(session, actor, year.review, [year.assessor.person_id])
    return found


def test_what_a_reviewer_declares_is_shown_to_the_college_and_only_once(year, declared):
    with year.database.writing() as session:
        assert seen(session, year, year.leader).interest.note == "Next door."
        with pytest.raises(ConflictError, match="declared this before"):
            interests.declare(session, year.assessor, InterestKind.NEIGHBOUR, now=NOW)
        with pytest.raises(NotPermittedError):
            interests.declare(session, year.leader, InterestKind.SUPPLIER, now=NOW)


def test_a_barring_interest_that_one_declares_ends_ones_part(year):
    with year.database.writing() as session:
        interests.declare(session, year.assessor, InterestKind.SUPPLIER, now=NOW)

        with pytest.raises(NotPermittedError, match="declared interest"):
            judgements.judge(
                session, year.assessor, year.claim.key, level=3, seen_version=0, now=NOW
            )


def test_the_college_objects_once_with_a_reason_and_the_lead_is_asked(year, objection, lead):
    with year.database.writing() as session:
        assert not seen(session, year, year.leader).may_object
        assert seen(session, year, lead).may_decide
        asked = [need.place for need in needs.list_needs(session, lead)]
        assert needs.Place.REVIEW in asked
        assert interests.list_undecided(session, year.assessor) == []
        with pytest.raises(ConflictError, match="objected to this interest already"):
            interests.object_to(
                session, year.leader, year.review.key,
                seen(session, year, year.leader).interest.key, reason="Again.", now=NOW,
            )  # fmt: skip


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_objection_says_why(year, declared, lead, reason):
    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        interests.object_to(
            session, year.leader, year.review.key, declared.key, reason=reason, now=NOW
        )

    assert refused.value.field == "reason"


def test_where_nobody_else_leads_the_college_is_told_to_engage_somebody_who_decides(year, declared):
    with year.database.writing() as session, pytest.raises(ConflictError, match="Engage a lead"):
        interests.object_to(
            session, year.leader, year.review.key, declared.key, reason="Near.", now=NOW
        )


def test_the_lead_decides_with_a_reason_and_a_part_that_ends_ends_at_once(year, objection, lead):
    with year.database.writing() as session:
        with pytest.raises(IncompleteError):
            interests.decide(session, lead, objection.key, ENDS, reason="", now=NOW)
        interests.decide(session, lead, objection.key, ENDS, reason="They compete.", now=NOW)

        [part] = [
            one
            for one in reviews.list_engagements(session, year.review)
            if one.person_id == year.assessor.person_id
        ]
        assert part.ended_at == NOW
        with pytest.raises(ConflictError, match="decided already"):
            interests.decide(session, lead, objection.key, STAYS, reason="No.", now=NOW)
        assert interests.list_undecided(session, lead) == []


def test_whoever_stays_goes_on(year, objection, lead):
    with year.database.writing() as session:
        interests.decide(session, lead, objection.key, STAYS, reason="Far enough.", now=NOW)

        assert all(one.ended_at is None for one in reviews.list_engagements(session, year.review))
        assert seen(session, year, year.leader).objection.decision is STAYS


def test_nobody_decides_about_themselves_nor_without_leading(year, lead):
    with year.database.writing() as session:
        other = an_engagement(
            session, year.leader, year.college, year.review, role=Role.LEAD_ASSESSOR
        )
        own = interests.declare(session, lead, InterestKind.ACQUAINTANCE, now=NOW)
        made = interests.object_to(
            session, year.leader, year.review.key, own.key, reason="Friends.", now=NOW
        )

        with pytest.raises(NotPermittedError, match="about you"):
            interests.decide(session, lead, made.key, STAYS, reason="Fine.", now=NOW)
        with pytest.raises(NotPermittedError):
            interests.decide(session, year.assessor, made.key, STAYS, reason="Fine.", now=NOW)
        assert interests.list_undecided(session, other) == [made]


def test_after_the_release_nothing_is_objected_or_decided(year, objection, lead, declared):
    with year.database.writing() as session:
        reviews.release(session, year.assessor, year.review.key, now=NOW)

        with pytest.raises(ConflictError, match="over"):
            interests.decide(session, lead, objection.key, ENDS, reason="Late.", now=NOW)
        assert interests.list_undecided(session, lead) == []


def test_an_interest_of_somebody_who_is_not_in_the_review_is_not_found(year, lead):
    with year.database.writing() as session:
        stranger = an_engagement(
            session, year.leader, year.college, year.review, role=Role.ASSESSOR
        )
        interest = interests.declare(session, stranger, InterestKind.SAME_HUB, now=NOW)
        other = reviews.open_review(
            session, year.leader, year.assessment, kind=year.review.kind, title="Another",
            starts_on=year.review.starts_on, ends_on=year.review.ends_on,
        )  # fmt: skip
        with pytest.raises(NotFoundError):
            interests.object_to(
                session, year.leader, other.key, interest.key, reason="Near.", now=NOW
            )
