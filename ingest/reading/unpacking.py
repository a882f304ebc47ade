"""Takes the files out of an archive or a message and says them one by one; writes none of them."""

import mmap
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from lzma import LZMAError
from typing import Any, Final, TypeAlias

from ingest.reading import sentences
from ingest.reading.eml import read_eml
from ingest.reading.events import ReadState
from ingest.reading.file_types import UnreadableError, file_type
from ingest.reading.mail import Mail, all_attached
from ingest.reading.msg import read_msg
from ingest.reading.zip_members import BROKEN, Entry, ZipContents, shown_path

_CHUNK: Final = 256 * 1024
_Said: TypeAlias = Iterator[Mapping[str, Any] | bytes]
_Refusal: TypeAlias = tuple[ReadState, str]


@dataclass(frozen=True, slots=True)
class _Member:
    number: int
    path: tuple[str, ...]
    refusal: _Refusal | None
    content: Callable[[], Iterator[bytes]]


def unpack_file(data: mmap.mmap | bytes, request: Mapping[str, Any]) -> _Said:
    """Say each file inside: "member", its "bytes" in chunks, "member_end"; at last "done".

    ``request`` holds "first" (the number to begin at) and the room: "members", "bytes" and
    "largest". What is left out for want of room is counted in "done".
    """
    try:
        members, left_out = _inside(data)
    except UnreadableError as error:
        yield {"kind": "unreadable", "state": error.state, "reason": error.sentence}
        return
    wanted = [member for member in members if member.number >= request["first"]]
    room = request["bytes"]
    for at, member in enumerate(wanted):
        if at >= request["members"] or room <= 0:
            left_out += len(wanted) - at
            break
        size = yield from _told(member, min(room, request["largest"]))
        room -= size
    yield {"kind": "done", "left_out": left_out}


def _inside(data: mmap.mmap | bytes) -> tuple[list[_Member], int]:
    match file_type(data):
        case "zip":
            contents = ZipContents(data)
            entries = contents.entries
            return [_of_archive(contents, entry) for entry in entries], contents.left_out
        case "eml":
            return _of_mail(read_eml(data)), 0
        case "msg":
            return _of_mail(read_msg(data)), 0
        case _:
            return [], 0


def _of_archive(contents: ZipContents, entry: Entry) -> _Member:
    def content() -> Iterator[bytes]:
        with contents.archive.open(entry.info) as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    return _Member(entry.number, entry.path, entry.refusal, content)


def _of_mail(mail: Mail) -> list[_Member]:
    members = []
    for around, attached in all_attached(mail):
        path, _ = shown_path(attached.name)
        above = tuple(part for name in around for part in shown_path(name)[0][-1:])
        named = (*above, *(path[-1:] or (f"attachment {attached.number}",)))

        def content(read: Callable[[], bytes] = attached.content) -> Iterator[bytes]:
            whole = read()
            yield from (whole[at : at + _CHUNK] for at in range(0, len(whole), _CHUNK))

        members.append(_Member(attached.number, named, None, content))
    return sorted(members, key=lambda member: member.number)


def _told(member: _Member, most: int) -> Generator[Mapping[str, Any] | bytes, None, int]:
    """Say one file; gives how many bytes of it were said."""
    yield {"kind": "member", "number": member.number, "path": member.path}
    said, refusal = 0, member.refusal
    if refusal is None:
        try:
            for chunk in member.content():
                said += len(chunk)
                if said > most:
                    refusal = (ReadState.REFUSED, sentences.MEMBER_TOO_LARGE)
                    break
                yield {"kind": "bytes", "bytes": len(chunk)}
                yield chunk
            else:
                refusal = None if said else (ReadState.REFUSED, sentences.EMPTY_FILE)
        except (*BROKEN, zlib.error, LZMAError):
            refusal = (ReadState.FAILED, sentences.MEMBER_DAMAGED)
    state, problem = refusal or (None, None)
    yield {"kind": "member_end", "state": state, "problem": problem}
    return said
