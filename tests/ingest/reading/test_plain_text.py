"""Plain text: encodings are found, sections cut at blank lines."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading.events import PageOutcome
from ingest.reading.file_types import UnreadableError
from ingest.reading.plain_text import TextFile, decoded

SENTENCE = "The café’s learners wrote naïve but spirited résumés about their œuvre. " * 20


@pytest.mark.parametrize(
    "data",
    [
        SENTENCE.encode("utf-8"),
        SENTENCE.encode("utf-8-sig"),
        SENTENCE.encode("cp1252"),
        codecs.BOM_UTF16_LE + SENTENCE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + SENTENCE.encode("utf-16-be"),
    ],
)
def test_every_usual_encoding_is_found(data):
    assert decoded(data) == SENTENCE


@given(st.binary(max_size=300))
def test_no_bytes_break_the_decoding(data):
    assert isinstance(decoded(data), str)


def test_blank_lines_part_paragraphs():
    opened = TextFile(b"One\r\nstill one\r\n\r\n \r\nTwo\n\nThree\n")

    page = opened.piece(1)

    assert len(opened) == 1
    assert page.text == "One\nstill one\n\nTwo\n\nThree"
    assert page.locator == {"kind": "section", "path": [], "paragraphs": [1, 3]}


def test_a_long_list_is_cut_at_its_lines():
    lines = "\n".join(f"{number},Learner,Course {number}" for number in range(1000))

    opened = TextFile(lines.encode())

    pages = [opened.piece(ordinal) for ordinal in range(1, len(opened) + 1)]
    assert "\n".join(page.text for page in pages) == lines


def test_white_space_alone_is_refused():
    with pytest.raises(UnreadableError, match="is empty"):
        TextFile(b" \r\n\t\n")


def test_nonsense_is_told():
    opened = TextFile(b"T h e b o a r d n o t e d t h e r e p o r t")

    assert opened.piece(1).outcome is PageOutcome.GARBLED
