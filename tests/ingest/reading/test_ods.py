"""What is read of OpenDocument spreadsheets."""

from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading import sentences
from ingest.reading.events import PageOutcome, PageRead
from ingest.reading.file_types import UnreadableError
from ingest.reading.ods import OpenDocumentSheets
from tests.ingest.reading.making import archive
from tests.ingest.reading.making_sheets import cell, ods, row, table

PRINTABLE = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40)
HIDDEN = (
    '<style:style style:family="table" style:name="Gone">'
    '<style:table-properties table:display="false"/></style:style>'
)


def pieces(data: bytes) -> list[PageRead]:
    opened = OpenDocumentSheets(data)
    return [opened.piece(ordinal) for ordinal in range(1, len(opened) + 1)]


def test_cells_are_read_as_they_are_shown_row_by_row():
    shown = cell("12 March 2026", attributes='office:date-value="2026-03-12"')
    bare = cell(attributes='office:value-type="float" office:value="7"')
    empty = row(cell(), attributes='table:number-rows-repeated="58"')
    data = ods(table("Destinations", row(cell("Date"), cell("n")), empty, row(shown, bare)))

    (piece,) = pieces(data)

    assert piece.locator == {"kind": "sheet", "name": "Destinations", "rows": [1, 60]}
    assert piece.text == "Date\tn\n12 March 2026\t7"


def test_paragraphs_spaces_and_links_of_a_cell_are_one_text():
    inside = '<text:p>One<text:s text:c="3"/>two</text:p><text:p><text:a>three</text:a></text:p>'

    (piece,) = pieces(ods(table("A", row(cell(inside=inside)))))

    assert piece.text == "One two three"


def test_a_merged_cell_is_read_once_and_repeated_cells_as_often():
    covered = "<table:covered-table-cell><text:p>under</text:p></table:covered-table-cell>"
    twice = cell("b", attributes='table:number-columns-repeated="2"')

    (piece,) = pieces(ods(table("A", row(cell("a"), covered, twice), row(*[cell("c")] * 4))))

    assert piece.text == "a\t\tb\tb\nc\tc\tc\tc"


def test_an_annotation_is_a_comment_and_its_author_is_left_out():
    note = (
        "<office:annotation><dc:creator xmlns:dc='d'>Ann</dc:creator><text:p>Who</text:p>"
        "<text:p>says?</text:p></office:annotation>"
    )

    (piece,) = pieces(ods(table("A", row(cell("a"), cell("b", inside=note)))))

    assert piece.text == "a\tb\nComment on B1: Who says?"


def test_what_is_hidden_is_left_out_and_said():
    columns = (
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        "<table:table-column/>"
    )
    data = ods(
        table("Pay", row(cell("secret")), attributes='table:style-name="Gone"')
        + table(
            "A",
            columns,
            row(cell("a"), cell("b"), cell("c")),
            row(cell("d"), attributes='table:visibility="filter"'),
        ),
        HIDDEN,
    )

    (piece,) = pieces(data)

    assert piece.text == "a\tc"
    assert piece.problems == (*sentences.cells_hidden(1, 1), sentences.sheets_hidden(["Pay"]))


def test_a_spreadsheet_with_hidden_sheets_only_is_refused():
    shut = table("Pay", row(cell("secret")), attributes='table:style-name="Gone"')

    with pytest.raises(UnreadableError) as refused:
        OpenDocumentSheets(ods(shut, HIDDEN))

    assert str(refused.value) == sentences.SHEETS_HIDDEN


def test_drawings_and_deleted_cells_are_not_cells():
    shapes = "<table:shapes><draw:frame><text:p>drawn</text:p></draw:frame></table:shapes>"
    changes = f"<table:tracked-changes>{cell('deleted')}</table:tracked-changes>"

    (piece,) = pieces(ods(changes + table("A", shapes, row(cell("kept")))))

    assert piece.text == "kept"


def test_what_stands_before_a_break_is_kept():
    whole = ods(table("A", row(cell("kept")), row("<table:table-cell></broken>")))

    first, gap = pieces(whole)

    assert first.text == "kept"
    assert (gap.outcome, gap.problems) == (PageOutcome.FAILED, (sentences.SHEET_BROKEN,))


def test_a_package_without_content_is_damaged():
    with pytest.raises(UnreadableError) as damaged:
        OpenDocumentSheets(archive({"content.xml": "<"}))

    assert str(damaged.value) == sentences.DAMAGED


@given(st.lists(st.lists(PRINTABLE, min_size=1, max_size=5), min_size=1, max_size=6))
def test_the_text_of_every_cell_survives(rows):
    data = ods(table("A", *(row(*(cell(escape(text)) for text in each)) for each in rows)))

    (piece,) = pieces(data)

    assert [line.split("\t") for line in piece.text.split("\n")] == rows
