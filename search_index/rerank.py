"""Orders candidates of any engine the same way; pure, and sees one college's figures only.

BM25 over the college's own word counts, words of the query that stand together, words of the
title, and the neighbouring pages of the same file.
"""

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
TOGETHER = 0.6
IN_TITLE = 0.35
# What a page is lent of its better neighbour's score: answers run over page borders.
NEIGHBOUR = 0.5


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
    clauses: Sequence[Clause], candidates: Sequence[Candidate], statistics: Statistics
) -> list[Ranked]:
    """Candidates in order: those with all clauses first, then by score, then by number."""
    weights = [statistics.weight(clause) for clause in clauses]
    titles = {page.title_stems for page in candidates}
    title_scores = {title: _title_score(clauses, weights, title) for title in titles}
    scored = [
        (page, score + title_scores[page.title_stems], has_all)
        for page in candidates
        for score, has_all in (_score(clauses, weights, page, statistics),)
    ]
    base = {(page.revision_id, page.number): score for page, score, _ in scored}
    ranked = [
        Ranked(page, score + NEIGHBOUR * _best_neighbour(base, page), has_all)
        for page, score, has_all in scored
    ]
    return sorted(ranked, key=lambda r: (not r.has_all, -r.score, r.candidate.page_id))


def _best_neighbour(base: Mapping[tuple[int, int], float], page: Candidate) -> float:
    return max(base.get((page.revision_id, page.number + step), 0.0) for step in (-1, 1))


def _score(
    clauses: Sequence[Clause], weights: Sequence[float], page: Candidate, statistics: Statistics
) -> tuple[float, bool]:
    text = _Text(page)
    length = text.words / max(statistics.average_words, 1.0)
    damping = SATURATION * (1 - LENGTH + LENGTH * length)
    score, has_all = 0.0, True
    for clause, weight in zip(clauses, weights, strict=True):
        times: float = 0
        for term in clause.terms:
            times += text.times(term)
        for term in clause.expansions:
            times += EXPANSION * text.times(term)
        has_all = has_all and times > 0
        score += weight * times * (SATURATION + 1) / (times + damping)
    return score + _together(clauses, weights, text, damping), has_all


def _title_score(clauses: Sequence[Clause], weights: Sequence[float], title_stems: str) -> float:
    """What words of the query add that stand in the title."""
    return IN_TITLE * sum(
        weight
        for clause, weight in zip(clauses, weights, strict=True)
        if any(f" {' '.join(term.stems)} " in title_stems for term in clause.terms)
    )


def _together(
    clauses: Sequence[Clause], weights: Sequence[float], text: "_Text", damping: float
) -> float:
    """What pairs of neighbouring words of the query add where they stand side by side."""
    score = 0.0
    for place in range(len(clauses) - 1):
        one, next_ = clauses[place].terms[0], clauses[place + 1].terms[0]
        pair = one.stems + next_.stems
        times = 0 if one.is_prefix else text.run_times(pair, is_prefix=next_.is_prefix)
        if times:
            weight = min(weights[place], weights[place + 1])
            score += TOGETHER * weight * times * (SATURATION + 1) / (times + damping)
    return score


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
