"""Judges whether a page's text can be trusted, from the text alone; never mends it."""

import re

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd\ufdd0-\ufdef\uffff]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_CID = re.compile(r"\(cid:\d+\)")
_WORD = re.compile(r"\w+")
_LETTER_SPACED = re.compile(r"(?:\b[^\W\d_] ){6,}[^\W\d_]\b")

_MOST_STRANGE = 0.05
_MOST_SINGLE = 0.5
_FEWEST_WORDS = 20
_MOST_CIDS = 5

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
    solid = len(text) - text.count(" ") - text.count("\n") - text.count("\r")
    strange = len(_CONTROL.findall(text)) + len(_PRIVATE.findall(text))
    if solid and strange / solid > _MOST_STRANGE:
        return STRANGE_CHARACTERS
    if "(cid:" in text and len(_CID.findall(text)) > _MOST_CIDS:
        return STRANGE_CHARACTERS
    if _mostly_single_letters(text):
        return SINGLE_LETTERS
    return None


def remarks(text: str) -> tuple[str, ...]:
    """Say what a reader of a page that is fit should still know."""
    return (LETTER_SPACED,) if _LETTER_SPACED.search(text) else ()


def _mostly_single_letters(text: str) -> bool:
    words = _WORD.findall(text)
    if len(words) < _FEWEST_WORDS:
        return False
    letters = sum(1 for word in words if len(word) == 1 and word.isalpha() and word.isascii())
    return letters / len(words) > _MOST_SINGLE
