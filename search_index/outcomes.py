"""Counts what became of matches: how many pages speak to each dimension, and what people decided.

Of one college, and of the pages that are found by now. `outcomes` tells numbers only, so nothing of
a single page is shown; `missed_pages` names those that a viewer may see.

A page that is both cited and dismissed for a dimension counts as cited, once: a citation says what
the page shows and stands until it is struck, and the search finds such a page for the dimension.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from search_index import candidates, generations
from search_index.live_matches import live_matches
from search_index.models import (
    GenerationKind,
    Match,
    MatchedPage,
    PageMarkKind,
    SearchMark,
    SearchPage,
)
from search_index.visibility import Visibility


@dataclass(frozen=True)
class DimensionOutcome:
    """What became of one dimension's pages.

    `matched` pages speak to it now. `taken_up` of them are cited for it, `confirmed` of these by a
    released review; `missed` are cited for it and do not match. `dismissed` are all that people
    said do not show it, without those that are cited for it.
    """

    matched: int = 0
    taken_up: int = 0
    confirmed: int = 0
    missed: int = 0
    dismissed: int = 0

    @property
    def decided(self) -> int:
        """How many suggestions people have decided about."""
        return self.taken_up + self.dismissed


@dataclass(frozen=True)
class Outcomes:
    """The pages that were compared with the framework, those where nothing fits, and the rest."""

    pages: int
    abstained: int
    dimensions: dict[str, DimensionOutcome]


def outcomes(session: Session, college_id: int) -> Outcomes:
    """Count for one college, in a fixed number of statements."""
    live = generations.find_live(session, college_id, GenerationKind.MATCH)
    if live is None:
        return Outcomes(0, 0, {})
    looked_at = dict(
        session.execute(
            select(MatchedPage.abstained, func.count())
            .where(MatchedPage.college_id == college_id, MatchedPage.generation == live.number)
            .group_by(MatchedPage.abstained)
        ).all()
    )
    matched = dict(
        session.execute(
            select(Match.dimension, func.count())
            .where(Match.college_id == college_id, Match.generation == live.number)
            .group_by(Match.dimension)
        ).all()
    )
    marks = _marks(session, college_id, live.number)
    codes = matched.keys() | {dimension for dimension, _, _ in marks}
    return Outcomes(
        sum(looked_at.values()),
        looked_at.get(True, 0),
        {
            code: DimensionOutcome(
                matched=matched.get(code, 0),
                taken_up=marks.get((code, PageMarkKind.CITED, True), 0),
                confirmed=marks.get((code, PageMarkKind.CONFIRMED, True), 0),
                missed=marks.get((code, PageMarkKind.CITED, False), 0),
                dismissed=sum(
                    marks.get((code, PageMarkKind.DISMISSED, does), 0) for does in (True, False)
                ),
            )
            for code in codes
        },
    )


def missed_pages(
    session: Session, college_id: int, visibility: Visibility, *, most: int
) -> dict[str, list[int]]:
    """The pages that are cited and do not match, by dimension: the first `most` that may be seen.

    Raises ValueError when the visibility is another college's.
    """
    visibility.require_college(college_id)
    place = func.row_number().over(
        partition_by=SearchMark.dimension,
        order_by=(SearchPage.title, SearchPage.document_id, SearchPage.number),
    )
    query = (
        select(SearchMark.dimension, SearchMark.page_id, place.label("place"))
        .select_from(SearchMark)
        .outerjoin(Match, _matches_it(live_matches(college_id)))
        .join(
            SearchPage,
            and_(
                SearchPage.college_id == SearchMark.college_id,
                SearchPage.page_id == SearchMark.page_id,
            ),
        )
        .where(
            SearchMark.college_id == college_id,
            SearchMark.kind == PageMarkKind.CITED,
            Match.id.is_(None),
            candidates.visible(session, visibility),
        )
        .subquery()
    )
    found: dict[str, list[int]] = {}
    first = select(query).where(query.c.place <= most).order_by(query.c.place)
    for dimension, page_id, _ in session.execute(first):
        found.setdefault(dimension, []).append(page_id)
    return found


def _marks(
    session: Session, college_id: int, generation: int
) -> dict[tuple[str, PageMarkKind, bool], int]:
    """How many pages are marked, by dimension, kind and whether they match it now.

    Dismissals of pages that are cited for the same dimension are left out.
    """
    does_match = Match.id.is_not(None)
    cited = aliased(SearchMark)
    is_cited = (
        select(cited.id)
        .where(
            cited.college_id == SearchMark.college_id,
            cited.page_id == SearchMark.page_id,
            cited.dimension == SearchMark.dimension,
            cited.kind == PageMarkKind.CITED,
        )
        .exists()
    )
    query = (
        select(SearchMark.dimension, SearchMark.kind, does_match, func.count())
        .select_from(SearchMark)
        .outerjoin(Match, _matches_it(generation))
        .where(
            SearchMark.college_id == college_id,
            ~and_(SearchMark.kind == PageMarkKind.DISMISSED, is_cited),
        )
        .group_by(SearchMark.dimension, SearchMark.kind, does_match)
    )
    return {
        (dimension, kind, bool(does)): count
        for dimension, kind, does, count in session.execute(query)
    }


def _matches_it(generation: Any) -> ColumnElement[bool]:
    """Whether a match is of the page of a mark, and for the same dimension."""
    return and_(
        Match.college_id == SearchMark.college_id,
        Match.generation == generation,
        Match.page_id == SearchMark.page_id,
        Match.dimension == SearchMark.dimension,
    )
