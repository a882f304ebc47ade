"""Passages are 40 to 200 words, cut where a reader would cut."""

import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from search_index.passages import MOST_WORDS, cut

WORD = re.compile(r"\w+")
SENTENCE = "The board noted the report and asked for destinations by course. "
LINES = st.lists(
    st.sampled_from(
        [SENTENCE * 2 + "\n", "short row | 12 | 14\n", "\n", "A heading\n", SENTENCE * 30, "•\n"]
    ),
    max_size=60,
)


def words(text):
    return len(text.split())


def test_a_short_text_is_one_passage_and_an_empty_one_has_none():
    assert cut("  A few words. ") == [(2, 14)]
    assert cut(" \n\n ") == []


def test_paragraphs_are_kept_whole():
    paragraph = SENTENCE * 10 + "\n\n"

    found = cut(paragraph * 3)

    assert [words((paragraph * 3)[a:b]) for a, b in found] == [110, 110, 110]


def test_a_row_longer_than_a_passage_is_cut_behind_a_sentence():
    text = SENTENCE * 40

    pieces = [text[a:b] for a, b in cut(text)]

    assert all(piece.endswith(".") for piece in pieces)
    assert max(map(words, pieces)) <= MOST_WORDS


def test_a_sentence_longer_than_a_passage_is_cut_behind_a_word():
    text = "word " * 1_000

    assert max(words(text[a:b]) for a, b in cut(text)) <= MOST_WORDS


def test_a_short_end_takes_rows_from_its_neighbour():
    text = ("word " * 19 + "\n") * 10 + "last " * 30

    assert [words(text[a:b]) for a, b in cut(text)] == [171, 49]


def test_a_short_end_stays_short_when_its_neighbour_has_no_row_to_spare():
    text = "word " * 180 + "\n\n" + "last " * 30

    assert [words(text[a:b]) for a, b in cut(text)] == [180, 30]


@given(LINES)
def test_passages_hold_every_word_once_in_order_and_keep_their_size(lines):
    text = "".join(lines)

    found = cut(text)

    assert WORD.findall(" ".join(text[a:b] for a, b in found)) == WORD.findall(text)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert all(words(text[a:b]) <= MOST_WORDS * 1.5 for a, b in found)
