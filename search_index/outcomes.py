"""Counts what became of matches: how many pages speak to each dimension, and what people decided.

Of one college; whoever asks is told numbers only, so nothing of a single page is shown.
"""

from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from search_index import generations
from search_index.models import GenerationKind, Match, MatchedPage, PageMarkKind, SearchMark


@dataclass(frozen=True)
class DimensionOutcome:
    """What became of one dimension's pages.

    `matched` pages speak to it now. `taken_up` of them are cited for it, `confirmed` of these by a
    released review; `missed` are cited for it and do not match. `dismissed` are all that people
    said do not show it.
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


def _marks(
    session: Session, college_id: int, generation: int
) -> dict[tuple[str, PageMarkKind, bool], int]:
    """How many pages are marked, by dimension, kind and whether they match it now."""
    does_match = Match.id.is_not(None)
    query = (
        select(SearchMark.dimension, SearchMark.kind, does_match, func.count())
        .outerjoin(
            Match,
            and_(
                Match.college_id == SearchMark.college_id,
                Match.generation == generation,
                Match.page_id == SearchMark.page_id,
                Match.dimension == SearchMark.dimension,
            ),
        )
        .where(SearchMark.college_id == college_id)
        .group_by(SearchMark.dimension, SearchMark.kind, does_match)
    )
    return {
        (dimension, kind, bool(does)): count
        for dimension, kind, does, count in session.execute(query)
    }
