"""The one label of a claim, from the college's side and the reviews'."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.kinds.reviews import BELOW_LOWEST, ReviewKind
from workflow.labels import CollegeSide, ReviewSide, label, level_in_words, outcome_words
from workflow.lifecycle import ClaimState

PEER, EXTERNAL = ReviewKind.PEER, ReviewKind.EXTERNAL


@pytest.mark.parametrize(
    ("college", "reviews", "expected"),
    [
        (CollegeSide(ClaimState.NOT_CLAIMED, None), (), "Not claimed"),
        (CollegeSide(ClaimState.DRAFT, 3), (), "Level 3 claimed, draft"),
        (CollegeSide(ClaimState.AGREED, 3), (), "Level 3 claimed, agreed"),
        (CollegeSide(ClaimState.SUBMITTED, 1), (), "Level 1 claimed, submitted"),
        (CollegeSide(ClaimState.ADOPTED, 4), (), "Level 4 claimed, adopted by the board"),
        (CollegeSide(ClaimState.DRAFT, 0, 2), (), "Below level 2 claimed, draft"),
        (
            CollegeSide(ClaimState.SUBMITTED, 3),
            (ReviewSide(PEER, 3),),
            "Level 3 confirmed by peer review",
        ),
        (
            CollegeSide(ClaimState.SUBMITTED, 4),
            (ReviewSide(PEER, 3),),
            "Level 4 claimed, peer review says level 3",
        ),
        (
            CollegeSide(ClaimState.SUBMITTED, 2, 2),
            (ReviewSide(PEER, 0),),
            "Level 2 claimed, peer review says below level 2",
        ),
    ],
)
def test_both_sides_make_one_label(college, reviews, expected):
    assert label(college, reviews) == expected


def test_the_latest_review_speaks_last():
    side = CollegeSide(ClaimState.SUBMITTED, 3)

    words = label(side, (ReviewSide(PEER, 2), ReviewSide(EXTERNAL, 3)))

    assert words == "Level 3 confirmed by external review"


def test_a_level_is_below_the_lowest_that_is_published():
    assert level_in_words(BELOW_LOWEST, 2) == "below level 2"
    assert level_in_words(3, 2) == "level 3"


@given(
    st.sampled_from([state for state in ClaimState if state is not ClaimState.NOT_CLAIMED]),
    st.integers(0, 4),
    st.lists(st.builds(ReviewSide, st.sampled_from(list(ReviewKind)), st.integers(0, 4))),
)
def test_a_claimed_level_is_confirmed_exactly_when_the_latest_review_says_the_same(
    state, level, reviews
):
    words = label(CollegeSide(state, level), tuple(reviews))

    assert words[0].isupper()
    assert ("confirmed" in words) == bool(reviews and reviews[-1].level == level)
    assert (" says " in words) == bool(reviews and reviews[-1].level != level)


@pytest.mark.parametrize(
    ("claimed", "judged", "words"),
    [
        (3, 3, "Confirmed"),
        (0, 0, "Confirmed"),
        (3, 2, "Confirmed at level 2"),
        (2, 4, "Confirmed at level 4"),
        (3, 0, "Not enough evidence"),
    ],
)
def test_outcomes_are_confirmed_confirmed_at_a_level_and_not_enough_evidence(
    claimed, judged, words
):
    assert outcome_words(claimed, judged, 1) == words
