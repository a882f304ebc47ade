"""Pictures of pages: drawn once, kept by content, never in anybody's way."""

import itertools
import os
import threading
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from PIL import Image

from ingest import page_images
from ingest.page_files import find_file, find_page
from ingest.page_images import (
    PICTURE_SECONDS,
    WIDTH,
    BusyError,
    KeptPictures,
    PageImages,
    picture_limits,
)
from ingest.reading.children import ReaderUnavailableError
from ingest.reading.events import ReadLimits
from store.errors import NotFoundError, RefusedError
from tests.factories.threads import at_once
from tests.ingest.reading.making import docx, page_of, paragraph, pdf, run

LINE = "The link governor reported to the board"


@pytest.fixture
def received(shelf):
    return shelf.taken_in(pdf(page_of("The first page"), page_of(LINE)))


@pytest.fixture
def pictures(shelf, reader, tmp_path):
    return PageImages(reader, shelf.blobs, tmp_path / "derived")


def page_of_file(shelf, received, number=2, actor=None):
    with shelf.database.reading() as session:
        return find_file(session, actor or shelf.leader, received.revision_key, number)


def kept(tmp_path):
    return sorted(path.name for path in (tmp_path / "derived").glob("*/*"))


class Counting:
    """A host that counts what it is asked to draw, and may refuse."""

    def __init__(self, host=None, error=None):
        self._host, self._error, self.asked = host, error, 0

    def __getattr__(self, name):
        def ask(*args):
            self.asked += 1
            if self._error:
                raise self._error
            return getattr(self._host, name)(*args)

        return ask


@pytest.mark.parametrize("width", page_images.WIDTHS)
def test_a_page_is_drawn_as_wide_as_asked(shelf, received, pictures, width):
    drawn = pictures.image(page_of_file(shelf, received), width)

    image = Image.open(BytesIO(drawn))
    assert (image.format, image.width) == ("PNG", width)
    assert image.height == pytest.approx(width * 800 / 600, abs=1)


def test_other_widths_are_not_made_so_that_nobody_fills_the_disk(shelf, received, pictures):
    with pytest.raises(NotFoundError):
        pictures.image(page_of_file(shelf, received), 999)


def test_a_page_is_drawn_once_and_kept_by_what_it_shows(shelf, received, reader, tmp_path):
    host = Counting(reader)
    pictures = PageImages(host, shelf.blobs, tmp_path / "derived")
    page = page_of_file(shelf, received)

    assert pictures.image(page, WIDTH) == pictures.image(page, WIDTH)

    assert host.asked == 1
    assert kept(tmp_path) == [f"{page.sha256}-2-{WIDTH}-{page_images.RENDERER}.png"]


def test_a_picture_that_was_cleared_away_is_drawn_again(shelf, received, pictures, tmp_path):
    page = page_of_file(shelf, received)
    before = pictures.image(page, WIDTH)
    for path in (tmp_path / "derived").glob("*/*"):
        path.unlink()

    assert pictures.image(page, WIDTH) == before


def test_marks_lie_on_the_words_as_fractions_of_the_page(shelf, received, pictures):
    page = page_of_file(shelf, received)
    start = page.text.index("link governor")

    picture = pictures.picture(page, ((start, start + len("link governor")),))

    ((left, top, right, bottom),) = picture.boxes
    assert 0 < left < right < 1
    # The line stands 50 points below the top of 800.
    assert 0.03 < top < 50 / 800 < bottom < 0.1
    assert (picture.width, picture.height) == (1000, 1333)


def test_marks_are_looked_for_once(shelf, received, reader, tmp_path):
    host = Counting(reader)
    pictures = PageImages(host, shelf.blobs, tmp_path / "derived")
    page = page_of_file(shelf, received)

    assert pictures.picture(page, ((0, 3),)) == pictures.picture(page, ((0, 3),))

    assert host.asked == 1


def test_a_page_that_cannot_be_opened_has_no_picture_and_is_tried_once(shelf, received, tmp_path):
    host = Counting(error=RefusedError("This page cannot be drawn."))
    pictures = PageImages(host, shelf.blobs, tmp_path / "derived")
    page = page_of_file(shelf, received)

    assert pictures.picture(page, ()) is None
    assert pictures.picture(page, ()) is None

    assert host.asked == 1


def test_a_reader_that_is_away_costs_the_picture_of_this_moment_only(shelf, received, tmp_path):
    host = Counting(error=ReaderUnavailableError("The reader does not start."))
    pictures = PageImages(host, shelf.blobs, tmp_path / "derived")
    page = page_of_file(shelf, received)

    assert pictures.picture(page, ()) is None
    assert pictures.picture(page, ()) is None

    assert host.asked == 2


def test_a_page_that_cannot_be_drawn_says_so_and_leaves_nothing(shelf, received, tmp_path):
    host = Counting(error=RefusedError("This page cannot be drawn."))
    pictures = PageImages(host, shelf.blobs, tmp_path / "derived")

    with pytest.raises(RefusedError, match="cannot be drawn"):
        pictures.image(page_of_file(shelf, received), WIDTH)

    assert kept(tmp_path) == []


