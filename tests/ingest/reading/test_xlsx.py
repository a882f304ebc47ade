"""What is read of Excel workbooks."""

from datetime import UTC, date, datetime, time
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ingest.reading import sentences
from ingest.reading.events import PageOutcome, PageRead, ReadState
from ingest.reading.file_types import UnreadableError
from ingest.reading.xlsx import ExcelFile
from tests.ingest.reading.making_sheets import raw_cell, raw_xlsx, saved, xlsx

PRINTABLE = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40)


def pieces(data: bytes) -> list[PageRead]:
    opened = ExcelFile(data)
    return [opened.piece(ordinal) for ordinal in range(1, len(opened) + 1)]


def test_rows_are_lines_and_cells_are_parted_by_tabs():
    data = xlsx([["Destination", "Learners"], [], [None, "University", 12], ["Work", None, 30]])

    (piece,) = pieces(data)

    assert piece.locator == {"kind": "sheet", "name": "Data", "rows": [1, 4]}
    assert piece.text == "Destination\tLearners\n\tUniversity\t12\nWork\t\t30"
    assert piece.problems == ()


def test_columns_that_no_row_uses_cost_nothing():
    def mend(book):
        book["Data"]["XFD1048576"] = "far"

    (piece,) = pieces(xlsx([["near"]], mend))

    assert piece.locator["rows"] == [1, 1_048_576]
    assert piece.text == "near\n\tfar"


def test_values_are_read_as_the_sheet_shows_them():
    def mend(book):
        sheet = book["Data"]
        sheet["C1"].number_format = "0%"
        sheet["D1"].number_format = '"£"#,##0.00'

    values = [
        date(2026, 3, 12),
        datetime(2026, 3, 12, 14, 30, tzinfo=UTC).replace(tzinfo=None),
        0.85,
        1234.5,
        True,
        time(9, 5),
    ]
    (piece,) = pieces(xlsx([values], mend))

    assert piece.text.split("\t") == [
        "12 March 2026",
        "12 March 2026 14:30:00",
        "85%",
        "£1,234.50",
        "TRUE",
        "09:05:00",
    ]


def test_dates_may_count_from_1904():
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = date(2026, 3, 12)

    (piece,) = pieces(saved(book))

    assert piece.text == "12 March 2026"


def test_a_formula_gives_the_value_that_was_kept_with_it():
    kept = "<row><c><f>SUM(A2:A9)</f><v>42</v></c><c t='e'><v>#N/A</v></c><c><f>1</f></c></row>"

    (piece,) = pieces(raw_xlsx(kept))

    assert piece.text == "42\t#N/A"


def test_rich_text_is_one_text_and_how_it_is_spoken_is_left_out():
    rich = CellRichText("Level ", TextBlock(InlineFont(b=True), "three"), " only")
    spoken = "<si><r><t>Ma</t></r><r><t>in</t></r><rPh><t>SPOKEN</t></rPh></si>"
    shared = raw_xlsx('<row><c t="s"><v>0</v></c></row>', strings=spoken)

    assert pieces(xlsx([[rich]]))[0].text == "Level three only"
    assert pieces(shared)[0].text == "Main"


def test_a_merged_cell_is_read_once():
    def mend(book):
        book["Data"].merge_cells("A1:C2")

    (piece,) = pieces(xlsx([["Title"], [], ["a", "b", "c"]], mend))

    assert piece.text == "Title\na\tb\tc"


def test_comments_follow_the_rows_of_their_piece():
    def mend(book):
        sheet = book["Data"]
        sheet["B1"].comment = Comment("Who\nsays so?", "Ann")
        sheet["D9"].comment = Comment("An empty cell", "Ann")

    (piece,) = pieces(xlsx([["a", "b"]], mend))

    assert piece.text == "a\tb\nComment on B1: Who says so?\nComment on D9: An empty cell"
    assert piece.locator["rows"] == [1, 9]


def test_what_is_hidden_is_left_out_and_said():
    def mend(book):
        sheet = book["Data"]
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet["C1"].comment = Comment("unseen", "Ann")
        for name, state in (("Pay", "hidden"), ("Keys", "veryHidden")):
            book.create_sheet(name).append(["secret"])
            book[name].sheet_state = state

    (piece,) = pieces(xlsx([["a", "b", "c"], ["d"], ["e"]], mend))

    assert piece.text == "a\tb\ne"
    assert piece.problems == (
        *sentences.cells_hidden(1, 1),
        sentences.sheets_hidden(["Pay", "Keys"]),
    )


def test_a_workbook_that_hides_everything_is_refused():
    def mend(book):
        book["Data"].row_dimensions[1].hidden = True

    with pytest.raises(UnreadableError) as refused:
        ExcelFile(xlsx([["a"]], mend))

    assert refused.value.state is ReadState.REFUSED
    assert str(refused.value) == sentences.SHEETS_HIDDEN


def test_a_workbook_without_cells_is_refused():
    with pytest.raises(UnreadableError, match="no cells"):
        ExcelFile(xlsx([]))


def test_a_broken_sheet_costs_no_other():
    data = raw_xlsx(f"<row>{raw_cell('kept')}</row><row><c", f"<row>{raw_cell('whole')}</row>")

    first, gap, second = pieces(data)

    assert (first.text, second.text) == ("kept", "whole")
    assert gap.outcome is PageOutcome.FAILED
    assert gap.problems == (sentences.SHEET_BROKEN,)


def test_texts_that_cannot_be_read_are_said():
    data = raw_xlsx(
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>', strings="<si><t>a</t></si><"
    )

    (piece,) = pieces(data)

    assert piece.text == "a"
    assert piece.problems == (sentences.STRINGS_BROKEN,)


def test_a_piece_holds_two_hundred_rows_or_a_thousand_words():
    short = pieces(xlsx([[number] for number in range(450)]))
    long = pieces(xlsx([["word " * 300] for _ in range(7)]))

    assert [piece.locator["rows"] for piece in short] == [[1, 200], [201, 400], [401, 450]]
    assert [piece.locator["rows"] for piece in long] == [[1, 3], [4, 6], [7, 7]]


def test_a_row_of_many_words_is_cut_and_nothing_of_it_is_lost():
    words = [f"w{number}" for number in range(2500)]

    found = pieces(xlsx([[" ".join(words[:1200]), " ".join(words[1200:])]]))

    assert [piece.locator["rows"] for piece in found] == [[1, 1]] * len(found)
    assert " ".join(piece.text for piece in found).split() == words


@given(st.lists(st.lists(PRINTABLE, min_size=1, max_size=5), min_size=1, max_size=6))
def test_the_text_of_every_cell_survives(rows):
    data = raw_xlsx("".join(f"<row>{''.join(raw_cell(escape(t)) for t in r)}</row>" for r in rows))

    (piece,) = pieces(data)

    assert [line.split("\t") for line in piece.text.split("\n")] == rows
