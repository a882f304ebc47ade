"""Outlook messages (.msg): their storages by python-oxmsg, each property by itself."""

import mmap
import struct
from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import format_datetime
from importlib.metadata import version
from typing import Any, Final, TypeVar

from olefile import OleFileIO
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from ingest.reading import compressed_rtf, sentences
from ingest.reading.charsets import decoded
from ingest.reading.eml import headers_of
from ingest.reading.events import ReadState
from ingest.reading.figure_marks import FigureMarks
from ingest.reading.file_types import UnreadableError
from ingest.reading.html import declared_charset
from ingest.reading.mail import (
    DEEPEST,
    MOST_PARTS,
    SMALL_PICTURE,
    Attached,
    Mail,
    MailFile,
    header_value,
    html_blocks,
    plain_blocks,
)
from ingest.reading.sections import Block

PARSER: Final = f"python-oxmsg {version('python-oxmsg')}"
# olefile and python-oxmsg answer a broken file with whatever their own code ran into.
_BROKEN: Final = (
    OSError, LookupError, ValueError, TypeError, AttributeError, AssertionError, ArithmeticError,
    RecursionError, NotImplementedError, struct.error,
)  # fmt: skip
# Where the properties begin: in the message itself, and in one that is attached to another.
_OUTERMOST, _INNER, _ATTACHED = 32, 24, 8

_SUBJECT, _BODY, _HTML, _RTF = 0x0037, 0x1000, 0x1013, 0x1009
_TRANSPORT_HEADERS = 0x007D
_SENDER, _SENDER_ADDRESS, _SENDER_SMTP, _ON_BEHALF = 0x0C1A, 0x0C1F, 0x5D01, 0x0042
_TO, _CC = 0x0E04, 0x0E03
_SENT, _DELIVERED = 0x0039, 0x0E06
_CODEPAGE, _BODY_CODEPAGE = 0x3FFD, 0x3FDE
_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME = 0x3707, 0x3704, 0x3001
_DATA, _MEDIA_TYPE, _CONTENT_ID = 0x3701, 0x370E, 0x3712
_AS_UNICODE, _AS_BYTES, _AS_BINARY, _AS_STORAGE = 0x001F, 0x001E, 0x0102, 0x000D

_Answer = TypeVar("_Answer")


class MsgFile(MailFile):
    """An Outlook message and those attached to it.

    Raises:
        UnreadableError: it is damaged.
    """

    def __init__(self, data: mmap.mmap | bytes, marks: FigureMarks | None = None) -> None:
        super().__init__(read_msg(data), PARSER, marks)


def read_msg(data: mmap.mmap | bytes) -> Mail:
    """Take an Outlook message apart.

    Raises:
        UnreadableError: its storages cannot be found.
    """
    try:
        with OleFileIO(bytes(data)) as ole:
            root = Storage.from_ole(ole)
    except _BROKEN as error:
        raise UnreadableError(ReadState.FAILED, sentences.DAMAGED) from error
    return _Taking().apart(_Properties(root, _OUTERMOST), 0)


class _Properties:
    """The properties of a message or an attachment: each is there or not, none breaks another."""

    def __init__(self, storage: Storage, offset: int) -> None:
        self.storage = storage
        self._streams = {stream.name.upper(): stream.bytes_ for stream in storage.streams}
        self._fixed = Properties(storage, offset)

    def text(self, pid: int, *, codepage: int = _CODEPAGE) -> str:
        """Give a text, empty when it is not there."""
        wide = self._stream(pid, _AS_UNICODE)
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self._stream(pid, _AS_BYTES)
        return "" if narrow is None else decoded(narrow, self.charset(codepage)).rstrip("\0")

    def binary(self, pid: int) -> bytes | None:
        """Give bytes, None when they are not there."""
        return self._stream(pid, _AS_BINARY)

    def charset(self, pid: int) -> str | None:
        """Name the encoding that a property holds the number of."""
        number = _tried(lambda: self._fixed.int_prop_value(pid), None)
        return {65001: "utf-8", 20127: "ascii", 28591: "iso-8859-1", 50220: "iso-2022-jp"}.get(
            number or 0, f"cp{number}" if number else None
        )

    def moment(self, pid: int) -> str:
        """Write a time as mail does, empty when it is not there."""
        found: Any = _tried(lambda: self._fixed.date_prop_value(pid), None)
        return format_datetime(found) if isinstance(found, datetime) else ""

    def inner(self) -> "_Properties | None":
        """Give the message that is attached as such."""
        name = _stream_name(_DATA, _AS_STORAGE)
        for storage in self.storage.storages:
            streams = {stream.name for stream in storage.streams}
            if storage.name.upper() == name and "__properties_version1.0" in streams:
                return _Properties(storage, _INNER)
        return None

    def _stream(self, pid: int, kind: int) -> bytes | None:
        return self._streams.get(_stream_name(pid, kind))


