"""Cuts text without pages into located sections of at most 1,000 words; knows no file format."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ingest.reading.events import PageRead
from ingest.reading.storable import storable

MOST_WORDS: Final = 1000
_LONGEST_HEADING: Final = 200
_LONGEST_WORD: Final = 20
_WORD: Final = re.compile(r"\w+")
_PLACES_TO_CUT: Final = tuple(map(re.compile, (r"\n", r"(?<=[.!?;])\s+", r"\s+", r"(?<=[,;|])")))


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or table row; ``heading`` is its level from 1, or 0 for what is no heading.

    ``label`` is what a heading is called where its text holds marks as well.
    """

    text: str
    heading: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under one heading path, with the numbers of the first and the last."""

    path: tuple[str, ...]
    first: int
    last: int
    text: str
    part: str | None = None


def section_page(section: Section, ordinal: int) -> PageRead:
    """Turn a section into what a reading tells."""
    locator = {
        "kind": "section",
        "path": [storable(heading) for heading in section.path],
        "paragraphs": [section.first, section.last],
    }
    if section.part:
        locator["part"] = section.part
    return PageRead(locator, storable(section.text), "text", (), ordinal)


def cut_sections(
    blocks: Iterable[Block], *, between: str = "\n", part: str | None = None
) -> list[Section]:
    """Gather blocks into sections: a new one at each heading, and before 1,000 words are passed.

    A block of more than 1,000 words is cut, at lines before sentences before words, and its
    pieces are counted as paragraphs of their own. ``part`` names sections outside the body.
    """
    gathering = _Gathering(between, part)
    for block in blocks:
        if block.heading:
            gathering.add_heading(block)
        else:
            for piece in _pieces(block.text):
                gathering.add(piece)
    gathering.close()
    return gathering.sections


class _Gathering:
    def __init__(self, between: str, part: str | None) -> None:
        self.sections: list[Section] = []
        self._between, self._part = between, part
        self._headings: list[tuple[int, str]] = []
        self._texts: list[str] = []
        self._words = self._count = 0
        self._only_headings = True

    def add_heading(self, block: Block) -> None:
        # A title with nothing of its own stays with the deeper heading that follows it.
        if not self._only_headings or (self._headings and block.heading <= self._headings[-1][0]):
            self.close()
        self._headings = [entry for entry in self._headings if entry[0] < block.heading]
        label = " ".join((block.label or block.text).split())[:_LONGEST_HEADING]
        self._headings.append((block.heading, label))
        for piece in _pieces(block.text):
            self._append(piece)

    def add(self, text: str) -> None:
        self._append(text)
        self._only_headings = False

    def _append(self, text: str) -> None:
        words = count_words(text)
        if self._words + words > MOST_WORDS:
            self.close()
        self._texts.append(text)
        self._words += words
        self._count += 1

    def close(self) -> None:
        if self._texts:
            path = (self._part,) if self._part else tuple(label for _, label in self._headings)
            first = self._count - len(self._texts) + 1
            text = self._between.join(self._texts)
            self.sections.append(Section(path, first, self._count, text, self._part))
        self._texts, self._words, self._only_headings = [], 0, True


def count_words(text: str) -> int:
    """Count words; a text with few breaks counts by its length, so that it is cut as well."""
    return max(len(_WORD.findall(text)), len(text) // _LONGEST_WORD)


def _pieces(text: str) -> Iterator[str]:
    """Cut ``text`` where it is least felt; joined again the pieces hold every word of it."""
    if count_words(text) <= MOST_WORDS:
        yield text
        return
    for place in _PLACES_TO_CUT:
        parts = [part for part in place.split(text) if part.strip()]
        if len(parts) > 1:
            yield from _runs(text, parts)
            return
    yield from _even_pieces(text)


def _even_pieces(text: str) -> Iterator[str]:
    width = MOST_WORDS * _LONGEST_WORD // 2
    yield from (text[at : at + width] for at in range(0, len(text), width))


def _runs(text: str, parts: list[str]) -> Iterator[str]:
    """Give runs of ``parts`` of at most 1,000 words as they stand in ``text``."""
    begin = end = words = 0
    for part in parts:
        start = text.index(part, end)
        count = count_words(part)
        if words and words + count > MOST_WORDS:
            yield from _pieces(text[begin:end])
            begin, words = start, 0
        words += count
        end = start + len(part)
    # What is long by the white space within it has no better place to cut.
    rest = text[begin:end]
    yield from _pieces(rest) if len(rest) < len(text) else _even_pieces(rest)
