"""Which words of a suggested page to propose as the quote, and for what; pure, decides nothing.

A person accepts, changes or dismisses what is proposed here; a claim's level is never touched.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from framework.model import Dimension
from ingest.pages import sentences
from search_index.analysis import analyse
from search_index.query import FUNCTION_WORDS

# A quote is a sentence or two: so many sentences and characters at most.
MOST_SENTENCES = 2
MOST_CHARACTERS = 600
# Code points on each side by which the quote is found again when the words stand there twice.
CONTEXT = 40
# Stems that a statement must share with a quote before the quote is proposed for it.
FEWEST_SHARED = 2


@dataclass(frozen=True)
class ProposedQuote:
    """Exact words of a page's text with a little of what stands around them."""

    exact: str
    prefix: str
    suffix: str


def propose(text: str, start: int, end: int, terms: Sequence[str]) -> ProposedQuote:
    """The sentences of a passage (code points of the page) with most of the words that decided.

    `terms` are those words, weightiest first, in small letters. Of equal ones the shorter wins,
    then the earlier.
    """
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


def _worth(words: str, terms: Sequence[str]) -> int:
    said = " ".join(words.split()).lower()
    return sum(len(terms) - rank for rank, term in enumerate(terms) if term in said)


def likely_place(dimension: Dimension, level: int | None, quote: str) -> str:
    """What a quote is proposed for: a statement's code, a level such as `1.5/3`, or nothing.

    The statement of the likely level that shares most of its words with the quote; the level as a
    whole where none shares at least two, or two share alike.
    """
    descriptor = dimension.level(level) if level is not None else None
    if descriptor is None:
        return ""
    said = _stems(quote)
    shared: dict[str, float] = {}
    for statement in descriptor.statements:
        stems = _stems(descriptor.in_full(statement))
        common = stems & said
        if len(common) >= FEWEST_SHARED:
            shared[statement.code] = len(common) / len(stems)
    best = max(shared.values(), default=0.0)
    first = [code for code, share in shared.items() if share == best]
    return first[0] if len(first) == 1 else f"{dimension.code}/{level}"


def _stems(text: str) -> set[str]:
    return {token.stem for token in analyse(text) if token.width == 1} - FUNCTION_WORDS
