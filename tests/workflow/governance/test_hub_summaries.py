"""Summaries for the hub: approved, withdrawn at once, never ranked, nothing else of a college."""

import pytest

from store import hubs
from store.errors import ConflictError, IncompleteError, NotPermittedError
from store.permissions import Role
from tests.factories.finished_visits import a_finished_visit
from tests.factories.people import a_college, an_actor
from tests.factories.workflow import NOW, an_assessment
from workflow.governance import hub_summaries


@pytest.fixture
def hub(year):
    with year.database.writing() as session:
        hub = hubs.add_hub(session, "Marlshire")
        hubs.put_college(session, hub, year.college)
    return hub


def read(year, hub):
    with year.database.reading() as session:
        return [(one.college.name, one.body) for one in hub_summaries.list_of_hub(session, hub)]


def publish(year, actor, words="Ours."):
    with year.database.writing() as session:
        return hub_summaries.publish(session, actor, words=words, now=NOW)


def test_a_hub_reads_what_a_senior_leader_approved_and_nothing_before(year, hub):
    assert read(year, hub) == []
    with pytest.raises(NotPermittedError):
        publish(year, year.leader)
    publish(year, year.senior)
    publish(year, year.senior, "Worded anew.")

    [(_, body)] = read(year, hub)
    assert body["words"] == "Worded anew."
    assert set(body) == {"year", "scope", "sentence", "themes", "strengths", "areas", "words"}


def test_findings_of_a_final_visit_are_part_of_the_summary(year, hub):
    """Item of the visit's end: an approved summary is published to the hub."""
    with year.database.writing() as session:
        _, _, area = a_finished_visit(session, year)
    publish(year, year.senior)

    assert read(year, hub)[0][1]["areas"] == [area.words]


def test_a_withdrawn_summary_is_gone_at_once(year, hub):
    publish(year, year.senior)
    with year.database.writing() as session:
        hub_summaries.withdraw(session, year.senior, now=NOW)
        with pytest.raises(ConflictError, match="Nothing of this college"):
            hub_summaries.withdraw(session, year.senior, now=NOW)

    assert read(year, hub) == []


def test_a_college_without_a_hub_publishes_to_nobody(year):
    with pytest.raises(ConflictError, match="belongs to no hub"):
        publish(year, year.senior)


def test_words_have_a_limit(year, hub):
    with pytest.raises(IncompleteError):
        publish(year, year.senior, "x" * (hub_summaries.LONGEST_WORDS + 1))


def test_colleges_stand_in_the_order_of_their_names_and_one_that_left_is_gone(year, hub):
    """Story 36: no league table between colleges."""
    with year.database.writing() as session:
        other = a_college(session)
        other.name, other.folded_name = "Aa College", "aa college"
        an_assessment(session, other)
        hubs.put_college(session, hub, other)
        hub_summaries.publish(
            session, an_actor(session, other, Role.SENIOR_LEADER), words="", now=NOW
        )
    publish(year, year.senior)
    assert [name for name, _ in read(year, hub)] == ["Aa College", year.college.name]
    with year.database.writing() as session:
        hubs.put_college(session, hubs.add_hub(session, "Elsewhere"), session.merge(other))

    assert [name for name, _ in read(year, hub)] == [year.college.name]
