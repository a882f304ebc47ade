"""Answers questions: pages for a query, pages for a dimension, dimensions of pages.

Everything is seen through a `Visibility`: what a viewer may not read is in no hit, count or facet.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, false, func, select
from sqlalchemy.orm import Session

from framework.keywords import KeywordEdition, builtin_keywords
from search_index import candidates, generations, highlight, plans
from search_index.candidates import Sort
from search_index.engine import Wanted
from search_index.facets import FACETS
from search_index.fields import Scope
from search_index.highlight import Snippet
from search_index.live_matches import live_matches, marked
from search_index.models import (
    GenerationKind,
    Match,
    PageMarkKind,
    SearchPage,
)
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
    besides the words that were typed.
    """

    query: Query
    total: int
    with_all: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[tuple[str, int], ...]]
    also_searched_for: tuple[str, ...]


@dataclass(frozen=True)
class DimensionHit:
    """A page that may show a dimension; its best passage is `start` to `end` of its text."""

    page_id: int
    document_id: int
    level: int | None
    score: float
    terms: tuple[str, ...]
    start: int
    end: int
    is_cited: bool
    is_confirmed: bool
    is_dismissed: bool


@dataclass(frozen=True)
class PageDimension:
    """A dimension that a page speaks to."""

    dimension: str
    level: int | None
    score: float
    terms: tuple[str, ...]
    start: int
    end: int


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
    _of_this_college(college_id, visibility)
    asked, added = meaning(query, expand=expand, edition=edition)
    live = generations.find_both_live(session, college_id)
    if live is None or (asked.is_empty and not filters):
        return SearchResult(asked, 0, 0, (), dict.fromkeys(FACETS, ()), added)
    index, matches = live
    filters = (*asked.filters, *filters)
    scope = Scope(generations.table_of(index), matches.number, visibility, filters)
    statistics = plans.statistics_for(session, index, asked)
    wanted, counted, with_all = plans.choose(session, scope, asked, statistics)
    lending = lending or lending_to(asked)
    if sort is Sort.BEST:
        blocks = _blocks(session, scope, wanted, counted.total, offset // CANDIDATES)
        hits = _hits(
            (_ranked(session, scope, asked, rows, statistics, lending=lending) for rows in blocks),
            limit=limit,
            skip=offset % CANDIDATES,
        )
    else:
        rows = candidates.in_order(session, scope, wanted, sort, limit=limit, offset=offset)
        hits = _sorted_hits(session, scope, asked, rows, statistics)
    return SearchResult(asked, counted.total, with_all, hits, counted.facets, added)


def _of_this_college(college_id: int, visibility: Visibility) -> None:
    if visibility.college_id != college_id:
        message = "A visibility of another college was given to a search."
        raise ValueError(message)


def scope_of(session: Session, college_id: int, visibility: Visibility) -> Scope | None:
    """Where a viewer looks in a college; None when nothing was ever put into its search.

    Raises ValueError when the visibility is another college's.
    """
    _of_this_college(college_id, visibility)
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
    session: Session, college_id: int, query: Query | str, visibility: Visibility, document_id: int
) -> list[int]:
    """The numbers of a document's pages that hold any word of a query, as the viewer may see it."""
    _of_this_college(college_id, visibility)
    asked = as_query(query)
    scope = scope_of(session, college_id, visibility)
    if scope is None or not asked.clauses:
        return []
    wanted = Wanted(tuple(clause.any_of for clause in asked.required), any_group=True)
    return candidates.numbers_in_document(session, scope, wanted, document_id)


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


def pages_for_dimension(
    session: Session,
    college_id: int,
    dimension: str,
    visibility: Visibility,
    *,
    limit: int = 20,
    offset: int = 0,
    with_dismissed: bool = False,
) -> list[DimensionHit]:
    """Pages that may show a dimension, best first; dismissed ones only where they are asked for."""
    which = _matching_dimension(session, college_id, dimension, visibility, with_dismissed)
    is_confirmed: Any = marked(PageMarkKind.CONFIRMED) if visibility.sees_confirmed else false()
    query = (
        _of_matches(
            Match,
            SearchPage.document_id,
            marked(PageMarkKind.CITED).label("is_cited"),
            is_confirmed.label("is_confirmed"),
            marked(PageMarkKind.DISMISSED).label("is_dismissed"),
        )
        .where(*which)
        .order_by(Match.score.desc(), Match.page_id)
        .limit(limit)
        .offset(offset)
    )
    return [_dimension_hit(*row) for row in session.execute(query)]


def count_for_dimension(
    session: Session,
    college_id: int,
    dimension: str,
    visibility: Visibility,
    *,
    with_dismissed: bool = False,
) -> int:
    """How many pages `pages_for_dimension` would give in all."""
    which = _matching_dimension(session, college_id, dimension, visibility, with_dismissed)
    return session.scalar(_of_matches(func.count()).where(*which)) or 0


def _matching_dimension(
    session: Session,
    college_id: int,
    dimension: str,
    visibility: Visibility,
    with_dismissed: bool,  # noqa: FBT001 - passed on by name from above
) -> list[ColumnElement[bool]]:
    """What holds of the matches of a dimension that a viewer may see."""
    _of_this_college(college_id, visibility)
    conditions = [
        Match.college_id == college_id,
        Match.generation == live_matches(college_id),
        Match.dimension == dimension,
        candidates.visible(session, visibility),
    ]
    return conditions if with_dismissed else [*conditions, ~marked(PageMarkKind.DISMISSED)]


def _of_matches(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Match)
        .join(
            SearchPage,
            (SearchPage.college_id == Match.college_id) & (SearchPage.page_id == Match.page_id),
        )
    )


def _dimension_hit(
    match: Match, document_id: int, is_cited: object, is_confirmed: object, is_dismissed: object
) -> DimensionHit:
    return DimensionHit(
        page_id=match.page_id,
        document_id=document_id,
        level=match.level,
        score=match.score,
        terms=tuple(match.terms),
        start=match.start,
        end=match.end,
        is_cited=bool(is_cited),
        is_confirmed=bool(is_confirmed),
        is_dismissed=bool(is_dismissed),
    )


def dimensions_of_pages(
    session: Session, college_id: int, page_ids: Sequence[int]
) -> dict[int, tuple[PageDimension, ...]]:
    """What each page speaks to, best first, without what people dismissed.

    The caller has checked that the pages may be read.
    """
    live = generations.find_live(session, college_id, GenerationKind.MATCH)
    speaks: dict[int, tuple[PageDimension, ...]] = dict.fromkeys(page_ids, ())
    if live is None:
        return speaks
    query = (
        select(Match)
        .where(
            Match.college_id == college_id,
            Match.generation == live.number,
            candidates.one_of(session, Match.page_id, page_ids),
            ~marked(PageMarkKind.DISMISSED),
        )
        .order_by(Match.page_id, Match.score.desc(), Match.dimension)
    )
    for match in session.scalars(query):
        found = PageDimension(
            match.dimension, match.level, match.score, tuple(match.terms), match.start, match.end
        )
        speaks[match.page_id] += (found,)
    return speaks
