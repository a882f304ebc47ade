"""Plain text: sections cut at blank lines."""

import pytest

from ingest.reading.events import PageOutcome
from ingest.reading.file_types import UnreadableError
from ingest.reading.plain_text import TextFile


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
