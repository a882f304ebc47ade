"""Orders candidates of any engine the same way; pure, and sees one college's figures only.

BM25 over the college's own word counts, words of the query that stand together, words of the
title, and the neighbouring pages of the same file: a page is read with what stands around it, and
lent something of its neighbours' scores. A question is answered over several pages, so it borrows
more than a few words do.
"""

import itertools
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from search_index.query import Clause, Term

# How soon more of the same word stops counting, and how much long pages are held back.
SATURATION = 1.2
LENGTH = 0.55
# Shares of a word's weight: by another name, beside the next word of the query, in the title.
EXPANSION = 0.5
TOGETHER = 0.3
IN_TITLE = 0.35
# Pages to each side that count as neighbours.
REACH = 3


@dataclass(frozen=True)
class Lending:
    """What a page has of its neighbours: of the counts of their words, and of their scores.

    Each is the share that the next page gives; every page further away gives half as much.
    """

    words: float
    score: float


# Answers run over page borders; what a few words name stands on one page.
TO_QUESTIONS = Lending(words=0.5, score=0.4)
TO_WORDS = Lending(words=0.1, score=0.1)


@dataclass(frozen=True)
class Statistics:
    """Figures of one college: pages in all, words a page, pages of each stem or beginning."""

    pages: int
    average_words: float
    page_counts: Mapping[tuple[str, bool], int]

    def weight(self, clause: Clause) -> float:
        """How much a clause tells pages apart: the rarer, the more."""
        return max(self._weight(self.pages_of(term)) for term in clause.terms)

    def pages_of(self, term: Term) -> int:
        """The most pages that can hold a term."""
        last = len(term.stems) - 1
        return min(
            self.page_counts.get((stem, term.is_prefix and place == last), 0)
            for place, stem in enumerate(term.stems)
        )

    def _weight(self, held: int) -> float:
        return math.log(1 + (max(self.pages - held, 0) + 0.5) / (held + 0.5))


@dataclass(frozen=True)
class Candidate:
    """A page as the ranking sees it: numbers, title, and the two streams of stems."""

    page_id: int
    document_id: int
    revision_id: int
    number: int
    title: str
    title_stems: str
    stems: str
    joined: str


@dataclass(frozen=True)
class Ranked:
    """A candidate with its score, and whether it holds all that was asked for."""

    candidate: Candidate
    score: float
    has_all: bool


def rerank(
    clauses: Sequence[Clause],
    candidates: Sequence[Candidate],
    statistics: Statistics,
    lending: Lending = TO_WORDS,
) -> list[Ranked]:
    """Candidates in order: those with all clauses first, then by score, then by number."""
    return Ranking(clauses, candidates, statistics, lending).ordered()


class Ranking:
    """Candidates of one query, counted once, and put in order with the pages around them."""

    def __init__(
        self,
        clauses: Sequence[Clause],
        candidates: Sequence[Candidate],
        statistics: Statistics,
        lending: Lending,
    ) -> None:
        self._clauses, self._statistics, self._lending = clauses, statistics, lending
        self._weights = [statistics.weight(clause) for clause in clauses]
        self._pages: list[Candidate] = []
        self._counted: list[_Counted] = []
        self._places: dict[tuple[int, int], int] = {}
        self._add(candidates)
        self._hits = len(candidates)

    def _add(self, pages: Sequence[Candidate]) -> None:
        for page in pages:
            self._places[page.revision_id, page.number] = len(self._pages)
            self._pages.append(page)
            self._counted.append(_count(self._clauses, page))

    def missing(self, ranked: Sequence[Ranked]) -> dict[int, set[int]]:
        """The numbers of the pages around some of the ranked that are no candidates, by file."""
        numbers: dict[int, set[int]] = {}
        for page in (entry.candidate for entry in ranked):
            for number in range(max(page.number - REACH, 1), page.number + REACH + 1):
                if (page.revision_id, number) not in self._places:
                    numbers.setdefault(page.revision_id, set()).add(number)
        return numbers

    def put_beside(self, pages: Sequence[Candidate]) -> None:
        """Let pages lend to their neighbours that are not hits themselves."""
        self._add(pages)

    def ordered(self) -> list[Ranked]:
        """The candidates: those with all clauses first, then by score, then by number."""
        around = [self._around(page) for page in self._pages]
        base = self._base(around)
        shares = _shares(self._lending.score)
        ranked = [
            Ranked(
                self._pages[at],
                base[at] + sum(shares[distance] * base[other] for other, distance in around[at]),
                all(self._counted[at].times[: len(self._clauses)]),
            )
            for at in range(self._hits)
        ]
        return sorted(ranked, key=lambda r: (not r.has_all, -r.score, r.candidate.page_id))

    def _around(self, page: Candidate) -> list[tuple[int, int]]:
        """The pages around one, each with how many pages away it is."""
        found = (
            (self._places.get((page.revision_id, page.number + step)), abs(step))
            for step in range(-REACH, REACH + 1)
            if step
        )
        return [(other, distance) for other, distance in found if other is not None]

    def _base(self, around: Sequence[Sequence[tuple[int, int]]]) -> list[float]:
        """The score of each page as it reads with its neighbours, and of its title."""
        clauses, weights = self._clauses, self._weights
        # Pairs weigh as much as their lesser word.
        pairs = [TOGETHER * min(both) for both in itertools.pairwise(weights)]
        titles = {page.title_stems for page in self._pages}
        of_title = {title: _title_score(clauses, weights, title) for title in titles}
        shares = _shares(self._lending.words)
        return [
            _score(
                _with_neighbours(self._counted, at, around[at], shares),
                (*weights, *pairs),
                self._statistics,
            )
            + of_title[page.title_stems]
            for at, page in enumerate(self._pages)
        ]


