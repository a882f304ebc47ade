"""Requests: a named gap, asked of people one by one, answered, thanked for, closed."""

from datetime import date, timedelta

import pytest

from ingest.visibility import visibility_for
from store import audit, membership
from store.errors import (
    ConflictError,
    IncompleteError,
    NotFoundError,
    NotPermittedError,
)
from store.people import AreaKind
from store.permissions import Role
from tests.factories.library import a_document_with_pages
from tests.factories.people import a_member, a_person, an_actor, as_actor
from tests.factories.workflow import NOW, an_engagement
from workflow.calendars import college_calendar
from workflow.kinds.calendars import PeriodKind
from workflow.kinds.requests import RequestState
from workflow.needs import needs
from workflow.requests import request_views, requests
from workflow.requests.request_addressees import Addressees, Outsider
from workflow.requests.requests import Gap

DUE = date(2027, 3, 6)  # a Saturday


def a_gap(**changed):
    facts = {
        "dimension": "1.5",
        "level": 3,
        "what_would_help": "Minutes with destinations by campus.",
        "due_on": DUE,
        "statement": "1.5/3/b",
    }
    return Gap(**(facts | changed))


def ask(session, year, *people, actor=None, **changed):
    keys = tuple(person.person_key for person in people or (year.contributor,))
    return requests.ask(session, actor or year.leader, a_gap(**changed), Addressees(keys), now=NOW)


def test_one_gap_is_asked_of_many_and_each_is_tracked_by_themselves(year):
    with year.database.writing() as session:
        area = membership.add_area(session, year.college, "Construction", AreaKind.CURRICULUM)
        to = Addressees(
            (year.contributor.person_key, year.senior.person_key),
            (area.key,),
            (Outsider("Ann Bell", "Ann.Bell@employer.example"),),
        )
        asked = requests.ask(session, year.leader, a_gap(), to, now=NOW)
        own = next(r for r in asked if r.addressee_person_id == year.contributor.person_id)
        requests.answer_with_nothing(session, year.contributor, own.key, reason="New.", now=NOW)

        views = request_views.list_requests(session, year.leader).by_me

    assert len({r.asked_together for r in asked}) == 1
    assert {(v.asked_of, v.state) for v in views} == {
        (year.contributor.name, RequestState.ANSWERED),
        (year.senior.name, RequestState.OPEN),
        ("Construction", RequestState.OPEN),
        ("Ann Bell", RequestState.OPEN),
    }


def test_a_due_date_falls_on_a_working_day_of_the_college(year):
    with year.database.writing() as session:
        college_calendar.add_period(
            session, as_actor(year.college, a_person(session), Role.ADMINISTRATOR),
            PeriodKind.CLOSURE, name="Staff day",
            starts_on=date(2027, 3, 8), ends_on=date(2027, 3, 8),
        )  # fmt: skip
        [request] = ask(session, year)

    assert request.due_on == date(2027, 3, 9)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"what_would_help": " "}, "what_would_help"),
        ({"what_would_help": "x" * 1001}, "what_would_help"),
        ({"level": 7}, "level"),
        ({"statement": "1.5/2/a"}, "statement"),
        ({"due_on": NOW.date() - timedelta(days=1)}, "due_on"),
    ],
)
def test_what_is_missing_is_named_at_its_field(year, changed, field):
    with pytest.raises(IncompleteError) as refused, year.database.writing() as session:
        ask(session, year, **changed)

    assert refused.value.field == field


def test_nobody_or_a_stranger_cannot_be_asked(year):
    with pytest.raises(IncompleteError), year.database.writing() as session:
        requests.ask(session, year.leader, a_gap(), Addressees(), now=NOW)
    with pytest.raises(IncompleteError), year.database.writing() as session:
        requests.ask(session, year.leader, a_gap(), Addressees((a_person(session).key,)), now=NOW)


def test_a_quote_that_is_there_answers(year):
    with year.database.writing() as session:
        [request] = ask(session, year)
        requests.answer_with_quote(
            session, year.contributor, request.key, year.citation.key, words="See this.", now=NOW
        )
        [view] = request_views.view_all(session, year.leader, [request])

    assert view.state is RequestState.ANSWERED
    assert (view.answers[0].quote, view.answers[0].words) == (year.citation.exact, "See this.")


