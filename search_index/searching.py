"""Answers questions: pages for a query.

Everything is seen through a `Visibility`: what a viewer may not read is in no hit, count or facet.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from framework.keywords import KeywordEdition, builtin_keywords
from search_index import candidates, generations, highlight, plans
from search_index.candidates import Sort
from search_index.engine import Wanted
from search_index.facets import FACETS
from search_index.fields import Scope
from search_index.highlight import Snippet
from search_index.query import Filter, Query, parse
from search_index.rerank import (
    Candidate,
    Lending,
    Ranked,
    Ranking,
    Statistics,
    lending_to,
    rerank,
)
from search_index.synonyms import thesaurus
from search_index.visibility import Visibility

# An engine's first guess that is looked at closer.
CANDIDATES = 200
# The best of them whose neighbours are read too, found or not, when a question was asked.
LOOKED_AROUND = 30


@dataclass(frozen=True)
class Hit:
    """A page that was found. `has_all`: it holds all that was asked for, not only some."""

    page_id: int
    document_id: int
    revision_id: int
    number: int
    title: str
    score: float
    has_all: bool


@dataclass(frozen=True)
class SearchResult:
    """One stretch of the hits, with totals and facets over all of them.

    `facets` has each of `FACETS` as (value, pages); `also_searched_for` names what was looked for
    besides the words that were typed. `of_documents` is how many pages of a hit's document were
    found, where not all hits are here; `left_out` are words on so many pages that a page with
    nothing else of the query is no hit.
    """

    query: Query
    total: int
    with_all: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[tuple[str, int], ...]]
    also_searched_for: tuple[str, ...]
    of_documents: Mapping[int, int] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def snippet(text: str, query: Query | str) -> Snippet:
    """The stretch of a page's text that shows best why it was found."""
    return highlight.snippet(text, as_query(query))


def as_query(query: Query | str) -> Query:
    """A query as it is, or the meaning of what somebody typed."""
    return parse(query) if isinstance(query, str) else query


def meaning(
    query: Query | str, *, expand: bool = True, edition: KeywordEdition | None = None
) -> tuple[Query, tuple[str, ...]]:
    """What somebody asks for, and the names that are looked for besides the words."""
    if not expand:
        return as_query(query), ()
    return thesaurus(edition or builtin_keywords()).expand(as_query(query))


