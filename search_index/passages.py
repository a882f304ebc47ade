"""Cuts a page's text into passages, the unit of matching; knows only text."""

import re
from typing import NamedTuple

FEWEST_WORDS = 40
MOST_WORDS = 200
# A paragraph that ends beyond so many words ends its passage.
WANTED_WORDS = 90

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ROW = re.compile(r"[^\n]*(?:\n[ \t]*)*")
# Where a row may be cut when it alone is too long: behind a sentence, else behind a word.
_SENTENCE = re.compile(r".*?(?:[.!?;:](?=\s)\s*|$)", re.DOTALL)
_BREAK = re.compile(r"\n[ \t]*\n")
_BEGINS = re.compile(r"\s*(?:[-•*‣▪●–]|\(?\d+[.)]|\(?[a-z][.)]\s|[A-Z£“\"‘'])")


class Passage(NamedTuple):
    """A stretch of text by code points."""

    start: int
    end: int


class _Row(NamedTuple):
    start: int
    end: int
    words: int
    ends_paragraph: bool


def cut(text: str) -> list[Passage]:
    """Passages of 40 to 200 words at paragraph and row borders, in order, without a gap.

    A shorter text is one passage; a text without words has none.
    """
    passages: list[tuple[int, int, int]] = []
    start, words = 0, 0
    for row in _rows(text):
        if words and words + row.words > MOST_WORDS:
            passages.append((start, row.start, words))
            start, words = row.start, 0
        words += row.words
        if words >= WANTED_WORDS and row.ends_paragraph:
            passages.append((start, row.end, words))
            start, words = row.end, 0
    if words:
        passages.append((start, len(text), words))
    return [_stripped(text, begin, end) for begin, end, _ in _without_short_ends(text, passages)]


def _rows(text: str) -> list[_Row]:
    rows = []
    for line in _ROW.finditer(text):
        if line.end() == line.start():
            continue
        count = _count(text, line.start(), line.end())
        if count > MOST_WORDS:
            rows.extend(_sentences(text, line.start(), line.end()))
        else:
            rows.append(_Row(line.start(), line.end(), count, _ends_paragraph(text, line)))
    return rows


def _ends_paragraph(text: str, line: re.Match[str]) -> bool:
    """A blank line follows, or a full stop ends the row and the next one begins something."""
    if _BREAK.search(line.group()):
        return True
    closed = line.group().rstrip()[-1:] in {".", "!", "?", ":", ";", "|", ""}
    return closed and bool(_BEGINS.match(text, line.end()))


def _sentences(text: str, start: int, end: int) -> list[_Row]:
    rows = []
    for sentence in _SENTENCE.finditer(text, start, end):
        if sentence.end() == sentence.start():
            continue
        words = list(_WORD.finditer(text, sentence.start(), sentence.end()))
        begin = sentence.start()
        for cut_at in range(MOST_WORDS, len(words), MOST_WORDS):
            rows.append(_Row(begin, words[cut_at].start(), MOST_WORDS, ends_paragraph=False))
            begin = words[cut_at].start()
        left = len(words) % MOST_WORDS or min(len(words), MOST_WORDS)
        rows.append(_Row(begin, sentence.end(), left, ends_paragraph=True))
    return rows


def _count(text: str, start: int, end: int) -> int:
    return len(_WORD.findall(text, start, end))


def _without_short_ends(
    text: str, passages: list[tuple[int, int, int]]
) -> list[tuple[int, int, int]]:
    """A last passage that is too short joins its neighbour, or takes rows from it."""
    if len(passages) < 2 or passages[-1][2] >= FEWEST_WORDS:  # noqa: PLR2004 - a pair
        return passages
    *others, (before_start, _, before), (start, end, words) = passages
    if before + words <= MOST_WORDS:
        return [*others, (before_start, end, before + words)]
    for row in reversed(_rows(text[before_start:start])):
        begin = before_start + row.start
        moved = _count(text, begin, start)
        if words + moved >= FEWEST_WORDS and before - moved >= FEWEST_WORDS:
            return [*others, (before_start, begin, before - moved), (begin, end, words + moved)]
    return passages


def _stripped(text: str, start: int, end: int) -> Passage:
    inner = text[start:end]
    return Passage(start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip()))
