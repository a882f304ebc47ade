"""Boxes: where the characters of a quote lie on the page as it is shown."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading import sentences
from ingest.reading.page_boxes import find_boxes, find_quote
from ingest.reading.pdf import PdfFile
from tests.ingest.reading.making import page_of, pdf

DATA = pdf(page_of("The link governor visited twice.", "The board noted the report."))
TEXT = PdfFile(DATA).piece(1).text


def asked(quote: str, *, start: int | None = None, sha256: str | None = None) -> dict:
    at = TEXT.index(quote) if start is None else start
    return {
        "number": 1,
        "ranges": [{"start": at, "end": at + len(quote), "quote": quote}],
        "text_sha256": hashlib.sha256(TEXT.encode()).hexdigest() if sha256 is None else sha256,
    }


def boxes(request: dict, data: bytes = DATA) -> list:
    (said,) = find_boxes(data, request)
    return said["ranges"][0]


def test_a_quote_on_one_line_has_one_box_where_it_is_drawn():
    ((x0, y0, x1, y1),) = boxes(asked("link governor"))

    assert 50 / 600 < x0 < x1 < 250 / 600
    assert 0.04 < y0 < 50 / 800 < y1 < 0.08


def test_a_quote_over_two_lines_has_a_box_for_each():
    first, second = boxes(asked("twice. \nThe board"))

    assert first[3] < second[1]
    assert second[0] < first[0]


def test_several_ranges_are_answered_in_order_with_the_size_of_the_page():
    request = asked("governor")
    request["ranges"] += asked("report")["ranges"] + asked("twice")["ranges"]

    (said,) = find_boxes(DATA, request)

    assert (said["width_pt"], said["height_pt"]) == (600, 800)
    assert [len(found) for found in said["ranges"]] == [1, 1, 1]
    assert said["ranges"][0] == boxes(asked("governor"))


def test_a_quote_of_another_text_layer_is_looked_for_on_the_page():
    assert boxes(asked("link governor", start=3, sha256="")) == boxes(asked("link governor"))
    assert boxes(asked("twice.  The\tboard", start=0, sha256="")) == boxes(
        asked("twice. \nThe board")
    )


def test_offsets_that_do_not_hold_the_quote_are_not_trusted():
    assert boxes(asked("link governor", start=5)) == boxes(asked("link governor"))


def test_a_quote_that_is_not_there_has_no_box():
    assert boxes(asked("another text", start=0)) == []
    assert boxes(asked("", start=9999)) == []


def test_a_turned_page_is_measured_as_it_is_shown():
    turned = DATA.replace(b"/Type/Page/Parent", b"/Rotate 90/Type/Page/Parent")

    (said,) = find_boxes(turned, asked("link governor"))

    ((x0, y0, x1, y1),) = said["ranges"][0]
    assert (said["width_pt"], said["height_pt"]) == (800, 600)
    assert x0 > 0.9
    assert y1 - y0 > x1 - x0


def test_every_quote_of_the_page_has_boxes_within_it():
    for start in range(0, len(TEXT) - 8, 3):
        for x0, y0, x1, y1 in boxes(asked(TEXT[start : start + 8], start=start)):
            assert 0 <= x0 <= x1 <= 1
            assert 0 <= y0 <= y1 <= 1


@pytest.mark.parametrize(
    ("data", "number", "reason"),
    [(DATA, 9, sentences.NO_SUCH_PAGE), (b"Hello", 1, sentences.NOT_DRAWABLE)],
)
def test_what_has_no_boxes_is_said_in_a_sentence(data, number, reason):
    request = asked("link governor") | {"number": number}

    assert list(find_boxes(data, request)) == [{"kind": "unreadable", "reason": reason}]


@given(st.text(), st.text(), st.integers(0, 100))
def test_looking_for_a_quote_never_fails(text, quote, near):
    found = find_quote(text, quote, near=near)

    assert found is None or text[slice(*found)].split() == quote.split()


def test_the_nearest_of_equal_quotes_is_taken():
    assert find_quote("report a report b report", "report", near=8) == (9, 15)