def test_while_many_are_drawn_others_are_asked_to_come_back(shelf, received, tmp_path, monkeypatch):
    monkeypatch.setattr(page_images, "WAIT_SECONDS", 0.05)
    are_drawing, may_go_on = threading.Barrier(page_images.DRAWN_AT_ONCE + 1), threading.Event()

    class Slow:
        def render(self, *_asked):
            are_drawing.wait(20)
            assert may_go_on.wait(20)
            return b"drawn"

    pictures = PageImages(Slow(), shelf.blobs, tmp_path / "derived")
    pages = [page_of_file(shelf, received, number) for number in (1, 2)]

    def ask_too():
        are_drawing.wait(20)
        try:
            with pytest.raises(BusyError, match="Open the page again"):
                pictures.image(pages[0], 600)
        finally:
            may_go_on.set()

    answers = at_once(*(lambda page=page: pictures.image(page, WIDTH) for page in pages), ask_too)

    assert answers[:2] == [b"drawn", b"drawn"]


def test_kept_pictures_stay_below_their_limit_the_longest_unused_go(shelf, received, tmp_path):
    page = page_of_file(shelf, received)
    pictures = KeptPictures(tmp_path / "derived", most_bytes=250)
    for at, width in enumerate((1000, 600)):
        pictures.keep(page, width, b"x" * 100)
        (path,) = (tmp_path / "derived").glob(f"*/*-{width}-*")
        os.utime(path, (at, at))

    pictures.keep(page, 1600, b"x" * 100)

    assert [pictures.find(page, width) is not None for width in (1000, 600, 1600)] == [
        False,
        True,
        True,
    ]


def test_only_pdf_pages_have_pictures(shelf):
    received = shelf.taken_in(docx(paragraph(run("Governors met"))), "Report.docx")

    assert page_of_file(shelf, received, 1) is None


@pytest.fixture
def illustrated(shelf):
    """A page of a Word file with one picture, as it is found."""
    document = Document()
    document.add_paragraph("Governors met")
    picture = BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "PNG")
    document.add_picture(picture)
    out = BytesIO()
    document.save(out)
    received = shelf.taken_in(out.getvalue(), "Report.docx")
    with shelf.database.reading() as session:
        return find_page(session, shelf.leader, received.revision_key, 1)


def test_pictures_within_a_text_are_found_once_and_drawn_once(shelf, illustrated, reader, tmp_path):
    host = Counting(reader)
    pictures = PageImages(host, shelf.blobs, tmp_path / "derived")

    (figure,) = pictures.figures(illustrated)
    drawn = [pictures.figure_image(illustrated, figure.number) for _ in range(2)]

    assert pictures.figures(illustrated) == (figure,)
    assert (figure.after, figure.width, figure.height) == (len("Governors met"), 60, 40)
    assert Image.open(BytesIO(drawn[0])).size == (60, 40)
    assert drawn[0] == drawn[1]
    assert host.asked == 2
    assert kept(tmp_path) == [f"{illustrated.sha256}-1-figure0-{page_images.RENDERER}.png"]


def test_a_page_that_is_its_own_picture_has_none_within(shelf, received, tmp_path):
    pictures = PageImages(Counting(), shelf.blobs, tmp_path / "derived")
    page = page_of_file(shelf, received)

    assert pictures.figures(page) == ()
    with pytest.raises(RefusedError):
        pictures.figure_image(page, 0)


def test_a_text_whose_file_cannot_be_opened_shows_no_pictures(shelf, illustrated, tmp_path):
    pictures = PageImages(Counting(error=RefusedError("No.")), shelf.blobs, tmp_path / "derived")

    assert pictures.figures(illustrated) == ()
    assert pictures.picture(illustrated, ()) is None


def test_a_text_while_no_reader_starts_shows_none_and_asks_again(shelf, illustrated, tmp_path):
    host = Counting(error=ReaderUnavailableError("The reader does not start."))
    pictures = PageImages(host, shelf.blobs, tmp_path / "derived")

    assert pictures.figures(illustrated) == ()
    assert pictures.figures(illustrated) == ()
    assert host.asked == 2


def test_pages_that_are_not_there_are_not_found(shelf, received):
    with pytest.raises(NotFoundError):
        page_of_file(shelf, received, 9)


def test_an_older_text_of_a_page_can_be_asked_for_by_its_hash(shelf, received):
    sha256 = page_of_file(shelf, received).text_sha256
    with shelf.database.reading() as session:
        found = find_file(session, shelf.leader, received.revision_key, 2, sha256)
        with pytest.raises(NotFoundError):
            find_file(session, shelf.leader, received.revision_key, 2, "0" * 64)

    assert found.text_sha256 == sha256


def test_nobody_waits_minutes_for_a_picture():
    assert picture_limits(ReadLimits()).seconds == PICTURE_SECONDS
    assert picture_limits(ReadLimits()).stall_seconds == PICTURE_SECONDS
    assert picture_limits(ReadLimits(seconds=3, stall_seconds=2)).seconds == 3
    assert picture_limits(ReadLimits(memory_mb=77)).memory_mb == 77


def test_the_words_of_a_page_lie_where_they_are_drawn_in_reading_order(shelf, received, pictures):
    page = page_of_file(shelf, received)

    words = pictures.words(page)

    # "the" stands twice, each at its own place.
    assert " ".join(word.text for word in words) == LINE
    boxes = [word.boxes[0] for word in words]
    assert all(one[2] <= other[0] + 0.001 for one, other in itertools.pairwise(boxes))
    assert {len(word.boxes) for word in words} == {1}


def test_words_without_a_sure_place_have_none(shelf, received, pictures):
    page = replace(page_of_file(shelf, received), text="the board the", text_sha256="another text")

    assert [(word.text, len(word.boxes)) for word in pictures.words(page)] == [
        ("the", 0),
        ("board", 1),
        ("the", 0),
    ]