def test_a_quote_for_something_else_does_not_answer(year):
    with year.database.writing() as session:
        [request] = ask(session, year, dimension="2.4", level=2, statement=None)
        with pytest.raises(IncompleteError, match="Choose a quote"):
            requests.answer_with_quote(
                session, year.contributor, request.key, year.citation.key, words="", now=NOW
            )


def test_a_document_answers_and_its_title_stays_with_those_who_may_see_it(year):
    with year.database.writing() as session:
        library = a_document_with_pages(session, year.senior, title="Board, closed part")
        [request] = ask(session, year, year.senior)
        requests.answer_with_file(
            session, year.senior, request.key, library.document.key, words="Item 7.", now=NOW
        )
        [open_to_leader] = request_views.view_all(session, year.leader, [request])
        library.document.sensitivity = type(library.document.sensitivity).CONFIDENTIAL
        session.flush()
        [closed] = request_views.view_all(session, year.contributor, [request])

    assert open_to_leader.answers[0].title == "Board, closed part"
    assert (closed.answers[0].title, closed.answers[0].document_key) == ("", "")


def test_having_nothing_is_an_answer_with_a_reason(year):
    with year.database.writing() as session:
        [request] = ask(session, year)
        with pytest.raises(IncompleteError):
            requests.answer_with_nothing(
                session, year.contributor, request.key, reason=" ", now=NOW
            )


def test_closing_thanks_with_what_it_was_used_for(year):
    with year.database.writing() as session:
        [request] = ask(session, year)
        with pytest.raises(ConflictError, match="Nobody has answered"):
            requests.close(session, year.leader, request.key, used_for="1.5", now=NOW)
        requests.answer_with_nothing(
            session, year.contributor, request.key, reason="None yet.", now=NOW
        )
        with pytest.raises(IncompleteError):
            requests.close(session, year.leader, request.key, used_for="", now=NOW)
        requests.close(session, year.leader, request.key, used_for="We lowered the claim.", now=NOW)
        [view] = request_views.list_requests(session, year.contributor).ended

    assert view.used_for == "We lowered the claim."


def test_what_has_ended_takes_no_more_answers(year):
    with year.database.writing() as session:
        [request] = ask(session, year)
        requests.withdraw(session, year.leader, request.key, now=NOW)
        with pytest.raises(ConflictError, match="withdrawn"):
            requests.answer_with_nothing(
                session, year.contributor, request.key, reason="Late.", now=NOW
            )
        with pytest.raises(ConflictError):
            requests.withdraw(session, year.leader, request.key, now=NOW)


def test_nobody_is_reminded_twice_within_three_days(year):
    with year.database.writing() as session:
        [request] = ask(session, year)
        with pytest.raises(ConflictError, match="three days"):
            requests.remind(session, year.leader, request.key, now=NOW + timedelta(days=2))
        requests.remind(session, year.leader, request.key, now=NOW + timedelta(days=4))
        with pytest.raises(ConflictError, match="three days"):
            requests.remind(session, year.leader, request.key, now=NOW + timedelta(days=5))


def test_only_who_asked_or_a_leader_ends_a_request(year):
    with year.database.writing() as session:
        [request] = ask(session, year, year.leader, actor=year.contributor)
        other = an_actor(session, year.college, Role.CONTRIBUTOR)
        with pytest.raises(NotFoundError):
            requests.withdraw(session, other, request.key, now=NOW)
        [to_other] = ask(session, year, other)
        with pytest.raises(NotPermittedError):
            requests.withdraw(session, other, to_other.key, now=NOW)
        requests.withdraw(session, year.leader, request.key, now=NOW)


def test_who_belongs_to_an_area_answers_for_it(year):
    with year.database.writing() as session:
        area = membership.add_area(session, year.college, "Construction", AreaKind.CURRICULUM)
        person = a_member(session, year.college, Role.GOVERNANCE_PROFESSIONAL)
        membership.give_role(session, year.college.id, person, Role.CONTRIBUTOR, area_id=area.id)
        member = as_actor(year.college, person, Role.CONTRIBUTOR)
        [request] = requests.ask(
            session, year.leader, a_gap(), Addressees(area_keys=(area.key,)), now=NOW
        )

        assert [r.key for r in request_views.list_waiting_for(session, member)] == [request.key]
        assert request_views.list_waiting_for(session, year.contributor) == []
        assert requests.people_asked(session, request) == [member.person_id]


