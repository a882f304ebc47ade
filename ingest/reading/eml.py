"""E-mail as it is sent (.eml), by Python's own parser: whatever of it can be read."""

import mmap
import platform
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header
from email.parser import BytesParser, HeaderParser
from email.policy import default
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from ingest.reading import sentences
from ingest.reading.charsets import decoded
from ingest.reading.figure_marks import FigureMarks
from ingest.reading.html import declared_charset
from ingest.reading.mail import (
    DEEPEST,
    HEADERS,
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

if TYPE_CHECKING:
    from email.message import Message

PARSER: Final = f"Python email {platform.python_version()}"
# What Python's parser runs into when a message is not as it should be.
_BROKEN: Final = (
    MessageError, LookupError, ValueError, TypeError, AttributeError, AssertionError,
    RecursionError,
)  # fmt: skip
# Parsing a header takes time that grows with the square of its length.
_LONG_HEADER: Final = 10_000
_BODIES: Final = frozenset({"text/plain", "text/html"})
# Base64 has neither spaces within its lines nor marks; some programs send words under its name.
_NO_BASE64: Final = re.compile(r"[^A-Za-z0-9+/=\s]|\S \S")
_START: Final = 200
# What a program adds to show who signed; nobody reads it.
_SIGNATURES: Final = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
    }
)
_MAILBOX: Final = re.compile(rb"(?:\A|\n\r?\n)From \S+ [^\n]*\d{4}[^\n]*\n(?=[\w-]+:)")
_SOFT_BREAK: Final = re.compile(r"(?<!^--) \r?\n(?![>\r\n])", re.MULTILINE)

_Message: TypeAlias = "Message[Any, Any]"
_Answer = TypeVar("_Answer")


class EmlFile(MailFile):
    """An e-mail and the messages attached to it."""

    def __init__(self, data: mmap.mmap | bytes, marks: FigureMarks | None = None) -> None:
        super().__init__(read_eml(data), PARSER, marks)


def read_eml(data: mmap.mmap | bytes) -> Mail:
    """Take an e-mail apart; what is broken in it is told in the message's problems.

    A file that holds several, as mail programs keep a folder, becomes a message of messages.
    """
    raw = bytes(data)
    if raw.startswith(b"From "):
        starts = [*(found.start() for found in _MAILBOX.finditer(raw)), len(raw)]
        kept = [raw[start:end].lstrip() for start, end in pairwise(starts)]
        if len(kept) > 1:
            return _mailbox(kept)
    return _message(raw, _Taking())


def _mailbox(kept: list[bytes]) -> Mail:
    taking = _Taking()
    mail = Mail({"Subject": sentences.MAILBOX})
    mail.inner = [_message(raw, taking) for raw in kept[:MOST_PARTS]]
    if len(kept) > MOST_PARTS:
        mail.say(sentences.TOO_MANY_PARTS)
    return mail


def _message(raw: bytes, taking: "_Taking") -> Mail:
    try:
        message = BytesParser(policy=default).parsebytes(raw)
    except _BROKEN:
        # Nested deeper than Python calls: its head and everything below as one text.
        message = BytesParser(policy=default).parsebytes(raw, headersonly=True)
        mail = Mail(said_headers(message))
        mail.say(sentences.MAIL_NOT_TAKEN_APART)
        mail.blocks = plain_blocks(decoded(_content(message)))
        return mail
    return taking.apart(message, 0)


def headers_of(text: str) -> dict[str, str]:
    """Read headers kept as text, as Outlook keeps those of a message that it received."""
    return said_headers(HeaderParser(policy=default).parsestr(text))


def said_headers(message: _Message) -> dict[str, str]:
    """Give the headers that people read, each as one line."""
    found = {}
    raw = {name.lower(): str(value) for name, value in reversed(list(message.raw_items()))}
    for name in HEADERS:
        value = raw.get(name.lower(), "")
        if 0 < len(value) <= _LONG_HEADER:
            value = _tried(lambda name=name: str(message[name]), "") or _as_words(value)  # type: ignore[misc]
        elif value:
            value = _as_words(value[:_LONG_HEADER])
        line = header_value(value)
        if line:
            found[name] = line
    return found


def _as_words(raw: str) -> str:
    """Decode a header piece by piece, as far as it goes."""
    parts: list[tuple[Any, Any]] = _tried(lambda: decode_header(raw), [(raw, None)])
    return " ".join(
        decoded(part, charset) if isinstance(part, bytes) else part for part, charset in parts
    )


