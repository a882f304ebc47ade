"""Leadership reviews: who takes part is recorded first, and one person records the meeting."""

import pytest
from sqlalchemy import text

from store.errors import ConflictError, IncompleteError, NotFoundError, NotPermittedError
from tests.factories.leadership import MEETS_ON, a_leadership_review, picks
from tests.factories.workflow import NOW
from workflow.claims import assessments
from workflow.leadership import leadership
from workflow.leadership.leadership import TakesPart
from workflow.lifecycle import LeadershipState
from workflow.needs import needs
from workflow.needs.needs import Place


@pytest.fixture
def review(year):
    """Prepared for the careers leader, the senior leader and the governor."""
    with year.database.writing() as session:
        return a_leadership_review(session, year.leader, year.senior, year.governor)


def test_participants_and_their_roles_are_recorded_before_answers(year, review):
    with year.database.reading() as session:
        taking_part = leadership.list_participants(session, review)

    assert [one.name for one in taking_part[:2]] == [year.leader.name, year.senior.name]
    assert taking_part[-1].person_id is None
    assert [one.role for one in taking_part] == ["Role", "Role", "Role", "Enterprise Adviser"]
    assert {one.picked for one in taking_part} == {0}


@pytest.mark.parametrize(
    "people",
    [[], [TakesPart("Ada Marsh", "Principal")], [TakesPart("Ada", ""), TakesPart("", "B")]],
)
def test_two_people_with_roles_take_part_at_least(year, people):
    with year.database.writing() as session, pytest.raises(IncompleteError):
        leadership.prepare(session, year.leader, meets_on=MEETS_ON, taking_part=people)


def test_one_is_under_way_at_a_time(year, review):
    with year.database.writing() as session, pytest.raises(ConflictError, match="under way"):
        a_leadership_review(session, year.senior, year.leader)


def test_none_is_prepared_once_levels_are_locked(year):
    with year.database.writing() as session:
        assessments.submit(session, year.senior, year.assessment.key, now=NOW)

    with year.database.writing() as session, pytest.raises(ConflictError, match="reopen"):
        a_leadership_review(session, year.leader, year.senior)


def test_somebody_who_turned_up_is_added_once(year, review):
    one = TakesPart("", "Head of Construction", year.contributor.person_key)
    with year.database.writing() as session:
        leadership.add_participant(session, year.leader, review.key, one)

    with year.database.writing() as session, pytest.raises(ConflictError, match="already"):
        leadership.add_participant(session, year.leader, review.key, one)


def test_leaders_and_those_who_take_part_see_it_and_nobody_else(year, review):
    with year.database.reading() as session:
        for actor in (year.leader, year.senior, year.governor):
            assert leadership.get_review(session, actor, review.key).id == review.id
        with pytest.raises(NotFoundError):
            leadership.get_review(session, year.contributor, review.key)
        assert leadership.list_reviews(session, year.contributor, year.assessment) == []
        with pytest.raises(NotPermittedError):
            leadership.get_review(session, year.assessor, review.key)


def test_only_the_recorder_ends_the_meeting_and_the_record_can_be_taken_over(year, review):
    with year.database.writing() as session:
        leadership.open_meeting(session, year.leader, review.key, now=NOW)

    with year.database.writing() as session, pytest.raises(NotPermittedError, match="records this"):
        leadership.end_meeting(session, year.senior, review.key, now=NOW)

    with year.database.writing() as session:
        leadership.take_over(session, year.senior, review.key)
        ended = leadership.end_meeting(session, year.senior, review.key, now=NOW)
    assert ended.state is LeadershipState.ENDED


def test_a_meeting_opens_once(year, review):
    with year.database.writing() as session:
        leadership.open_meeting(session, year.leader, review.key, now=NOW)

    with year.database.writing() as session, pytest.raises(ConflictError):
        leadership.open_meeting(session, year.senior, review.key, now=NOW)


def test_who_takes_part_is_told_on_the_home_page_until_everything_is_picked(year, review):
    with year.database.writing() as session:
        picks(session, year.governor, review, d1_5=3)

    with year.database.reading() as session:
        found = needs.list_needs(session, year.governor)
        elsewhere = needs.list_needs(session, year.contributor)

    [need] = [need for need in found if need.place is Place.LEADERSHIP]
    assert "1 of 34" in need.sentence
    assert need.due == MEETS_ON
    assert [need for need in elsewhere if need.place is Place.LEADERSHIP] == []


def test_the_database_keeps_what_was_picked_once_it_was_shown(year, review):
    with year.database.writing() as session:
        picks(session, year.governor, review, d1_5=3)
        leadership.open_meeting(session, year.leader, review.key, now=NOW)

    with year.database.writing() as session, pytest.raises(Exception, match="is kept as it was"):
        session.execute(text("UPDATE leadership_pick SET level = 4"))
