"""Picks before a leadership meeting: saved, resumed, unseen by others until it opens."""

import pytest

from store.errors import ConflictError, IncompleteError, NotPermittedError
from tests.factories.leadership import a_leadership_review, picks
from tests.factories.workflow import NOW
from workflow.kinds.reviews import BELOW_LOWEST
from workflow.leadership import leadership, leadership_meeting, leadership_picks
from workflow.leadership.leadership_picks import Picked


@pytest.fixture
def review(year):
    with year.database.writing() as session:
        return a_leadership_review(session, year.leader, year.senior, year.governor)


def test_picks_are_saved_theme_by_theme_and_resumed(year, review):
    with year.database.writing() as session:
        first = leadership_picks.own_picks(session, year.governor, review.key).framework.themes[0]
        picked = {d.code: Picked(2, "As last year.") for d in first.dimensions}
        leadership_picks.pick(session, year.governor, review.key, picked, now=NOW)
        picks(session, year.governor, review, d1_5=3)

    with year.database.reading() as session:
        own = leadership_picks.own_picks(session, year.governor, review.key)

    assert own.picks["1.5"].level == 3
    assert own.picks["1.1"] == Picked(2, "As last year.")
    assert own.next_theme.number == 2
    assert own.picked_in(first) == len(first.dimensions)


def test_nobody_sees_what_others_picked_until_the_meeting_opens(year, review):
    with year.database.writing() as session:
        picks(session, year.governor, review, d1_5=3)
        picks(session, year.senior, review, d1_5=2)

    with year.database.reading() as session:
        for actor in (year.leader, year.senior, year.governor):
            seen = leadership_picks.list_picks(session, actor, review)
            assert {pick.name for pick in seen} <= {actor.name}
            with pytest.raises(ConflictError, match="not open yet"):
                leadership_meeting.load(session, actor, review.key)
    with year.database.writing() as session:
        leadership.open_meeting(session, year.leader, review.key, now=NOW)

    with year.database.reading() as session:
        names = [pick.name for pick in leadership_picks.list_picks(session, year.leader, review)]
    assert names == [year.senior.name, year.governor.name]


def test_individual_views_can_differ_and_are_kept_as_notes(year, review):
    with year.database.writing() as session:
        picks(session, year.governor, review, d1_5=3)
        picks(session, year.senior, review, d1_5=2)
        leadership.open_meeting(session, year.leader, review.key, now=NOW)
        leadership.end_meeting(session, year.leader, review.key, now=NOW)

    with year.database.reading() as session:
        kept = leadership_picks.list_picks(session, year.governor, review)

    assert [(pick.level, pick.sentence) for pick in kept] == [
        (2, f"{year.senior.name} thinks so."),
        (3, f"{year.governor.name} thinks so."),
    ]


def test_what_was_picked_stays_as_it_is_once_the_meeting_has_opened(year, review):
    with year.database.writing() as session:
        leadership.open_meeting(session, year.leader, review.key, now=NOW)

    with year.database.writing() as session, pytest.raises(ConflictError, match="stays as it is"):
        picks(session, year.governor, review, d1_5=3)


def test_who_does_not_take_part_picks_nothing(year):
    with year.database.writing() as session:
        review = a_leadership_review(session, year.leader, year.governor)

    with year.database.writing() as session, pytest.raises(NotPermittedError, match="take part"):
        picks(session, year.senior, review, d1_5=3)


@pytest.mark.parametrize(
    ("code", "picked", "field"),
    [
        ("6.2", Picked(1, "Level 1 is not published."), "level-6.2"),
        ("1.5", Picked(None, "A sentence without a level."), "level-1.5"),
        ("1.5", Picked(3, "x" * 301), "sentence-1.5"),
    ],
)
def test_what_is_missing_is_said_at_its_field(year, review, code, picked, field):
    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        leadership_picks.pick(session, year.governor, review.key, {code: picked}, now=NOW)

    assert refused.value.field == field


def test_below_the_lowest_level_can_be_picked_and_nothing_need_be(year, review):
    picked = {"6.2": Picked(BELOW_LOWEST, ""), "6.1": Picked(None, "")}
    with year.database.writing() as session:
        leadership_picks.pick(session, year.governor, review.key, picked, now=NOW)

    with year.database.reading() as session:
        own = leadership_picks.own_picks(session, year.governor, review.key)
    assert own.picks == {"6.2": Picked(BELOW_LOWEST, "")}
