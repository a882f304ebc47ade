"""Makes any text fit for a database, XML and HTML, one character for one; changes nothing else."""

import re

LINE_END_HYPHEN = "\ufffe"
REPLACEMENT = "\ufffd"

# Controls but tab and line feed, lone surrogates, and the 66 non-characters of Unicode.
_NON_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_UNSTORABLE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_NON_CHARACTERS}]")


def storable(raw: str) -> str:
    """Replace what cannot be stored, keeping every offset: the answer is as long as ``raw``.

    PDFium writes a line-end hyphen as U+FFFE: it becomes a hyphen. A carriage return before a
    line feed becomes a space, a lone one a line feed; other controls, lone surrogates and
    non-characters become U+FFFD.
    """
    text = raw.replace("\r\n", " \n").replace("\r", "\n").replace(LINE_END_HYPHEN, "-")
    return _UNSTORABLE.sub(REPLACEMENT, text)
