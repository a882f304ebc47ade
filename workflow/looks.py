"""What an assessor was shown at the desk: no verdict without a look, and where they are."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest import pages
from store.errors import ConflictError
from store.permissions import Actor, Operation
from workflow import citations, reviews
from workflow.desk_models import Look
from workflow.kinds import DeskOrder
from workflow.lifecycle import ReviewState
from workflow.models import Citation, Claim


def record(
    session: Session, actor: Actor, citation_key: str, order: DeskOrder, *, now: datetime
) -> None:
    """Write down that a quote is displayed to the actor, who is there from now on.

    Raises NotFoundError for quotes that the review is not shown. A released review keeps what
    was written.
    """
    actor.require(Operation.GIVE_VERDICT)
    review = reviews.own_review(session, actor)
    citation, _ = citations.get_citation(session, actor, citation_key)
    pages.require_quote(session, actor, citation.page_id)
    if review.state is not ReviewState.OPEN:
        return
    look = _find(session, actor, citation)
    if look is None:
        look = Look(
            college_id=actor.college_id,
            review_id=review.id,
            citation_id=citation.id,
            person_id=actor.person_id,
            first_at=now,
        )
        session.add(look)
    look.by, look.last_at = order, now
    session.flush()


def require(session: Session, actor: Actor, citation_key: str) -> None:
    """Raise ConflictError unless the quote was displayed to the actor in this review."""
    citation, _ = citations.get_citation(session, actor, citation_key)
    if _find(session, actor, citation) is None:
        raise ConflictError(
            "This quote has not been shown to you yet. Look at it, then give your verdict."
        )


def _find(session: Session, actor: Actor, citation: Citation) -> Look | None:
    query = select(Look).where(
        Look.college_id == actor.college_id,
        Look.review_id == actor.review_id,
        Look.person_id == actor.person_id,
        Look.citation_id == citation.id,
    )
    return session.scalar(query)


def newest(session: Session, actor: Actor) -> tuple[str, str, DeskOrder] | None:
    """Where the actor is at the desk: claim and citation by key, and the order; None at first."""
    actor.require(Operation.READ_ASSESSMENT)
    query = (
        select(Claim.key, Citation.key, Look.by)
        .join(
            Citation, (Citation.college_id == Look.college_id) & (Citation.id == Look.citation_id)
        )
        .join(Claim, (Claim.college_id == Citation.college_id) & (Claim.id == Citation.claim_id))
        .where(
            Look.college_id == actor.college_id,
            Look.review_id == actor.review_id,
            Look.person_id == actor.person_id,
        )
        .order_by(Look.last_at.desc(), Look.id.desc())
    )
    row = session.execute(query.limit(1)).one_or_none()
    return (row[0], row[1], row[2]) if row else None
