"""ZIP archives as lists of the files in them: guarded before anything is unpacked, then named."""

import mmap
import platform
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from ingest.reading import sentences
from ingest.reading.archive_guard import shares_bytes
from ingest.reading.events import PageRead, ReadState
from ingest.reading.file_types import UnreadableError
from ingest.reading.sections import Block, cut_sections
from ingest.reading.storable import storable

PARSER: Final = f"Python zipfile {platform.python_version()}"
MOST_MEMBERS: Final = 2000
MOST_UNPACKED: Final = 1024 * 1024 * 1024
MOST_RATIO: Final = 200
# Small files compress as well as they like: a page of blanks is no bomb.
_RATIO_FROM: Final = 4 * 1024 * 1024
LONGEST_PATH: Final = 1000
_METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_LOCKED, _IS_UTF_8 = 0x1, 0x800
_UNIX: Final = 3
_INVISIBLE: Final = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_LITTER: Final = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
# zipfile answers a broken archive with whatever its own code ran into.
BROKEN: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, NotImplementedError,
    RuntimeError, EOFError, LookupError, TypeError, ArithmeticError, struct.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive: its place, its path as shown, and why it is not taken, if so."""

    number: int
    path: tuple[str, ...]
    info: zipfile.ZipInfo
    refusal: tuple[ReadState, str] | None


class ZipContents:
    """The files of an archive that is safe to unpack. ``left_out`` counts those beyond the most.

    Raises:
        UnreadableError: it is damaged, unsafe, too large, empty or locked altogether.
    """

    def __init__(self, data: mmap.mmap | bytes) -> None:
        try:
            self.archive = zipfile.ZipFile(BytesIO(data))
            infos = self.archive.infolist()
            is_bomb = any(map(_is_bomb, infos)) or shares_bytes(self.archive)
        except BROKEN as error:
            raise UnreadableError(ReadState.FAILED, sentences.DAMAGED) from error
        if any(info.filename == "[Content_Types].xml" for info in infos):
            # An Office file that is too damaged to be known as one: its parts are no documents.
            raise UnreadableError(ReadState.FAILED, sentences.DAMAGED)
        if is_bomb:
            raise UnreadableError(ReadState.REFUSED, sentences.ZIP_UNSAFE)
        if sum(info.file_size for info in infos) > MOST_UNPACKED:
            raise UnreadableError(ReadState.REFUSED, sentences.ZIP_TOO_LARGE)
        found = list(_entries(infos))
        self.entries, self.left_out = found[:MOST_MEMBERS], len(found[MOST_MEMBERS:])
        if not self.entries:
            raise UnreadableError(ReadState.REFUSED, sentences.ZIP_EMPTY)
        states = {entry.refusal and entry.refusal[0] for entry in self.entries}
        if states == {ReadState.NEEDS_PASSWORD}:
            raise UnreadableError(ReadState.NEEDS_PASSWORD, sentences.NEEDS_PASSWORD)


class ZipListing:
    """An archive read as what it is: the list of its files, in pieces of at most 1,000 words."""

    parser = PARSER
    pieces_are = "part"

    def __init__(self, data: mmap.mmap | bytes) -> None:
        contents = ZipContents(data)
        blocks = [Block(sentences.ZIP_HOLDS)]
        blocks += [Block(storable("/".join(entry.path))) for entry in contents.entries]
        self._sections = cut_sections(blocks)

    def __len__(self) -> int:
        return len(self._sections)

    def piece(self, ordinal: int) -> PageRead:
        """Read one piece."""
        count = len(self._sections)
        name = sentences.ZIP_LIST if count == 1 else f"{sentences.ZIP_LIST} ({ordinal} of {count})"
        locator = {"kind": "part", "path": [], "name": name, "part": "files"}
        return PageRead(locator, self._sections[ordinal - 1].text, "text", (), ordinal)


def _entries(infos: list[zipfile.ZipInfo]) -> Iterator[Entry]:
    for number, info in enumerate(infos, start=1):
        path, leads_out = shown_path(_name(info))
        # Not is_dir(), which fails where an entry has no name.
        if info.filename.endswith("/") or not path or _is_litter(path):
            continue
        refusal = _refusal(info)
        if leads_out:
            refusal = (ReadState.REFUSED, sentences.MEMBER_LEADS_OUT)
        yield Entry(number, path, info, refusal)


def _refusal(info: zipfile.ZipInfo) -> tuple[ReadState, str] | None:
    if info.flag_bits & _LOCKED:
        return ReadState.NEEDS_PASSWORD, sentences.NEEDS_PASSWORD
    if info.create_system == _UNIX and stat.S_ISLNK(info.external_attr >> 16):
        return ReadState.REFUSED, sentences.MEMBER_IS_LINK
    if info.compress_type not in _METHODS:
        return ReadState.REFUSED, sentences.MEMBER_METHOD
    if info.file_size == 0:
        return ReadState.REFUSED, sentences.EMPTY_FILE
    return None


def _name(info: zipfile.ZipInfo) -> str:
    """Give the name as it was packed: many programs write UTF-8 without saying so."""
    if info.flag_bits & _IS_UTF_8:
        return info.orig_filename
    try:
        return info.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.orig_filename


def shown_path(name: str) -> tuple[tuple[str, ...], bool]:
    """Give a name as a path that stays inside, and whether it was meant to lead out.

    Nothing is ever written below such a path; it is shown, and its last part names the file.
    """
    raw = name.replace("\\", "/")
    parts = [_shown(part) for part in raw.split("/")]
    is_absolute = raw.startswith("/") or parts[0][1:2] == ":"
    leads_out = is_absolute or ".." in parts
    inside = [part.replace(":", "_") for part in parts if part not in {"", ".", ".."}]
    while len("/".join(inside)) > LONGEST_PATH:
        inside = inside[1:] if len(inside) > 1 else [inside[0][-LONGEST_PATH:]]
    return tuple(inside), leads_out


def _shown(part: str) -> str:
    """Leave out what nobody sees, such as marks that turn the direction of writing."""
    words = " ".join(storable(part).split())
    return "".join(c for c in words if unicodedata.category(c) not in _INVISIBLE).strip()


def _is_litter(path: tuple[str, ...]) -> bool:
    """Tell what systems and programs leave in a folder from what people put there."""
    name = path[-1].lower()
    return "__MACOSX" in path or name in _LITTER or name.startswith(("._", "~$"))


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > _RATIO_FROM and info.file_size > MOST_RATIO * info.compress_size