@dataclass(frozen=True, slots=True)
class _Body:
    text: str
    is_html: bool


class _Taking:
    """Takes one e-mail apart, counting its parts."""

    def __init__(self) -> None:
        self._parts = 0

    def apart(self, message: _Message, depth: int) -> Mail:
        mail = Mail(said_headers(message))
        for body in self._bodies(message, mail, depth):
            mail.blocks += _blocks_of(body, mail)
        return mail

    def _bodies(self, part: _Message, mail: Mail, depth: int) -> list[_Body]:
        if self._parts >= MOST_PARTS:
            mail.say(sentences.TOO_MANY_PARTS)
            return []
        if depth > DEEPEST:
            mail.say(sentences.MAIL_TOO_DEEP)
            return []
        self._parts += 1
        kind = _tried(part.get_content_type, "text/plain")
        inner = _payload(part)
        if isinstance(inner, list):
            return self._within(kind, inner, mail, depth + 1)
        # Parts that were announced and cannot be told apart are read as the text they are.
        is_body = kind in _BODIES or part.get_content_maintype() == "multipart"
        if is_body and not _is_attached(part):
            return [_body(part, is_html=kind == "text/html")]
        if kind not in _SIGNATURES:
            self._attach(part, kind, mail)
        return []

    def _within(self, kind: str, inner: list[Any], mail: Mail, depth: int) -> list[_Body]:
        if kind in {"message/rfc822", "message/global"}:
            mail.inner += [self.apart(message, depth) for message in inner[:1]]
            return []
        found = [self._bodies(part, mail, depth) for part in inner]
        if kind == "multipart/alternative":
            filled = [bodies for bodies in found if any(body.text.strip() for body in bodies)]
            plain = [bodies for bodies in filled if not any(body.is_html for body in bodies)]
            return (plain or filled or [[]])[0]
        return [body for bodies in found for body in bodies]

    def _attach(self, part: _Message, kind: str, mail: Mail) -> None:
        name = header_value(_tried(part.get_filename, None) or "")
        if kind.startswith("image/") and not _is_asked_for(part):
            # Logos and the like, which a message shows within itself.
            raw = _payload(part)
            if isinstance(raw, str) and len(raw) < SMALL_PICTURE * 4 / 3:
                return
        number = self._parts
        name = name or f"attachment {number}"
        mail.attachments.append(Attached(number, name, lambda: _content(part)))


def _is_attached(part: _Message) -> bool:
    is_attachment = _tried(part.get_content_disposition, None) == "attachment"
    return is_attachment or bool(_tried(part.get_filename, None))


def _is_asked_for(part: _Message) -> bool:
    return _tried(part.get_content_disposition, None) == "attachment"


def _body(part: _Message, *, is_html: bool) -> _Body:
    raw = _as_it_stands(part) if _is_no_base64(part) else _content(part)
    declared = _tried(part.get_content_charset, None)
    if is_html:
        return _Body(decoded(raw, declared or declared_charset(raw)), is_html=True)
    text = decoded(raw, declared)
    if _tried(lambda: str(part.get_param("format", "")).lower(), "") == "flowed":
        text = _SOFT_BREAK.sub(" ", text)
    return _Body(text, is_html=False)


def _content(part: _Message) -> bytes:
    """Give a part's bytes; where its encoding is broken, as it stands."""
    content = _tried(lambda: part.get_payload(decode=True), None)
    return content if isinstance(content, bytes) else _as_it_stands(part)


def _payload(part: _Message) -> Any:
    """Give what Python's parser keeps of a part, also where no such encoding can be."""
    ask: Callable[[], Any] = part.get_payload
    try:
        return ask()
    except _BROKEN:
        _tried(lambda: part.del_param("charset"), None)
        return _tried(ask, "")


def _as_it_stands(part: _Message) -> bytes:
    payload = _payload(part)
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def _is_no_base64(part: _Message) -> bool:
    encoding = _tried(lambda: str(part.get("content-transfer-encoding", "")), "")
    if encoding.strip().lower() != "base64":
        return False
    start = _as_it_stands(part)[:_START].decode("latin-1").strip()
    return bool(_NO_BASE64.search(start))


def _blocks_of(body: _Body, mail: Mail) -> list[Block]:
    return html_blocks(body.text, mail) if body.is_html else plain_blocks(body.text)


def _tried(ask: Callable[[], _Answer], otherwise: _Answer) -> _Answer:
    """Ask Python's parser, which answers what it does not understand with errors of its own."""
    try:
        return ask()
    except _BROKEN:
        return otherwise
