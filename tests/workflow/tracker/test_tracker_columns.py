"""Headings, dimensions, levels and dates as colleges write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.tracker.tracker_columns import (
    Column,
    Mapped,
    TableRow,
    day_of,
    dimension_code,
    guess,
    level_of,
    page_of,
    read,
)

CODES = ["1.5", "2.1", "6.2"]


def table(*rows):
    return [
        TableRow(number, {place: text for place, text in enumerate(row, 1) if text})
        for number, row in enumerate(rows, 1)
    ]


@pytest.mark.parametrize(
    "headings",
    [
        ("Dimension", "Level", "Reason", "File or link", "Page", "Quote", "Owner", "Due"),
        ("CIMM dimension", "Self-assessment score", "Rationale", "Evidence", "Page no.",
         "Extract", "Lead person", "Deadline"),
        ("Ref", "Rating (1-4)", "Comments", "Document name", "Slide", "Key passage",
         "Responsible", "By when"),
    ],
)  # fmt: skip
def test_headings_are_guessed_by_their_words(headings):
    mapped = guess(table(("Careers tracker 2026/27",), (), headings))

    assert mapped.heading_row == 3
    assert mapped.columns == {column: place for place, column in enumerate(Column, 1)}


def test_a_sheet_without_headings_is_not_guessed():
    assert guess(table(("1.5", "3"), ("2.1", "2"))) == Mapped(0, {})


@pytest.mark.parametrize(
    ("text", "level"),
    [("3", 3), ("Level 3", 3), ("L2", 2), ("4 - Leading", 4), ("3.0", 3), ("Below level 2", 0),
     ("0", 0), ("5", None), ("33", None), ("2.5", None), ("Good", None), ("", None)],
)  # fmt: skip
def test_levels(text, level):
    assert level_of(text) == level


@pytest.mark.parametrize(
    ("text", "day"),
    [("2027-01-31", date(2027, 1, 31)), ("31/01/2027", date(2027, 1, 31)),
     ("31 January 2027", date(2027, 1, 31)), ("31-Jan-27", date(2027, 1, 31)), ("soon", None)],
)  # fmt: skip
def test_days(text, day):
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [("1.5", "1.5"), ("1.5 Governance", "1.5"), ("Dimension 1.5", "1.5"), ("01.05", "1.5"),
     ("Governance", ""), ("2026.10.13", "")],
)  # fmt: skip
def test_dimensions(text, code):
    assert dimension_code(text) == code


@pytest.mark.parametrize(("text", "page"), [("p. 6", 6), ("pp 6-7", 6), ("0", None), ("all", None)])
def test_pages(text, page):
    assert page_of(text) == page


def test_rows_without_a_dimension_belong_to_the_one_above():
    rows = table(
        ("Dimension", "Level", "Reason", "File or link", "Page", "Quote", "Owner", "Due"),
        ("1.5 Governance", "3", "Termly.", "Minutes.pdf", "6", "She asked", "Ada", "31/01/2027"),
        ("", "", "", "Report.docx", "", "The board noted", "", ""),
        ("6.2", "Below", "", "", "", "", "", ""),
    )  # fmt: skip

    said, problems = read(rows, guess(rows), CODES)

    governance, guidance = said
    assert problems == []
    assert (governance.level, governance.reason, governance.owner) == (3, "Termly.", "Ada")
    assert governance.due == date(2027, 1, 31)
    assert [(q.row, q.file, q.page) for q in governance.quotes] == [
        (2, "Minutes.pdf", 6), (3, "Report.docx", None),
    ]  # fmt: skip
    assert (guidance.code, guidance.level) == ("6.2", 0)


def test_what_is_not_understood_is_named_with_its_row():
    rows = table(
        ("Dimension", "Level", "Reason", "Due"),
        ("9.9 Other", "3", "x", ""),
        ("1.5", "high", "One.", "soon"),
        ("1.5", "2", "Two.", ""),
        ("1.5", "3", "", ""),
    )

    _, problems = read(rows, guess(rows), CODES)

    assert [problem.row for problem in problems] == [2, 3, 3, 4, 5]
    assert "no dimension of this model" in problems[0].sentence
    assert "another level" in problems[-1].sentence


@given(st.lists(st.dictionaries(st.integers(1, 9), st.text(min_size=1), max_size=5), max_size=6))
def test_no_sheet_is_too_strange(cells):
    rows = [TableRow(number, row) for number, row in enumerate(cells, 1)]

    said, _ = read(rows, guess(rows), CODES)

    assert {one.code for one in said} <= set(CODES)
