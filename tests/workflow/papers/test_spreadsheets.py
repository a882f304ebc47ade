"""Tables as workbooks: every cell as it was said, none a formula."""

from datetime import UTC, datetime
from io import BytesIO

import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from workflow.papers.spreadsheets import Table, to_xlsx

WORDS = st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=40)


def opened(*tables):
    return load_workbook(BytesIO(to_xlsx(*tables)))


@settings(max_examples=40)
@given(st.lists(st.lists(WORDS, min_size=2, max_size=2), max_size=4))
def test_cells_come_back_as_they_were_said_and_none_is_a_formula(rows):
    sheet = opened(Table("One", ["A", "B"], rows, [10, 20]))["One"]

    assert [[cell.value for cell in row] for row in sheet] == [["A", "B"], *rows]
    assert {cell.data_type for row in sheet for cell in row} == {"s"}


def test_each_table_is_a_sheet_with_its_headings_in_sight():
    book = opened(
        Table("First", ["A"], [["=1+1"], [""], [3]], [12], fixed="A2"),
        Table("Second", ["B"], [], [5]),
    )

    assert book.sheetnames == ["First", "Second"]
    first = book["First"]
    assert [row[0].value for row in first] == ["A", "=1+1", None, 3]
    assert first["A2"].data_type == "s"
    assert first["A1"].font.bold
    assert (first.freeze_panes, first.column_dimensions["A"].width) == ("A2", 12)


def test_the_same_tables_are_the_same_bytes_on_another_day():
    made = []
    for day in (1, 2):
        with time_machine.travel(datetime(2026, 11, day, 9, 30, tzinfo=UTC)):
            made.append(to_xlsx(Table("One", ["A"], [["word"]], [12])))

    assert made[0] == made[1]
