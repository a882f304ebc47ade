"""Office files, archives and pictures made to harm: each ends in a state with a sentence."""

import zipfile
from io import BytesIO

import pytest

from ingest.reading import sentences
from ingest.reading.events import PageRead, ReadEnd, ReadLimits, ReadState
from ingest.reading.host import ReaderHost
from tests.ingest.reading import making_hostile as hostile
from tests.ingest.reading import making_zips
from tests.ingest.reading.making import docx, paragraph, run, saved

pytestmark = pytest.mark.processes

LIMITS = ReadLimits(memory_mb=512, seconds=10, stall_seconds=10)
NESTED = ("docx", "docx styles", "odt", "odp", "pptx")
MEBIBYTE = 1 << 20
HELLO = docx(paragraph(run("Hello")))
LONG = docx(*[paragraph(run("All the words of the report ")) * 3000])
LIE = b"PK\1\2"


@pytest.fixture(scope="module")
def host():
    with ReaderHost(LIMITS) as host:
        yield host


def read(host, tmp_path, data):
    """Read a file to its end; gives its text and how it ended, which is always with words."""
    *events, end = host.read(saved(tmp_path, data))
    assert isinstance(end, ReadEnd)
    assert end.state is ReadState.READABLE or end.reason.endswith(".")
    return "\n".join(event.text for event in events if isinstance(event, PageRead)), end


@pytest.mark.parametrize("kind", ["docx", "odt", "pptx"])
@pytest.mark.parametrize("prolog", hostile.PROLOGS)
def test_entities_are_neither_unfolded_nor_fetched(host, tmp_path, kind, prolog):
    text, end = read(host, tmp_path, hostile.with_entities(kind, hostile.PROLOGS[prolog]))

    assert end.state in {ReadState.READABLE, ReadState.FAILED}
    assert text in {"", "Hello"}


@pytest.mark.parametrize("kind", NESTED)
def test_xml_200000_deep_ends_as_damaged(host, tmp_path, kind):
    text, end = read(host, tmp_path, hostile.with_deep_xml(kind))

    assert text == ""
    assert end.state in {ReadState.FAILED, ReadState.REFUSED}


def test_a_part_that_unpacks_to_hundreds_of_mebibytes_is_refused(host, tmp_path):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", b"wordprocessingml.document.main+xml")
        made.writestr("word/document.xml", b" " * (100 * MEBIBYTE))

    _, end = read(host, tmp_path, out.getvalue())

    assert (end.state, end.reason) == (ReadState.REFUSED, sentences.ARCHIVE_UNSAFE)


def test_a_part_that_lies_about_its_size_is_not_unpacked_beyond_it(host, tmp_path):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", b"wordprocessingml.document.main+xml")
        made.writestr("word/document.xml", b" " * (100 * MEBIBYTE))
    data = bytearray(out.getvalue())
    size_of_last = data.rindex(LIE) + 24
    data[size_of_last : size_of_last + 4] = (1000).to_bytes(4, "little")

    _, end = read(host, tmp_path, bytes(data))

    assert end.state is ReadState.FAILED


def test_parts_that_share_bytes_are_refused(host, tmp_path):
    _, end = read(host, tmp_path, hostile.overlapping_parts(LONG, copies=200))

    assert (end.state, end.reason) == (ReadState.REFUSED, sentences.ARCHIVE_UNSAFE)


def test_a_hundred_thousand_parts_are_refused(host, tmp_path):
    _, end = read(host, tmp_path, hostile.padded_archive(HELLO, 100_000))

    assert (end.state, end.reason) == (ReadState.REFUSED, sentences.ARCHIVE_UNSAFE)


def test_an_archive_of_a_hundred_thousand_files_is_a_list_that_ends(host, tmp_path):
    _, end = read(host, tmp_path, hostile.many_entries(100_000))

    assert end.state in {ReadState.READABLE, ReadState.REFUSED}


@pytest.mark.parametrize("make", [making_zips.overlapping, lambda: making_zips.nested(60)])
def test_archives_in_archives_and_over_each_other_end(host, tmp_path, make):
    _, end = read(host, tmp_path, make())

    assert end.state in {ReadState.READABLE, ReadState.REFUSED}


@pytest.mark.parametrize(
    "make", [hostile.gigapixel_png, hostile.gigapixel_tiff, hostile.gigapixel_bmp]
)
def test_a_picture_of_gigapixels_is_refused_unpacked(host, tmp_path, make):
    _, end = read(host, tmp_path, make())

    assert end.state is ReadState.REFUSED
    assert "million pixels" in end.reason


@pytest.mark.parametrize("tenth", range(9))
def test_a_word_file_that_was_cut_off_is_damaged(host, tmp_path, tenth):
    text, end = read(host, tmp_path, hostile.truncations(LONG)[tenth])

    assert text == ""
    assert end.state in {ReadState.FAILED, ReadState.REFUSED}
