"""Rich text as Outlook packs it (MS-OXRTFCP): unpacked and made plain; reads no message."""

import re
import struct
from typing import Final

from ingest.reading.rtf_reader import BODY, RichText
from ingest.reading.sections import Block

_HEAD: Final = struct.Struct("<IIII")
_PACKED: Final = 0x75465A4C
_PLAIN: Final = 0x414C454D
_WINDOW: Final = 4096
_MOST: Final = 64 * 1024 * 1024
_PRIMER: Final = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
# Outlook keeps a web page inside rich text: its marks stand in groups, and what is only for
# programs that know no web pages between two switches.
_ONLY_RICH: Final = re.compile(rb"\\htmlrtf1?\b.*?\\htmlrtf0 ?", re.DOTALL)
_MARKS: Final = re.compile(rb"\{\\\*\\m?htmltag[^{}]*\}")
_ENDS_LINE: Final = re.compile(rb"<(?:br|/p|/div|/tr|/li|/h\d)\b", re.IGNORECASE)


def blocks_of(packed: bytes) -> list[Block]:
    """Give the paragraphs of packed rich text.

    Raises:
        ValueError: it is not packed as it should be.
    """
    rich = unpacked(packed)
    if b"\\fromhtml" in rich:
        rich = _MARKS.sub(_as_line_end, _ONLY_RICH.sub(b"", rich))
    return [Block(block.text) for block in RichText(rich).parts[BODY]]


def _as_line_end(mark: re.Match[bytes]) -> bytes:
    return b"\\par " if _ENDS_LINE.search(mark[0]) else b""


def unpacked(packed: bytes) -> bytes:
    """Undo the packing.

    Raises:
        ValueError: it is not packed as it should be, or far too large.
    """
    if len(packed) < _HEAD.size:
        raise ValueError("The text is cut off.")
    _, size, kind, _ = _HEAD.unpack_from(packed)
    if kind == _PLAIN:
        return packed[_HEAD.size : _HEAD.size + size]
    if kind != _PACKED or size > _MOST:
        raise ValueError("The text is packed in an unknown way.")
    return bytes(_expanded(packed, size))


def _expanded(packed: bytes, size: int) -> bytearray:
    """Follow the flags: a byte as it is, or a run out of the last 4,096."""
    # What is written is looked back into, so the primer stands before it.
    out = bytearray(_WINDOW - len(_PRIMER)) + _PRIMER
    at = _HEAD.size
    while at < len(packed) and len(out) - _WINDOW < size:
        flags, at = packed[at], at + 1
        for bit in range(8):
            if not flags >> bit & 1:
                out += packed[at : at + 1]
                at += 1
                continue
            pair = packed[at : at + 2]
            at += 2
            back = (
                (len(out) + len(_PRIMER) - (pair[0] << 4 | pair[1] >> 4)) % _WINDOW
                if pair[1:]
                else 0
            )
            if not back:
                return out[_WINDOW:]
            for _ in range((pair[1] & 15) + 2):
                out.append(out[-back])
    return out[_WINDOW:]
