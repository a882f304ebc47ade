"""The plan of a visit: proposed, confirmed by the college, changed with its history."""

from dataclasses import replace
from datetime import date

import pytest

from store.errors import ConflictError, EditedMeanwhileError, IncompleteError, NotPermittedError
from store.people import InterestKind, Person
from store.permissions import Role
from tests.factories.visits import (
    FIRST,
    MEETING,
    ON_THE_DAY,
    PLAN,
    a_member_of_the_team,
    a_validation,
)
from tests.factories.workflow import NOW
from workflow.kinds.visits import VisitMode
from workflow.lifecycle import VisitState
from workflow.reviews import reviews
from workflow.visits import visit_sessions, visits


@pytest.fixture
def validator(year):
    with year.database.writing() as session:
        _, validator = a_validation(session, year.leader, year.college, year.assessment)
    return validator


@pytest.fixture
def proposed(year, validator):
    with year.database.writing() as session:
        visit = visits.propose(session, validator, PLAN)
        visit_sessions.add(session, validator, visit.key, MEETING)
    return visit


def agree(year, visit):
    with year.database.writing() as session:
        now_seen = visits.get_visit(session, year.leader, visit.key).row_version
        return visits.agree(session, year.leader, visit.key, seen_version=now_seen, now=NOW)


def test_evidence_counts_until_ten_working_days_before_unless_the_plan_says_otherwise(
    year, validator
):
    with year.database.writing() as session:
        visit = visits.propose(session, validator, PLAN)
        assert visit.evidence_by == date(2027, 2, 24)

        changed = replace(PLAN, evidence_by=date(2027, 3, 1))
        visits.change(session, validator, visit.key, changed, seen_version=1)
        assert visit.evidence_by == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (replace(PLAN, ends_on=date(2027, 3, 1)), "ends_on"),
        (replace(PLAN, place=" "), "place"),
        (replace(PLAN, evidence_by=FIRST), "evidence_by"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_field(year, validator, plan, field):
    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        visits.propose(session, validator, plan)

    assert refused.value.field == field


def test_a_remote_visit_needs_no_place(year, validator):
    with year.database.writing() as session:
        visit = visits.propose(session, validator, replace(PLAN, mode=VisitMode.REMOTE, place=""))

        assert (visit.mode, visit.place) == (VisitMode.REMOTE, "")
        assert visit.state is VisitState.PROPOSED


def test_only_an_external_review_has_a_visit_and_only_one(year, validator, proposed):
    with year.database.writing() as session:
        lead = a_member_of_the_team(
            session, year.leader, year.college, year.review, Role.LEAD_ASSESSOR
        )
        with pytest.raises(ConflictError, match="Only an external review"):
            visits.propose(session, lead, PLAN)
        with pytest.raises(ConflictError, match="has a visit already"):
            visits.propose(session, validator, PLAN)


def test_the_college_confirms_and_a_change_with_a_reason_asks_it_again(year, validator, proposed):
    assert agree(year, proposed).state is VisitState.AGREED
    later = replace(PLAN, ends_on=date(2027, 3, 12))

    with year.database.writing() as session:
        seen = visits.get_visit(session, validator, proposed.key).row_version
        with pytest.raises(IncompleteError, match="Give a reason"):
            visits.change(session, validator, proposed.key, later, seen_version=seen)
    with year.database.writing() as session:
        visit = visits.change(
            session, validator, proposed.key, later, seen_version=seen, reason="Snow."
        )
        assert visit.state is VisitState.PROPOSED
        assert visit.agreed_by is None
    with year.database.reading() as session:
        told = [(c.what, c.reason) for c in visits.load(session, year.leader, visit.key).history]
    assert told[0] == (
        "Changed the last day: 10 March 2027 to 12 March 2027, evidence by 24 February 2027.",
        "Snow.",
    )
    assert told[1][0] == "Confirmed for the college."


def test_nobody_confirms_a_plan_that_changed_while_they_read_it(year, validator, proposed):
    with year.database.writing() as session:
        visits.change(
            session, validator, proposed.key, replace(PLAN, place="North Campus"), seen_version=1
        )
    with year.database.writing() as session, pytest.raises(EditedMeanwhileError):
        visits.agree(session, year.leader, proposed.key, seen_version=1, now=NOW)


def test_the_team_confirms_nothing_for_the_college_and_the_college_plans_nothing(
    year, validator, proposed
):
    with year.database.writing() as session:
        with pytest.raises(NotPermittedError):
            visits.agree(session, validator, proposed.key, seen_version=1, now=NOW)
        with pytest.raises(NotPermittedError):
            visits.change(session, year.leader, proposed.key, PLAN, seen_version=1)


def test_whom_an_interest_bars_plans_no_longer(year, validator, proposed):
    with year.database.writing() as session:
        person = session.get_one(Person, validator.person_id)
        reviews.declare_interest(session, year.college.id, person, InterestKind.SUPPLIER)
        with pytest.raises(NotPermittedError, match="supplier"):
            visit_sessions.add(session, validator, proposed.key, MEETING)


def test_a_visit_begins_on_its_first_day_once_it_is_agreed(year, validator, proposed):
    with year.database.writing() as session, pytest.raises(ConflictError, match="It is proposed"):
        visits.begin(session, validator, proposed.key, now=ON_THE_DAY)
    agree(year, proposed)
    with year.database.writing() as session, pytest.raises(ConflictError, match="not before"):
        visits.begin(session, validator, proposed.key, now=NOW)
    with year.database.writing() as session:
        begun = visits.begin(session, validator, proposed.key, now=ON_THE_DAY)
        assert begun.state is VisitState.UNDER_WAY


def test_a_plan_shows_the_team_with_what_each_declared(year, validator, proposed):
    with year.database.writing() as session:
        person = session.get_one(Person, validator.person_id)
        reviews.declare_interest(
            session, year.college.id, person, InterestKind.NEIGHBOUR, note="Lives near."
        )
    with year.database.reading() as session:
        seen = visits.load(session, year.leader, proposed.key)

    assert [(m.engagement.person.name, [i.note for i in m.interests]) for m in seen.team] == [
        (validator.name, ["Lives near."])
    ]
    assert seen.names_of(seen.held[0]) == "the whole team"
