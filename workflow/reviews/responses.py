"""The college's answer to what a review released: accepts, holds with a reason, adds evidence."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import audit
from store.errors import ConflictError, EditedMeanwhileError, IncompleteError, NotFoundError
from store.permissions import Actor, Operation
from workflow.claims import claims, coverage
from workflow.kinds.reviews import ResponseKind
from workflow.lifecycle import CLAIM_TRANSITIONS, ClaimAction, ClaimState, follow
from workflow.models.claims import Claim, ClaimVersion
from workflow.models.reviews import Determination, Response
from workflow.reviews import reviews

_ASK = {
    ResponseKind.HOLDS: "Say why the college holds its claim, so that the next reviewer can judge.",
    ResponseKind.ADDS_EVIDENCE: "Say which evidence was added, and what it shows.",
}


def respond(
    session: Session,
    actor: Actor,
    key: str,
    kind: ResponseKind,
    *,
    seen: str,
    now: datetime,
    reason: str = "",
) -> Response:
    """Answer a released determination; a later answer succeeds the earlier one.

    `seen` is the key of the answer that the person had before them (empty: none). Accepting
    another level writes a new wording of the claim, which a second person agrees. Raises
    EditedMeanwhileError where somebody answered before, IncompleteError without a reason.
    """
    actor.require(Operation.RESPOND)
    determination, claim = _find(session, actor, key)
    before = _latest(session, determination)
    _refuse_if_answered(before, seen)
    if kind in _ASK and not reason.strip():
        raise IncompleteError(_ASK[kind], "reason")
    version = None
    if kind is ResponseKind.ACCEPTS:
        version = _accept_level(session, actor, claim, determination, reason=reason, now=now)
    response = Response(
        college_id=actor.college_id,
        determination_id=determination.id,
        kind=kind,
        reason=reason.strip(),
        claim_version_id=version.id if version else None,
        author_id=actor.person_id,
        at=now,
        supersedes=before.id if before else None,
    )
    session.add(response)
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "review answered", determination.key,
        dimension=claim.dimension, answer=kind.value,
    )  # fmt: skip
    return response


def accept_agreeing(
    session: Session, actor: Actor, review_key: str, keys: Iterable[str], *, now: datetime
) -> int:
    """Accept those of `keys` that say what the college claims and have no answer; how many."""
    actor.require(Operation.RESPOND)
    review = reviews.get_review(session, actor, review_key)
    accepted = 0
    for key in sorted(set(keys)):
        determination, claim = _find(session, actor, key)
        version = claims.current_version(session, claim)
        is_of_review = determination.review_id == review.id
        agrees = version is not None and version.level == determination.level
        if is_of_review and agrees and _latest(session, determination) is None:
            respond(session, actor, key, ResponseKind.ACCEPTS, seen="", now=now)
            accepted += 1
    return accepted


def _find(session: Session, actor: Actor, key: str) -> tuple[Determination, Claim]:
    """A determination with its claim, which is held: of two answers at once one comes second."""
    query = (
        select(Determination, Claim.key)
        .join(
            Claim,
            (Claim.college_id == Determination.college_id) & (Claim.id == Determination.claim_id),
        )
        .where(Determination.college_id == actor.college_id, Determination.key == key)
    )
    found = session.execute(query).one_or_none()
    if found is None or actor.review_id is not None:
        raise NotFoundError("There is no such judgement here.")
    return found[0], claims.get_claim(session, actor, found[1], for_update=True)


def _latest(session: Session, determination: Determination) -> Response | None:
    query = (
        select(Response)
        .where(
            Response.college_id == determination.college_id,
            Response.determination_id == determination.id,
        )
        .order_by(Response.id.desc())
    )
    return session.scalars(query.limit(1)).first()


def _refuse_if_answered(before: Response | None, seen: str) -> None:
    if before is not None and before.key != seen:
        raise EditedMeanwhileError(
            f"{before.author.name} answered this judgement while you were writing. "
            "Compare both answers and save again.",
            f"The college {before.kind.words}. {before.reason}".strip(),
        )


def _accept_level(
    session: Session,
    actor: Actor,
    claim: Claim,
    determination: Determination,
    *,
    reason: str,
    now: datetime,
) -> ClaimVersion | None:
    """Write the wording that takes another level over; nothing where the college says the same."""
    version = claims.current_version(session, claim)
    if version is None or version.level == determination.level:
        return None
    if claim.state is ClaimState.ADOPTED:
        raise ConflictError(
            "The board has adopted the college's level, so it stands for this year. "
            "Hold the claim here and take the level up in the next one."
        )
    if not reason.strip():
        raise IncompleteError(
            "Say in a sentence why the college takes the other level over; "
            "it becomes the reason of the claim.",
            "reason",
        )
    move = follow(CLAIM_TRANSITIONS, claim.state, ClaimAction.ACCEPT, reason=reason)
    marks = coverage.college_marks(session, claim)
    coverage.ask_best_fit(marks, claims.dimension_of(claim), determination.level, reason)
    return claims.write_version(
        session, actor, claim, ClaimState(move.to),
        level=determination.level, reason=reason, best_fit_reason="", now=now,
    )  # fmt: skip
