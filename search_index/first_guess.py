"""Which pages are looked at closer where more match than can be: BM25 as SQLite's FTS5 computes it.

Every engine guesses by the same formula (https://sqlite.org/fts5.html#the_bm25_function), so that
the same pages are ranked on each; what their order is in the end is not decided here.
"""

import math
from collections import defaultdict
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick

from search_index.engine import IndexedText, Wanted
from search_index.query import Term

# Constants of FTS5: how soon more of the same word stops counting, how much long pages are held
# back, and what a word weighs that stands on half of all pages or more.
SATURATION = 1.2
LENGTH = 0.75
_LEAST_RARITY = 1e-6
# The second stream repeats words of the first; it is there to be found, not to count.
JOINED = 0.05


def rarity(pages: int, held: int) -> float:
    """How much a term tells pages apart that stands on `held` of all `pages`."""
    return max(math.log((max(pages - held, 0) + 0.5) / (held + 0.5)), _LEAST_RARITY)


class Guess:
    """Guesses in Python, for an engine that cannot."""

    def __init__(self, wanted: Wanted) -> None:
        self._average = wanted.average_words
        # A term that is asked for twice counts twice.
        asked: defaultdict[str, float] = defaultdict(float)
        for term, weight in rarities(wanted):
            asked[term.spaced] += weight
        self._rarities = list(asked.values())
        self._automaton = AhoCorasick(list(asked))

    def score(self, text: IndexedText) -> float:
        """The score of a page: the more the better."""
        times = [0.0] * len(self._rarities)
        for stream, share in ((text.stems, 1.0), (text.joined, JOINED)):
            every = self._automaton.find_matches_as_indexes(f" {stream} ", overlapping=True)
            for number, _, _ in every:
                times[number] += share
        length = words_of(text) / self._average
        damping = SATURATION * (1 - LENGTH + LENGTH * length)
        return sum(
            rarity * often * (SATURATION + 1) / (often + damping)
            for rarity, often in zip(self._rarities, times, strict=True)
        )


def rarities(wanted: Wanted) -> Iterable[tuple[Term, float]]:
    """Every term that a page may be found by, with its rarity."""
    for group, weights in zip(wanted.groups, wanted.rarities, strict=True):
        yield from zip(group, weights, strict=True)


def words_of(text: IndexedText) -> int:
    """How long a page is: FTS5 takes the words of both streams."""
    return len(text.stems.split()) + len(text.joined.split())
