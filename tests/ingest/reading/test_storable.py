"""Storable text: what no database or XML takes is replaced, and no offset moves."""

import sqlite3
import unicodedata
from io import BytesIO

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from ingest.reading.storable import is_plain, storable

ANY_TEXT = st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=200)


@given(ANY_TEXT)
def test_every_character_stays_one_character(raw):
    assert len(storable(raw)) == len(raw)


@given(ANY_TEXT)
def test_text_that_is_storable_stays_as_it_is(raw):
    assert storable(storable(raw)) == storable(raw)


@given(ANY_TEXT)
def test_what_is_ordinary_is_untouched(raw):
    changed = [(a, b) for a, b in zip(raw, storable(raw), strict=True) if a != b]

    assert all(unicodedata.category(before) in {"Cc", "Cs", "Cn"} for before, _ in changed)
    assert {after for _, after in changed} <= {"\ufffd", "-", " ", "\n"}


@given(ANY_TEXT)
def test_any_raw_text_can_be_written_to_a_database_and_read_back(raw):
    text = storable(raw)

    with sqlite3.connect(":memory:") as database:
        (back,) = database.execute("SELECT ?", (text,)).fetchone()
    database.close()

    assert back == text
    assert "\0" not in text
    assert text.encode("utf-8").decode("utf-8") == text


@given(ANY_TEXT)
def test_any_raw_text_can_be_written_to_a_word_file(raw):
    document, file = docx.Document(), BytesIO()
    document.add_paragraph(storable(raw))

    document.save(file)

    assert len(docx.Document(file).paragraphs) == 1


@given(ANY_TEXT)
def test_any_raw_text_can_be_written_to_a_web_page(raw):
    element = html.Element("p")
    element.text = storable(raw)

    assert html.fromstring(html.tostring(element)).tag == "p"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("decision\ufffemaking", "decision-making"),
        ("one\r\ntwo", "one \ntwo"),
        ("one\rtwo", "one\ntwo"),
        ("a\0b", "a\ufffdb"),
        ("a\x07b", "a\ufffdb"),
        ("a\ud800b", "a\ufffdb"),
        ("a\ufdd0b\U0001ffff", "a\ufffdb\ufffd"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("Zoë’s café – 5 × 3\xa0m", "Zoë’s café – 5 × 3\xa0m"),
    ],
)
def test_each_kind_of_character_becomes_what_the_rule_says(raw, text):
    assert storable(raw) == text


@given(ANY_TEXT)
def test_plain_text_holds_nothing_that_cannot_be_stored(raw):
    text = raw.replace("\r", "")

    assert not is_plain(text) or storable(text) == text
