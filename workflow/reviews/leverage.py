"""The highest-leverage actions that a review names, three at most; their way into the plan."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, not_, or_, select, true
from sqlalchemy.orm import Session, joinedload

from store import audit
from store.errors import (
    ConflictError,
    EditedMeanwhileError,
    IncompleteError,
    NotFoundError,
    NotPermittedError,
)
from store.permissions import JUDGES, Actor, Operation, Role
from workflow import drafting, frameworks
from workflow.models.actions import PlannedAction
from workflow.models.claims import Assessment
from workflow.models.leverage import LeverageAction
from workflow.models.reviews import Judgement, Review, SecondAssessment
from workflow.reviews import reviews

MOST = 3
LONGEST_WORDS = 500


def name(
    session: Session,
    actor: Actor,
    *,
    dimension: str,
    words: str,
    now: datetime,
    key: str = "",
    seen_version: int = 0,
) -> LeverageAction:
    """Name one more action, or reword the one with `key`, which the actor saw as `seen_version`.

    Raises ConflictError for a fourth, EditedMeanwhileError where somebody reworded it first,
    NotPermittedError where somebody else leads the review.
    """
    review = _hold(session, actor, now)
    codes = {one.code for one in frameworks.version_of(review.assessment).dimensions}
    if dimension not in codes:
        raise IncompleteError("Choose the dimension that it helps most.", "dimension")
    if not words.strip() or len(words) > LONGEST_WORDS:
        raise IncompleteError(
            f"Say what the college would do, in at most {LONGEST_WORDS} characters.", "words"
        )
    row = _draft(session, actor, review, key, seen_version) if key else None
    if row is None:
        row = LeverageAction(
            college_id=actor.college_id, review_id=review.id, slot=_free_slot(session, review)
        )
        session.add(row)
    row.dimension, row.words, row.at = dimension, words.strip(), now
    row.author_id = actor.person_id
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "leverage action named", row.key,
        dimension=dimension,
    )  # fmt: skip
    return row


def take_back(session: Session, actor: Actor, key: str, *, now: datetime) -> None:
    """Take an action off the list before the release. Raises NotFoundError."""
    review = _hold(session, actor, now)
    row = _draft(session, actor, review, key)
    session.delete(row)
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "leverage action taken back", key)


def _hold(session: Session, actor: Actor, now: datetime) -> Review:
    """The actor's open review, held, once they may name actions in it."""
    actor.require(Operation.NAME_LEVERAGE)
    own = drafting.own_review(session, actor)
    reviews.get_review(session, actor, own.key, for_update=True)
    review = drafting.require_open(session, actor, now=now)
    if reviews.is_led_by_another(session, review, actor):
        raise NotPermittedError("The lead assessor names the actions of this review.")
    blind = select(_is_blind(actor))
    if session.scalar(blind):
        raise ConflictError("Submit the second judgement that you were asked for first.")
    return review


def _draft(
    session: Session, actor: Actor, review: Review, key: str, seen_version: int | None = None
) -> LeverageAction:
    query = select(LeverageAction).where(
        LeverageAction.college_id == actor.college_id,
        LeverageAction.review_id == review.id,
        LeverageAction.key == key,
    )
    row = session.scalar(query)
    if row is None:
        raise NotFoundError("This action is not on the list. Somebody may have taken it back.")
    if seen_version is not None and row.row_version != seen_version:
        raise EditedMeanwhileError(
            "Somebody else reworded this action first. Compare both and save again.", row.words
        )
    return row


def _free_slot(session: Session, review: Review) -> int:
    query = select(LeverageAction.slot).where(
        LeverageAction.college_id == review.college_id, LeverageAction.review_id == review.id
    )
    taken = set(session.scalars(query))
    free = [slot for slot in range(1, MOST + 1) if slot not in taken]
    if not free:
        raise ConflictError(
            "A review names three actions at most: those that change most. "
            "Take one back or reword it."
        )
    return free[0]


def _is_blind(actor: Actor) -> ColumnElement[bool]:
    """Whether the actor was asked for a second judgement and has not submitted it."""
    submitted = select(Judgement.id).where(
        Judgement.college_id == SecondAssessment.college_id,
        Judgement.review_id == SecondAssessment.review_id,
        Judgement.claim_id == SecondAssessment.claim_id,
        Judgement.author_id == SecondAssessment.assessor_id,
        Judgement.submitted_at.is_not(None),
    )
    asked = select(SecondAssessment.id).where(
        SecondAssessment.college_id == actor.college_id,
        SecondAssessment.review_id == actor.review_id,
        SecondAssessment.assessor_id == actor.person_id,
        ~submitted.exists(),
    )
    return asked.exists()


def visible_actions(actor: Actor) -> ColumnElement[bool]:
    """Actions that `actor` may see: the college released ones, outsiders those of their review.

    Those who judge in the review make one list together; who owes it a blind judgement sees the
    list once that is in.
    """
    is_released = LeverageAction.released_at.is_not(None)
    if actor.review_id is None:
        return is_released
    along: ColumnElement[bool] = LeverageAction.author_id == actor.person_id
    if Role.FACILITATOR in actor.roles:
        along = true()
    elif actor.roles & JUDGES:
        along = or_(along, not_(_is_blind(actor)))
    return and_(LeverageAction.review_id == actor.review_id, or_(is_released, along))


def list_named(session: Session, actor: Actor, review: Review) -> list[LeverageAction]:
    """What a review names, as far as the actor may see it; one statement."""
    actor.require(Operation.READ_ASSESSMENT)
    query = (
        select(LeverageAction)
        .where(
            LeverageAction.college_id == actor.college_id,
            LeverageAction.review_id == review.id,
            visible_actions(actor),
        )
        .options(joinedload(LeverageAction.author), joinedload(LeverageAction.action))
        .order_by(LeverageAction.slot)
    )
    return list(session.scalars(query))


def list_to_plan(session: Session, actor: Actor, assessment: Assessment) -> list[LeverageAction]:
    """What released reviews of an assessment name and the plan has not taken up; one statement."""
    actor.require(Operation.SEE_ACTIONS)
    query = (
        select(LeverageAction)
        .join(LeverageAction.review)
        .where(
            LeverageAction.college_id == actor.college_id,
            Review.assessment_id == assessment.id,
            LeverageAction.action_id.is_(None),
            visible_actions(actor),
        )
        .options(joinedload(LeverageAction.review))
        .order_by(LeverageAction.id)
    )
    return list(session.scalars(query))


def find_named(
    session: Session, actor: Actor, key: str, *, for_update: bool = False
) -> LeverageAction:
    """What a released review named, to be taken into the plan.

    Raises NotFoundError, ConflictError once the plan has it.
    """
    actor.require(Operation.PLAN_ACTION)
    query = select(LeverageAction).where(
        LeverageAction.college_id == actor.college_id,
        LeverageAction.key == key,
        visible_actions(actor),
    )
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise NotFoundError("No released review names this action.")
    if row.action_id is not None:
        raise ConflictError("This action is in the plan already. Change it there.")
    return row


def take_up(session: Session, actor: Actor, key: str, action: PlannedAction) -> None:
    """Say that an action of the plan takes up what a review named. Raises as `find_named`."""
    row = find_named(session, actor, key, for_update=True)
    row.action_id = action.id
    session.flush()
