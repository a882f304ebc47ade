"""Verdicts: an assessor's word on one citation, a draft until the review is released."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from framework.model import Dimension
from ingest import pages
from store import audit
from store.errors import ConflictError, EditedMeanwhileError, IncompleteError
from store.permissions import Actor, Operation
from workflow import drafting
from workflow.citations import citations
from workflow.claims import claims, coverage
from workflow.kinds.reviews import Outcome
from workflow.lifecycle import refuse_own
from workflow.models.claims import Citation
from workflow.models.reviews import Review, Verdict


def give(
    session: Session,
    actor: Actor,
    citation_key: str,
    outcome: Outcome,
    *,
    seen_version: int,
    now: datetime,
    level: int | None = None,
    reason: str = "",
) -> Verdict:
    """Give or change the actor's verdict on a citation.

    `seen_version` is the version of their own draft that they had before them (0: none).
    Raises EditedMeanwhileError when they changed it in another window, NotPermittedError for
    their own citation, IncompleteError when a level or reason is missing.
    """
    actor.require(Operation.GIVE_VERDICT)
    review = drafting.require_open(session, actor, now=now)
    # Locked: one's other window waits here, and nobody strikes it through meanwhile.
    citation, claim = citations.get_citation(session, actor, citation_key, for_update=True)
    refuse_own(
        citation.author_id, actor.person_id, "You cited this yourself; somebody else judges it."
    )
    if citation.struck_at is not None:
        raise ConflictError("This citation has been struck through; it needs no verdict.")
    drafting.refuse_released(review, claims.dimension_of(claim))
    drafting.refuse_submitted(session, actor, claim.id)
    pages.require_quote(session, actor, citation.page_id)
    reason = _check(claims.dimension_of(claim), outcome, level, reason)
    verdict = _own_draft(session, actor, review, citation)
    _refuse_if_edited(verdict, seen_version)
    if verdict is None:
        verdict = Verdict(
            college_id=actor.college_id,
            review_id=review.id,
            citation_id=citation.id,
            citation_author_id=citation.author_id,
            author_id=actor.person_id,
        )
        session.add(verdict)
    verdict.outcome, verdict.reason, verdict.at = outcome, reason, now
    verdict.level = level if outcome is Outcome.SUPPORTS_LEVEL else None
    session.flush()
    if citation.statement:
        coverage.fill_from_verdicts(session, actor, claim, citation.statement, now=now)
    audit.note(
        session, actor.college_id, actor.person_key, "verdict drafted", verdict.key,
        citation=citation_key, outcome=outcome.value,
    )  # fmt: skip
    return verdict


def _check(dimension: Dimension, outcome: Outcome, level: int | None, reason: str) -> str:
    is_published = level is not None and dimension.level(level) is not None
    if outcome is Outcome.SUPPORTS_LEVEL and not is_published:
        raise IncompleteError("Say which level this quote supports.", "verdict_level")
    if outcome.needs_reason and not reason.strip():
        raise IncompleteError(
            "Say in a few words what is missing, so that the college can act on it.",
            "verdict_reason",
        )
    return reason.strip()


def _own_draft(
    session: Session, actor: Actor, review: Review, citation: Citation
) -> Verdict | None:
    query = select(Verdict).where(
        Verdict.college_id == actor.college_id,
        Verdict.review_id == review.id,
        Verdict.citation_id == citation.id,
        Verdict.author_id == actor.person_id,
        Verdict.released_at.is_(None),
    )
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def _refuse_if_edited(verdict: Verdict | None, seen_version: int) -> None:
    version = verdict.row_version if verdict else 0
    if version != seen_version and verdict is not None:
        raise EditedMeanwhileError(
            "You changed this verdict in another window. Compare both and save again.",
            f"{verdict.outcome.words}. {verdict.reason}",
        )
