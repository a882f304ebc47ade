"""Counts how often the words of a query stand on a page, alone and beside each other; pure."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from search_index.query import Clause, Term

# A word by another name counts this share of one.
EXPANSION = 0.5


@dataclass(frozen=True)
class Counted:
    """How many words a page has, and how often each clause and then each pair stands on it."""

    words: float
    times: tuple[float, ...]


def count(clauses: Sequence[Clause], stems: str, joined: str) -> Counted:
    """Count a page by its two streams of stems."""
    text = _Text(stems, joined)
    single = (
        sum(text.times(term) for term in clause.terms)
        + EXPANSION * sum(text.times(term) for term in clause.expansions)
        for clause in clauses
    )
    pairs = (_together(text, *both) for both in itertools.pairwise(clauses))
    return Counted(text.words, (*single, *pairs))


def _together(text: "_Text", one: Clause, other: Clause) -> int:
    """How often a word of the query stands right before the next one."""
    first, second = one.terms[0], other.terms[0]
    if first.is_prefix:
        return 0
    return text.run_times(first.stems + second.stems, is_prefix=second.is_prefix)


class _Text:
    """A page's streams. Looking for a few words is faster than counting all of them."""

    def __init__(self, stems: str, joined: str) -> None:
        self.words = stems.count(" ") + 1 if stems else 0
        self._stream = _spaced(stems)
        self._joined = joined

    def times(self, term: Term) -> int:
        """How often a term stands on the page."""
        found = self.run_times(term.stems, is_prefix=term.is_prefix)
        if found or not self._joined:
            return found
        # The second stream repeats words of the first: it counts only for what is nowhere else.
        return int(_sought(term.stems, is_prefix=term.is_prefix) in self._joined_stream)

    def run_times(self, stems: tuple[str, ...], *, is_prefix: bool) -> int:
        """How often words stand next to each other in the first stream."""
        return self._stream.count(_sought(stems, is_prefix=is_prefix))

    @cached_property
    def _joined_stream(self) -> str:
        return _spaced(self._joined)


def _spaced(stems: str) -> str:
    """Each stem with spaces of its own, so that neighbours do not share one when counted."""
    return f" {stems.replace(' ', '  ')} "


def _sought(stems: tuple[str, ...], *, is_prefix: bool) -> str:
    return f" {'  '.join(stems)}{'' if is_prefix else ' '}"
