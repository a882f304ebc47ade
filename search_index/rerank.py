"""Orders candidates of any engine the same way; pure, and sees one college's figures only.

BM25 over the college's own word counts, words of the query that stand together, words of the
title, and the neighbouring pages of the same file: a page is read with what stands around it, and
lent something of its neighbours' scores. A question is answered over several pages, so it borrows
more than a few words do; what a heading names stands on its page and on those around it.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search_index.counting import Counted, Counting
from search_index.query import Clause, Query, Term

# How soon more of the same word stops counting, and how much long pages are held back.
SATURATION = 1.2
LENGTH = 0.55
# Shares of a word's weight: beside the next word of the query, in the title.
TOGETHER = 0.3
IN_TITLE = 0.35
# Pages to each side that count as neighbours.
REACH = 3
_STEPS = tuple((step, abs(step)) for step in range(-REACH, REACH + 1) if step)


@dataclass(frozen=True)
class Lending:
    """What a page has of its neighbours: of the counts of their words, and of their scores.

    Each is the share that the next page gives; every page further away gives half as much.
    `is_held_around`: a word of the title or of a neighbour puts a page among those that come first.
    """

    words: float
    score: float
    is_held_around: bool = False


# Answers run over page borders; what a few words name stands on one page.
TO_QUESTIONS = Lending(words=0.5, score=0.4)
TO_HEADINGS = Lending(words=0.3, score=0.3, is_held_around=True)
TO_WORDS = Lending(words=0.1, score=0.1)


def lending_to(query: Query) -> Lending:
    """What pages are lent for a query, by the form in which it is asked."""
    if query.is_question:
        return TO_QUESTIONS
    return TO_HEADINGS if query.is_heading else TO_WORDS


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


class Candidate(NamedTuple):
    """A page as the ranking sees it: numbers, title, and the two streams of stems."""

    page_id: int
    document_id: int
    revision_id: int
    number: int
    title: str
    title_stems: str
    stems: str
    joined: str


class Ranked(NamedTuple):
    """A candidate with its score, and whether it holds all that was asked for.

    `comes_first`: it holds all, or for a heading its title and the pages around do so with it.
    """

    candidate: Candidate
    score: float
    has_all: bool
    comes_first: bool


def rerank(
    clauses: Sequence[Clause],
    candidates: Sequence[Candidate],
    statistics: Statistics,
    lending: Lending = TO_WORDS,
) -> list[Ranked]:
    """Candidates in order: those that come first, then by score, then by number."""
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
        self._counting = Counting(clauses)
        self._weights = [statistics.weight(clause) for clause in clauses]
        self._pages: list[Candidate] = []
        self._counted: list[Counted] = []
        self._places: dict[tuple[int, int], int] = {}
        self._add(candidates)
        self._hits = len(candidates)

    def _add(self, pages: Sequence[Candidate]) -> None:
        for page in pages:
            self._places[page.revision_id, page.number] = len(self._pages)
            self._pages.append(page)
            self._counted.append(self._counting.count(page.stems, page.joined))

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
        """The candidates: those that come first, then by score, then by number."""
        around = [self._around(page) for page in self._pages]
        base = self._base(around)
        shares = _shares(self._lending.score)
        ranked = []
        for at in range(self._hits):
            lent = sum(shares[distance] * base[other] for other, distance in around[at])
            has_all = all(self._holds(at))
            comes_first = has_all or (self._lending.is_held_around and self._is_held(at, around))
            ranked.append(Ranked(self._pages[at], base[at] + lent, has_all, comes_first))
        return sorted(ranked, key=lambda r: (not r.comes_first, -r.score, r.candidate.page_id))

    def _holds(self, at: int) -> list[bool]:
        """Of each clause, whether a page holds it."""
        return [bool(times) for times in self._counted[at].times[: len(self._clauses)]]

    def _is_held(self, at: int, around: Sequence[Sequence[tuple[int, int]]]) -> bool:
        """Whether a page holds all with its title and the pages around it."""
        title = self._pages[at].title_stems
        near = [self._holds(place) for place in (at, *(other for other, _ in around[at]))]
        return all(
            any(held) or _is_in_title(clause, title)
            for clause, *held in zip(self._clauses, *near, strict=True)
        )

    def _around(self, page: Candidate) -> list[tuple[int, int]]:
        """The pages around one, each with how many pages away it is."""
        place_of, file, number = self._places.get, page.revision_id, page.number
        return [
            (other, distance)
            for step, distance in _STEPS
            if (other := place_of((file, number + step))) is not None
        ]

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


def _shares(first: float) -> tuple[float, ...]:
    """What a page gets of one at each distance; of itself all."""
    return (1.0, *(first / 2**step for step in range(REACH)))


def _with_neighbours(
    counted: Sequence[Counted],
    at: int,
    around: Sequence[tuple[int, int]],
    shares: Sequence[float],
) -> Counted:
    """A page as it reads with the pages around it: their words count in part."""
    own = counted[at]
    near = [(counted[other], shares[distance]) for other, distance in around if shares[distance]]
    if not near:
        return own
    words, parts, times = own.words, 1.0, list(own.times)
    for other, share in near:
        words += share * other.words
        parts += share
        for place, held in enumerate(other.times):
            if held:
                times[place] += share * held
    return Counted(words / parts, tuple(times))


def _score(counted: Counted, weights: Sequence[float], statistics: Statistics) -> float:
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
        if _is_in_title(clause, title_stems)
    )


def _is_in_title(clause: Clause, title_stems: str) -> bool:
    return any(f" {' '.join(term.stems)} " in title_stems for term in clause.terms)
