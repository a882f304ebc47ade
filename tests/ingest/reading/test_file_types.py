"""File types: the content decides, each refusal says what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading.events import ReadState
from ingest.reading.file_types import file_type, refusal
from ingest.reading.formats import OPENERS
from ingest.reading.sentences import READ_FORMATS
from tests.ingest.reading.making import archive, docx, page_of, paragraph, pdf, run

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
TYPES = '<Types><Override ContentType="application/vnd.{}"/></Types>'


def office(kind: str) -> bytes:
    return archive({"[Content_Types].xml": TYPES.format(kind)})


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pdf(page_of("Hello")), "pdf"),
        (b"\r\n\r\n" + pdf(page_of("Hello")), "pdf"),
        (b"%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>", "pdf"),
        (docx(paragraph(run("Hello"))), "docx"),
        (b"Hello", "text"),
        (b"Name,Hours\nAnn,3\nBob,4\n", "csv"),
        ("Name;Hours\nAnn;3".encode("utf-16"), "csv"),
        ("Hello".encode("utf-16"), "text"),
        (b"", "empty"),
        (b"a\0b", "unknown"),
        (bytes(range(1, 32)) * 9, "unknown"),
        (b"{\\rtf1 Hello}", "rtf"),
        (b"<!-- a --> <!-- b --><!DOCTYPE html><p>Hello", "html"),
        ("<html>".encode("utf-16"), "html"),
        (b"<?xml version='1.0'?><html/>", "html"),
        (b"<?xml version='1.0'?><a/>", "xml"),
        (b"Received: from a\n by b\nFrom: c\nSubject: d\n\nHello", "eml"),
        (b"From a@b\nSubject: x\nMIME-Version: 1.0\n\nHello", "eml"),
        (b"Subject: this is a plain note\n\nHello", "text"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"II*\0", "tiff"),
        (b"MM\0+", "tiff"),
        (b"GIF89a", "gif"),
        (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0", "bmp"),
        (b"BM is what we call the board meeting", "text"),
        (ole("WordDocument"), "doc"),
        (ole("Workbook"), "xls"),
        (ole("PowerPoint Document"), "ppt"),
        (ole("__substg1.0_0037001F"), "msg"),
        (ole("EncryptedPackage"), "office_encrypted"),
        (ole("Other"), "ole"),
        (office("ms-word.document.macroEnabled.main+xml"), "docm"),
        (office("ms-excel.sheet.macroEnabled.main+xml"), "xlsm"),
        (office("ms-powerpoint.presentation.macroEnabled.main+xml"), "pptm"),
        (office("openxmlformats-officedocument.spreadsheetml.sheet.main+xml"), "xlsx"),
        (office("openxmlformats-officedocument.spreadsheetml.template.main+xml"), "xlsx"),
        (office("ms-excel.template.macroEnabled.main+xml"), "xlsm"),
        (office("ms-excel.sheet.binary.macroEnabled.main"), "xlsb"),
        (
            office("openxmlformats-officedocument.presentationml.presentation.main+xml"),
            "pptx",
        ),
        (office("else"), "package"),
        (archive({"mimetype": "application/vnd.oasis.opendocument.text"}), "odt"),
        (archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "ods"),
        (archive({"mimetype": "application/vnd.oasis.opendocument.presentation"}), "odp"),
        (archive({"mimetype": "application/epub+zip"}), "package"),
        (archive({"a.txt": "a"}), "zip"),
        (b"PK\x03\x04 broken", "zip"),
        (b"PK00" + archive({"a.txt": "a"}), "zip"),
    ],
)
def test_the_content_decides_what_a_file_is(data, kind):
    assert file_type(data) == kind


@pytest.mark.parametrize("kind", ["xls", "xlsb", "xlsm"])
def test_other_kinds_of_workbook_are_to_be_saved_as_one_that_is_read(kind):
    advice = "Save it as an Excel workbook (.xlsx) and upload that."

    assert refusal(kind).sentence.endswith(advice)


@pytest.mark.parametrize("kind", ["doc", "docm", "ppt", "pptm", "package", "unknown"])
def test_a_refusal_names_the_kind_what_is_read_and_what_to_do(kind):
    error = refusal(kind)

    assert error.state is ReadState.REFUSED
    assert error.sentence.startswith("This is ")
    assert READ_FORMATS in error.sentence
    assert "upload" in error.sentence.lower()


def test_a_locked_office_file_needs_a_password():
    assert refusal("office_encrypted").state is ReadState.NEEDS_PASSWORD


@given(st.binary(max_size=400))
def test_every_file_is_of_some_kind(data):
    kind = file_type(data)

    assert kind in OPENERS or refusal(kind).sentence


def test_comments_without_end_do_not_hold_up_the_decision():
    assert file_type(b"<!-- --> " * 900) == "text"