@dataclass(frozen=True)
class _Counted:
    """How many words a page has, and how often each clause and then each pair stands on it."""

    words: float
    times: tuple[float, ...]


def _shares(first: float) -> tuple[float, ...]:
    """What a page gets of one at each distance; of itself all."""
    return (1.0, *(first / 2**step for step in range(REACH)))


def _count(clauses: Sequence[Clause], page: Candidate) -> _Counted:
    text = _Text(page)
    single = (
        sum(text.times(term) for term in clause.terms)
        + EXPANSION * sum(text.times(term) for term in clause.expansions)
        for clause in clauses
    )
    pairs = (_together(text, *both) for both in itertools.pairwise(clauses))
    return _Counted(text.words, (*single, *pairs))


def _with_neighbours(
    counted: Sequence[_Counted],
    at: int,
    around: Sequence[tuple[int, int]],
    shares: Sequence[float],
) -> _Counted:
    """A page as it reads with the pages around it: their words count in part."""
    own = counted[at]
    near = [(counted[other], shares[distance]) for other, distance in around if shares[distance]]
    if not near:
        return own
    words, parts, times = own.words, 1.0, list(own.times)
    for other, share in near:
        words += share * other.words
        parts += share
        for place, count in enumerate(other.times):
            if count:
                times[place] += share * count
    return _Counted(words / parts, tuple(times))


def _score(counted: _Counted, weights: Sequence[float], statistics: Statistics) -> float:
    length = counted.words / max(statistics.average_words, 1.0)
    damping = SATURATION * (1 - LENGTH + LENGTH * length)
    return sum(
        weight * times * (SATURATION + 1) / (times + damping)
        for weight, times in zip(weights, counted.times, strict=True)
        if times
    )


def _title_score(clauses: Sequence[Clause], weights: Sequence[float], title_stems: str) -> float:
    """What words of the query add that stand in the title."""
    return IN_TITLE * sum(
        weight
        for clause, weight in zip(clauses, weights, strict=True)
        if any(f" {' '.join(term.stems)} " in title_stems for term in clause.terms)
    )


def _together(text: "_Text", one: Clause, other: Clause) -> int:
    """How often a word of the query stands right before the next one."""
    first, second = one.terms[0], other.terms[0]
    if first.is_prefix:
        return 0
    return text.run_times(first.stems + second.stems, is_prefix=second.is_prefix)


class _Text:
    """A page's streams, counted: single words by a table, runs of words where all are there."""

    def __init__(self, page: Candidate) -> None:
        stems = page.stems.split()
        self.words = len(stems)
        self._counts = Counter(stems)
        self._page = page

    def times(self, term: Term) -> int:
        """How often a term stands on the page."""
        if len(term.stems) > 1 or term.is_prefix:
            found = self.run_times(term.stems, is_prefix=term.is_prefix)
        else:
            found = self._counts.get(term.stems[0], 0)
        if found or not self._page.joined:
            return found
        # The second stream repeats words of the first: it counts only for what is nowhere else.
        return int(_sought(term.stems, is_prefix=term.is_prefix) in self._joined)

    def run_times(self, stems: tuple[str, ...], *, is_prefix: bool) -> int:
        """How often words stand next to each other in the first stream."""
        whole = stems[:-1] if is_prefix else stems
        if not all(stem in self._counts for stem in whole):
            return 0
        return self._stream.count(_sought(stems, is_prefix=is_prefix))

    @cached_property
    def _joined(self) -> str:
        return _spaced(self._page.joined)

    @cached_property
    def _stream(self) -> str:
        return _spaced(self._page.stems)


def _spaced(stems: str) -> str:
    """Each stem with spaces of its own, so that neighbours do not share one when counted."""
    return f" {stems.replace(' ', '  ')} "


def _sought(stems: tuple[str, ...], *, is_prefix: bool) -> str:
    return f" {'  '.join(stems)}{'' if is_prefix else ' '}"
