"""Rich text as tokens, and the encodings of its bytes; knows no document."""

import codecs
import mmap
import re
from collections.abc import Iterator
from typing import Final, TypeAlias

# Kinds that no word or symbol of a file can be taken for.
OPEN: Final = b"<{>"
CLOSE: Final = b"<}>"
TEXT: Final = b"<text>"
BYTE: Final = b"<byte>"
BINARY: Final = b"bin"

# A word or symbol with its number, or braces, a byte or plain text with what it holds.
Token: TypeAlias = tuple[bytes, int | None, bytes]

_TOKEN: Final = re.compile(
    rb"\\(?:([A-Za-z]{1,32})(-?[0-9]{1,10})? ?|'([0-9A-Fa-f]{2})|([^A-Za-z]))"
    rb"|([{}])|([^\\{}\r\n\0]+)",
    re.DOTALL,
)
_USUAL: Final = "cp1252"
_MAC: Final = {10000: "mac_roman", 10006: "mac_greek", 10007: "mac_cyrillic", 10029: "mac_latin2"}
_UTF8: Final = 65001
SYMBOL: Final = "symbol"
# What a font's \fcharset says about its bytes; 1 leaves it to the document.
_CHARSETS: Final = {
    0: _USUAL,
    2: SYMBOL,
    77: "mac_roman",
    78: "cp932",
    79: "cp950",
    80: "cp949",
    81: "cp1256",
    82: "cp1255",
    83: "mac_greek",
    85: "mac_turkish",
    86: "mac_latin2",
    88: "mac_latin2",
    89: "mac_cyrillic",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "cp936",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}


def tokens(data: mmap.mmap | bytes) -> Iterator[Token]:
    """Cut the file into tokens; raw bytes, whose number a word says, are passed over."""
    at: int | None = 0
    while at is not None:
        begin, at = at, None
        for found in _TOKEN.finditer(data, begin):
            word, number, byte, symbol, brace, text = found.groups()
            if text is not None:
                yield TEXT, None, text
            elif word is not None:
                value = None if number is None else int(number)
                yield word, value, b""
                if word == BINARY and value and value > 0:
                    at = min(found.end() + value, len(data))
                    break
            elif byte is not None:
                yield BYTE, None, bytes.fromhex(byte.decode("ascii"))
            elif brace is not None:
                yield OPEN if brace == b"{" else CLOSE, None, b""
            else:
                yield symbol, None, b""


def codec_of_page(number: int) -> str:
    """Name Python's codec for a code page; Windows-1252 where there is none."""
    name = "utf-8" if number == _UTF8 else _MAC.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        return _USUAL
    return name


def codec_of_charset(number: int) -> str | None:
    """Name the codec for a font's character set; None leaves it to the document."""
    return _CHARSETS.get(number)


def decoded(data: bytes, codec: str) -> str:
    """Decode; in fonts of symbols what is drawn as a bullet is one."""
    if codec == SYMBOL:
        return data.decode(_USUAL, "replace").replace("\u00b7", "•")
    return data.decode(codec, "replace")
