"""Interests: what ties reviewers to a college, the college's objection, and what a lead decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store import audit
from store.errors import ConflictError, IncompleteError, NotFoundError
from store.people import Engagement, Interest, InterestKind, Membership, Person
from store.permissions import LEADERS, PERMISSIONS, Actor, Operation
from workflow import bars, drafting
from workflow.kinds.objections import ObjectionDecision
from workflow.lifecycle import ReviewState, refuse_own
from workflow.models.objections import Objection
from workflow.models.reviews import Review
from workflow.reviews import reviews
from workflow.telling import notices


@dataclass(frozen=True)
class Declared:
    """An interest as the college and the review's people see it, with what was objected to it."""

    interest: Interest
    objection: Objection | None
    may_object: bool
    may_decide: bool


def declare(
    session: Session,
    actor: Actor,
    kind: InterestKind,
    *,
    note: str = "",
    ends_on: date | None = None,
    now: datetime,
) -> Interest:
    """Say what ties oneself to the college that one reviews. A barring kind ends one's part.

    Raises ConflictError when the same was declared before.
    """
    actor.require(Operation.DECLARE_INTEREST)
    review = drafting.own_review(session, actor)
    earlier = reviews.list_interests(session, actor, [actor.person_id])
    if any(one.kind is kind and one.ends_on == ends_on for one in earlier):
        raise ConflictError("You have declared this before. The college sees it.")
    person = session.get_one(Person, actor.person_id)
    declared = reviews.declare_interest(
        session, actor.college_id, person, kind, note=note.strip(), ends_on=ends_on
    )
    _tell_college(session, review, f"{actor.name} declared an interest in {review.title}.", now)
    return declared


def list_declared(
    session: Session, actor: Actor, review: Review, people: Iterable[int]
) -> list[Declared]:
    """What the people of a review declared, newest first, with objections and what one may do."""
    objections = {one.interest_id: one for one in _objections(session, review)}
    is_open = review.state is ReviewState.OPEN
    found = []
    for interest in reviews.list_interests(session, actor, people):
        objection = objections.get(interest.id)
        is_undecided = objection is not None and objection.decision is None
        may_decide = (
            is_undecided
            and is_open
            and actor.may(Operation.DECIDE_OBJECTION)
            and interest.person_id != actor.person_id
        )
        may_object = objection is None and is_open and actor.may(Operation.OBJECT_TO_INTEREST)
        found.append(Declared(interest, objection, may_object, may_decide))
    return found


def object_to(
    session: Session, actor: Actor, review_key: str, key: str, *, reason: str, now: datetime
) -> Objection:
    """Object for the college that somebody with this interest takes part.

    Raises ConflictError when the college objected before, the review is over, or nobody else
    leads it who could decide.
    """
    actor.require(Operation.OBJECT_TO_INTEREST)
    review = reviews.get_review(session, actor, review_key, for_update=True)
    _require_open(review)
    interest = _interest_of(session, review, key)
    if not reason.strip():
        raise IncompleteError("Say why this should keep them out.", "reason")
    if any(one.interest_id == interest.id for one in _objections(session, review)):
        raise ConflictError("The college has objected to this interest already.")
    leads = _others_who_decide(session, review, interest.person_id)
    if not leads:
        raise ConflictError(
            "Nobody else leads this review. Engage a lead assessor or a facilitator, who decides."
        )
    objection = Objection(
        college_id=review.college_id, review_id=review.id, interest_id=interest.id,
        person_id=interest.person_id, reason=reason.strip(), author_id=actor.person_id, at=now,
    )  # fmt: skip
    session.add(objection)
    session.flush()
    sentence = f"The college objects to an interest declared in {review.title}. Decide on it."
    notices.tell(
        session, review.college_id, leads, sentence=sentence, path=f"/reviews/{review.key}", now=now
    )
    audit.note(
        session, actor.college_id, actor.person_key, "objection made", objection.key,
        review=review.key,
    )  # fmt: skip
    return objection


