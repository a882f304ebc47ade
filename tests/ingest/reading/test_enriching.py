"""The second pass: tables where lines are drawn, a better text where the first is garbled."""

import pytest

from ingest.reading import sentences
from ingest.reading.enriching import enrich_file
from tests.ingest.reading.making import page_of, pdf

GRID = b"".join(b"%d 600 m %d 700 l S " % (x, x) for x in (50, 150, 250)) + b"".join(
    b"50 %d m 250 %d l S " % (y, y) for y in (600, 650, 700)
)
CELLS = (
    b"BT /F 12 Tf 1 0 0 1 60 670 Tm (Area) Tj 1 0 0 1 160 670 Tm (Take-up) Tj"
    b" 1 0 0 1 60 620 Tm (Hair) Tj 1 0 0 1 160 620 Tm (40) Tj ET"
)
DATA = pdf(page_of("No table"), GRID + CELLS, page_of("Nor here"))


def said(data: bytes, wanted, first: int = 1, skip=(), **options) -> list[dict]:
    request = {"wanted": wanted, "first": first, "skip": skip, **options}
    return [dict(line) for line in enrich_file(data, request)]


def test_a_table_with_ruling_lines_is_read_by_row():
    lines = said(DATA, [1, 2])

    assert [line["kind"] for line in lines] == ["file", "opened", "enriched", "enriched", "done"]
    assert lines[2]["tables"] == []
    assert lines[3]["tables"] == [[["Area", "Take-up"], ["Hair", "40"]]]
    assert lines[3]["text"] is None


def test_a_table_drawn_inside_a_form_is_found():
    (line,) = [
        line for line in said(pdf(b"/X0 Do", forms=(GRID + CELLS,)), [1]) if "tables" in line
    ]

    assert line["tables"] == [[["Area", "Take-up"], ["Hair", "40"]]]


def test_only_the_pages_asked_for_are_looked_at():
    lines = said(DATA, [1, 2, 3, 99], first=2, skip=[3])

    assert [line["ordinal"] for line in lines if line["kind"] == "enriched"] == [2]


def test_a_garbled_page_keeps_its_text_when_the_second_opinion_is_no_better():
    (line,) = [
        line
        for line in said(pdf(page_of("T h e b o a r d n o t e d t h e r e p o r t")), [1])
        if line["kind"] == "enriched"
    ]

    assert line["text"] is None
    assert line["problems"] == []


def test_a_page_over_its_budget_says_so():
    lines = said(DATA, [2], page_seconds=0.000001)

    assert lines[2]["problems"] == [sentences.TABLES_TOO_SLOW]
    assert lines[2]["tables"] == []


@pytest.mark.parametrize("data", [b"Hello", b"%PDF-1.7"])
def test_what_is_no_readable_pdf_ends_at_once(data):
    assert [line["kind"] for line in said(data, [1])] == ["file", "unreadable"]
