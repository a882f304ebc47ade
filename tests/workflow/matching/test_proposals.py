"""The words of a page that are proposed as a quote, and what they are proposed for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.loading import builtin
from workflow.citations.citations import LONGEST_SHOWS
from workflow.matching.proposals import (
    CONTEXT,
    MOST_CHARACTERS,
    MOST_SENTENCES,
    body,
    likely_place,
    likely_shows,
    propose,
)

PAGE = (
    "The chair opened the meeting. The link governor asked about destinations. "
    "Members challenged the plan. The car park was discussed. The next meeting is in May."
)


def test_the_sentences_with_the_words_that_decided_are_proposed():
    quote = propose(PAGE, 0, len(PAGE), ("link governor", "destinations", "challenged"), 1)

    assert quote.exact == (
        "The link governor asked about destinations. Members challenged the plan."
    )
    assert quote.prefix == "The chair opened the meeting. "
    assert quote.suffix == PAGE[len(quote.prefix) + len(quote.exact) :][:CONTEXT]


def test_a_sentence_that_adds_nothing_is_left_out():
    assert propose(PAGE, 0, len(PAGE), ("car park",), 1).exact == "The car park was discussed."


def test_words_outside_the_passage_are_not_proposed():
    start = PAGE.index("Members")

    assert "link governor" not in propose(PAGE, start, len(PAGE), ("link governor",), 1).exact


def test_parts_of_words_and_headings_do_not_speak_for_a_quote():
    said = "The link governor was able to challenge us."
    text = f"Link governor report\nSuitable links were found. {said}"

    quote = propose(text, 0, len(text), ("able", "link", "link governor", "report"), 1)

    assert quote.exact == said


@given(
    st.text(alphabet=st.sampled_from("ab. A\n;é"), min_size=1, max_size=2000),
    st.lists(st.sampled_from(["a", "b a", "é"]), max_size=3, unique=True),
)
def test_any_passage_gives_words_that_stand_there_within_the_limit(text, terms):
    quote = propose(text, 0, len(text), terms, 1)

    assert quote.prefix + quote.exact + quote.suffix in text
    assert len(quote.exact) <= MOST_CHARACTERS


@pytest.mark.parametrize(
    "header",
    [
        "7\n",
        "Page 7 of 12\n",
        "Careers strategy 2026 | 7\n",
        "Careers strategy\n1 to 3 May 2026 9\n",
    ],
)
@pytest.mark.parametrize(
    "footer", ["", "\n7", "\nPage 7\nNewton College", "\n\n 7 | Newton College\n"]
)
def test_what_a_printed_page_repeats_at_its_edges_is_not_proposed(header, footer):
    said = "The link governor visits every\ncareers lesson in 2026"
    page = f"{header}{said}{footer}"

    assert propose(
        page, 0, len(page), ("link governor", "newton college", "strategy"), 7
    ).exact == (said)


@pytest.mark.parametrize(
    "page",
    [
        "Board minutes 2026\nThe link governor spoke.",
        "7",
        "",
        "The 24 students\nof class 12\nmet us.",
    ],
)
def test_rows_that_do_not_say_the_number_of_the_page_stay(page):
    assert body(page, 7) == (0, len(page))


def test_at_most_a_sentence_or_two_are_proposed():
    text = "Careers here. " * 9

    assert propose(text, 0, len(text), ("careers here",), 1).exact.count(".") <= MOST_SENTENCES


def test_a_statement_that_shares_its_words_is_proposed_and_else_its_level():
    dimension = builtin().dimension("1.5")
    level = dimension.levels[-1]
    statement = level.statements[0]

    own = likely_place(dimension, level.level, level.in_full(statement))

    assert own == statement.code
    assert likely_place(dimension, level.level, "Tea was served.") == f"1.5/{level.level}"
    first_words = " ".join(level.in_full(statement).split()[:4])
    assert likely_place(dimension, level.level, first_words) == f"1.5/{level.level}"


@pytest.mark.parametrize("level", [None, 9])
def test_without_a_published_level_nothing_is_proposed(level):
    assert likely_place(builtin().dimension("1.5"), level, PAGE) == ""


def test_what_a_quote_shows_is_proposed_in_the_words_of_the_model():
    dimensions = {dimension.code: dimension for dimension in builtin().dimensions}
    governance = dimensions["1.5"]

    assert likely_shows(governance, "1.5/3/a") == (
        "Evidence for: The aims and impact of the careers provision is considered alongside the "
        "strategic careers plan by governors."
    )
    title = "Evidence for: Support and challenge from governance"
    assert likely_shows(governance, "") == likely_shows(governance, "1.5/3") == title
    said = [
        likely_shows(dimension, statement.code)
        for dimension in dimensions.values()
        for descriptor in dimension.levels
        for statement in descriptor.statements
    ]
    assert max(map(len, said)) <= LONGEST_SHOWS
    assert any(words.endswith("…") for words in said)
