"""An assessor's own review, and what may still be drafted in it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from framework.model import Dimension
from store.errors import ConflictError, NotPermittedError
from store.permissions import Actor
from workflow import bars
from workflow.lifecycle import ReviewState
from workflow.models.claims import Assessment, Claim, ClaimVersion
from workflow.models.reviews import Judgement, Review


def own_review(session: Session, actor: Actor, *, for_share: bool = False) -> Review:
    """The review that an outsider is here for. Raises NotPermittedError for everybody else."""
    if actor.review_id is None:
        raise NotPermittedError("You judge claims from inside a review. Choose one first.")
    query = select(Review).where(
        Review.college_id == actor.college_id, Review.id == actor.review_id
    )
    if for_share:
        query = query.with_for_update(read=True).execution_options(populate_existing=True)
    else:
        # All that pages ask of a review's assessment, in the same statement.
        assessment = joinedload(Review.assessment)
        query = query.options(
            assessment.joinedload(Assessment.cycle), assessment.joinedload(Assessment.framework)
        )
    return session.scalars(query).one()


def require_open(session: Session, actor: Actor, *, now: datetime) -> Review:
    """The actor's own review while drafts may be written in it.

    Raises NotPermittedError when an interest bars, ConflictError when it was released.
    """
    # Shared with other drafts but not with a release, which would leave this one behind.
    review = own_review(session, actor, for_share=True)
    bars.refuse_barred(session, review, actor.person_id, on=now.date())
    if review.state is not ReviewState.OPEN:
        raise ConflictError("This review has been released; its verdicts can only be added to.")
    return review


def refuse_released(review: Review, dimension: Dimension) -> None:
    """Raise ConflictError once the dimension's theme was released before the whole review."""
    if review.is_released_for(dimension):
        raise ConflictError(
            f"Theme {dimension.theme_number} of this review has been released; "
            "its verdicts and judgements can only be added to."
        )


def refuse_submitted(session: Session, actor: Actor, claim_id: int) -> None:
    """Raise ConflictError once the actor's judgement of a claim, as it is worded, is submitted."""
    query = (
        select(Judgement.id)
        .join(
            Claim,
            (Claim.college_id == Judgement.college_id) & (Claim.id == Judgement.claim_id),
        )
        .join(
            ClaimVersion,
            (ClaimVersion.college_id == Judgement.college_id)
            & (ClaimVersion.id == Judgement.claim_version_id)
            & (ClaimVersion.number == Claim.current_version),
        )
        .where(
            Judgement.college_id == actor.college_id,
            Judgement.review_id == actor.review_id,
            Judgement.claim_id == claim_id,
            Judgement.author_id == actor.person_id,
            Judgement.submitted_at.is_not(None),
        )
    )
    if session.scalar(query.limit(1)) is not None:
        raise ConflictError(
            "You have submitted your judgement of this claim, so it stands. "
            "Where another assessor differs, record what you agree under Reading together."
        )
