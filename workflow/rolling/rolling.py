"""Rolling forward: last year's claims in three piles, what is open, which quotes still hold."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from ingest.models.documents import Document
from store.people import Person
from store.permissions import Actor, Operation
from workflow.citations import evidence
from workflow.citations.evidence import CitationView
from workflow.claims import comparison
from workflow.claims.comparison import DimensionPair, Side
from workflow.documents.freshness import fresh_until
from workflow.kinds.actions import ActionState
from workflow.kinds.reviews import ResponseKind
from workflow.models.actions import PlannedAction
from workflow.models.claims import Assessment, Claim
from workflow.models.reviews import Determination, Response, Review
from workflow.models.rolling import CarriedCitation
from workflow.reviews import responding
from workflow.reviews.responding import Unanswered


class Pile(StrEnum):
    """Where last year's claim is put when a new year begins."""

    SAME = "same"
    LOOK = "look"
    REWORDED = "reworded"

    @property
    def words(self) -> str:
        """As a heading."""
        return {
            "same": "Nothing changed",
            "look": "Look again",
            "reworded": "New wording",
        }[self.value]


@dataclass(frozen=True)
class OldQuote:
    """A citation of last year; `problem` says why it is not offered, `is_taken` that it was."""

    citation: CitationView
    problem: str
    is_taken: bool

    @property
    def is_offered(self) -> bool:
        """Whether it can be taken over now."""
        return not self.problem and not self.is_taken


@dataclass(frozen=True)
class RollRow:
    """One claim of last year with what speaks for claiming it again, and what against."""

    pair: DimensionPair
    then: Side
    pile: Pile
    why: tuple[str, ...]
    quotes: tuple[OldQuote, ...]
    claim_key: str
    seen_version: int

    @property
    def is_claimed(self) -> bool:
        """Whether the new year claims a level for it already."""
        return self.seen_version > 0

    @property
    def offered(self) -> tuple[OldQuote, ...]:
        """What can still be taken over."""
        return tuple(quote for quote in self.quotes if quote.is_offered)


@dataclass(frozen=True)
class OpenAction:
    """An action of last year that is not ended."""

    key: str
    dimension: str
    words: str
    owner: str
    due_on: date


@dataclass(frozen=True)
class Promise:
    """What the college answered a review and has still to make good."""

    dimension: str
    review: str
    kind: ResponseKind
    reason: str


@dataclass(frozen=True)
class RollForward:
    """All that last year leaves to this one: what is open first, then claims by pile."""

    then: Assessment
    now: Assessment
    actions: tuple[OpenAction, ...]
    promises: tuple[Promise, ...]
    unanswered: tuple[Unanswered, ...]
    rows: tuple[RollRow, ...]

    def pile(self, pile: Pile) -> tuple[RollRow, ...]:
        """The claims of one pile that are not claimed again yet."""
        return tuple(row for row in self.rows if row.pile is pile and not row.is_claimed)

    @property
    def claimed(self) -> tuple[RollRow, ...]:
        """What is claimed again already."""
        return tuple(row for row in self.rows if row.is_claimed)

    @property
    def offered(self) -> tuple[OldQuote, ...]:
        """Every quote that can still be taken over."""
        return tuple(quote for row in self.rows for quote in row.offered)


def load(
    session: Session, actor: Actor, assessment: Assessment, *, today: date
) -> RollForward | None:
    """What an assessment follows on, sorted; None where no earlier year has claims."""
    actor.require(Operation.CLAIM_LEVEL)
    then = comparison.earlier_of(session, assessment)
    if then is None:
        return None
    pairs = comparison.compare(session, actor, then, assessment).pairs
    claims = _claims(session, then, assessment)
    old = [claim.id for (of, _), claim in claims.items() if of == then.id]
    cited = evidence.citations_of_claims(session, actor, old)
    quotes = _quotes(cited, _ends(session, actor, cited), _taken(session, assessment), today)
    rows = tuple(
        _row(pair, pair.then, claims[assessment.id, pair.code], quotes.get(pair.code, ()))
        for pair in pairs
        if pair.then is not None
        and pair.then.level is not None
        and (assessment.id, pair.code) in claims
    )
    return RollForward(
        then, assessment, _actions(session, then), _promises(session, then),
        tuple(responding.list_unanswered(session, actor)), rows,
    )  # fmt: skip


