"""Files of every kind, cut off, swollen or locked: each ends in a state with a sentence."""

import struct
from email.message import EmailMessage
from io import BytesIO

import pytest
from PIL import Image

from ingest.reading import formats, sentences, sheets
from ingest.reading.events import PageOutcome, PageRead, ReadEnd, ReadLimits, ReadState
from ingest.reading.file_types import UnreadableError, file_type
from ingest.reading.host import ReaderHost
from tests.ingest.reading import making, making_odf, making_sheets, making_zips
from tests.ingest.reading.making import saved
from tests.ingest.reading.making_hostile import DEEP, GIGAPIXEL_SIDE, LAUGHS, truncations
from tests.ingest.reading.making_msg import compound_file, message
from tests.ingest.reading.making_sheets import raw_cell, raw_xlsx
from tests.ingest.reading.making_slides import pptx

LIMITS = ReadLimits(memory_mb=512, seconds=60, stall_seconds=60)
LINES = "".join(f"Line {number}; the governor asked\n" for number in range(40))
ROWS = "".join(f'<row r="{at}">{raw_cell(f"value {at}")}</row>' for at in range(1, 200_001))
SHEET = making_sheets.table("S", making_sheets.row(making_sheets.cell("Hello")))


def picture(kind):
    out = BytesIO()
    Image.new("L", (64, 64), 200).save(out, kind)
    return out.getvalue()


def mail():
    found = EmailMessage()
    found["Subject"] = "Papers"
    found.set_content(LINES)
    found.add_attachment(b"%PDF-1.4 ...", maintype="application", subtype="pdf", filename="a.pdf")
    return found.as_bytes()


WHOLE = {
    "docx": making.docx(making.paragraph(making.run(LINES))),
    "pptx": pptx("One", "Two", "Three"),
    "odt": making_odf.odt(making_odf.p(LINES)),
    "odp": making_odf.odp(making_odf.page(making_odf.box(making_odf.p("Hello")))),
    "xlsx": raw_xlsx(ROWS[:2000].rpartition("<row")[0]),
    "ods": making_sheets.ods(SHEET),
    "rtf": b"{\\rtf1\\ansi " + LINES.replace("\n", "\\par\n").encode() + b"}",
    "text": LINES.replace(";", ",").encode(),
    "csv": "".join(f"Course {n};{n};yes\n" for n in range(40)).encode(),
    "html": f"<html><body><h1>A</h1><p>{LINES}</body></html>".encode(),
    "eml": mail(),
    "msg": compound_file(message(subject="Papers", body=LINES)),
    "zip": making_zips.nested(3),
    **{kind: picture(kind) for kind in ("png", "jpeg", "tiff", "gif", "bmp")},
}


@pytest.fixture(scope="module")
def host():
    with ReaderHost(LIMITS) as host:
        yield host


def ended(data):
    """Read to the end in this process; gives the sentence of a file that is not opened."""
    sentence = ""
    try:
        opened = formats.open_file(data)
        pages = [opened.piece(ordinal) for ordinal in range(1, len(opened) + 1)]
    except UnreadableError as error:
        sentence, pages = error.sentence, []
    said = [problem for page in pages for problem in page.problems]
    assert all(page.text or page.problems for page in pages)
    assert all(problem.endswith(".") for problem in [*said, sentence or "."])
    return sentence


def test_there_is_a_file_of_every_kind_that_is_read():
    assert {*WHOLE, "pdf"} == set(formats.OPENERS)
    assert {file_type(data) for data in WHOLE.values()} == set(WHOLE)
    assert not any(map(ended, WHOLE.values()))


@pytest.mark.parametrize("kind", WHOLE)
def test_a_file_cut_off_at_any_tenth_is_read_as_far_as_it_goes_or_says_why(kind):
    sentences_said = [ended(cut) for cut in truncations(WHOLE[kind])]

    assert all(not said or said.endswith(".") for said in sentences_said)


@pytest.mark.processes
@pytest.mark.parametrize("make", [lambda: raw_xlsx(ROWS), lambda: raw_xlsx("<row/>", ROWS)])
def test_a_workbook_of_200000_rows_is_read_to_the_most_and_says_so(host, tmp_path, make):
    *events, end = host.read(saved(tmp_path, make()))

    pages = [event for event in events if isinstance(event, PageRead)]
    assert isinstance(end, ReadEnd)
    assert end.state is ReadState.READABLE_WITH_GAPS
    assert end.reason.endswith(".")
    assert pages[-1].outcome is PageOutcome.FAILED
    assert pages[-1].problems == (sentences.rows_not_read(sheets.MOST_ROWS),)


def test_a_thousand_sheets_of_an_opendocument_workbook_are_read():
    row = making_sheets.row(making_sheets.cell("x"))
    tables = "".join(making_sheets.table(f"S{number}", row) for number in range(1000))

    assert len(formats.open_file(making_sheets.ods(tables))) == 1000


def test_xml_200000_deep_in_an_opendocument_workbook_ends():
    deep = "<text:p>" * DEEP + "</text:p>" * DEEP

    nested = making_sheets.table("S", making_sheets.row(f"{deep}"))

    said = ended(making_sheets.ods(nested + SHEET))

    assert not said or said.endswith(".")


@pytest.mark.parametrize("mark", ["&l9;", "&unknown;"])
def test_entities_in_an_opendocument_workbook_are_not_unfolded(mark):
    row = making_sheets.row(making_sheets.cell(inside=f"<text:p>{mark * 100}</text:p>"))
    data = making_sheets.ods(making_sheets.table("S", row))
    content = making_sheets.ods(making_sheets.table("S", row), LAUGHS)

    assert "laugh" not in ended(data) + ended(content)


def gigapixel_gif():
    return b"GIF89a" + struct.pack("<HHBBB", GIGAPIXEL_SIDE, GIGAPIXEL_SIDE, 0, 0, 0) + b";"


def gigapixel_jpeg():
    """Claim the pixels in the frame's header, as its decoder would have to make room for them."""
    whole = bytearray(picture("jpeg"))
    frame = whole.index(b"\xff\xc0")
    whole[frame + 5 : frame + 9] = struct.pack(">HH", GIGAPIXEL_SIDE, GIGAPIXEL_SIDE)
    return bytes(whole)


@pytest.mark.parametrize("make", [gigapixel_gif, gigapixel_jpeg])
def test_a_picture_of_gigapixels_is_refused_by_its_header(make):
    assert ended(make()) in {sentences.PICTURE_TOO_LARGE, sentences.DAMAGED}
