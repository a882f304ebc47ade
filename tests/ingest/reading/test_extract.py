"""The lines of ``extract``: shapes that other programs rely on."""

import json

import pytest

from ingest.reading.extract import extract_lines
from store.errors import IncompleteError
from tests.ingest.reading.making import page_of, pdf, saved

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


def test_ocr_that_is_not_installed_is_said_plainly(tmp_path):
    with pytest.raises(IncompleteError, match=r"OCR.*is not installed"):
        next(extract_lines(saved(tmp_path, b"Hello"), ocr="always"))
