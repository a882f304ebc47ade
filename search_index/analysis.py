"""The one analysis of text: from any Unicode to ASCII stems that know where they stand.

Pure and versioned; knows no engine and no page. Every engine indexes this stream and adds nothing
of its own. Offsets are code points in the raw text, so that what is found can be quoted.
"""

import re
import threading
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator
from functools import lru_cache, partial
from typing import NamedTuple

from Stemmer import Stemmer
from whoosh.analysis.acore import Token as WhooshToken
from whoosh.analysis.filters import CharsetFilter, Filter, SubstitutionFilter
from whoosh.analysis.morph import StemFilter
from whoosh.analysis.tokenizers import IDTokenizer
from whoosh.support.charset import accent_map

# Raise it whenever the same text gives other stems: indexes are then rebuilt beside the old.
VERSION = "1"

# PostgreSQL takes words of up to 2,046 bytes; nobody searches for longer ones than this.
LONGEST_STEM = 64
# So many words on each side travel with a joined word, so that phrases around it are found.
JOINED_CONTEXT = 4

_LETTERS = r"[^\W_]+"
# Combining marks, and characters of no width that hide inside words. A soft hyphen may end a line.
_INSIDE = r"(?:[\u0300-\u036f\u200b-\u200d\u2060\ufeff]|\xad(?:[ \t]*\n[ \t]*)?(?=[^\W_]))"
_APOSTROPHE = "['\u2019\u2018\u02bc\uff07`\xb4]"
_PIECE = rf"{_LETTERS}(?:{_INSIDE}+(?:{_LETTERS})?)*"
_PART = rf"{_PIECE}(?:{_APOSTROPHE}{_PIECE})*"
_HYPHEN = r"[-\u2010\u2011](?:[ \t]*\n[ \t]*)?"
_WORD = re.compile(rf"{_PART}(?:{_HYPHEN}{_PART})*")
_PARTS = re.compile(_PART)
# A chain of more parts is a heading or a number, not a word that some write as one.
_MOST_PARTS = 3


class Token(NamedTuple):
    """A stem at `position` of the stream, found at `start` to `end` of the raw text.

    A hyphenated word is read both ways: its parts, and the whole with the `width` of all parts.
    """

    stem: str
    start: int
    end: int
    position: int
    width: int = 1


# Twice as fast as calling the class, for each word of each page.
_token: Callable[[tuple[str, int, int, int, int]], Token] = partial(tuple.__new__, Token)
_begin, _word = re.Match.start, re.Match.group


class _FoldFilter(Filter):
    """Compatibility forms, ligatures, case; drops marks and characters of no width."""

    # Every filter of the library narrows the signature so.
    def __call__(self, tokens: Iterable[WhooshToken]) -> Iterator[WhooshToken]:  # type: ignore[override]
        for token in tokens:
            folded = unicodedata.normalize("NFKD", token.text).casefold()
            token.text = unicodedata.normalize("NFKC", folded)
            yield token


class _AsciiFilter(Filter):
    """Keeps ASCII letters and digits and spells every other letter as its number.

    So each script can be searched on every engine, also by prefix.
    """

    # Every filter of the library narrows the signature so.
    def __call__(self, tokens: Iterable[WhooshToken]) -> Iterator[WhooshToken]:  # type: ignore[override]
        for token in tokens:
            token.text = "".join(map(_ascii, token.text))
            yield token


def _ascii(character: str) -> str:
    if not character.isalnum():
        return ""
    return character if character.isascii() else f"u{ord(character):x}"


_STEMMERS = threading.local()


def _stem(word: str) -> str:
    # A stemmer holds a buffer of its own and must not be shared by threads.
    if not hasattr(_STEMMERS, "english"):
        _STEMMERS.english = Stemmer("english", 0)
    stem: str = _STEMMERS.english.stemWord(word)
    return stem[:LONGEST_STEM]


# Some letters have no decomposition that the accent map knows.
_LIGATURES = {ord("æ"): "ae", ord("œ"): "oe", ord("þ"): "th"}

_FOLD = (
    IDTokenizer()
    | SubstitutionFilter(rf"{_APOSTROPHE}[sS]$", "")
    | _FoldFilter()
    | SubstitutionFilter("[\u0300-\u036f]", "")
    | CharsetFilter(accent_map | _LIGATURES)
    | _AsciiFilter()
)
# The cache below makes the filter's own one idle.
_STEM = StemFilter(stemfn=_stem, cachesize=None)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """A word as ASCII letters and digits, not stemmed; empty when nothing is left."""
    return "".join(token.text for token in _FOLD(word))[:LONGEST_STEM]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem under which a word without a hyphen is found; empty when there is none."""
    return "".join(token.text for token in _STEM(_FOLD(word)))


@lru_cache(maxsize=65_536)
def _readings(word: str) -> tuple[tuple[str, int, int, int, int], ...]:
    """Read a word on its own: (stem, start, end, position, width) from its beginning."""
    parts = list(_PARTS.finditer(word))
    single = [(stem(part.group()), part.start(), part.end()) for part in parts]
    read = [
        (found, start, end, position, 1)
        for position, (found, start, end) in enumerate(entry for entry in single if entry[0])
    ]
    if 1 < len(read) <= _MOST_PARTS and not all(entry[0].isdigit() for entry in read):
        joined = stem("".join(part.group() for part in parts))
        read.insert(0, (joined, read[0][1], read[-1][2], 0, len(read)))
    return tuple(read)


def analyse(text: str, only: Container[str] | None = None) -> list[Token]:
    """Every word of a text as stems, in order; a joined reading comes before its parts.

    With `only`, tokens of these stems alone, at the positions that they have among all.
    """
    tokens: list[Token] = []
    add = tokens.append
    position = 0
    words = list(_WORD.finditer(text))
    for begin, read in zip(map(_begin, words), map(_readings, map(_word, words)), strict=True):
        # All but a few words have one reading.
        if len(read) == 1:
            name, start, end, _, width = read[0]
            if only is None or name in only:
                add(_token((name, begin + start, begin + end, position, width)))
            position += 1
            continue
        for name, start, end, place, width in read:
            if only is None or name in only:
                add(_token((name, begin + start, begin + end, position + place, width)))
        if read:
            position += read[-1][3] + 1
    return tokens


def index_text(tokens: Iterable[Token]) -> str:
    """The stream that engines index: single stems between spaces, by position."""
    return " ".join(token.stem for token in tokens if token.width == 1)


def joined_text(tokens: list[Token]) -> str:
    """The second stream: each joined reading between its neighbours, runs parted by `_`."""
    joined = [token for token in tokens if token.width > 1]
    if not joined:
        return ""
    single = [token.stem for token in tokens if token.width == 1]
    return " _ ".join(
        " ".join(
            (
                *single[max(0, token.position - JOINED_CONTEXT) : token.position],
                token.stem,
                *single[token.position + token.width :][:JOINED_CONTEXT],
            )
        )
        for token in joined
    )