def _row(pair: DimensionPair, then: Side, claim: Claim, quotes: tuple[OldQuote, ...]) -> RollRow:
    why = []
    if pair.has_new_wording:
        why.append("The model says it in other words now. Read them before you claim.")
    if then.reviewed_otherwise is not None:
        side, _ = then.reviewed_otherwise
        said = comparison.low(side.level, then.dimension)
        why.append(f"The {side.kind.words.lower()} said {said}.")
    problems = list(dict.fromkeys(quote.problem for quote in quotes if quote.problem))
    why += problems
    if not quotes:
        why.append("Nothing was cited for it.")
    is_same = not problems and then.reviewed_otherwise is None and bool(quotes)
    pile = Pile.REWORDED if pair.has_new_wording else Pile.SAME if is_same else Pile.LOOK
    return RollRow(pair, then, pile, tuple(why), quotes, claim.key, claim.current_version)


def _claims(session: Session, then: Assessment, now: Assessment) -> dict[tuple[int, str], Claim]:
    query = select(Claim).where(
        Claim.college_id == now.college_id, Claim.assessment_id.in_([then.id, now.id])
    )
    return {(claim.assessment_id, claim.dimension): claim for claim in session.scalars(query)}


def _quotes(
    cited: list[CitationView], ends: dict[str, date | None], taken: set[int], today: date
) -> dict[str, tuple[OldQuote, ...]]:
    """Last year's citations in force by dimension."""
    found: dict[str, tuple[OldQuote, ...]] = {}
    for citation in cited:
        problem = _problem(citation, ends.get(citation.document_key), today)
        quote = OldQuote(citation, problem, citation.id in taken)
        found[citation.dimension] = (*found.get(citation.dimension, ()), quote)
    return found


def _ends(session: Session, actor: Actor, cited: list[CitationView]) -> dict[str, date | None]:
    """The last fresh day of each document that is cited."""
    query = select(Document.key, Document.type, Document.event_date, Document.valid_to).where(
        Document.college_id == actor.college_id,
        Document.key.in_({citation.document_key for citation in cited}),
    )
    return {
        key: fresh_until(kind, event_date, valid_to)
        for key, kind, event_date, valid_to in session.execute(query)
    }


def _problem(citation: CitationView, until: date | None, today: date) -> str:
    """Why a quote is not offered again, as a sentence; empty when it still holds."""
    if not citation.is_readable:
        return "A quote stands on a page that you may not see."
    if until is not None and until < today:
        return f"“{citation.document_title}” is past its time."
    if citation.is_stale:
        return f"The words of “{citation.document_title}” have changed."
    return ""


def _taken(session: Session, now: Assessment) -> set[int]:
    query = (
        select(CarriedCitation.from_id)
        .join(
            Claim,
            (Claim.college_id == CarriedCitation.college_id)
            & (Claim.id == CarriedCitation.claim_id),
        )
        .where(CarriedCitation.college_id == now.college_id, Claim.assessment_id == now.id)
    )
    return set(session.scalars(query))


def _actions(session: Session, then: Assessment) -> tuple[OpenAction, ...]:
    query = (
        select(
            PlannedAction.key, PlannedAction.dimension, PlannedAction.words, Person.name,
            PlannedAction.due_on,
        )
        .join(Person, Person.id == PlannedAction.owner_id)
        .where(
            PlannedAction.college_id == then.college_id,
            PlannedAction.assessment_id == then.id,
            PlannedAction.state == ActionState.OPEN,
        )
        .order_by(PlannedAction.due_on, PlannedAction.id)
    )  # fmt: skip
    return tuple(OpenAction(*row) for row in session.execute(query))


def _promises(session: Session, then: Assessment) -> tuple[Promise, ...]:
    """The college's answers in force that hold a claim or promise evidence."""
    later = aliased(Response)
    query = (
        select(Claim.dimension, Review.title, Response.kind, Response.reason)
        .join(Determination, (Determination.college_id == Response.college_id)
              & (Determination.id == Response.determination_id))
        .join(Review, (Review.college_id == Determination.college_id)
              & (Review.id == Determination.review_id))
        .join(Claim, (Claim.college_id == Determination.college_id)
              & (Claim.id == Determination.claim_id))
        .where(
            Response.college_id == then.college_id,
            Review.assessment_id == then.id,
            Response.kind != ResponseKind.ACCEPTS,
            ~select(later.id).where(later.college_id == Response.college_id,
                                    later.supersedes == Response.id).exists(),
        )
        .order_by(Claim.id)
    )  # fmt: skip
    return tuple(Promise(*row) for row in session.execute(query))
