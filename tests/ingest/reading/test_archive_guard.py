"""The guard before unpacking: bombs, exits and locks are refused, documents pass."""

import zipfile
from io import BytesIO

import pytest

from ingest.reading.archive_guard import MOST_ENTRIES, check_archive
from ingest.reading.events import ReadState
from ingest.reading.file_types import UnreadableError
from tests.ingest.reading.making import archive, docx, paragraph, run

MEBIBYTE = 1 << 20


def check(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as opened:
        check_archive(opened)


def test_a_document_passes():
    check(docx(paragraph(run("Hello"))))


def test_small_parts_may_compress_as_well_as_they_like():
    check(archive({"word/blank.xml": b" " * MEBIBYTE}))


@pytest.mark.parametrize(
    "files",
    [
        {"word/document.xml": b" " * (8 * MEBIBYTE)},
        {"../../etc/passwd": b"a"},
        {"/etc/passwd": b"a"},
        {"a\\..\\b": b"a"},
        {str(number): b"" for number in range(MOST_ENTRIES + 1)},
    ],
)
def test_an_archive_that_is_no_document_is_refused(files):
    with pytest.raises(UnreadableError, match="was not opened") as refused:
        check(archive(files))

    assert refused.value.state is ReadState.REFUSED


def test_a_part_that_claims_hundreds_of_mebibytes_is_refused_unread():
    data = archive({"word/document.xml": b"0123456789abcdef"})
    claimed = (600 * MEBIBYTE).to_bytes(4, "little")
    at = data.index(b"PK\x01\x02") + 24

    with pytest.raises(UnreadableError, match="was not opened"):
        check(data[:at] + claimed + data[at + 4 :])


def test_a_locked_part_needs_a_password():
    data = bytearray(archive({"word/document.xml": b"a"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(UnreadableError) as refused:
        check(bytes(data))

    assert refused.value.state is ReadState.NEEDS_PASSWORD
