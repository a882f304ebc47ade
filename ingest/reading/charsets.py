"""Turns bytes into text by what they say of themselves, what fits, and what is usual here."""

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

# The statistics of an encoding do not change after this; looking at 100 MB takes minutes.
_SAMPLE: Final = 256 * 1024
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_USUAL: Final = "cp1252"
_MARGIN: Final = 0.05
# Python knows more codecs than files are written in; some take quadratic time or change words.
_OF_FILES: Final = re.compile(
    r"utf-(?:8|16|16-le|16-be|32)|iso(?:8859-\d+|2022_(?:jp|kr).*)|cp\d+|koi8-[rut]|gb\w+|big5\w*"
    r"|shift_jis\w*|euc_\w+|mac-\w+|tis-620|johab|hz|ascii"
)
_SHIFTING: Final = re.compile(r"iso2022.*|hz")
# What says Latin-1 is Windows-1252 nearly always, and where it is not they agree.
_WIDER: Final = {"ascii": _USUAL, "iso8859-1": _USUAL}


def decoded(data: bytes, declared: str | None = None) -> str:
    """Decode by byte order mark, else UTF-8, else as declared, else by statistics.

    What cannot be decoded becomes U+FFFD; a declared encoding that is unknown counts as none.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    wanted = _known(declared)
    if wanted and _SHIFTING.fullmatch(wanted):
        # Its bytes are all ASCII, so it would pass for UTF-8.
        return data.decode(wanted, "replace")
    if wanted and wanted.startswith(("utf-16", "utf-32")) and b"\0" in data[:_SAMPLE]:
        return data.decode(wanted, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf_8(data, wanted)


def _not_utf_8(data: bytes, wanted: str | None) -> str:
    if wanted and not wanted.startswith("utf"):
        try:
            return data.decode(wanted)
        except UnicodeDecodeError:
            if wanted == _USUAL:
                return data.decode(wanted, "replace")
    return data.decode(_likely_encoding(data[:_SAMPLE]), "replace")


def _known(declared: str | None) -> str | None:
    label = (declared or "").strip(" \t\r\n\"'")
    if not label or not label.isascii() or "\0" in label:
        return None
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    return _WIDER.get(name, name) if _OF_FILES.fullmatch(name) else None


def _likely_encoding(sample: bytes) -> str:
    """Choose by statistics; where Windows-1252 is as likely as the best, it is that here."""
    matches = from_bytes(sample)
    best = matches.best()
    if best is None:
        return _USUAL
    as_likely = (match for match in matches if match.chaos <= best.chaos + _MARGIN)
    is_usual = any(_USUAL in match.could_be_from_charset for match in as_likely)
    return _USUAL if is_usual else best.encoding
