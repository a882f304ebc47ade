"""What an assessor was shown at the desk: no verdict without a look, and where they are."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ingest import visibility
from ingest.models.documents import Page, Revision
from store.errors import ConflictError, NotFoundError
from store.permissions import Actor, Operation
from workflow.citations import citations
from workflow.kinds.reviews import DeskOrder
from workflow.lifecycle import ReviewState
from workflow.models.claims import Citation, Claim
from workflow.models.desk import Look
from workflow.models.reviews import Review


def record(
    session: Session, actor: Actor, citation_key: str, order: DeskOrder, *, now: datetime
) -> None:
    """Write down that a quote is displayed to the actor, who is there from now on.

    Raises NotFoundError for quotes that the review is not shown. A released review keeps what
    was written.
    """
    actor.require(Operation.GIVE_VERDICT)
    row = session.execute(_shown_with_look(actor, citation_key)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such quote here, or it is not shared with you.")
    citation_id, state, look = row
    if state is not ReviewState.OPEN:
        return
    if look is None:
        look = Look(
            college_id=actor.college_id,
            review_id=actor.review_id,
            citation_id=citation_id,
            person_id=actor.person_id,
            first_at=now,
        )
        session.add(look)
    look.by, look.last_at = order, now
    session.flush()


def _shown_with_look(actor: Actor, citation_key: str) -> Select[*tuple[Any, ...]]:
    """A quote that the actor's review is shown: its id, the review's state, the look so far."""
    return (
        select(Citation.id, Review.state, Look)
        .join(Claim, (Claim.college_id == Citation.college_id) & (Claim.id == Citation.claim_id))
        .join(
            Review,
            (Review.college_id == Claim.college_id) & (Review.assessment_id == Claim.assessment_id),
        )
        .join(Page, (Page.college_id == Citation.college_id) & (Page.id == Citation.page_id))
        .join(
            Revision, (Revision.college_id == Page.college_id) & (Revision.id == Page.revision_id)
        )
        .outerjoin(
            Look,
            (Look.college_id == Citation.college_id)
            & (Look.citation_id == Citation.id)
            & (Look.review_id == Review.id)
            & (Look.person_id == actor.person_id),
        )
        .where(
            Citation.college_id == actor.college_id,
            Citation.key == citation_key,
            Review.id == actor.review_id,
            visibility.is_quoted_to(actor),
        )
    )


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
