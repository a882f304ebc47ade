"""Text becomes ASCII stems whose offsets can be quoted."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search_index.analysis import (
    JOINED_CONTEXT,
    LONGEST_STEM,
    analyse,
    fold,
    index_text,
    joined_text,
    stem,
)

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def stems(text):
    return index_text(analyse(text)).split()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("governors", "governor"),
        ("learners’", "learners'"),
        ("LMI’s", "LMI"),
        ("café", "cafe\u0301"),
        ("ﬁrst", "first"),
        ("\uff23areers", "careers"),
        ("prepa\u00adration", "preparation"),
        ("prepa\u00ad\nration", "preparation"),
        ("zero\u200bwidth", "zerowidth"),
        ("Straße", "STRASSE"),
        ("Ørsted", "orsted"),
        ("œuvre", "oeuvre"),
        ("don’t", "dont"),
    ],
)
def test_ways_of_writing_give_the_same_stems(one, other):
    assert stems(one) == stems(other)


def test_an_acronym_beside_a_slash_is_a_word():
    assert stems("LMI/ESF") == ["lmi", "esf"]


def test_a_hyphenated_word_is_read_in_parts_and_as_one():
    tokens = analyse("a co-ordinator came")

    assert index_text(tokens) == "a co ordin came"
    assert [(t.stem, t.position, t.width) for t in tokens if t.width > 1] == [("coordin", 1, 2)]


def test_a_word_broken_at_the_end_of_a_line_is_read_as_one():
    text = "labour market infor-\nmation"

    joined = next(token for token in analyse(text) if token.width > 1)

    assert joined.stem == stem("information")
    assert text[joined.start : joined.end] == "infor-\nmation"


def test_a_joined_word_travels_between_its_neighbours():
    text = "one two three four five six-seven eight nine ten eleven twelve thirteen"

    before, after = joined_text(analyse(text)).split(" sixseven ")

    assert len(before.split()) == len(after.split()) == JOINED_CONTEXT


def test_runs_of_joined_words_are_parted():
    assert " _ " in joined_text(analyse("re-read and re-write"))


def test_numbers_and_long_chains_are_not_joined():
    assert joined_text(analyse("2025-26 and this-is-no-word")) == ""


def test_letters_of_other_scripts_are_spelled_as_numbers():
    assert stems("Привет") == stems("привет")
    assert re.fullmatch("[a-z0-9]+", stem("привет"))


def test_a_letter_of_which_nothing_is_left_is_no_word():
    assert analyse("a \ufe70 b")[1].start == 4


def test_a_very_long_word_is_cut():
    assert len(stem("x" * 5_000)) == LONGEST_STEM == len(fold("x" * 5_000))


@given(ANY_TEXT)
@example("'s")
@example("½-½")
@example("a-\n\nb")
def test_every_stem_is_ascii_and_stands_where_its_offsets_say(text):
    tokens = analyse(text)

    for token in tokens:
        assert re.fullmatch("[a-z0-9]{1,64}", token.stem)
        assert 0 <= token.start < token.end <= len(text)
        assert text[token.start].isalnum()
    assert [t.position for t in tokens if t.width == 1] == list(
        range(sum(t.width == 1 for t in tokens))
    )


@given(ANY_TEXT)
def test_analysis_is_a_function_of_the_text(text):
    assert analyse(text) == analyse(text)


@given(st.text("abcdefghij '’-\n", max_size=80))
def test_composed_and_decomposed_text_give_the_same_stems(text):
    accented = text.replace("a", "á").replace("e", "é")

    assert stems(unicodedata.normalize("NFC", accented)) == stems(
        unicodedata.normalize("NFD", accented)
    )
