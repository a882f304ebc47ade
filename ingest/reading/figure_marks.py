"""Marks put in for pictures before a text is read; tells where each stands by the lines around it.

The text itself is read a second time without marks, so what is stored and quoted knows nothing of
them. Knows no format.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

# The kinds of files whose pictures are shown where they stand in the text.
ILLUSTRATED: Final = frozenset({"docx", "pptx", "odt", "odp", "eml", "msg"})
# Stands for an object within a text; a file that writes such marks itself misplaces its pictures.
_OBJECT: Final = "\ufffc"
_MARK: Final = re.compile(f"{_OBJECT}(\\d{{1,6}}){_OBJECT}")


@dataclass(frozen=True, slots=True)
class HeldPicture:
    """A picture that a file holds: what its author says of it, and how to get its bytes."""

    words: str
    content: Callable[[], bytes]


class FigureMarks:
    """The pictures of one file, in the order in which they were marked."""

    def __init__(self) -> None:
        self.held: list[HeldPicture] = []

    def mark(self, words: str, content: Callable[[], bytes]) -> str:
        """Keep a picture; gives the mark to put where it stands."""
        self.held.append(HeldPicture(" ".join(words.split()), content))
        return f"{_OBJECT}{len(self.held) - 1}{_OBJECT}"


class Place(NamedTuple):
    """Where a picture stands: on which piece, and behind how many characters of its text."""

    ordinal: int
    after: int
    number: int


def places(plain: Sequence[str], marked: Sequence[str], *, apart: bool) -> Iterator[Place]:
    """Find the marks of ``marked`` pieces in the same pieces without marks.

    A picture stands behind the last line before it. ``apart`` tells that pieces correspond one by
    one, as slides do; where they do not, a mark may have moved the border between two.
    """
    if apart:
        for ordinal, (text, with_marks) in enumerate(zip(plain, marked, strict=False), start=1):
            yield from _found(_Lines([text], ordinal), [with_marks])
    else:
        yield from _found(_Lines(plain, 1), marked)


class _Lines:
    """Where each line of some pieces ends, in order, by its words."""

    def __init__(self, pieces: Sequence[str], first: int) -> None:
        self.start = (first, 0)
        self._ends: dict[str, list[tuple[int, int]]] = {}
        for ordinal, text in enumerate(pieces, start=first):
            at = 0
            for line in text.split("\n"):
                at += len(line)
                self._ends.setdefault(_words(line), []).append((ordinal, at))
                at += 1
        self._seen: Counter[str] = Counter()

    def end_of(self, words: str) -> tuple[int, int] | None:
        """The end of the next line of these words that was not asked for before."""
        ends = self._ends.get(words, [])
        nth = self._seen[words]
        self._seen[words] += 1
        return ends[nth] if nth < len(ends) else None


def _found(lines: _Lines, marked: Sequence[str]) -> Iterator[Place]:
    ordinal, after = lines.start
    for text in marked:
        for line in text.split("\n"):
            words = _words(_MARK.sub(" ", line))
            if words:
                ordinal, after = lines.end_of(words) or (ordinal, after)
            for mark in _MARK.finditer(line):
                yield Place(ordinal, after, int(mark[1]))


def _words(line: str) -> str:
    return " ".join(line.split())
