"""Judges whether a page's text can be trusted, from the text alone; never mends it."""

import re

from ingest.reading.storable import REPLACEMENT, is_plain

# Controls but white space, lone surrogates, private use, replacements and non-characters; not
# U+FFFE, which is how PDFium writes the hyphen at a line's end.
_STRANGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufffd\uffff]")
_CID = re.compile(r"\(cid:\d+\)")
_LETTER_SPACED = re.compile(r"(?:\b[^\W\d_] ){6,}[^\W\d_]\b")

_MOST_STRANGE = 0.05
_MOST_SINGLE = 0.5
_FEWEST_WORDS = 20
_MOST_CIDS = 5
_FEWEST_SPACED = 7

STRANGE_CHARACTERS = (
    "Some characters of this page could not be turned into letters, because the file does not say"
    " which letters its font draws."
)
SINGLE_LETTERS = "The words of this page came out as single letters, so search may not find them."
LETTER_SPACED = "Some words of this page are written with spaces between their letters."


def is_blank(text: str) -> bool:
    """Tell whether there is nothing to read in ``text``."""
    return not text or text.isspace()


def garbled(text: str) -> str | None:
    """Name what makes ``text`` unfit to be searched and quoted, or None when it is fit.

    ``text`` is as the parser gave it, before anything unstorable was replaced.
    """
    words = text.split()
    # The replacement character counts as printable.
    if not is_plain(text) or REPLACEMENT in text:
        solid = sum(map(len, words))
        if len(_STRANGE.findall(text)) > _MOST_STRANGE * solid:
            return STRANGE_CHARACTERS
    if "(cid:" in text and len(_CID.findall(text)) > _MOST_CIDS:
        return STRANGE_CHARACTERS
    if len(words) >= _FEWEST_WORDS and _single(words) > _MOST_SINGLE * len(words):
        letters = [word for word in words if len(word) == 1 and word.isalpha() and word.isascii()]
        if len(letters) > _MOST_SINGLE * len(words):
            return SINGLE_LETTERS
    return None


def remarks(text: str) -> tuple[str, ...]:
    """Say what a reader of a page that is fit should still know."""
    if _single(text.split()) < _FEWEST_SPACED:
        return ()
    return (LETTER_SPACED,) if _LETTER_SPACED.search(text) else ()


def _single(words: list[str]) -> int:
    return list(map(len, words)).count(1)
