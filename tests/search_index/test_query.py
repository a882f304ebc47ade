"""Every input has a meaning, and it is the one that people expect."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search_index.query import MOST_CHARACTERS, MOST_CLAUSES, Filter, parse

PIECES = st.sampled_from(
    [
        *("careers", "co-op", "LMI/ESF", "a*", "OR", "AND", "NOT", "NEAR"),
        *("year:", "year:2026", "dimension:1.5", "title:"),
        *'"“-*():^{%\\',
        "--",
    ]
)


def stems(query):
    return [[" ".join(term.stems) for term in clause.terms] for clause in query.clauses]


def test_words_must_all_hold():
    assert stems(parse("careers governors")) == [["career"], ["governor"]]


def test_quotes_of_any_shape_make_a_phrase():
    assert stems(parse("“link governor”")) == stems(parse('"link governor')) == [["link governor"]]


def test_a_minus_excludes_only_where_a_word_starts():
    query = parse('careers -parking co-op - -"car park"')

    assert [" ".join(term.stems) for term in query.excluded] == ["park", "car park"]
    assert stems(query) == [["career"], ["co op", "coop"]]


def test_or_joins_its_neighbours_and_is_nothing_at_the_ends():
    assert stems(parse("OR fair OR talk visit OR")) == [["fair", "talk"], ["visit"]]


def test_or_in_small_letters_is_a_word():
    assert len(parse("fair or talk").clauses) == 3


def test_a_star_behind_a_word_asks_for_beginnings_of_stems():
    (term,) = parse("careers*").clauses[0].terms

    assert (term.stems, term.is_prefix) == (("career",), True)


@pytest.mark.parametrize("text", ["*", "**", "-*"])
def test_a_star_alone_is_nothing(text):
    assert parse(text).is_empty


def test_a_star_behind_one_letter_is_that_letter():
    assert not parse("a*").clauses[0].terms[0].is_prefix


def test_fields_with_a_value_they_can_have_are_filters():
    query = parse('dimension:1.5 level:3 -type:"Board paper" year:2026 title:plan')

    assert query.filters == (
        Filter("dimension", "1.5"),
        Filter("level", "3"),
        Filter("type", "board_paper", is_excluded=True),
        Filter("year", "2026"),
        Filter("title", "plan"),
    )


def test_fields_without_such_a_value_are_words():
    query = parse("year:soon level:high title:— area:north")

    assert query.filters == ()
    assert stems(query) == [["year soon"], ["level high"], ["titl"], ["area north"]]


def test_function_words_are_required_only_when_nothing_else_is_asked():
    assert [c.terms[0].text for c in parse("what about destinations?").required] == [
        "destinations?"
    ]
    assert len(parse("what about it").required) == 3
    assert len(parse('"to be" seen').required) == 2


def test_a_long_query_is_cut_to_its_limits():
    assert len(parse("word " * 5_000).clauses) == MOST_CLAUSES
    assert len(parse("x" * 5_000).text) == MOST_CHARACTERS


@given(st.one_of(st.text(max_size=600), st.lists(PIECES, max_size=60).map(" ".join)))
@example("(" * 5_000)
@example("\x00 \ud800 \ufffe")
def test_no_input_raises_and_every_term_is_searchable(text):
    query = parse(text)

    terms = [term for clause in query.clauses for term in clause.terms] + list(query.excluded)
    assert all(stem.isascii() and stem.isalnum() for term in terms for stem in term.stems)
    assert all(clause.terms for clause in query.clauses)
    assert len(query.clauses) <= MOST_CLAUSES
