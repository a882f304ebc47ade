"""Measures which pages a search puts first: PDF, upload, reading, search, on both databases.

``python -m benchmarks.retrieval [CORPUS]``. Questions with judged pages: nDCG@10 beside plain BM25
over the same pages. What pages are lent by their neighbours is chosen on all meetings but one and
measured on that one; the shipped choice stands beside it. Keywords: headings of reports, each left
out of its page, beside plain BM25: the mean of one over the place of that page.
"""

import csv
import itertools
import math
import random
import re
import statistics
import sys
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from benchmarks.shelf import DATABASES, Shelf, open_shelf
from benchmarks.yardsticks.bm25 import PlainBm25
from ingest.models.documents import Page, Revision, TextLayer
from ingest.preparing import matcher
from search_index import indexing, searching
from search_index.analysis import stem
from search_index.models import SearchPage
from search_index.query import FUNCTION_WORDS
from search_index.rerank import Lending
from search_index.visibility import Visibility

CUT = 10
# What may be lent to a question; one of these is chosen for each meeting on the others.
CHOICES = tuple(
    Lending(words=words, score=score)
    for words, score in itertools.product((0.35, 0.5), (0.25, 0.4))
)
KEYWORD_QUERIES = 400
# A heading on more pages than this names none of them.
MOST_PAGES = 10
RESAMPLES = 10_000
_DEEPEST = 100
# The same papers are there as ODT and ODP too.
_KINDS = frozenset({".pdf", ".docx", ".pptx"})
_HEADING_WORDS = range(2, 11)
_WORD = re.compile(r"\w+")
_LEVELS = frozenset({"open", "internal", "confidential", "restricted"})


@dataclass(frozen=True)
class Text:
    """A page as it was read: its file, its number there, and its text."""

    page_id: int
    file: str
    number: int
    text: str


@dataclass(frozen=True)
class Asked:
    """A question about a meeting, and how well each judged page answers it."""

    meeting: str
    text: str
    gains: Mapping[int, int]


def run(corpus: Path) -> dict[str, Any]:
    """Measure on both databases; an empty answer when the corpus is not there."""
    meetings = corpus / "retrieval" / "committee-meetings"
    reports = sorted(path for path in (corpus / "real").rglob("*") if path.suffix in _KINDS)
    if not meetings.is_dir() or not reports:
        return {}
    figures: dict[str, Any] = {}
    for kind in DATABASES:
        with open_shelf(kind) as shelf:
            shelf.take_in(sorted((meetings / "pdf").glob("*.pdf")))
            found = _questions(shelf, meetings)
        with open_shelf(kind) as shelf:
            shelf.take_in(reports)
            found |= _keywords(shelf)
        figures |= {f"{kind}_{name}": value for name, value in found.items()}
    return figures


def asked_in(corpus: Path) -> list[str]:
    """Every question that the corpus has, as it was asked."""
    return [
        row["text"] for row in _table(corpus / "retrieval" / "committee-meetings" / "queries.tsv")
    ]


def _questions(shelf: Shelf, folder: Path) -> dict[str, Any]:
    texts = _texts(shelf)
    asked = _asked(folder, texts)
    plain = PlainBm25({str(text.page_id): _stems(text.text) for text in texts})
    beside = [_plain_order(plain, question.text) for question in asked]
    theirs = _ndcg(asked, beside)
    shipped = _ndcg(asked, [_found(shelf, question.text, CUT) for question in asked])
    chosen = _leaving_one_out(
        asked,
        [
            _ndcg(asked, [_found(shelf, question.text, CUT, choice) for question in asked])
            for choice in CHOICES
        ],
    )
    gains = [ours - plain_score for ours, plain_score in zip(chosen, theirs, strict=True)]
    low, high = _interval(gains)
    return {
        "questions": len(asked),
        "pages": len(texts),
        "ndcg_as_shipped": round(statistics.fmean(shipped), 4),
        "ndcg_leaving_one_out": round(statistics.fmean(chosen), 4),
        "ndcg_plain_bm25": round(statistics.fmean(theirs), 4),
        "gain": round(statistics.fmean(gains), 4),
        "gain_low": round(low, 4),
        "gain_high": round(high, 4),
    }


def _texts(shelf: Shelf) -> list[Text]:
    query = (
        select(Page.id, Revision.file_name, Page.number, TextLayer.text)
        .join(Revision, Revision.id == Page.revision_id)
        .join(TextLayer, TextLayer.page_id == Page.id)
        .join(SearchPage, SearchPage.page_id == Page.id)
        .where(Page.college_id == shelf.actor.college_id, TextLayer.is_current)
        .order_by(Page.id)
    )
    with shelf.database.reading() as session:
        return [Text(*row) for row in session.execute(query)]


def _asked(folder: Path, texts: Sequence[Text]) -> list[Asked]:
    pages = {(text.file, text.number): text.page_id for text in texts}
    gains: dict[str, dict[int, int]] = defaultdict(dict)
    for row in _table(folder / "qrels.tsv"):
        gains[row["query-id"]][pages[row["pdf"], int(row["page"])]] = int(row["score"])
    return [
        Asked(row["query-id"].split("/")[0], row["text"], gains[row["query-id"]])
        for row in _table(folder / "queries.tsv")
    ]


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _stems(text: str) -> list[str]:
    stems = [stem(word) for word in _WORD.findall(text)]
    return [found for found in stems if found and found not in FUNCTION_WORDS]


