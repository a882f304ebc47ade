"""Pictures as documents: one page a frame, upright, within bounds, honest when damaged."""

import struct
import zlib

import pytest
from PIL import Image

from ingest.reading import sentences
from ingest.reading.events import PageOutcome, ReadState
from ingest.reading.file_types import UnreadableError, file_type
from ingest.reading.formats import read_file
from ingest.reading.page_images import render_page
from ingest.reading.pictures import MOST_FRAMES, PictureFile
from tests.ingest.reading.making_scans import saved_as, scan
from tests.ingest.reading.test_page_images import drawn

SMALL = scan("Hello", size=(300, 400))


def png_of_size(width: int, height: int) -> bytes:
    """A PNG that claims a size; its pixels are none."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 10)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff", "gif", "bmp"])
def test_a_picture_is_a_page_without_text(kind):
    data = saved_as(kind, SMALL)
    opened = PictureFile(data)

    assert file_type(data) == kind
    assert len(opened) == 1
    page = opened.piece(1)
    assert page.locator == {"kind": "page", "number": 1}
    assert (page.text, page.source, page.outcome) == ("", "none", PageOutcome.NO_TEXT)
    assert opened.size(1) == (300, 400)


def test_each_page_of_a_scanned_tiff_is_a_page():
    data = saved_as("TIFF", SMALL, scan("Two", size=(200, 100)), SMALL, compression="tiff_lzw")
    opened = PictureFile(data)

    assert [opened.piece(number).ordinal for number in (1, 2, 3)] == [1, 2, 3]
    assert opened.size(2) == (200, 100)
    assert drawn(data, 2, width=200).size == (200, 100)
    assert list(render_page(data, {"number": 4, "width": 300})) == [
        {"kind": "unreadable", "reason": sentences.NO_SUCH_PAGE}
    ]


def test_a_moving_picture_is_one_page():
    assert len(PictureFile(saved_as("GIF", SMALL, SMALL.rotate(90)))) == 1


def test_a_photo_taken_on_its_side_is_turned_upright():
    photo = SMALL.convert("RGB").rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    data = saved_as("JPEG", photo, exif=exif)

    assert PictureFile(data).size(1) == (300, 400)
    assert drawn(data).size == (300, 400)


def test_location_data_is_removed_from_what_is_shown_and_named_where_the_file_has_it():
    """Location data removed: pictures of pages are drawn anew; the stored file says so."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (51.0, 27.0, 12.5)
    photo = saved_as("JPEG", SMALL.convert("RGB"), exif=exif)

    assert sentences.PHOTO_SAYS_WHERE in PictureFile(photo).piece(1).problems
    assert not drawn(photo).getexif().get_ifd(0x8825)
    assert "exif" not in drawn(photo).info
    plain = saved_as("JPEG", SMALL.convert("RGB"))
    assert sentences.PHOTO_SAYS_WHERE not in PictureFile(plain).piece(1).problems


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_pixel_is_drawn_on_white(mode):
    page = SMALL.convert("I").point(lambda grey: grey * 257) if mode[0] == "I" else SMALL
    data = saved_as("PNG", page.convert(mode))

    picture = drawn(data)

    assert picture.getpixel((0, 0)) == pytest.approx((255, 255, 255), abs=2)
    assert picture.convert("L").getextrema()[0] < 120


def test_what_is_clear_is_paper():
    data = saved_as("PNG", Image.new("RGBA", (40, 40), (0, 0, 0, 0)))

    assert drawn(data, width=40).getpixel((20, 20)) == (255, 255, 255)


def test_ink_separations_are_drawn():
    data = saved_as("JPEG", SMALL.convert("CMYK"))

    assert drawn(data).getpixel((0, 0)) == pytest.approx((255, 255, 255), abs=3)


@pytest.mark.parametrize("size", [(60_000, 60_000), (10_000, 10_000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(size):
    with pytest.raises(UnreadableError) as caught:
        PictureFile(png_of_size(*size))

    assert caught.value.state is ReadState.REFUSED
    assert str(caught.value) == sentences.PICTURE_TOO_LARGE


def test_one_page_that_is_too_large_costs_one_page(tmp_path):
    large = Image.new("1", (10_000, 9_500))
    data = saved_as("TIFF", SMALL.convert("1"), large, compression="group4")

    pages = [said for said in read_file(data, {"first": 1, "skip": ()}) if said["kind"] == "page"]

    assert [page["outcome"] for page in pages] == ["no_text", "failed"]
    assert pages[1]["problems"] == (sentences.PICTURE_TOO_LARGE,)


def test_a_file_of_very_many_pages_is_refused():
    dot = Image.new("1", (1, 1))
    data = saved_as("TIFF", *[dot] * (MOST_FRAMES + 1))

    with pytest.raises(UnreadableError, match="2,000 pages"):
        PictureFile(data)


@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff", "gif", "bmp"])
@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_picture_cut_off_anywhere_is_damaged_or_a_lost_page(kind, tenth):
    data = saved_as(kind, SMALL)
    cut = data[: len(data) * tenth // 10]

    *_, last = read_file(cut, {"first": 1, "skip": ()})
    *_, before_last, _ = [{}, *read_file(cut, {"first": 1, "skip": ()})]

    if last["kind"] == "unreadable":
        assert last["state"] == "failed"
    else:
        assert before_last["outcome"] in {"failed", "no_text"}


def test_a_broken_picture_is_not_drawn():
    data = saved_as("PNG", SMALL)

    assert list(render_page(data[:-60], {"number": 1, "width": 300})) == [
        {"kind": "unreadable", "reason": sentences.NOT_DRAWN}
    ]
