"""Every input has a meaning, and it is the one that people expect."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search_index.query import (
    FIELDS,
    MOST_CHARACTERS,
    MOST_CLAUSES,
    Filter,
    day_range,
    filters_in,
    not_understood,
    parse,
)

PIECES = st.sampled_from(
    [
        *("careers", "co-op", "LMI/ESF", "a*", "OR", "AND", "NOT", "NEAR"),
        *("year:", "year:2026", "dimension:1.5", "title:", "date:2026..", "by:"),
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
    query = parse("year:soon level:high title:— campus:north")

    assert query.filters == ()
    assert stems(query) == [["year soon"], ["level high"], ["titl"], ["campus north"]]


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


def test_every_field_has_values_that_it_can_have():
    asked = 'theme:2 benchmark:3 status:Cited by:"Priya N" area:construction date:..2026-09'

    assert [(f.field, f.value) for f in parse(asked).filters] == [
        ("theme", "2"),
        ("benchmark", "3"),
        ("status", "cited"),
        ("by", "Priya N"),
        ("area", "construction"),
        ("date", "..2026-09"),
    ]
    assert parse("status:lost date:yesterday date:2026-13 theme:two").filters == ()


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-09-05", date(2026, 9, 5), date(2026, 9, 5)),
        ("2026-09..2027-01", date(2026, 9, 1), date(2027, 1, 31)),
        ("2026-09..", date(2026, 9, 1), None),
        ("..2026-09-05", None, date(2026, 9, 5)),
        ("2026-02-31", date(2026, 2, 28), date(2026, 2, 28)),
        ("0000", date(1, 1, 1), date(1, 12, 31)),
    ],
)
def test_a_range_of_days_is_understood(value, first, last):
    assert day_range(value) == (first, last)


@given(st.from_regex(rf"(?:{FIELDS['date']})", fullmatch=True))
def test_every_date_that_is_a_filter_is_a_range(value):
    first, last = day_range(value)

    assert first or last


def required(text):
    return [clause.terms[0].text.strip("?") for clause in parse(text).required]


def test_a_question_need_not_be_answered_in_the_words_of_asking():
    assert required("What did the principal say about apprenticeships?") == [
        "principal",
        "apprenticeships",
    ]
    assert required("Summarise the discussion about bus fares") == ["bus", "fares"]


def test_words_of_asking_count_where_nothing_else_is_asked_and_in_quotes():
    assert required("What did they say then?") == ["say"]
    assert required('Who wrote "opinion" of parents?')[1:] == ["opinion", "parents"]


@pytest.mark.parametrize("text", ["discussion of fares", "What we discuss", "Pupil views report"])
def test_few_words_or_a_heading_are_no_question(text):
    assert not parse(text).is_question


@pytest.mark.parametrize(
    ("text", "is_heading"),
    [
        ("Careers adviser qualification register", True),
        ("the co-operation of local employers with governors", True),
        ("link governor visit", False),
        ("who told the governors about employers", False),
        ('careers adviser "qualification register"', False),
        ("careers adviser qualification regist*", False),
        ("careers adviser OR tutor qualification register", False),
        ("careers adviser qualification register -draft", False),
    ],
)
def test_four_plain_words_that_ask_nothing_read_like_a_heading(text, is_heading):
    assert parse(text).is_heading is is_heading


@pytest.mark.parametrize(
    "written",
    ["careers -fair", "careers NOT fair", "careers \N{EN DASH}fair", "careers \N{MINUS SIGN}fair"],
)
def test_what_must_not_be_there_is_written_in_several_ways(written):
    query = parse(written)

    assert stems(query) == [["career"]]
    assert [term.stems for term in query.excluded] == [("fair",)]


def test_not_is_a_word_where_it_leaves_nothing_out():
    assert stems(parse("not in education")) == [["not"], ["in"], ["educ"]]
    assert parse("careers NOT").excluded == ()
    assert parse("careers NOT type:plan").filters == (Filter("type", "plan", is_excluded=True),)


@pytest.mark.parametrize("written", ["2025/26", "2025-26", "2025/2026"])
def test_a_college_year_is_its_days(written):
    assert parse(f"year:{written}").filters == (Filter("date", "2025-08..2026-07"),)


def test_each_field_is_told_with_the_text_that_is_left_without_it():
    text = '"link governor" type:minutes -theme:2 careers'
    assert list(filters_in(text)) == [
        (Filter("type", "minutes"), '"link governor" -theme:2 careers'),
        (Filter("theme", "2", is_excluded=True), '"link governor" type:minutes careers'),
    ]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("level:2..3 careers", [("level", "level:2..3")]),
        ("year:soon -date:then", [("year", "year:soon"), ("date", "-date:then")]),
        ("type: minutes", [("type", "type:")]),
        ("Status:new", [("status", "Status:new")]),
        ("title:*** by:ok", [("title", "title:***")]),
        ('level:3 type:"board paper" time:12 "level:high" https://college', []),
        (
            "author:maeve -dimensions:1.5",
            [("by", "author:maeve"), ("dimension", "-dimensions:1.5")],
        ),
        ("d* gov*nor *tion gov*", [("star", "d*"), ("star", "gov*nor"), ("star", "*tion")]),
        ("careers or governor", [("or", "or")]),
        ("who writes the plan or the policy", []),
    ],
)
def test_a_field_without_a_value_it_can_have_is_named(typed, told):
    assert list(not_understood(typed)) == told
