"""Spreadsheets that are meant to harm: each ends, in little, with a sentence."""

import pytest

from ingest.reading import sentences, sheets
from ingest.reading.events import PageOutcome, ReadState
from ingest.reading.file_types import UnreadableError
from ingest.reading.formats import open_file
from tests.ingest.reading.making_sheets import cell, ods, raw_cell, raw_xlsx, row, table

DEEP = 200_000
LAUGHS = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'


def last(data):
    opened = open_file(data)
    return opened.piece(len(opened))


def test_rows_beyond_the_most_are_said_to_be_unread(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 300)

    piece = last(raw_xlsx("<row><c><v>1</v></c></row>" * 400, f"<row>{raw_cell('next')}</row>"))

    assert piece.outcome is PageOutcome.FAILED
    assert piece.problems == (sentences.rows_not_read(300),)
    assert piece.locator == {"kind": "sheet", "name": "S1", "rows": [301, 301]}


def test_one_text_that_many_cells_share_is_counted_each_time(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_CHARACTERS", 100_000)
    bomb = raw_xlsx(
        '<row><c t="s"><v>0</v></c></row>' * 1000, strings=f"<si><t>{'word ' * 2000}</t></si>"
    )

    assert last(bomb).problems == (sentences.rows_not_read(10),)


def test_a_row_repeated_a_million_times_ends(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_CELLS", 40_000)
    wide = cell("x", attributes='table:number-columns-repeated="16384"')

    piece = last(ods(table("A", row(wide, attributes='table:number-rows-repeated="1048576"'))))

    assert piece.problems == (sentences.rows_not_read(2),)


def test_many_empty_rows_cost_nothing():
    opened = open_file(raw_xlsx("<row/>" * 200_000 + f"<row>{raw_cell('end')}</row>"))

    assert len(opened) == 1
    assert opened.piece(1).locator["rows"] == [200_001, 200_001]


def test_a_row_as_wide_as_rows_can_be_is_read():
    opened = open_file(raw_xlsx("<row>" + "<c><v>7</v></c>" * 16_384 + "</row>"))
    texts = [opened.piece(ordinal).text for ordinal in range(1, len(opened) + 1)]

    assert sum(text.count("7") for text in texts) == 16_384


def test_many_sheets_are_read():
    opened = open_file(raw_xlsx(*(f"<row>{raw_cell(str(n))}</row>" for n in range(1000))))

    assert len(opened) == 1000


def test_rows_that_share_no_column_are_cut_into_more_pieces():
    rows = "".join(
        f'<row r="{n}"><c r="{sheets.cell_name(n * 9, n)}"><v>1</v></c></row>'
        for n in range(1, 1000)
    )
    opened = open_file(raw_xlsx(rows))

    assert all(len(opened.piece(n).text) < 30_000 for n in range(1, len(opened) + 1))


@pytest.mark.parametrize("mark", ["&c;", "&unknown;"])
def test_entities_are_not_expanded(mark):
    piece = last(raw_xlsx(f"<row>{raw_cell(mark)}</row>", prolog=LAUGHS))

    assert (piece.text, piece.problems) == ("", (sentences.SHEET_BROKEN,))


def test_depth_costs_nothing():
    deep = "<x>" * DEEP + "</x>" * DEEP
    opened = open_file(raw_xlsx(f"<row>{raw_cell('kept')}</row>{deep}"))

    assert opened.piece(1).text == "kept"


def test_a_package_without_a_workbook_is_damaged():
    with pytest.raises(UnreadableError) as damaged:
        open_file(raw_xlsx("<row/>", **{"xl__workbook.xml": "<"}))

    assert damaged.value.state is ReadState.FAILED


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_file_cut_off_anywhere_ends_with_a_sentence(tenth):
    data = raw_xlsx(*(f"<row>{raw_cell(str(n))}</row>" for n in range(20)))

    with pytest.raises(UnreadableError) as refused:
        open_file(data[: len(data) * tenth // 10])

    assert refused.value.sentence