def search(
    session: Session,
    college_id: int,
    query: Query | str,
    visibility: Visibility,
    *,
    limit: int = 20,
    offset: int = 0,
    filters: Sequence[Filter] = (),
    sort: Sort = Sort.BEST,
    expand: bool = True,
    edition: KeywordEdition | None = None,
    lending: Lending | None = None,
) -> SearchResult:
    """Find pages: those with all words first, then, when they are few, with some of them.

    For a heading, pages that hold all only with their title and the pages around stand among the
    first; `has_all` is of the page alone. With another `sort` than the best first, only the order
    of the same pages changes. `filters` are added to those of the query. `result.query` marks what
    was found in a text. `lending` takes the place of what a query of its kind is lent by
    neighbouring pages.
    Raises ValueError when the visibility is another college's.
    """
    visibility.require_college(college_id)
    asked, added = meaning(query, expand=expand, edition=edition)
    live = generations.find_both_live(session, college_id)
    if live is None or (asked.is_empty and not filters):
        return SearchResult(asked, 0, 0, (), dict.fromkeys(FACETS, ()), added)
    index, matches = live
    filters = (*asked.filters, *filters)
    scope = Scope(generations.table_of(index), matches.number, visibility, filters)
    statistics = plans.statistics_for(session, index, asked)
    plan = plans.choose(session, scope, asked, statistics)
    counted = plan.counted
    lending = lending or lending_to(asked)
    if sort is Sort.BEST:
        blocks = _blocks(session, scope, plan.wanted, counted.total, offset // CANDIDATES)
        hits = _hits(
            (_ranked(session, scope, asked, rows, statistics, lending=lending) for rows in blocks),
            limit=limit,
            skip=offset % CANDIDATES,
        )
    else:
        rows = candidates.in_order(
            session, scope, plan.wanted, plan.all_words, sort, limit=limit, offset=offset
        )
        hits = _sorted_hits(session, scope, asked, rows, statistics)
    of_documents = (
        {hit.document_id: counted.documents[hit.document_id] for hit in hits}
        if counted.total > len(hits)
        else {}
    )
    return SearchResult(
        asked,
        counted.total,
        plan.with_all,
        hits,
        counted.facets,
        added,
        of_documents,
        plan.left_out,
    )


def scope_of(session: Session, college_id: int, visibility: Visibility) -> Scope | None:
    """Where a viewer looks in a college; None when nothing was ever put into its search.

    Raises ValueError when the visibility is another college's.
    """
    visibility.require_college(college_id)
    live = generations.find_both_live(session, college_id)
    if live is None:
        return None
    index, matches = live
    return Scope(generations.table_of(index), matches.number, visibility)


def _blocks(
    session: Session, scope: Scope, wanted: Wanted, total: int, block: int
) -> Iterator[Sequence[Row[Any]]]:
    """Found pages from a block on: all at once where they are few, else the best guess first."""
    if total <= CANDIDATES:
        if block == 0:
            yield candidates.every(session, scope, wanted)
        return
    for offset in range(block * CANDIDATES, total, CANDIDATES):
        yield candidates.first(session, scope, wanted, limit=CANDIDATES, offset=offset)


def _hits(blocks: Iterable[Sequence[Ranked]], *, limit: int, skip: int) -> tuple[Hit, ...]:
    """One stretch of the ranked pages; each block is ranked in itself."""
    ranked = itertools.chain.from_iterable(blocks)
    return tuple(_hit(entry) for entry in itertools.islice(ranked, skip, skip + limit))


def _sorted_hits(
    session: Session, scope: Scope, query: Query, rows: Sequence[Row[Any]], statistics: Statistics
) -> tuple[Hit, ...]:
    """Hits in the order of the rows, with what ranking says of each."""
    ranked = rerank(query.required, _candidates(session, scope, rows), statistics)
    by_page = {entry.candidate.page_id: _hit(entry) for entry in ranked}
    return tuple(by_page[row.page_id] for row in rows)


def pages_with(
    session: Session,
    college_id: int,
    query: Query | str,
    visibility: Visibility,
    document_id: int,
    *,
    number: int,
) -> list[int]:
    """The numbers of a document's pages that a query finds as it does one of them.

    Those that hold all words where page `number` does, else those that hold any; as far as the
    viewer may see them.
    """
    visibility.require_college(college_id)
    asked = as_query(query)
    scope = scope_of(session, college_id, visibility)
    if scope is None or not asked.clauses:
        return []
    all_words = Wanted(tuple(clause.any_of for clause in asked.required), asked.excluded)
    whole = candidates.numbers_in_document(session, scope, all_words, document_id)
    if number in whole:
        return whole
    any_word = replace(all_words, any_group=True)
    return candidates.numbers_in_document(session, scope, any_word, document_id)


def _ranked(
    session: Session,
    scope: Scope,
    query: Query,
    rows: Sequence[Row[Any]],
    statistics: Statistics,
    *,
    lending: Lending,
) -> list[Ranked]:
    """The engine's pages in our order; for a question, read with what stands around the best."""
    ranking = Ranking(query.required, _candidates(session, scope, rows), statistics, lending)
    ranked = ranking.ordered()
    if not query.is_question:
        return ranked
    around = candidates.numbered(session, scope, ranking.missing(ranked[:LOOKED_AROUND]))
    if not around:
        return ranked
    ranking.put_beside(_candidates(session, scope, around))
    return ranking.ordered()


def _candidates(session: Session, scope: Scope, rows: Sequence[Row[Any]]) -> list[Candidate]:
    engine = generations.engine_of(session, scope.table)
    texts = engine.texts(session, scope.table, [row.page_id for row in rows])
    return [
        Candidate._make((*row, texts[row.page_id].stems, texts[row.page_id].joined)) for row in rows
    ]


def _hit(ranked: Ranked) -> Hit:
    page = ranked.candidate
    return Hit(
        page_id=page.page_id,
        document_id=page.document_id,
        revision_id=page.revision_id,
        number=page.number,
        title=page.title,
        score=round(ranked.score, 4),
        has_all=ranked.has_all,
    )
