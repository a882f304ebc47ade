"""Beginning a year, an assessment, and sending it to review."""

from datetime import date

import pytest
from sqlalchemy import select

from store.errors import ConflictError, IncompleteError, NotFoundError, NotPermittedError
from store.permissions import Role
from tests.factories.people import a_college, an_actor
from tests.factories.threads import at_once
from tests.factories.workflow import NOW, a_claim, an_assessment
from workflow.claims import assessments, claims
from workflow.lifecycle import AssessmentState, ClaimState
from workflow.models.claims import Claim


def test_a_year_begins_in_august_and_is_named_by_both(database):
    with database.writing() as session:
        cycle = assessments.begin_cycle(session, a_college(session).id, 2099)

        assert (cycle.name, cycle.starts_on, cycle.ends_on) == (
            "2099/00",
            date(2099, 8, 1),
            date(2100, 7, 31),
        )


def test_an_assessment_says_what_it_covers(database):
    with database.writing() as session:
        cycle = assessments.begin_cycle(session, a_college(session).id, 2026)

        with pytest.raises(IncompleteError) as refused:
            assessments.begin_assessment(session, cycle, scope=" ", actor_key="system")

        assert refused.value.field == "scope"


def test_an_assessment_begins_with_nothing_claimed_for_34_dimensions(year):
    with year.database.writing() as session:
        assessment = an_assessment(session, year.college, first_year=2027)
        query = select(Claim.state).where(Claim.assessment_id == assessment.id)

        assert session.scalars(query).all() == [ClaimState.NOT_CLAIMED] * 34


def test_assessments_are_listed_newest_first_and_an_outsider_has_the_one_they_are_here_for(year):
    with year.database.writing() as session:
        newer = an_assessment(session, year.college, first_year=2027)

        assert [a.id for a in assessments.list_assessments(session, year.leader)] == [
            newer.id,
            year.assessment.id,
        ]
        assert assessments.current_assessment(session, year.leader).id == newer.id
        assert assessments.current_assessment(session, year.assessor).id == year.assessment.id
        with pytest.raises(NotFoundError):
            assessments.get_assessment(session, year.assessor, newer.key)


@pytest.mark.parametrize(
    ("today", "name"),
    [(date(2027, 7, 31), "2026/27"), (date(2027, 8, 1), "2027/28")],
)
def test_a_leader_begins_the_assessment_of_the_year_that_today_is_in(database, today, name):
    with database.writing() as session:
        leader = an_actor(session, a_college(session))

        begun = assessments.begin_this_year(session, leader, scope="All", today=today)

        assert begun.cycle.name == name
        assert assessments.require_current(session, leader).id == begun.id
        with pytest.raises(ConflictError, match=f"{name} has begun already"):
            assessments.begin_this_year(session, leader, scope="All", today=today)


def test_two_who_begin_the_year_at_once_begin_it_once(database):
    with database.writing() as session:
        leader = an_actor(session, a_college(session))

    def begin():
        try:
            with database.writing() as session:
                assessments.begin_this_year(session, leader, scope="All", today=NOW.date())
        except ConflictError:
            return "begun already"
        return "begun"

    outcomes = at_once(begin, begin)

    with database.reading() as session:
        assert len(assessments.list_assessments(session, leader)) == 1
    assert sorted(outcomes) == ["begun", "begun already"]


def submit(session, year, actor=None):
    return assessments.submit(session, actor or year.senior, year.assessment.key, now=NOW)


def test_submitting_takes_agreed_claims_along_and_leaves_the_rest_unclaimed(year):
    with year.database.writing() as session:
        sent = submit(session, year)
        states = set(
            session.execute(
                select(Claim.dimension, Claim.state).where(Claim.state != ClaimState.NOT_CLAIMED)
            ).all()
        )

        assert (sent.state, sent.submitted_at) == (AssessmentState.SUBMITTED, NOW)
        assert states == {("1.5", ClaimState.SUBMITTED)}


def test_submitting_names_the_claims_that_nobody_agreed(year):
    with year.database.writing() as session:
        a_claim(session, year.leader, year.assessment, "2.4", level=2)

        with pytest.raises(IncompleteError, match=r"not agreed yet: 2\.4\."):
            submit(session, year)

    with year.database.reading() as session:
        found = assessments.get_assessment(session, year.leader, year.assessment.key)
        assert found.state is AssessmentState.DRAFTING


def test_an_assessment_is_submitted_once(year):
    with year.database.writing() as session:
        submit(session, year)

        with pytest.raises(ConflictError, match="It is submitted now"):
            submit(session, year)


@pytest.mark.parametrize("role", [Role.CAREERS_LEADER, Role.GOVERNOR, Role.ADMINISTRATOR])
def test_only_a_senior_leader_submits(year, role):
    with year.database.writing() as session, pytest.raises(NotPermittedError):
        submit(session, year, an_actor(session, year.college, role))


def test_a_claim_at_once_with_the_submission_is_in_it_or_refused(year):
    with year.database.writing() as session:
        other = claims.find_claim(session, year.leader, year.assessment, "2.4")

    def claim():
        try:
            with year.database.writing() as session:
                a_claim(session, year.leader, year.assessment, "2.4", level=2)
        except ConflictError:
            return "refused"
        return "claimed"

    def send():
        try:
            with year.database.writing() as session:
                submit(session, year)
        except IncompleteError:
            return "drafts left"
        return "submitted"

    outcomes = tuple(at_once(claim, send))

    with year.database.reading() as session:
        state = claims.get_claim(session, year.leader, other.key).state
    assert (*outcomes, state) in {
        ("refused", "submitted", ClaimState.NOT_CLAIMED),
        ("claimed", "drafts left", ClaimState.DRAFT),
    }
