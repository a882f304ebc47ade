"""Checks a ZIP archive before any parser opens it; unpacks nothing to a folder, parses no XML."""

import struct
import zipfile
from typing import Final

from ingest.reading import sentences
from ingest.reading.events import ReadState
from ingest.reading.file_types import UnreadableError

MOST_ENTRIES: Final = 10_000
MOST_UNPACKED: Final = 512 * 1024 * 1024
MOST_XML: Final = 64 * 1024 * 1024
MOST_RATIO: Final = 200
# Small parts compress as well as they like: a page of blanks is no bomb.
_RATIO_FROM: Final = 4 * 1024 * 1024
_LOCKED: Final = 0x1
_LOCAL_HEADER: Final = struct.Struct("<26xHH")


def check_archive(archive: zipfile.ZipFile) -> None:
    """Refuse an archive that unpacks to far more than it should, or has odd names.

    Raises:
        UnreadableError: with the sentence for people.
    """
    entries = archive.infolist()
    if any(entry.flag_bits & _LOCKED for entry in entries):
        raise UnreadableError(ReadState.NEEDS_PASSWORD, sentences.NEEDS_PASSWORD)
    if (
        len(entries) > MOST_ENTRIES
        or sum(entry.file_size for entry in entries) > MOST_UNPACKED
        or any(_is_bomb(entry) or _leads_out(entry.filename) for entry in entries)
        or shares_bytes(archive)
    ):
        raise UnreadableError(ReadState.REFUSED, sentences.ARCHIVE_UNSAFE)


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    if entry.filename.endswith((".xml", ".rels")) and entry.file_size > MOST_XML:
        return True
    return entry.file_size > _RATIO_FROM and entry.file_size > MOST_RATIO * entry.compress_size


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/")


def shares_bytes(archive: zipfile.ZipFile) -> bool:
    """Tell whether two entries share bytes, by which a small archive would unpack to a huge one.

    Raises:
        zipfile.BadZipFile: an entry lies outside the archive.
    """
    file = archive.fp
    if file is None:
        return False
    free_from = 0
    for entry in sorted(archive.infolist(), key=lambda each: each.header_offset):
        if entry.header_offset < free_from:
            return True
        file.seek(entry.header_offset)
        header = file.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size:
            message = "An entry lies outside the archive."
            raise zipfile.BadZipFile(message)
        name, extra = _LOCAL_HEADER.unpack(header)
        free_from = entry.header_offset + _LOCAL_HEADER.size + name + extra + entry.compress_size
    return free_from > archive.start_dir
