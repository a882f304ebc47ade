"""What the page of a leadership meeting says: dimensions by disagreement, and what is left."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from framework.model import Dimension
from store.errors import ConflictError, NotFoundError
from store.permissions import Actor, Operation
from workflow.citations import evidence
from workflow.citations.evidence import CitationView
from workflow.claims import coverage, overview
from workflow.claims.overview import DimensionRow
from workflow.leadership import leadership, leadership_picks
from workflow.leadership.leadership import ParticipantView
from workflow.leadership.leadership_picks import PickView
from workflow.lifecycle import ClaimState, ItemState, LeadershipState
from workflow.models.claims import Claim, ClaimVersion
from workflow.models.leadership import LeadershipItem, LeadershipReview


class Pile(StrEnum):
    """Where a dimension stands in a meeting."""

    UNANIMOUS = "unanimous"
    TO_DISCUSS = "to_discuss"
    PARKED = "parked"
    AGREED = "agreed"


@dataclass(frozen=True)
class DimensionOfMeeting:
    """One dimension: what was picked, what the college claims, what the meeting decided."""

    row: DimensionRow
    picks: tuple[PickView, ...]
    item: LeadershipItem | None
    asks_why: frozenset[int]
    waits_for: int | None = None

    @property
    def dimension(self) -> Dimension:
        """The dimension of the model."""
        return self.row.dimension

    @property
    def counts(self) -> dict[int, int]:
        """How many picked each level, lowest first."""
        return dict(sorted(Counter(pick.level for pick in self.picks).items()))

    @property
    def state(self) -> ItemState:
        """Open until the meeting decides."""
        return self.item.state if self.item else ItemState.OPEN

    @property
    def pile(self) -> Pile:
        """Unanimous needs two picks, and no question that only a person can answer."""
        if self.state is ItemState.AGREED:
            return Pile.AGREED
        if self.state is ItemState.PARKED:
            return Pile.PARKED
        is_one_level = len(self.counts) == 1 and len(self.picks) > 1
        if is_one_level and self.picks[0].level not in self.asks_why:
            return Pile.UNANIMOUS
        return Pile.TO_DISCUSS

    @property
    def disagreement(self) -> tuple[int, int, int]:
        """The larger, the further apart: between extremes, how many levels, how many apart."""
        if not self.picks:
            return (0, 0, 0)
        levels = [pick.level for pick in self.picks]
        most = max(self.counts.values())
        return (max(levels) - min(levels), len(self.counts), len(levels) - most)


@dataclass(frozen=True)
class Meeting:
    """A whole meeting for one viewer."""

    review: LeadershipReview
    participants: tuple[ParticipantView, ...]
    dimensions: tuple[DimensionOfMeeting, ...]

    def pile(self, pile: Pile) -> list[DimensionOfMeeting]:
        """The dimensions of one pile; those to discuss by disagreement, widest first."""
        found = [one for one in self.dimensions if one.pile is pile]
        if pile is Pile.TO_DISCUSS:
            found.sort(key=lambda one: one.disagreement, reverse=True)
        return found

    def find(self, code: str) -> DimensionOfMeeting:
        """One dimension. Raises NotFoundError."""
        for one in self.dimensions:
            if one.dimension.code == code:
                return one
        raise NotFoundError(f"There is no dimension {code} in this assessment.")

    def after(self, code: str) -> DimensionOfMeeting | None:
        """What to discuss next, going round; None when nothing else is left."""
        left = self.pile(Pile.TO_DISCUSS)
        codes = [one.dimension.code for one in left]
        at = codes.index(code) + 1 if code in codes else 0
        order = (*left[at:], *left[:at])
        return next((one for one in order if one.dimension.code != code), None)

    def to_second(self, actor: Actor) -> list[DimensionOfMeeting]:
        """What the meeting agreed and this person may agree as the claim's second person."""
        return [
            one
            for one in self.dimensions
            if actor.may(Operation.AGREE_CLAIM)
            and one.waits_for is not None
            and one.waits_for != actor.person_id
        ]

    @property
    def waiting(self) -> int:
        """How many agreed levels wait for a second person, whoever that is."""
        return sum(one.waits_for is not None for one in self.dimensions)


def load(session: Session, actor: Actor, key: str) -> Meeting:
    """Load a meeting in a fixed number of statements.

    Raises ConflictError before it has opened: nobody sees what others picked until then.
    """
    review = leadership.get_review(session, actor, key)
    if review.state is LeadershipState.PREPARING:
        raise ConflictError("The meeting is not open yet. Picks are shown when it is.")
    picks = leadership_picks.list_picks(session, actor, review)
    items = _items(session, review)
    rows = overview.overview(session, actor, review.assessment).rows
    return Meeting(
        review,
        tuple(leadership.list_participants(session, review)),
        tuple(_dimension(row, picks, items.get(row.dimension.code)) for row in rows),
    )


def _dimension(
    row: DimensionRow, picks: list[PickView], recorded: tuple[LeadershipItem, int | None] | None
) -> DimensionOfMeeting:
    dimension = row.dimension
    item, waits_for = recorded or (None, None)
    asks_why = frozenset(
        level.level
        for level in dimension.levels
        if level.level != row.level and coverage.not_shown(row.marks, dimension, level.level)
    )
    here = tuple(pick for pick in picks if pick.dimension == dimension.code)
    return DimensionOfMeeting(row, here, item, asks_why, waits_for)


def _items(
    session: Session, review: LeadershipReview
) -> dict[str, tuple[LeadershipItem, int | None]]:
    """What is recorded by dimension, with the author of a claim that waits to be agreed."""
    query = (
        select(LeadershipItem, case((Claim.id.is_not(None), ClaimVersion.author_id)))
        .outerjoin(
            ClaimVersion,
            (ClaimVersion.college_id == LeadershipItem.college_id)
            & (ClaimVersion.id == LeadershipItem.claim_version_id),
        )
        .outerjoin(
            Claim,
            (Claim.college_id == ClaimVersion.college_id)
            & (Claim.id == ClaimVersion.claim_id)
            & (Claim.current_version == ClaimVersion.number)
            & (Claim.state == ClaimState.DRAFT),
        )
        .where(
            LeadershipItem.college_id == review.college_id,
            LeadershipItem.meeting_id == review.id,
        )
    )
    return {item.dimension: (item, author) for item, author in session.execute(query)}


def key_quotes(session: Session, actor: Actor, one: DimensionOfMeeting) -> list[CitationView]:
    """The key citations of a dimension's claim."""
    cited = evidence.citations_of_claims(session, actor, [one.row.claim_id])
    return [citation for citation in cited if citation.is_key]
