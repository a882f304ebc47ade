"""The quality gate: good pages pass, pages of nonsense do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading import quality

GOOD = "The corporation received the careers report and asked for destinations by course.\r\n" * 6


def test_an_ordinary_page_passes():
    assert quality.garbled(GOOD) is None
    assert quality.remarks(GOOD) == ()


def test_line_end_hyphens_are_no_fault():
    assert quality.garbled("long\ufffeterm plan and short\ufffeterm plan") is None


@pytest.mark.parametrize(
    "text",
    ["\x01\x02\x03 \x04\x05", "\ue001\ue002\ue003", "(cid:12)" * 6, GOOD + "\ufffd" * 40],
)
def test_characters_that_are_no_letters_are_noticed(text):
    assert quality.garbled(text) == quality.STRANGE_CHARACTERS


def test_a_few_bullets_of_a_symbol_font_are_no_fault():
    assert quality.garbled(GOOD + "\uf0b7 one\n\uf0b7 two") is None


def test_single_letters_are_noticed():
    assert quality.garbled("T h e b o a r d n o t e d t h e r e p o r t") == quality.SINGLE_LETTERS


def test_figures_in_a_table_are_no_single_letters():
    assert quality.garbled("1 2 3 4 5 6 7 8 9 10 " * 10) is None


def test_a_letter_spaced_heading_is_a_remark_and_no_fault():
    text = "M I N U T E S\n" + GOOD

    assert quality.garbled(text) is None
    assert quality.remarks(text) == (quality.LETTER_SPACED,)


def test_single_letters_here_and_there_are_not_worth_a_remark():
    assert quality.remarks("Plan A, plan B, plan C, group D or E, form F, band G, H") == ()


@given(st.text())
def test_no_text_breaks_the_gate(text):
    assert quality.garbled(text) in {
        None,
        quality.STRANGE_CHARACTERS,
        quality.SINGLE_LETTERS,
    }
    assert len(quality.remarks(text)) <= 1


@pytest.mark.parametrize(("text", "blank"), [("", True), (" \r\n\t", True), ("a", False)])
def test_a_page_is_blank_when_it_holds_white_space_only(text, blank):
    assert quality.is_blank(text) is blank
