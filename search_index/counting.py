"""Counts how often the words of a query stand on a page, alone and beside each other; pure."""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from search_index.query import Clause, Term

# A word by another name counts this share of one.
EXPANSION = 0.5


class Counted(NamedTuple):
    """How many words a page has, and how often each clause and then each pair stands on it."""

    words: float
    times: tuple[float, ...]


class Counting:
    """Counts page after page for one query.

    One automaton looks for everything at once (Aho and Corasick 1975), however much it is.
    """

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._clauses = len(clauses)
        # What is looked for, and the places in `Counted.times` that it counts for, with its share.
        sought: dict[str, list[tuple[int, float]]] = {}
        for place, clause in enumerate(clauses):
            for number, term in enumerate(clause.any_of):
                share = 1.0 if number < len(clause.terms) else EXPANSION
                sought.setdefault(term.spaced, []).append((place, share))
        for place, both in enumerate(itertools.pairwise(clauses), len(clauses)):
            if pair := _pair(*both):
                sought.setdefault(pair, []).append((place, 1.0))
        self._times = len(clauses) + max(len(clauses) - 1, 0)
        self._counts_for = list(sought.values())
        self._automaton = AhoCorasick(list(sought))

    def count(self, stems: str, joined: str) -> Counted:
        """Count a page by its two streams of stems."""
        times = [0.0] * self._times
        found = self._found(stems)
        for number in found:
            for place, share in self._counts_for[number]:
                times[place] += share
        # The second stream repeats words of the first: it counts once what is nowhere else.
        for number in set(self._found(joined)).difference(found):
            for place, share in self._counts_for[number]:
                if place < self._clauses:
                    times[place] += share
        return Counted(stems.count(" ") + 1 if stems else 0, tuple(times))

    def _found(self, stems: str) -> list[int]:
        """What stands in a stream, each as often as it does."""
        every = self._automaton.find_matches_as_indexes(f" {stems} ", overlapping=True)
        return [number for number, _, _ in every]


def _pair(one: Clause, other: Clause) -> str:
    """A word of the query right before the next one; empty where nothing can follow."""
    first, second = one.terms[0], other.terms[0]
    if first.is_prefix:
        return ""
    return Term(first.stems + second.stems, "", second.is_prefix).spaced
