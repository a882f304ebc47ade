"""The words of a page that are proposed as a quote, and what they are proposed for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.loading import builtin
from workflow.matching.proposals import (
    CONTEXT,
    MOST_CHARACTERS,
    MOST_SENTENCES,
    likely_place,
    propose,
)

PAGE = (
    "The chair opened the meeting. The link governor asked about destinations. "
    "Members challenged the plan. The car park was discussed. The next meeting is in May."
)


def test_the_sentences_with_the_words_that_decided_are_proposed():
    quote = propose(PAGE, 0, len(PAGE), ("link governor", "destinations", "challenged"))

    assert quote.exact == (
        "The link governor asked about destinations. Members challenged the plan."
    )
    assert quote.prefix == "The chair opened the meeting. "
    assert quote.suffix == PAGE[len(quote.prefix) + len(quote.exact) :][:CONTEXT]


def test_a_sentence_that_adds_nothing_is_left_out():
    assert propose(PAGE, 0, len(PAGE), ("car park",)).exact == "The car park was discussed."


def test_words_outside_the_passage_are_not_proposed():
    start = PAGE.index("Members")

    assert "link governor" not in propose(PAGE, start, len(PAGE), ("link governor",)).exact


@given(
    st.text(alphabet=st.sampled_from("ab. A\n;é"), min_size=1, max_size=2000),
    st.lists(st.sampled_from(["a", "b a", "é"]), max_size=3, unique=True),
)
def test_any_passage_gives_words_that_stand_there_within_the_limit(text, terms):
    quote = propose(text, 0, len(text), terms)

    assert quote.prefix + quote.exact + quote.suffix in text
    assert len(quote.exact) <= MOST_CHARACTERS


def test_at_most_a_sentence_or_two_are_proposed():
    text = "Careers here. " * 9

    assert propose(text, 0, len(text), ("careers here",)).exact.count(".") <= MOST_SENTENCES


def test_a_statement_that_shares_its_words_is_proposed_and_else_its_level():
    dimension = builtin().dimension("1.5")
    level = dimension.levels[-1]
    statement = level.statements[0]

    own = likely_place(dimension, level.level, level.in_full(statement))

    assert own == statement.code
    assert likely_place(dimension, level.level, "Tea was served.") == f"1.5/{level.level}"


@pytest.mark.parametrize("level", [None, 9])
def test_without_a_published_level_nothing_is_proposed(level):
    assert likely_place(builtin().dimension("1.5"), level, PAGE) == ""
