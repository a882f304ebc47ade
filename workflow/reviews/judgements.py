"""Judgements: an assessor's level for a claim, pinned to what they saw of it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import audit
from store.errors import ConflictError, EditedMeanwhileError, IncompleteError
from store.permissions import Actor, Operation
from workflow import drafting
from workflow.citations import citations
from workflow.claims import claims, coverage
from workflow.lifecycle import refuse_own
from workflow.models.claims import Claim, ClaimVersion
from workflow.models.reviews import Judgement, Review


def judge(
    session: Session,
    actor: Actor,
    claim_key: str,
    *,
    level: int | None,
    seen_version: int,
    now: datetime,
    reason: str = "",
    best_fit_reason: str = "",
    strength: str = "",
    question: str = "",
) -> Judgement:
    """Judge a claim's level, or change one's draft; no level in a review that gives none.

    A reason is asked for only where the level differs from the claimed one. `seen_version` is
    the version of one's own draft (0: none). `strength` and `question` are optional words to the
    college. Raises NotPermittedError for one's own claim, ConflictError once it is submitted.
    """
    actor.require(Operation.JUDGE_CLAIM)
    review = drafting.require_open(session, actor, now=now)
    claim = claims.get_claim(session, actor, claim_key, for_update=True)
    claimed = claims.current_version(session, claim)
    if claimed is None:
        raise ConflictError(f"The college claims no level for {claim.dimension}.")
    refuse_own(claimed.author_id, actor.person_id, "You wrote this claim; somebody else judges it.")
    level = _level_of(review, level)
    drafting.refuse_released(review, claims.dimension_of(claim))
    drafting.refuse_submitted(session, actor, claim.id)
    if level is not None:
        _check_level(claim, claimed, level, reason)
        marks = coverage.own_marks(session, actor, claim)
        coverage.ask_best_fit(marks, claims.dimension_of(claim), level, best_fit_reason or reason)
    judgement = _own_draft(session, actor, review, claim)
    _refuse_if_edited(judgement, seen_version)
    seen = citations.hash_of_citations(session, claim)
    if judgement is None:
        judgement = Judgement(
            college_id=actor.college_id,
            review_id=review.id,
            claim_id=claim.id,
            author_id=actor.person_id,
        )
        session.add(judgement)
    judgement.claim_version_id, judgement.claim_author_id = claimed.id, claimed.author_id
    judgement.citations_sha256 = seen
    judgement.level, judgement.at = level, now
    judgement.reason, judgement.best_fit_reason = reason.strip(), best_fit_reason.strip()
    judgement.strength, judgement.question = strength.strip() or None, question.strip() or None
    # Only a judgement of an earlier wording can have been submitted before.
    judgement.submitted_at = None
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "judgement drafted", judgement.key,
        dimension=claim.dimension, level=level,
    )  # fmt: skip
    return judgement


def submit(session: Session, actor: Actor, *, now: datetime, claim_key: str | None = None) -> int:
    """Submit one's judgement of a claim, or all one drafted, as they are; how many.

    What is submitted stands; another assessor who has submitted too sees it. Raises ConflictError
    where there is nothing to submit.
    """
    actor.require(Operation.JUDGE_CLAIM)
    review = drafting.require_open(session, actor, now=now)
    query = select(Judgement).where(
        Judgement.college_id == actor.college_id,
        Judgement.review_id == review.id,
        Judgement.author_id == actor.person_id,
        Judgement.released_at.is_(None),
        Judgement.submitted_at.is_(None),
    )
    if claim_key is not None:
        claim = claims.get_claim(session, actor, claim_key)
        query = query.where(Judgement.claim_id == claim.id)
    held = query.order_by(Judgement.id).with_for_update()
    drafts = session.scalars(held.execution_options(populate_existing=True)).all()
    if not drafts:
        raise ConflictError("There is no judgement of yours to submit. Judge a claim first.")
    for judgement in drafts:
        judgement.submitted_at = now
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "judgements submitted", review.key,
        judgements=len(drafts),
    )  # fmt: skip
    return len(drafts)


def _level_of(review: Review, level: int | None) -> int | None:
    if review.gives_levels and level is None:
        raise IncompleteError("Choose the level that you judge.", "level")
    if not review.gives_levels and level is not None:
        raise ConflictError("This review gives no levels. Save your words without one.")
    return level


def _check_level(claim: Claim, claimed: ClaimVersion, level: int, reason: str) -> None:
    dimension = claims.dimension_of(claim)
    claims.check_level(dimension, level)
    if level != claimed.level and not reason.strip():
        words = claims.level_words(dimension, claimed.level).lower()
        raise IncompleteError(
            f"The college claims {words}. Say why you judge another level.", "reason"
        )


def _own_draft(session: Session, actor: Actor, review: Review, claim: Claim) -> Judgement | None:
    query = select(Judgement).where(
        Judgement.college_id == actor.college_id,
        Judgement.review_id == review.id,
        Judgement.claim_id == claim.id,
        Judgement.author_id == actor.person_id,
        Judgement.released_at.is_(None),
    )
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def _refuse_if_edited(judgement: Judgement | None, seen_version: int) -> None:
    if judgement is not None and judgement.row_version != seen_version:
        said = [judgement.reason, judgement.strength or "", judgement.question or ""]
        if judgement.level is not None:
            said = [f"Level {judgement.level}.", *said]
        raise EditedMeanwhileError(
            "You changed this judgement in another window. Compare both and save again.",
            " ".join(words for words in said if words),
        )


def is_stale(session: Session, judgement: Judgement, claim: Claim) -> bool:
    """Whether the claim or its citations changed after the judgement."""
    version = claims.current_version(session, claim)
    return (
        version is None
        or version.id != judgement.claim_version_id
        or citations.hash_of_citations(session, claim) != judgement.citations_sha256
    )
