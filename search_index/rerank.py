"""Orders candidates of any engine the same way; pure, and sees one college's figures only.

BM25 over the college's own word counts, words of the query that stand together, words of the
title, and the neighbouring pages of the same file.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    scored = [_score(clauses, weights, page, statistics) for page in candidates]
    base = {
        (page.revision_id, page.number): score
        for page, (score, _) in zip(candidates, scored, strict=True)
    }
    ranked = [
        Ranked(page, score + NEIGHBOUR * _best_neighbour(base, page), has_all)
        for page, (score, has_all) in zip(candidates, scored, strict=True)
    ]
    return sorted(ranked, key=lambda r: (not r.has_all, -r.score, r.candidate.page_id))


def _best_neighbour(base: Mapping[tuple[int, int], float], page: Candidate) -> float:
    return max(base.get((page.revision_id, page.number + step), 0.0) for step in (-1, 1))


def _score(
    clauses: Sequence[Clause], weights: Sequence[float], page: Candidate, statistics: Statistics
) -> tuple[float, bool]:
    stems, joined = _spaced(page.stems), _spaced(page.joined)
    length = (page.stems.count(" ") + 1) / max(statistics.average_words, 1.0)
    damping = SATURATION * (1 - LENGTH + LENGTH * length)
    score, has_all = 0.0, True
    for clause, weight in zip(clauses, weights, strict=True):
        typed = sum(_times(term, stems, joined) for term in clause.terms)
        others = sum(_times(term, stems, joined) for term in clause.expansions)
        has_all = has_all and (typed > 0 or others > 0)
        times = typed + EXPANSION * others
        score += weight * times * (SATURATION + 1) / (times + damping)
        if any(f" {' '.join(term.stems)} " in page.title_stems for term in clause.terms):
            score += IN_TITLE * weight
    return score + _together(clauses, weights, stems, damping), has_all


def _together(
    clauses: Sequence[Clause], weights: Sequence[float], stems: str, damping: float
) -> float:
    """What pairs of neighbouring words of the query add where they stand side by side."""
    score = 0.0
    for place in range(len(clauses) - 1):
        one, next_ = clauses[place].terms[0], clauses[place + 1].terms[0]
        pair = Term(one.stems + next_.stems, "", next_.is_prefix)
        times = 0 if one.is_prefix else _times(pair, stems, "")
        if times:
            weight = min(weights[place], weights[place + 1])
            score += TOGETHER * weight * times * (SATURATION + 1) / (times + damping)
    return score


def _spaced(stems: str) -> str:
    """Each stem with spaces of its own, so that neighbours do not share one when counted."""
    return f" {stems.replace(' ', '  ')} "


def _times(term: Term, stems: str, joined: str) -> int:
    sought = f" {'  '.join(term.stems)}{'' if term.is_prefix else ' '}"
    # The second stream repeats words of the first: it counts only for what is nowhere else.
    return stems.count(sought) or (1 if joined and sought in joined else 0)