def test_assessor_asks_for_more_the_question_goes_to_the_college_as_a_request(year):
    with year.database.writing() as session:
        [request] = requests.ask(session, year.assessor, a_gap(), Addressees(), now=NOW)
        [need] = [n for n in needs.list_needs(session, year.leader) if n.subject == request.key]
        requests.answer_with_quote(
            session, year.leader, request.key, year.citation.key, words="", now=NOW
        )
        [view] = request_views.list_requests(session, year.assessor).by_me

        assert (need.asked_by, need.due) == (year.assessor.name, request.due_on)
        assert view.answers[0].quote == year.citation.exact
        with pytest.raises(NotPermittedError):
            requests.withdraw(session, year.leader, request.key, now=NOW)


def test_answer_appears_under_the_claim_and_a_clock_is_shown(year):
    """Ask for more: at the desk of the claim, with the days that are left."""
    with year.database.writing() as session:
        [request] = requests.ask(session, year.assessor, a_gap(), Addressees(), now=NOW)
        seen = visibility_for(session, year.assessor)

        def asked(actor=year.assessor, dimension="1.5"):
            return request_views.list_asked(session, actor, dimension, seen=seen)

        [open_] = asked()
        clocks = [open_.clock(request.due_on - timedelta(days=n)) for n in (9, 1, 0, -3)]
        requests.answer_with_quote(
            session, year.leader, request.key, year.citation.key, words="", now=NOW
        )
        [answered] = asked()

        assert clocks == ["9 days left", "1 day left", "due today", "3 days late"]
        assert answered.answers[0].quote == year.citation.exact
        assert answered.clock(request.due_on) == ""
        assert asked(dimension="1.4") == asked(year.leader) == []


def test_what_one_assessor_asks_another_does_not_see(year):
    with year.database.writing() as session:
        second = an_engagement(session, year.leader, year.college, year.review)
        lead = an_engagement(
            session, year.leader, year.college, year.review, role=Role.LEAD_ASSESSOR
        )
        [request] = requests.ask(session, year.assessor, a_gap(), Addressees(), now=NOW)
        [internal] = ask(session, year)

        assert request_views.list_requests(session, second).live == ()
        assert [r.key for r in request_views.list_requests(session, lead).live] == [request.key]
        with pytest.raises(NotFoundError):
            requests.get_request(session, lead, internal.key)


def test_late_ones_are_listed_most_overdue_first(year):
    with year.database.writing() as session:
        ask(session, year, due_on=date(2027, 3, 10))
        ask(session, year, due_on=date(2027, 2, 10))
        late = request_views.list_requests(session, year.leader).late(date(2027, 3, 20))

    assert [r.due_on for r in late] == [date(2027, 2, 10), date(2027, 3, 10)]


def test_the_home_page_names_who_asks_and_by_when_and_the_answer_comes_back(year):
    with year.database.writing() as session:
        [request] = ask(session, year)
        [need] = [
            n for n in needs.list_needs(session, year.contributor) if n.subject == request.key
        ]
        assert (need.asked_by, need.due) == (year.leader.name, request.due_on)
        requests.answer_with_nothing(
            session, year.contributor, request.key, reason="None.", now=NOW
        )
        told = [n.sentence for n in needs.list_needs(session, year.leader)]

    assert "1.5: your request is answered. See it, and say thank you." in told


def test_each_step_writes_its_event(year):
    with year.database.writing() as session:
        [request] = ask(session, year)
        requests.remind(session, year.leader, request.key, now=NOW + timedelta(days=4))
        requests.answer_with_nothing(session, year.contributor, request.key, reason="No.", now=NOW)
        requests.ask_again(session, year.leader, request.key)
        requests.answer_with_nothing(session, year.contributor, request.key, reason="No.", now=NOW)
        requests.close(session, year.leader, request.key, used_for="Nothing.", now=NOW)
    with year.database.reading() as session:
        kinds = [e.kind for e in audit.list_events(session, year.college.id, limit=6)]

    assert list(reversed(kinds)) == [
        "evidence asked for", "reminder sent", "request answered", "request opened again",
        "request answered", "request closed",
    ]  # fmt: skip
