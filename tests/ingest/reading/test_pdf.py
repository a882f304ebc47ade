"""PDF: text page by page, and what is said about pages without."""

import pytest

from ingest.reading import sentences
from ingest.reading.events import PageOutcome, ReadState
from ingest.reading.file_types import UnreadableError
from ingest.reading.pdf import PdfFile
from tests.ingest.reading.making import BLANK_PAGE, PICTURE_PAGE, page_of, pdf

SINGLE_LETTERS = page_of("T h e b o a r d n o t e d t h e r e p o r t")
SHAPES = b"0 0 m 9 9 l S " * 50
RULE = b"0 0 m 9 9 l S"


def test_pages_are_read_one_at_a_time_and_located_by_number():
    opened = PdfFile(pdf(page_of("Minutes", "of the board"), page_of("Item 2")))

    page = opened.piece(1)

    assert len(opened) == 2
    assert page.text == "Minutes \nof the board"
    assert page.locator == {"kind": "page", "number": 1}
    assert (page.source, page.problems, page.outcome) == ("text", (), PageOutcome.READ)
    assert opened.piece(2).text == "Item 2"


@pytest.mark.parametrize(
    ("content", "outcome", "problem"),
    [
        (BLANK_PAGE, PageOutcome.BLANK, sentences.PAGE_BLANK),
        (RULE, PageOutcome.BLANK, sentences.PAGE_BLANK),
        (PICTURE_PAGE, PageOutcome.NO_TEXT, sentences.PAGE_NO_TEXT),
        (SHAPES, PageOutcome.NO_TEXT, sentences.PAGE_NO_TEXT),
    ],
)
def test_a_page_without_text_says_whether_there_is_something_to_see(content, outcome, problem):
    page = PdfFile(pdf(content)).piece(1)

    assert (page.text, page.source) == ("", "none")
    assert (page.outcome, page.problems) == (outcome, (problem,))


def test_a_page_of_nonsense_keeps_its_text_and_says_so():
    page = PdfFile(pdf(SINGLE_LETTERS)).piece(1)

    assert page.outcome is PageOutcome.GARBLED
    assert page.text.startswith("T h e")
    assert page.problems


def test_a_page_that_is_not_there_costs_that_page_alone():
    data = pdf(page_of("One"), page_of("Two"))
    broken = data.replace(b"/Contents 6 0 R", b"", 1).replace(b"[5 0 R 7 0 R]", b"[5 0 R 9 0 R]")

    opened = PdfFile(broken)

    assert opened.piece(1).text == "One"
    assert opened.piece(2).outcome is PageOutcome.FAILED


def test_bytes_that_are_no_pdf_fail_with_a_next_step():
    with pytest.raises(UnreadableError, match="save it again") as failed:
        PdfFile(b"%PDF-1.7 and nothing more")

    assert failed.value.state is ReadState.FAILED


def test_a_file_without_pages_fails():
    with pytest.raises(UnreadableError, match="damaged"):
        PdfFile(pdf())


def test_a_locked_file_needs_a_password():
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O(%s)/U(%s)>>/ID[(0123456789abcdef)(a)]" % (
        b"x" * 32,
        b"y" * 32,
    )

    with pytest.raises(UnreadableError) as locked:
        PdfFile(pdf(page_of("Hello")).replace(b"/Root 1 0 R", b"/Root 1 0 R" + lock))

    assert locked.value.state is ReadState.NEEDS_PASSWORD
    assert locked.value.sentence == sentences.NEEDS_PASSWORD
