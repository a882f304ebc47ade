"""What a review has released of each claim: its level or none, verdicts, strengths, questions."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from framework.model import Dimension
from store.permissions import Actor, Operation
from workflow import frameworks
from workflow.kinds.reviews import Outcome
from workflow.models.claims import Citation, Claim, ClaimVersion
from workflow.models.reviews import Determination, Judgement, Review, Verdict
from workflow.visible import released_to, visible_to


@dataclass
class SaidOfClaim:
    """What a review said of one claim. `level` is None where it gave none."""

    dimension: Dimension
    claimed: int | None
    level: int | None
    verdicts: Counter[Outcome]
    judgements: list[Judgement]

    @property
    def differs(self) -> bool:
        """Whether the review says another level than the college claims now."""
        return self.level is not None and self.level != self.claimed

    @property
    def verdict_words(self) -> str:
        """`Supports: 2; Context only: 1`, in the order of the verdicts."""
        return "; ".join(
            f"{one.words}: {self.verdicts[one]}" for one in Outcome if self.verdicts[one]
        )


def load(session: Session, actor: Actor, review: Review) -> tuple[SaidOfClaim, ...]:
    """Claims of which the review has released something, in a fixed number of statements."""
    actor.require(Operation.READ_ASSESSMENT)
    rows = _rows(session, actor, review)
    for judgement in session.scalars(_judgements(actor, review)):
        rows[judgement.claim_id].judgements.append(judgement)
    for claim_id, outcome, count in session.execute(_verdicts(actor, review)):
        rows[claim_id].verdicts[outcome] = count
    order = {d.code: n for n, d in enumerate(frameworks.version_of(review.assessment).dimensions)}
    said = [one for one in rows.values() if one.judgements or one.verdicts or one.level is not None]
    return tuple(sorted(said, key=lambda one: order[one.dimension.code]))


def _rows(session: Session, actor: Actor, review: Review) -> dict[int, SaidOfClaim]:
    framework = frameworks.version_of(review.assessment)
    query = (
        select(Claim.id, Claim.dimension, ClaimVersion.level, Determination.level)
        .outerjoin(
            ClaimVersion,
            (ClaimVersion.college_id == Claim.college_id)
            & (ClaimVersion.claim_id == Claim.id)
            & (ClaimVersion.number == Claim.current_version),
        )
        .outerjoin(
            Determination,
            (Determination.college_id == Claim.college_id)
            & (Determination.claim_id == Claim.id)
            & (Determination.review_id == review.id)
            & released_to(actor, Determination),
        )
        .where(Claim.college_id == actor.college_id, Claim.assessment_id == review.assessment_id)
        .order_by(Determination.id)
    )
    return {
        claim_id: SaidOfClaim(framework.dimension(code), claimed, level, Counter(), [])
        for claim_id, code, claimed, level in session.execute(query)
    }


def _judgements(actor: Actor, review: Review) -> Select[Judgement]:
    return (
        select(Judgement)
        .where(
            Judgement.college_id == actor.college_id,
            Judgement.review_id == review.id,
            Judgement.released_at.is_not(None),
            visible_to(actor, Judgement),
        )
        .options(joinedload(Judgement.author))
        .order_by(Judgement.id)
    )


def _verdicts(actor: Actor, review: Review) -> Select[int, Outcome, int]:
    return (
        select(Citation.claim_id, Verdict.outcome, func.count(Verdict.id))
        .join(
            Citation,
            (Citation.college_id == Verdict.college_id) & (Citation.id == Verdict.citation_id),
        )
        .where(
            Verdict.college_id == actor.college_id,
            Verdict.review_id == review.id,
            Verdict.released_at.is_not(None),
            visible_to(actor, Verdict),
        )
        .group_by(Citation.claim_id, Verdict.outcome)
    )
