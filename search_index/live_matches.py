"""The matches that are read, as conditions inside other statements, and the papers behind them."""

from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from search_index import candidates
from search_index.models import (
    GenerationKind,
    GenerationState,
    Match,
    PageMarkKind,
    SearchGeneration,
    SearchMark,
    SearchPage,
)
from search_index.visibility import Visibility


def live_matches(college_id: int) -> Any:
    """The number of the matches that are read, asked for inside another statement."""
    return (
        select(SearchGeneration.number)
        .where(
            SearchGeneration.college_id == college_id,
            SearchGeneration.kind == GenerationKind.MATCH,
            SearchGeneration.state == GenerationState.LIVE,
        )
        .scalar_subquery()
    )


def marked(kind: PageMarkKind) -> Any:
    """Whether people have marked the page of a match so for its dimension."""
    return exists().where(
        SearchMark.college_id == Match.college_id,
        SearchMark.page_id == Match.page_id,
        SearchMark.dimension == Match.dimension,
        SearchMark.kind == kind,
    )


def papers_for_dimension(
    session: Session, college_id: int, dimension: str, visibility: Visibility
) -> list[tuple[str, str]]:
    """Title and type of each document with a page that may show a dimension or is cited for it.

    Raises ValueError when the visibility is another college's.
    """
    visibility.require_college(college_id)
    of_page = (SearchMark.college_id == college_id, SearchMark.page_id == SearchPage.page_id)
    cited = exists().where(
        *of_page, SearchMark.kind == PageMarkKind.CITED, SearchMark.dimension == dimension
    )
    matched = exists().where(
        Match.college_id == college_id,
        Match.generation == live_matches(college_id),
        Match.page_id == SearchPage.page_id,
        Match.dimension == dimension,
        ~marked(PageMarkKind.DISMISSED),
    )
    query = (
        select(SearchPage.title, SearchPage.type)
        .where(candidates.visible(session, visibility), or_(matched, cited))
        .distinct()
        .order_by(SearchPage.title, SearchPage.type)
    )
    return [(title, kind) for title, kind in session.execute(query)]
