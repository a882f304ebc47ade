"""The programme of a visit: sessions with roles to meet, rooms, dimensions and questions."""

from dataclasses import replace
from datetime import date, time

import pytest

from store.errors import EditedMeanwhileError, IncompleteError, NotFoundError
from tests.factories.visits import MEETING, PLAN, a_visit
from tests.factories.workflow import NOW
from workflow.visits import visit_sessions, visits


@pytest.fixture
def planned(year):
    with year.database.writing() as session:
        return a_visit(session, year.leader, year.college, year.assessment)


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (replace(MEETING, title=""), "title"),
        (replace(MEETING, who=" "), "who"),
        (replace(MEETING, held_on=date(2027, 3, 20)), "held_on"),
        (replace(MEETING, ends_at=time(9, 0)), "ends_at"),
        (replace(MEETING, dimensions=("9.9",)), "dimensions"),
        (replace(MEETING, dimensions=("1.1", "1.2", "1.3", "1.4", "1.5")), "dimensions"),
        (replace(MEETING, team=("nobody",)), "team"),
    ],
)
def test_a_session_that_cannot_be_is_refused_at_its_field(year, planned, plan, field):
    validator, visit, _ = planned
    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        visit_sessions.add(session, validator, visit.key, plan)

    assert refused.value.field == field


def test_dimensions_stand_in_the_order_of_the_model(year, planned):
    validator, visit, _ = planned
    with year.database.writing() as session:
        plan = replace(MEETING, dimensions=("4.6", "1.5", "2.1"))
        meeting = visit_sessions.add(session, validator, visit.key, plan)

    assert meeting.dimensions == ["1.5", "2.1", "4.6"]


def test_a_change_says_what_it_was_and_loses_to_one_that_came_first(year, planned):
    validator, visit, meeting = planned
    moved = replace(MEETING, starts_at=time(13, 0), ends_at=time(14, 0))
    with year.database.writing() as session:
        visit_sessions.change(session, validator, visit.key, meeting.key, moved, seen_version=1)
    with year.database.writing() as session, pytest.raises(EditedMeanwhileError):
        visit_sessions.change(session, validator, visit.key, meeting.key, MEETING, seen_version=1)
    with year.database.reading() as session:
        history = visits.load(session, year.leader, visit.key).history

    assert "(10 March, 09:30 to 10:30) to “Tutors” (10 March, 13:00 to 14:00)" in history[0].what


def test_a_programme_that_the_college_confirmed_changes_with_a_reason_only(year, planned):
    validator, visit, meeting = planned
    with year.database.writing() as session:
        visits.agree(session, year.leader, visit.key, seen_version=1, now=NOW)
    with year.database.writing() as session:
        with pytest.raises(IncompleteError, match="Say why it changes"):
            visit_sessions.add(session, validator, visit.key, MEETING)
        visit_sessions.cancel(session, validator, visit.key, meeting.key, reason="Ill.", now=NOW)
    with year.database.reading() as session:
        seen = visits.load(session, year.leader, visit.key)

    assert seen.held == ()
    assert seen.history[0].reason == "Ill."


def test_a_session_stays_inside_the_days_of_the_visit(year, planned):
    validator, visit, _ = planned
    away = replace(PLAN, starts_on=date(2027, 3, 17), ends_on=date(2027, 3, 18))
    with year.database.writing() as session, pytest.raises(IncompleteError, match="Move or cancel"):
        visits.change(session, validator, visit.key, away, seen_version=1)


def test_a_session_of_nowhere_is_not_found(year, planned):
    _, visit, _ = planned
    with year.database.reading() as session, pytest.raises(NotFoundError):
        visit_sessions.get_session(session, visit, "nothing")
