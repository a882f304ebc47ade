"""The plan of an assessor: which claims they read in full, lightly, or leave."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from store.errors import NotFoundError
from store.permissions import Actor, Operation
from workflow import drafting
from workflow.kinds.reviews import Depth
from workflow.models.claims import Claim
from workflow.models.desk import ReadingPlan


def choose(session: Session, actor: Actor, depths: Mapping[str, Depth], *, now: datetime) -> None:
    """Choose how much of some claims, by key, is read. Only the actor's own plan.

    Raises NotFoundError for a claim of another assessment, ConflictError after the release.
    """
    actor.require(Operation.JUDGE_CLAIM)
    review = drafting.require_open(session, actor, now=now)
    query = select(Claim.key, Claim.id).where(
        Claim.college_id == review.college_id,
        Claim.assessment_id == review.assessment_id,
        Claim.key.in_(list(depths)),
    )
    ids = {row.key: row.id for row in session.execute(query)}
    if set(depths) - set(ids):
        raise NotFoundError("This claim is not on your desk.")
    rows = {row.claim_id: row for row in session.scalars(_own(actor))}
    for key, depth in depths.items():
        row = rows.get(ids[key])
        if row is not None:
            row.depth = depth
        elif depth is not Depth.FULL:
            session.add(
                ReadingPlan(
                    college_id=review.college_id,
                    review_id=review.id,
                    claim_id=ids[key],
                    person_id=actor.person_id,
                    depth=depth,
                )
            )
    session.flush()


def own_plan(session: Session, actor: Actor) -> dict[int, Depth]:
    """The actor's plan by claim; what is not in it is read in full."""
    actor.require(Operation.READ_ASSESSMENT)
    return {row.claim_id: row.depth for row in session.scalars(_own(actor))}


def _own(actor: Actor) -> Select[ReadingPlan]:
    return select(ReadingPlan).where(
        ReadingPlan.college_id == actor.college_id,
        ReadingPlan.review_id == actor.review_id,
        ReadingPlan.person_id == actor.person_id,
    )