def _plain_order(plain: PlainBm25, query: str) -> list[int]:
    return [int(name) for name, score in plain.ranked(_stems(query)) if score > 0]


def _found(shelf: Shelf, query: str, limit: int, lending: Lending | None = None) -> list[int]:
    college = shelf.actor.college_id
    with shelf.database.reading() as session:
        result = searching.search(
            session, college, query, Visibility(college, _LEVELS), limit=limit, lending=lending
        )
    return [hit.page_id for hit in result.hits]


def _ndcg(asked: Sequence[Asked], orders: Sequence[Sequence[int]]) -> list[float]:
    scores = []
    for question, order in zip(asked, orders, strict=True):
        got = [question.gains.get(page, 0) for page in order[:CUT]]
        best = sorted(question.gains.values(), reverse=True)[:CUT]
        scores.append(_discounted(got) / _discounted(best))
    return scores


def _discounted(gains: Sequence[int]) -> float:
    return sum((2.0**gain - 1) / math.log2(place + 2) for place, gain in enumerate(gains))


def _leaving_one_out(asked: Sequence[Asked], by_choice: Sequence[Sequence[float]]) -> list[float]:
    """For each question the score under the choice that is best on all other meetings."""
    picked = {}
    for meeting in {question.meeting for question in asked}:
        others = [at for at, question in enumerate(asked) if question.meeting != meeting]
        picked[meeting] = max(
            by_choice, key=lambda scores: statistics.fmean(scores[at] for at in others)
        )
    return [picked[question.meeting][at] for at, question in enumerate(asked)]


def _interval(gains: Sequence[float]) -> tuple[float, float]:
    """Between which 95 in 100 of the means of questions drawn anew lie."""
    draw = random.Random(1)
    means = sorted(statistics.fmean(draw.choices(gains, k=len(gains))) for _ in range(RESAMPLES))
    return means[round(0.025 * RESAMPLES)], means[round(0.975 * RESAMPLES) - 1]


def _keywords(shelf: Shelf) -> dict[str, Any]:
    """Headings as queries, each for the pages that it heads and was taken out of."""
    texts = _texts(shelf)
    headings = _headings(texts)
    left_out: dict[int, set[str]] = defaultdict(set)
    for heading, pages in headings.items():
        for page_id in pages:
            left_out[page_id].add(heading)
    left = {text.page_id: _without(text.text, left_out[text.page_id]) for text in texts}
    again = [
        (page_id, indexing.prepare(left[page_id], matcher()))
        for page_id, lines in left_out.items()
        if lines
    ]
    with shelf.database.writing() as session:
        indexing.replace_texts(session, shelf.actor.college_id, again)
    plain = PlainBm25({str(page_id): _stems(body) for page_id, body in left.items()})
    ours, theirs = [], []
    for heading, pages in headings.items():
        ours.append(_reciprocal(_found(shelf, heading, _DEEPEST), pages))
        theirs.append(_reciprocal(_plain_order(plain, heading)[:_DEEPEST], pages))
    low, high = _interval([our - their for our, their in zip(ours, theirs, strict=True)])
    return {
        "keyword_queries": len(headings),
        "keyword_mrr": round(statistics.fmean(ours), 4),
        "keyword_mrr_plain_bm25": round(statistics.fmean(theirs), 4),
        "keyword_gain": round(statistics.fmean(ours) - statistics.fmean(theirs), 4),
        "keyword_gain_low": round(low, 4),
        "keyword_gain_high": round(high, 4),
    }


def _reciprocal(order: Sequence[int], wanted: Collection[int]) -> float:
    return next((1 / place for place, page in enumerate(order, 1) if page in wanted), 0.0)


def _headings(texts: Sequence[Text]) -> dict[str, set[int]]:
    """Lines that stand alone, in the order in which they are met, with the pages that have them."""
    found: dict[str, set[int]] = defaultdict(set)
    for text in texts:
        lines = [_plain_line(line) for line in text.text.splitlines() if line.strip()]
        for before, line, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
            if _is_heading(before, line, after):
                found[line].add(text.page_id)
    rare = {line: pages for line, pages in found.items() if len(pages) <= MOST_PAGES}
    draw = random.Random(1)
    kept = set(draw.sample(sorted(rare), min(KEYWORD_QUERIES, len(rare))))
    return {line: pages for line, pages in rare.items() if line in kept}


def _plain_line(line: str) -> str:
    return " ".join(line.split())


def _is_heading(before: str, line: str, after: str) -> bool:
    """Whether a line stands alone: it begins and ends like one, and so do those around it."""
    return (
        len(line.split()) in _HEADING_WORDS
        and len(set(_stems(line))) > 1
        and line[0].isupper()
        and line[-1].isalpha()
        and (not before or before[-1] in ".:?!)" or before[-1].isdigit())
        and (not after or not after[0].islower())
    )


def _without(text: str, headings: Collection[str]) -> str:
    return "\n".join(line for line in text.splitlines() if _plain_line(line) not in headings)


def main() -> None:
    """Print the figures."""
    figures = run(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/corpus"))
    for name, figure in figures.items():
        print(f"{name:40} {figure}")


if __name__ == "__main__":
    main()
