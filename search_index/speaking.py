"""Pages that speak to a dimension, and the dimensions that pages speak to, as they were matched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.orm import Session

from search_index import candidates, generations
from search_index.live_matches import live_matches, marked
from search_index.models import GenerationKind, Match, PageMarkKind, SearchPage
from search_index.query import Query
from search_index.visibility import Visibility


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
    visibility.require_college(college_id)
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


def asked_for(query: Query, matches: Sequence[PageDimension]) -> PageDimension | None:
    """What a page speaks to most of the dimensions or themes that a query asks for.

    None where words are asked for, which say better why the page was found.
    """
    asked = {
        filter_.value
        for filter_ in query.filters
        if filter_.field in {"dimension", "theme"} and not filter_.is_excluded
    }
    if query.clauses:
        return None
    fitting = (one for one in matches if {one.dimension, one.dimension.partition(".")[0]} & asked)
    return max(fitting, key=lambda one: one.score, default=None)
