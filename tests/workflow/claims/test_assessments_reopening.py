"""Taking a submitted assessment back, with a reason, until a review of it is released."""

import pytest
from sqlalchemy import select

from store.audit import Event
from store.errors import ConflictError, IncompleteError, NotPermittedError
from tests.factories.workflow import NOW
from workflow.claims import assessments, claims
from workflow.lifecycle import AssessmentState, ClaimState
from workflow.reviews import reviews

REASON = "The level of 1.5 was a slip."


def reopen(session, year, *, actor=None, reason=REASON):
    return assessments.reopen(session, actor or year.senior, year.assessment.key, reason=reason)


@pytest.fixture
def submitted(year):
    with year.database.writing() as session:
        assessments.submit(session, year.senior, year.assessment.key, now=NOW)
    return year


def test_reopening_unlocks_its_claims_as_agreed_and_is_logged_with_the_reason(submitted):
    with submitted.database.writing() as session:
        opened = reopen(session, submitted)

    with submitted.database.reading() as session:
        claim = claims.find_claim(session, submitted.leader, submitted.assessment, "1.5")
        event = session.scalars(select(Event).where(Event.kind == "assessment reopened")).one()
        assert (opened.state, opened.submitted_at) == (AssessmentState.DRAFTING, None)
        assert claim.state is ClaimState.AGREED
        assert event.payload == {"reason": REASON}


def test_reopening_needs_a_reason(submitted):
    with submitted.database.writing() as session, pytest.raises(IncompleteError):
        reopen(session, submitted, reason=" ")


def test_only_a_senior_leader_reopens(submitted):
    with submitted.database.writing() as session, pytest.raises(NotPermittedError):
        reopen(session, submitted, actor=submitted.leader)


def test_what_was_not_submitted_is_not_reopened(year):
    with year.database.writing() as session, pytest.raises(ConflictError):
        reopen(session, year)


def test_after_a_release_it_stays_submitted(submitted):
    with submitted.database.writing() as session:
        reviews.release(session, submitted.assessor, submitted.review.key, now=NOW)

    with (
        submitted.database.writing() as session,
        pytest.raises(ConflictError, match="is released"),
    ):
        reopen(session, submitted)
