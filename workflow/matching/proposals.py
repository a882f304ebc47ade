"""Which words of a suggested page to propose as the quote, and for what; pure, decides nothing.

A person accepts, changes or dismisses what is proposed here; a claim's level is never touched.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from framework.model import Dimension
from ingest.pages import sentences
from search_index.analysis import analyse
from search_index.query import FUNCTION_WORDS

# A quote is a sentence or two: so many sentences and characters at most.
MOST_SENTENCES = 2
MOST_CHARACTERS = 600
# Words of fewer that end without a stop are a heading or a cell.
SHORTEST_UNSTOPPED = 10
_STOPS = (".", "!", "?", ";", ":", '."', ".”", "!”", "?”")
# Code points on each side by which the quote is found again when the words stand there twice.
CONTEXT = 40
# A printed page says its number within so many rows of its edges, and covers put it off by so many.
EDGE_ROWS = 3
MOST_COVERS = 3
LONGEST_EDGE = 200
# `7`, `Page 7 of 12`, `7 | Careers strategy`, `Careers strategy 7`.
_NUMBERED_ROW = re.compile(
    r"(?P<alone>(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|\d{1,4}\s*\|.*|.*\|\s*\d{1,4}"
    r"|.*\bpage\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?)|.*\s(?P<number>\d{1,4})",
    re.IGNORECASE,
)
_ROW = re.compile(r"^[^\n]*\S[^\n]*", re.MULTILINE)
# What a citation shows is said in so many characters at most.
MOST_SHOWS = 300
# Stems that a statement must share with a quote before the quote is proposed for it.
FEWEST_SHARED = 2
# And of its own words so large a share: two of a long statement's many mean little.
LEAST_SHARE = 0.2


@dataclass(frozen=True)
class ProposedQuote:
    """Exact words of a page's text with a little of what stands around them."""

    exact: str
    prefix: str
    suffix: str


def propose(
    text: str, start: int, end: int, terms: Sequence[str], page_number: int
) -> ProposedQuote:
    """The sentences of a passage (code points of the page) with most of the words that decided.

    `terms` are those words, weightiest first, in small letters. Of equal ones the shorter wins,
    then the earlier. What a printed page repeats at its edges is no part of a sentence.
    """
    first_of_body, last_of_body = body(text, page_number)
    if max(start, first_of_body) < min(end, last_of_body):
        start, end = max(start, first_of_body), min(end, last_of_body)
    pieces = list(_pieces(text, start, end)) or [(start, min(end, start + MOST_CHARACTERS))]
    windows = [
        (pieces[first][0], pieces[last][1])
        for first in range(len(pieces))
        for last in range(first, min(first + MOST_SENTENCES, len(pieces)))
    ]
    fitting = [(a, b) for a, b in windows if b - a <= MOST_CHARACTERS]
    begin, finish = max(
        fitting, key=lambda span: (_worth(text[span[0] : span[1]], terms), span[0] - span[1])
    )
    return ProposedQuote(
        exact=text[begin:finish],
        prefix=text[max(0, begin - CONTEXT) : begin],
        suffix=text[finish : finish + CONTEXT],
    )


def body(text: str, page_number: int) -> tuple[int, int]:
    """Where a page's own text begins and ends: behind its running header, before its footer.

    Those are known by the page's number, counted from 1: rows at an edge up to one that says it.
    """
    rows = [(row.start(), row.end()) for row in _ROW.finditer(text)]
    start, end, most = 0, len(text), min(EDGE_ROWS, len(rows) // 2)
    for begin, finish in rows[:most]:
        if _says_number(text[begin:finish], page_number):
            start = finish
    for begin, finish in reversed(rows[len(rows) - most :]):
        if _says_number(text[begin:finish], page_number):
            end = begin
    return (start, end) if text[start:end].strip() else (0, len(text))


def _says_number(row: str, page_number: int) -> bool:
    found = _NUMBERED_ROW.fullmatch(row.strip()) if len(row) <= LONGEST_EDGE else None
    if found is None or found["alone"]:
        return found is not None
    return abs(int(found["number"]) - page_number) <= MOST_COVERS


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences inside a passage; one that is too long by its rows, then by its words."""
    for begin, finish in sentences(text[start:end]):
        rest = start + begin
        while start + finish - rest > MOST_CHARACTERS:
            stop = max(
                text.rfind("\n", rest + 1, rest + MOST_CHARACTERS),
                text.rfind(" ", rest + MOST_CHARACTERS // 2, rest + MOST_CHARACTERS),
            )
            stop = stop if stop > rest else rest + MOST_CHARACTERS
            yield rest, rest + len(text[rest:stop].rstrip())
            rest = stop + len(text[stop:]) - len(text[stop:].lstrip())
        if rest < start + finish:
            yield rest, start + finish


def _worth(words: str, terms: Sequence[str]) -> float:
    """By the whole words that decided, weightiest first; a heading alone says half as much."""
    said = " ".join(words.split()).lower()
    worth = sum(
        len(terms) - rank
        for rank, term in enumerate(terms)
        if re.search(rf"(?<!\w){re.escape(term)}(?!\w)", said)
    )
    is_sentence = said.endswith(_STOPS) or len(said.split()) >= SHORTEST_UNSTOPPED
    return worth if is_sentence else worth / 2


def likely_place(dimension: Dimension, level: int | None, quote: str) -> str:
    """What a quote is proposed for: a statement's code, a level such as `1.5/3`, or nothing.

    The statement of the likely level that shares most of its words with the quote; the level as a
    whole where none shares at least two and a fifth of them, or two share alike.
    """
    descriptor = dimension.level(level) if level is not None else None
    if descriptor is None:
        return ""
    said = _stems(quote)
    shared: dict[str, float] = {}
    for statement in descriptor.statements:
        stems = _stems(descriptor.in_full(statement))
        common = stems & said
        if len(common) >= max(FEWEST_SHARED, LEAST_SHARE * len(stems)):
            shared[statement.code] = len(common) / len(stems)
    best = max(shared.values(), default=0.0)
    first = [code for code, share in shared.items() if share == best]
    return first[0] if len(first) == 1 else f"{dimension.code}/{level}"


def likely_shows(dimension: Dimension, place: str) -> str:
    """What a quote is proposed to show, for the statement or level that it is proposed for.

    The words of the model, not of a person: who cites says it as the page does, or leaves it.
    """
    words = next(
        (
            descriptor.in_full(statement)
            for descriptor in dimension.levels
            for statement in descriptor.statements
            if statement.code == place
        ),
        dimension.title,
    )
    said = f"Evidence for: {' '.join(words.split())}"
    return said if len(said) <= MOST_SHOWS else said[: MOST_SHOWS - 1].rsplit(" ", 1)[0] + "…"


def _stems(text: str) -> set[str]:
    return {token.stem for token in analyse(text) if token.width == 1} - FUNCTION_WORDS
