"""Agreement in words, and Cohen's kappa only where there are enough pairs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.reviews.agreement import FEWEST_FOR_KAPPA, in_words, kappa

levels = st.integers(0, 4)


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([], ""),
        ([(3, 3)], "The same."),
        ([(3, 3), (2, 2)], "All the same."),
        ([(3, 3)] * 5 + [(3, 2), (1, 2)], "5 of 7 the same, all within one level."),
        ([(3, 3), (4, 1), (2, 3)], "1 of 3 the same, 2 of 3 within one level."),
    ],
)
def test_agreement_is_said_in_words(pairs, words):
    assert in_words(pairs) == words


def test_kappa_is_cohens():
    # The textbook's fifty: 20 and 15 the same, 5 and 10 not.
    pairs = [(1, 1)] * 20 + [(1, 2)] * 5 + [(2, 1)] * 10 + [(2, 2)] * 15

    assert kappa(pairs) == pytest.approx(0.4)


@given(st.lists(st.tuples(levels, levels), max_size=60))
def test_kappa_is_told_from_thirty_pairs_only_and_never_above_one(pairs):
    found = kappa(pairs)

    if len(pairs) < FEWEST_FOR_KAPPA:
        assert found is None
    assert found is None or found <= 1


def test_kappa_says_nothing_where_everybody_always_says_the_same():
    assert kappa([(3, 3)] * FEWEST_FOR_KAPPA) is None
