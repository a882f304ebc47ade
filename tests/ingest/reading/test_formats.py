"""The registry of formats and what a child says about a file."""

import hashlib

from ingest.reading.formats import OPENERS, read_file
from ingest.reading.pictures import KINDS
from tests.ingest.reading.making import archive, docx, page_of, paragraph, pdf, run
from tests.ingest.reading.making_msg import compound_file, message
from tests.ingest.reading.making_odf import odp, odt, p, page, title
from tests.ingest.reading.making_scans import saved_as, scan
from tests.ingest.reading.making_sheets import cell, ods, row, table, xlsx
from tests.ingest.reading.making_slides import pptx

ALL = {"first": 1, "skip": []}


def said(data: bytes, request: dict) -> list[dict]:
    return [dict(line) for line in read_file(data, request)]


def test_a_file_is_said_from_its_type_to_the_last_page():
    data = pdf(page_of("One"), page_of("Two"))

    lines = said(data, ALL)

    assert [line["kind"] for line in lines] == ["file", "opened", "page", "page", "done"]
    assert lines[0] == {
        "kind": "file",
        "type": "pdf",
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    assert lines[1]["pieces"] == 2


def test_a_reading_begins_where_it_is_told_and_leaves_out_what_it_is_told():
    data = pdf(*(page_of(f"Page {number}") for number in range(1, 6)))

    lines = said(data, {"first": 2, "skip": [4]})

    assert [line["ordinal"] for line in lines if line["kind"] == "page"] == [2, 3, 5]


def test_a_kind_that_is_not_read_is_refused_in_one_line():
    lines = said(b"a\0b", ALL)

    assert [line["kind"] for line in lines] == ["file", "unreadable"]
    assert lines[1]["state"] == "refused"


def test_every_format_says_who_reads_it_and_what_its_pieces_are():
    samples = {
        "pdf": pdf(page_of("Hello")),
        "docx": docx(paragraph(run("Hello"))),
        "pptx": pptx("Hello"),
        "odt": odt(p("Hello")),
        "odp": odp(page(title("Hello"))),
        "rtf": b"{\\rtf1 Hello}",
        "xlsx": xlsx([["Hello"]]),
        "ods": ods(table("Data", row(cell("Hello")))),
        "csv": b"Name,Greeting\nAnn,Hello",
        "text": b"Hello",
        "html": b"<p>Hello",
        "eml": b"MIME-Version: 1.0\n\nHello",
        "msg": compound_file(message(body="Hello")),
        "zip": archive({"Hello": "1"}),
        **{kind: saved_as(kind, scan("Hello")) for kind in KINDS},
    }

    opened = {kind: OPENERS[kind](data) for kind, data in samples.items()}

    assert samples.keys() == OPENERS.keys()
    for kind, each in opened.items():
        assert each.pieces_are == each.piece(1).locator["kind"]
        assert each.piece(1).text.endswith("" if kind in KINDS else "Hello")
        assert " " in each.parser
