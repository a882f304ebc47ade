"""What was found is marked exactly where it stands."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from search_index.highlight import SNIPPET_CHARACTERS, marks, marks_of_terms, snippet
from search_index.query import parse, terms_of

WORDS = st.lists(
    st.sampled_from(["link", "governor", "co-op", "the", "visit,", "a\n", "board"]), max_size=60
)


def marked(text, query):
    return [text[start:end] for start, end in marks(text, parse(query))]


def test_other_forms_phrases_and_beginnings_are_marked():
    text = "Governors met; the link governor visited the board."

    assert marked(text, "governor") == ["Governors", "governor"]
    assert marked(text, '"link governors"') == ["link governor"]
    assert marked(text, "vis*") == ["visited"]


def test_function_words_are_marked_only_when_nothing_else_was_asked():
    assert marked("the visit of the board", "the board") == ["board"]
    assert marked("the visit of the board", "the") == ["the", "the"]


def test_a_broken_word_is_marked_as_one():
    assert marked("labour market infor-\nmation", '"market information"') == [
        "market infor-\nmation"
    ]


def test_marks_that_overlap_become_one():
    assert marked("link governor visit", '"link governor" OR "governor visit"') == [
        "link governor visit"
    ]


def test_an_excluded_word_is_not_marked():
    assert marked("careers and parking", "careers -parking") == ["careers"]


def test_words_from_elsewhere_are_marked_too():
    text = "A link governor came."

    assert marks_of_terms(text, terms_of("link governor")) == [(2, 15)]


def test_a_snippet_goes_where_most_of_the_words_are():
    text = "board " * 80 + "the link governor told the board " + "end " * 100

    shown = snippet(text, parse("link governor board"))

    assert {part for part, is_marked in shown.parts if is_marked} >= {"link", "governor", "board"}
    assert shown.cut_before
    assert shown.cut_after


def test_without_a_hit_a_snippet_is_the_beginning():
    shown = snippet("one two three", parse("four"))

    assert shown.parts == (("one two three", False),)
    assert not shown.cut_before
    assert snippet("", parse("four")).parts == ()


@given(WORDS, st.sampled_from(["link", '"link governor"', "co-op visit", "the", "b*"]))
def test_marks_are_apart_in_order_and_snippets_are_pieces_of_the_text(words, query):
    text = " ".join(words) * 8

    found = marks(text, parse(query))
    shown = snippet(text, parse(query))

    assert all(a < b for a, b in found)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(found))
    assert shown.text in text
    assert len(shown.text) <= SNIPPET_CHARACTERS + 20
