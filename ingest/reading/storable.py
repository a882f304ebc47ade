"""Makes any text fit for a database, XML and HTML, one character for one; changes nothing else."""

import re

LINE_END_HYPHEN = "\ufffe"
REPLACEMENT = "\ufffd"

# Controls but tab and line feed, lone surrogates, and the 66 non-characters of Unicode.
_NON_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
# Not printable for Python, but in every other document.
_USUAL = ("\r", "\n", "\t", "\xa0", "\xad")
_UNSTORABLE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_NON_CHARACTERS}]")


def storable(raw: str) -> str:
    """Replace what cannot be stored, keeping every offset: the answer is as long as ``raw``.

    PDFium writes a line-end hyphen as U+FFFE: it becomes a hyphen. A carriage return before a
    line feed becomes a space, a lone one a line feed; other controls, lone surrogates and
    non-characters become U+FFFD.
    """
    text = raw.replace("\r\n", " \n").replace("\r", "\n").replace(LINE_END_HYPHEN, "-")
    return text if is_plain(text) else _UNSTORABLE.sub(REPLACEMENT, text)


def is_plain(text: str) -> bool:
    """Tell quickly that every character is an ordinary one; False says nothing.

    What Python holds printable is never a control, a surrogate or a non-character; looking for
    those with an expression takes ten times as long.
    """
    for usual in _USUAL:
        text = text.replace(usual, "")
    return text.isprintable()