def decide(
    session: Session,
    actor: Actor,
    key: str,
    decision: ObjectionDecision,
    *,
    reason: str,
    now: datetime,
) -> Objection:
    """Decide on an objection with a reason; where somebody's part ends, it ends now.

    Raises NotPermittedError about oneself, ConflictError when it is decided.
    """
    actor.require(Operation.DECIDE_OBJECTION)
    review = drafting.own_review(session, actor, for_share=True)
    bars.refuse_barred(session, review, actor.person_id, on=now.date())
    _require_open(review)
    objection = _get(session, review, key)
    refuse_own(objection.person_id, actor.person_id, "This is about you; somebody else decides.")
    if objection.decision is not None:
        raise ConflictError("This objection is decided already.")
    if not reason.strip():
        raise IncompleteError("Give the reason of your decision.", "reason")
    objection.decision, objection.decision_reason = decision, reason.strip()
    objection.decided_by, objection.decided_at = actor.person_id, now
    if decision is ObjectionDecision.ENDS:
        _end_part(session, review, objection.person_id, now)
    session.flush()
    _tell_college(session, review, f"The objection in {review.title} is decided.", now)
    audit.note(
        session, actor.college_id, actor.person_key, "objection decided", objection.key,
        decision=decision.value,
    )  # fmt: skip
    return objection


def list_undecided(session: Session, actor: Actor) -> list[Objection]:
    """Objections in the actor's own review that wait for this actor's decision."""
    if actor.review_id is None or not actor.may(Operation.DECIDE_OBJECTION):
        return []
    review = drafting.own_review(session, actor)
    return [
        one
        for one in _objections(session, review)
        if one.decision is None
        and one.person_id != actor.person_id
        and review.state is ReviewState.OPEN
    ]


def _require_open(review: Review) -> None:
    if review.state is not ReviewState.OPEN:
        raise ConflictError("This review is over. What was judged in it stands.")


def _interest_of(session: Session, review: Review, key: str) -> Interest:
    """A declared interest of somebody who takes part in the review."""
    query = (
        select(Interest)
        .join(
            Engagement,
            (Engagement.college_id == Interest.college_id)
            & (Engagement.person_id == Interest.person_id),
        )
        .where(
            Interest.college_id == review.college_id,
            Interest.key == key,
            Engagement.review_id == review.id,
        )
    )
    interest = session.scalar(query)
    if interest is None:
        raise NotFoundError("Nobody of this review has declared that.")
    return interest


def _others_who_decide(session: Session, review: Review, person_id: int) -> Sequence[int]:
    roles = PERMISSIONS[Operation.DECIDE_OBJECTION]
    return [
        one.person_id
        for one in reviews.list_engagements(session, review)
        if one.role in roles and one.ended_at is None and one.person_id != person_id
    ]


def _get(session: Session, review: Review, key: str) -> Objection:
    query = select(Objection).where(
        Objection.college_id == review.college_id,
        Objection.review_id == review.id,
        Objection.key == key,
    )
    held = query.with_for_update().execution_options(populate_existing=True)
    objection = session.scalar(held)
    if objection is None:
        raise NotFoundError("There is no such objection here.")
    return objection


def _end_part(session: Session, review: Review, person_id: int, now: datetime) -> None:
    for one in reviews.list_engagements(session, review):
        if one.person_id == person_id and one.ended_at is None:
            one.ended_at = now


def _tell_college(session: Session, review: Review, sentence: str, now: datetime) -> None:
    query = select(Membership.person_id).where(
        Membership.college_id == review.college_id,
        Membership.role.in_(list(LEADERS)),
        Membership.ended_at.is_(None),
    )
    notices.tell(
        session, review.college_id, session.scalars(query).all(), sentence=sentence,
        path=f"/reviews/{review.key}", now=now,
    )  # fmt: skip


def _objections(session: Session, review: Review) -> Sequence[Objection]:
    query = (
        select(Objection)
        .where(Objection.college_id == review.college_id, Objection.review_id == review.id)
        .options(joinedload(Objection.author), joinedload(Objection.decider))
        .order_by(Objection.id)
    )
    return session.scalars(query).all()
