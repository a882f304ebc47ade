"""PDF files made to harm their reader: each ends in a state with a sentence, within the limits."""

from contextlib import suppress

import pytest

from ingest.reading import sentences
from ingest.reading.events import PageEnriched, PageRead, ReadEnd, ReadLimits, ReadState
from ingest.reading.formats import MOST_PIECES
from ingest.reading.host import ReaderHost
from store.errors import RefusedError
from tests.ingest.reading import making_hostile as hostile
from tests.ingest.reading.making import page_of, pdf, saved
from tests.ingest.reading.making_locked import HANDLERS, locked_pdf

pytestmark = pytest.mark.processes

LIMITS = ReadLimits(memory_mb=512, seconds=10, stall_seconds=10)
GIBIBYTE = 1024
UNREADABLE = {
    "unpacks to a gibibyte": lambda: hostile.flate_bomb(GIBIBYTE),
    "packed three times": lambda: hostile.flate_bomb(GIBIBYTE, layers=3),
    "its objects unpack to a gibibyte": lambda: hostile.object_stream_bomb(GIBIBYTE),
    "a form that draws itself": hostile.self_drawing,
    "a tree of pages in a circle": hostile.page_tree_in_a_circle,
    "a tree of pages 20,000 deep": lambda: hostile.deep_page_tree(20_000),
}


@pytest.fixture(scope="module")
def host():
    with ReaderHost(LIMITS) as host:
        yield host


def read(host, tmp_path, data):
    """Read a file to its end; gives its pages and how it ended, which is always with words."""
    *events, end = host.read(saved(tmp_path, data))
    assert isinstance(end, ReadEnd)
    assert end.state is ReadState.READABLE or end.reason.endswith(".")
    return [event for event in events if isinstance(event, PageRead)], end


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_fails_with_a_sentence(host, tmp_path, name):
    pages, end = read(host, tmp_path, UNREADABLE[name]())

    assert end.state is ReadState.FAILED
    assert not any(page.text for page in pages)


@pytest.mark.parametrize("name", UNREADABLE)
def test_the_second_pass_ends_too(host, tmp_path, name):
    *events, end = host.enrich(saved(tmp_path, UNREADABLE[name]()), [1])

    assert isinstance(end, ReadEnd)
    assert not any(each.tables for each in events if isinstance(each, PageEnriched))


def test_a_page_of_a_bomb_costs_no_other_page(host, tmp_path):
    data = pdf(page_of("Before"), b"/X0 Do", page_of("After"), forms=(b"/X0 Do /X0 Do",))

    pages, end = read(host, tmp_path, data)

    assert [page.text for page in pages] == ["Before", "", "After"]
    assert end.state is ReadState.READABLE_WITH_GAPS
    assert end.reason.startswith("Page 2 could not be read.")


def test_arrays_200000_deep_are_passed_over(host, tmp_path):
    _, end = read(host, tmp_path, hostile.deep_arrays(hostile.DEEP))

    assert end.state is ReadState.REFUSED


@pytest.mark.parametrize("make", [hostile.many_pages, hostile.claimed_pages])
def test_a_hundred_thousand_pages_are_refused_with_their_number(host, tmp_path, make):
    pages, end = read(host, tmp_path, make(100_000))

    assert pages == []
    assert end.state is ReadState.REFUSED
    assert end.reason == sentences.too_many_pieces(100_000, MOST_PIECES, "page")


def test_a_picture_of_gigapixels_is_not_unpacked_for_the_words_beside_it(host, tmp_path):
    pages, end = read(host, tmp_path, hostile.gigapixels_in_pdf())

    assert [page.text for page in pages] == ["Beside the picture"]
    assert end.state is ReadState.READABLE


@pytest.mark.parametrize(
    "make", [hostile.gigapixels_in_pdf, hostile.self_drawing, UNREADABLE["unpacks to a gibibyte"]]
)
def test_the_picture_of_such_a_page_is_made_or_refused(host, tmp_path, make):
    path = saved(tmp_path, make())

    with suppress(RefusedError):
        assert host.render(path, 1, 600).startswith(b"\x89PNG")

    # And the host goes on to draw the next.
    assert host.render(saved(tmp_path, pdf(page_of("Next")), "next"), 1, 600)


@pytest.mark.parametrize("tenth", range(9))
def test_a_file_that_was_cut_off_ends_with_what_can_be_read_of_it(host, tmp_path, tenth):
    whole = pdf(*(page_of(f"This is page {number} of ten") for number in range(1, 11)))

    pages, end = read(host, tmp_path, hostile.truncations(whole)[tenth])

    assert end.state in {ReadState.READABLE, ReadState.READABLE_WITH_GAPS, ReadState.FAILED}
    assert all(page.text in {"", f"This is page {page.ordinal} of ten"} for page in pages)


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_password_is_asked_for_whichever_handler_locked_the_file(host, tmp_path, handler):
    pages, end = read(host, tmp_path, locked_pdf(handler, page_of("Secret"), b"a password"))

    assert pages == []
    assert (end.state, end.reason) == (ReadState.NEEDS_PASSWORD, sentences.NEEDS_PASSWORD)


@pytest.mark.parametrize("handler", HANDLERS)
def test_what_only_forbids_copying_is_read_as_by_every_program(host, tmp_path, handler):
    pages, end = read(host, tmp_path, locked_pdf(handler, page_of("For all to read"), b""))

    assert [page.text for page in pages] == ["For all to read"]
    assert end.state is ReadState.READABLE
