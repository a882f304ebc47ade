"""Pictures of pages: PNG of the width asked for, within bounds."""

from io import BytesIO

import pytest
from PIL import Image

from ingest.reading import sentences
from ingest.reading.page_images import MOST_PIXELS, NARROWEST, TALLEST, WIDEST, render_page
from tests.ingest.reading.making import page_of, pdf

DATA = pdf(page_of("Hello"))


def drawn(data: bytes, number: int = 1, width: int = 300) -> Image.Image:
    head, picture = list(render_page(data, {"number": number, "width": width}))
    assert head == {"kind": "image", "bytes": len(picture)}
    return Image.open(BytesIO(picture))


def test_a_page_is_drawn_as_wide_as_asked():
    picture = drawn(DATA)

    assert picture.format == "PNG"
    assert picture.size == (300, 400)
    assert picture.getpixel((0, 0)) == (255, 255, 255)
    assert min(channel[0] for channel in picture.getextrema()) < 100


@pytest.mark.parametrize(("width", "drawn_width"), [(1, NARROWEST), (99999, WIDEST)])
def test_the_width_stays_within_bounds(width, drawn_width):
    assert drawn(DATA, width=width).width == drawn_width


@pytest.mark.parametrize("box", [b"[0 0 1 9000]", b"[0 0 60 300]", b"[0 0 600 8000]"])
def test_a_tall_page_is_drawn_with_fewer_pixels(box):
    picture = drawn(DATA.replace(b"[0 0 600 800]", box), width=WIDEST)

    assert picture.width * picture.height <= MOST_PIXELS * 1.01
    assert picture.height <= TALLEST + 1


@pytest.mark.parametrize(
    ("data", "number", "reason"),
    [
        (DATA, 2, sentences.NO_SUCH_PAGE),
        (DATA, 0, sentences.NO_SUCH_PAGE),
        (b"Hello", 1, sentences.NOT_DRAWABLE),
        (b"%PDF-1.7", 1, sentences.DAMAGED),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_sentence(data, number, reason):
    assert list(render_page(data, {"number": number, "width": 300})) == [
        {"kind": "unreadable", "reason": reason}
    ]
