"""The page from which every released judgement of a review can be answered, and what waits."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload

from framework.model import Dimension
from store.permissions import Actor, Operation
from workflow import frameworks, labels
from workflow.claims import claims
from workflow.lifecycle import ClaimState
from workflow.models.claims import Claim, ClaimVersion
from workflow.models.reviews import Determination, Judgement, Response, Review
from workflow.visible import released_to


@dataclass(frozen=True)
class Answerable:
    """One released judgement of a review, the college's claim and its answer so far."""

    determination: Determination
    dimension: Dimension
    state: ClaimState
    level: int | None
    judged_claim: int
    response: Response | None

    @property
    def outcome_words(self) -> str:
        """What the review made of the claim as it was worded then."""
        return labels.outcome_words(
            self.judged_claim, self.determination.level, self.dimension.lowest_level
        )

    @property
    def agrees(self) -> bool:
        """Whether the review says what the college claims now."""
        return self.level == self.determination.level

    @property
    def awaits_agreement(self) -> bool:
        """Whether the college took the level over and a second person has yet to agree it."""
        taken_over = self.response is not None and self.response.claim_version_id is not None
        return taken_over and self.state in {ClaimState.REVISED, ClaimState.DRAFT}

    @property
    def level_words(self) -> str:
        """What the review says, as people read it."""
        return claims.level_words(self.dimension, self.determination.level)

    @property
    def claimed_words(self) -> str:
        """What the college claims now, as people read it."""
        return claims.level_words(self.dimension, self.level)


@dataclass(frozen=True)
class Answers:
    """Everything that a review released, in the model's order, by what there is to do."""

    rows: tuple[Answerable, ...]
    not_looked_at: tuple[Dimension, ...]

    @property
    def agreeing(self) -> tuple[Answerable, ...]:
        """Without an answer, saying what the college claims: one list, one button."""
        return tuple(row for row in self.rows if row.response is None and row.agrees)

    @property
    def differing(self) -> tuple[Answerable, ...]:
        """Without an answer, saying something else."""
        return tuple(row for row in self.rows if row.response is None and not row.agrees)

    @property
    def answered(self) -> tuple[Answerable, ...]:
        """With an answer."""
        return tuple(row for row in self.rows if row.response is not None)


def load(session: Session, actor: Actor, review: Review) -> Answers:
    """What a review released with the college's answers, in a fixed number of statements."""
    actor.require(Operation.READ_ASSESSMENT)
    later = aliased(Response)
    framework = frameworks.version_of(review.assessment)
    query = (
        select(Determination, Claim, ClaimVersion.level, Response)
        .join(Claim, (Claim.college_id == Determination.college_id)
              & (Claim.id == Determination.claim_id))
        .outerjoin(ClaimVersion, (ClaimVersion.college_id == Claim.college_id)
                   & (ClaimVersion.claim_id == Claim.id)
                   & (ClaimVersion.number == Claim.current_version))
        .outerjoin(Response, (Response.college_id == Determination.college_id)
                   & (Response.determination_id == Determination.id)
                   & ~select(later.id).where(later.college_id == Response.college_id,
                                             later.supersedes == Response.id).exists())
        .where(Determination.college_id == actor.college_id,
               Determination.review_id == review.id,
               released_to(actor, Determination))
        .options(joinedload(Response.author))
    )  # fmt: skip
    found = {row[1].dimension: row for row in session.execute(query)}
    claimed = _claimed_then(session, review)
    rows = [
        Answerable(said, dimension, claim.state, level, claimed[claim.id], response)
        for dimension in framework.dimensions
        if dimension.code in found
        for said, claim, level, response in [found[dimension.code]]
    ]
    missed = _claimed_codes(session, review) - set(found) if review.has_released else set()
    left = [d for d in framework.dimensions if d.code in missed and review.is_released_for(d)]
    return Answers(tuple(rows), tuple(left))


def _claimed_then(session: Session, review: Review) -> dict[int, int]:
    """The level of each claim that the released judgements of a review looked at."""
    query = (
        select(Judgement.claim_id, ClaimVersion.level)
        .join(
            ClaimVersion,
            (ClaimVersion.college_id == Judgement.college_id)
            & (ClaimVersion.id == Judgement.claim_version_id),
        )
        .where(
            Judgement.college_id == review.college_id,
            Judgement.review_id == review.id,
            Judgement.released_at.is_not(None),
        )
        .order_by(ClaimVersion.number)
    )
    return dict(session.execute(query).all())


def _claimed_codes(session: Session, review: Review) -> set[str]:
    query = select(Claim.dimension).where(
        Claim.college_id == review.college_id,
        Claim.assessment_id == review.assessment_id,
        Claim.state != ClaimState.NOT_CLAIMED,
    )
    return set(session.scalars(query))


@dataclass(frozen=True)
class Unanswered:
    """A released review with judgements that the college has not answered."""

    review_key: str
    title: str
    count: int
    due: date | None


def list_unanswered(session: Session, actor: Actor) -> list[Unanswered]:
    """Released reviews of the college that wait for its answers; one statement."""
    actor.require(Operation.RESPOND)
    answered = select(Response.id).where(
        Response.college_id == Determination.college_id,
        Response.determination_id == Determination.id,
    )
    query = (
        select(Review.key, Review.title, func.count(Determination.id), Review.respond_by)
        .join(
            Determination,
            (Determination.college_id == Review.college_id)
            & (Determination.review_id == Review.id),
        )
        .where(Review.college_id == actor.college_id, ~answered.exists())
        .group_by(Review.key, Review.title, Review.respond_by, Review.id)
        .order_by(Review.respond_by, Review.id)
    )
    return [Unanswered(*row) for row in session.execute(query)]
