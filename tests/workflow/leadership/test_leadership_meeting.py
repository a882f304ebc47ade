"""The leadership meeting: dimensions by disagreement, what all picked in one list, what is next."""

import pytest

from store.errors import NotFoundError
from tests.factories.leadership import a_leadership_review, picks
from tests.factories.workflow import NOW
from workflow.claims import claims, coverage
from workflow.kinds.reviews import CoverageMark
from workflow.leadership import leadership, leadership_meeting, leadership_record
from workflow.leadership.leadership_meeting import Pile


@pytest.fixture
def met(year):
    """Three people picked: far apart on 1.2, near on 1.3, all the same on 1.4, one only on 1.6."""
    with year.database.writing() as session:
        review = a_leadership_review(session, year.leader, year.senior, year.governor)
        picks(session, year.leader, review, d1_2=1, d1_3=2, d1_4=2, d1_6=3)
        picks(session, year.senior, review, d1_2=4, d1_3=3, d1_4=2)
        picks(session, year.governor, review, d1_2=4, d1_3=3, d1_4=2)
        leadership.open_meeting(session, year.leader, review.key, now=NOW)
    return review


def load(year, review, actor=None):
    with year.database.reading() as session:
        return leadership_meeting.load(session, actor or year.leader, review.key)


def codes(found):
    return [one.dimension.code for one in found]


def test_dimensions_are_discussed_by_disagreement_and_unanimous_ones_stand_apart(year, met):
    meeting = load(year, met)

    assert codes(meeting.pile(Pile.TO_DISCUSS))[:2] == ["1.2", "1.3"]
    assert codes(meeting.pile(Pile.UNANIMOUS)) == ["1.4"]
    assert "1.6" in codes(meeting.pile(Pile.TO_DISCUSS))


def test_the_spread_says_how_many_picked_each_level(year, met):
    assert load(year, met).find("1.2").counts == {1: 1, 4: 2}


def test_what_is_left_comes_next_and_goes_round(year, met):
    meeting = load(year, met)

    assert meeting.after("1.2").dimension.code == "1.3"
    last = meeting.pile(Pile.TO_DISCUSS)[-1].dimension.code
    assert meeting.after(last).dimension.code == "1.2"


def test_parked_is_a_state_that_a_dimension_leaves_when_it_is_agreed(year, met):
    with year.database.writing() as session:
        leadership_record.park(
            session, year.leader, met.key, "1.2", reason="Ask the board's clerk.", now=NOW
        )
    assert codes(load(year, met).pile(Pile.PARKED)) == ["1.2"]

    with year.database.writing() as session:
        leadership_record.agree(
            session, year.leader, met.key, "1.2",
            level=2, sentence="The clerk has the minutes.", seen_version=0, now=NOW,
        )  # fmt: skip

    meeting = load(year, met)
    assert codes(meeting.pile(Pile.PARKED)) == []
    assert codes(meeting.pile(Pile.AGREED)) == ["1.2"]


def test_a_unanimous_level_with_a_statement_not_shown_is_discussed(year, met):
    """Only a person can say why such a level is still the best fit."""
    with year.database.writing() as session:
        claim = next(one.row.claim_key for one in load(year, met).dimensions
                     if one.dimension.code == "1.4")  # fmt: skip
        found = claims.get_claim(session, year.leader, claim)
        coverage.mark(session, year.leader, found, "1.4/2/a", CoverageMark.NOT_SHOWN, now=NOW)

    meeting = load(year, met)

    assert codes(meeting.pile(Pile.UNANIMOUS)) == []
    assert 2 in meeting.find("1.4").asks_why


def test_key_quotes_of_the_claim_are_at_hand(year, met):
    with year.database.reading() as session:
        meeting = leadership_meeting.load(session, year.leader, met.key)
        quotes = leadership_meeting.key_quotes(session, year.leader, meeting.find("1.5"))

    assert [quote.key for quote in quotes] == [year.citation.key]


def test_a_code_that_the_model_does_not_have_is_not_found(year, met):
    with pytest.raises(NotFoundError, match="9\\.9"):
        load(year, met).find("9.9")