class _Taking:
    """Takes one file apart, counting its attachments."""

    def __init__(self) -> None:
        self._parts = 0

    def apart(self, properties: _Properties, depth: int) -> Mail:
        mail = Mail(_headers(properties))
        mail.blocks = _body(properties, mail)
        for storage in properties.storage.iter_attachment_storages():
            if self._parts >= MOST_PARTS:
                mail.say(sentences.TOO_MANY_PARTS)
                break
            self._parts += 1
            self._attach(_Properties(storage, _ATTACHED), mail, depth)
        return mail

    def _attach(self, attached: _Properties, mail: Mail, depth: int) -> None:
        inner = attached.inner()
        if inner is not None and depth >= DEEPEST:
            mail.say(sentences.MAIL_TOO_DEEP)
            return
        if inner is not None:
            mail.inner.append(self.apart(inner, depth + 1))
            return
        content = attached.binary(_DATA)
        is_picture = attached.text(_MEDIA_TYPE).lower().startswith("image/")
        is_shown_within = is_picture and bool(attached.text(_CONTENT_ID))
        if is_shown_within and content is not None and len(content) < SMALL_PICTURE:
            return
        names = (attached.text(pid) for pid in (_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME))
        name = next((name for name in map(header_value, names) if name), "")
        name = name or f"attachment {self._parts}"
        if content is None:
            # A link to a file elsewhere, or a piece of another program's document.
            mail.say(sentences.attachment_not_inside(name))
            return
        mail.attachments.append(Attached(self._parts, name, lambda: content))


def _headers(properties: _Properties) -> dict[str, str]:
    """Give what people read over a message: as it was sent, else as Outlook knows it."""
    sent = headers_of(properties.text(_TRANSPORT_HEADERS))
    known = {
        "From": _sender(properties),
        "To": properties.text(_TO),
        "Cc": properties.text(_CC),
        "Date": properties.moment(_SENT) or properties.moment(_DELIVERED),
        "Subject": properties.text(_SUBJECT),
    }
    lines = {name: header_value(value) for name, value in known.items()}
    subject = lines["Subject"] or sent.get("Subject", "")
    return {name: line for name, line in (lines | sent | {"Subject": subject}).items() if line}


def _sender(properties: _Properties) -> str:
    name = properties.text(_SENDER) or properties.text(_ON_BEHALF)
    addresses = (properties.text(_SENDER_SMTP), properties.text(_SENDER_ADDRESS))
    # Within an organisation Outlook keeps a path of its directory, which tells nobody anything.
    address = next((each for each in addresses if "@" in each), "")
    if name and address and name != address:
        return f"{name} <{address}>"
    return name or address


def _body(properties: _Properties, mail: Mail) -> list[Block]:
    """Give the plain body, else the page, else the rich text: the first that says something."""
    for blocks in _bodies(properties, mail):
        if blocks:
            return blocks
    return []


def _bodies(properties: _Properties, mail: Mail) -> Iterator[list[Block]]:
    yield plain_blocks(properties.text(_BODY, codepage=_BODY_CODEPAGE))
    page = properties.binary(_HTML)
    if page is not None:
        charset = declared_charset(page) or properties.charset(_BODY_CODEPAGE)
        yield html_blocks(decoded(page, charset), mail)
    else:
        yield html_blocks(properties.text(_HTML, codepage=_BODY_CODEPAGE), mail)
    rich = properties.binary(_RTF)
    if rich is not None:
        blocks = _tried(lambda: compressed_rtf.blocks_of(rich), None)
        if blocks is None:
            mail.say(sentences.MAIL_BODY_NOT_READ)
        yield blocks or []


def _stream_name(pid: int, kind: int) -> str:
    return f"__SUBSTG1.0_{pid:04X}{kind:04X}"


def _tried(ask: Callable[[], _Answer], otherwise: _Answer) -> _Answer:
    """Ask python-oxmsg, which answers what it does not understand with errors of its own."""
    try:
        return ask()
    except _BROKEN:
        return otherwise
