"""What is read of tables that are written as text."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading import csv_file, sentences
from ingest.reading.csv_file import CsvFile

ROWS = [["Name", "Town", "Hours"], ["Zoë", "York, North", "3"], ['the "Hub"', "Leeds\nCity", "4"]]
PRINTABLE = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters=";|"), min_size=1, max_size=20
)


def written(rows, delimiter=",", ending="\r\n"):
    stream = StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator=ending).writerows(rows)
    return stream.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_whatever_parts_its_cells(delimiter, encoding):
    piece = CsvFile(written(ROWS, delimiter).encode(encoding)).piece(1)

    assert piece.locator == {"kind": "sheet", "name": "", "rows": [1, 3]}
    assert piece.text == 'Name\tTown\tHours\nZoë\tYork, North\t3\nthe "Hub"\tLeeds City\t4'


@pytest.mark.parametrize("ending", ["\n", "\r", "\r\n"])
def test_lines_may_end_in_any_way(ending):
    assert CsvFile(written(ROWS[:2], ending=ending).encode()).piece(1).locator["rows"] == [1, 2]


def test_a_quote_that_is_never_closed_ends_with_a_sentence():
    opened = CsvFile(b'a,b\n1,2\n3,"' + b"x" * (1 << 21))

    assert opened.piece(1).text == "a\tb\n1\t2"
    assert opened.piece(2).problems == (sentences.SHEET_BROKEN,)


def test_what_lies_beyond_the_most_bytes_is_said_to_be_unread(monkeypatch):
    monkeypatch.setattr(csv_file, "_MOST_BYTES", 8)

    assert CsvFile(b"a,b\n1,2\n3,4\n").piece(2).problems == (sentences.rows_not_read(2),)


@given(st.lists(st.lists(PRINTABLE, min_size=3, max_size=3), min_size=2, max_size=6))
def test_the_text_of_every_cell_survives(rows):
    text = CsvFile(written(rows).encode()).piece(1).text

    assert [line.split("\t") for line in text.split("\n")] == rows
