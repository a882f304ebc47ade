"""The matches that are read, as conditions inside other statements."""

from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import InstrumentedAttribute

from search_index.models import (
    GenerationKind,
    GenerationState,
    Match,
    PageMarkKind,
    SearchGeneration,
    SearchMark,
    SearchPage,
)


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


def is_ranked(
    page_id: InstrumentedAttribute[int], dimension: InstrumentedAttribute[str], college_id: int
) -> Any:
    """Whether a page stands among those that may show a dimension, dismissed or not."""
    return exists().where(
        Match.college_id == college_id,
        Match.generation == live_matches(college_id),
        Match.page_id == page_id,
        Match.dimension == dimension,
        SearchPage.college_id == college_id,
        SearchPage.page_id == page_id,
    )
