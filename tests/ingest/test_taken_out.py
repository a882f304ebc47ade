"""What is marked is in no text and no picture that leaves, however the page was read."""

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ingest import taken_out

TEXT = "Maya Lind met the careers leader. Later Maya  Lind applied."


def mark(start, end, *, layer="one", boxes=()):
    return {
        "layer_sha256": layer, "start": start, "end": end, "words": TEXT[start:end],
        "boxes": list(boxes),
    }  # fmt: skip


def test_a_marked_place_goes_and_everything_else_keeps_its_offset():
    left = taken_out.of_page(TEXT, "one", [mark(0, 9)])

    assert "Maya Lind" not in left
    assert len(left) == len(TEXT)
    assert taken_out.in_words(left).startswith("[taken out] met the careers leader.")


def test_in_another_reading_of_the_page_every_place_of_the_words_goes():
    left = taken_out.of_page(TEXT, "two", [mark(0, 9)])

    assert "Maya" not in left
    assert "Lind" not in left


def test_words_that_cannot_be_found_in_another_reading_leave_the_page_out():
    assert taken_out.of_page("Something else.", "two", [mark(0, 9)]) is None


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 20), st.integers(0, len(TEXT) - 1))
def test_no_quote_holds_a_marked_character(start, length, quote_start):
    end = min(start + length, len(TEXT))
    exact = TEXT[quote_start : quote_start + 25]

    left = taken_out.of_quote(exact, quote_start, "one", [mark(start, end)])

    for at, character in enumerate(left, quote_start):
        assert character == (taken_out.BLACK if start <= at < end else TEXT[at])


def test_a_rectangle_is_black_in_the_picture_and_the_rest_is_not():
    out = BytesIO()
    Image.new("RGB", (200, 100), "white").save(out, "PNG")

    drawn = Image.open(BytesIO(taken_out.of_picture(out.getvalue(), [(0.25, 0.2, 0.5, 0.4)])))

    assert drawn.getpixel((75, 30)) == (0, 0, 0)
    assert drawn.getpixel((150, 80)) == (255, 255, 255)


def test_a_mark_without_a_place_on_the_picture_forbids_the_picture():
    assert not taken_out.can_be_drawn([mark(0, 9)])
    assert taken_out.can_be_drawn([mark(0, 9, boxes=[(0, 0, 1, 1)])])
