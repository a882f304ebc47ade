"""Rounds: a college begins or joins one with its peer review; all are released on one day."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store import audit
from store.errors import ConflictError, IncompleteError, NotFoundError
from store.people import College, Person
from store.permissions import Actor, Operation, Role
from workflow import drafting
from workflow.calendars.working_days import local_day
from workflow.kinds.reviews import ReviewKind
from workflow.lifecycle import ReviewState
from workflow.models.reviews import Review
from workflow.models.rounds import ReviewRound, RoundReview
from workflow.reviews import reviews, round_dates


@dataclass(frozen=True)
class OfCollege:
    """What others see of a college in a round: its name, and whether its review is released."""

    name: str
    is_released: bool
    is_own: bool


@dataclass(frozen=True)
class RoundSeen:
    """A round as a college or an assessor sees it: names, the day, who is in it."""

    name: str
    release_on: date
    facilitator: str
    colleges: tuple[OfCollege, ...]
    code: str = ""

    def is_waiting(self, today: date) -> bool:
        """Whether its day is still to come."""
        return today < self.release_on


def begin(
    session: Session,
    actor: Actor,
    review_key: str,
    *,
    name: str,
    release_on: date,
    facilitator: Person,
    now: datetime,
) -> ReviewRound:
    """Begin a round with one's own review; its facilitator is engaged in it.

    Raises IncompleteError for a name or day, ConflictError for a review that cannot be in one,
    NotPermittedError when an interest bars the facilitator.
    """
    actor.require(Operation.OPEN_REVIEW)
    review = _held(session, actor, review_key)
    if not name.strip():
        raise IncompleteError("Give the round a name, such as Marlshire trio, spring 2027.", "name")
    if release_on < local_day(now):
        raise IncompleteError("Choose a day that is still to come.", "release_on")
    made = ReviewRound(
        name=name.strip(), release_on=release_on, facilitator_id=facilitator.id, begun_at=now
    )
    session.add(made)
    session.flush()
    _require_day_within(review, release_on, "release_on")
    _put_in(session, actor, review, made, now)
    return made


def find_by_code(session: Session, actor: Actor, code: str) -> RoundSeen:
    """What a college sees of a round before it joins. Raises IncompleteError for a wrong code."""
    actor.require(Operation.OPEN_REVIEW)
    return _seen(session, actor, _by_code(session, code))


def join(
    session: Session, actor: Actor, review_key: str, code: str, *, now: datetime
) -> ReviewRound:
    """Join a round with one's own review, by the code that its colleges hand on.

    Engages the facilitator in the review. Raises as `begin`.
    """
    actor.require(Operation.OPEN_REVIEW)
    review = _held(session, actor, review_key)
    found = _by_code(session, code, for_share=True)
    if local_day(now) > found.release_on:
        raise ConflictError("The day of this round is over. Begin another one.")
    _require_day_within(review, found.release_on, "code")
    _put_in(session, actor, review, found, now)
    return found


def seen_of(session: Session, actor: Actor, review: Review) -> RoundSeen | None:
    """The round of a review as its college and its assessors see it; None where it is in none."""
    actor.require(Operation.READ_ASSESSMENT)
    found = round_dates.round_of(session, review)
    return None if found is None else _seen(session, actor, found)


def set_day(session: Session, actor: Actor, release_on: date, *, now: datetime) -> ReviewRound:
    """Move the day of the facilitator's own round; every college's record says so.

    Raises ConflictError once a review of it has released something, or for a day outside one.
    """
    actor.require(Operation.KEEP_ROUND)
    found = own_round(session, actor, for_update=True)
    if release_on < local_day(now):
        raise IncompleteError("Choose a day that is still to come.", "release_on")
    inside = list_reviews(session, found)
    if any(one.review.has_released for one in inside):
        raise ConflictError("A review of this round is released, so its day stands.")
    for one in inside:
        _require_day_within(one.review, release_on, "release_on")
    found.release_on = release_on
    session.flush()
    for one in inside:
        audit.note(
            session, one.college_id, actor.person_key, "round day set", one.review.key,
            release_on=release_on.isoformat(),
        )  # fmt: skip
    return found


def own_round(session: Session, actor: Actor, *, for_update: bool = False) -> ReviewRound:
    """The round that the actor facilitates, by the review that they are in.

    Raises NotFoundError where the review is in none or somebody else facilitates it.
    """
    actor.require(Operation.KEEP_ROUND)
    found = round_dates.round_of(session, drafting.own_review(session, actor))
    if found is None or found.facilitator_id != actor.person_id:
        raise NotFoundError("This review is in no round that you facilitate.")
    if for_update:
        held = select(ReviewRound).where(ReviewRound.id == found.id).with_for_update()
        return session.scalars(held.execution_options(populate_existing=True)).one()
    return found


def list_reviews(session: Session, found: ReviewRound) -> list[RoundReview]:
    """The reviews of a round, in the order in which their colleges joined."""
    query = (
        select(RoundReview)
        .where(RoundReview.round_id == found.id)
        .options(joinedload(RoundReview.review))
        .order_by(RoundReview.id)
    )
    return list(session.scalars(query.execution_options(populate_existing=True)))


def _held(session: Session, actor: Actor, key: str) -> Review:
    """One's own review, held, once it may enter a round."""
    review = reviews.get_review(session, actor, key, for_update=True)
    if review.kind is not ReviewKind.PEER:
        raise ConflictError("A round ties peer reviews together. Open one first.")
    if review.state is not ReviewState.OPEN or review.has_released:
        raise ConflictError("Something of this review is released, so it stands alone.")
    if round_dates.round_of(session, review) is not None:
        raise ConflictError("This review is in a round already.")
    return review


def _by_code(session: Session, code: str, *, for_share: bool = False) -> ReviewRound:
    query = select(ReviewRound).where(ReviewRound.key == code.strip())
    if for_share:
        query = query.with_for_update(read=True).execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise IncompleteError("No round has this code. Ask its facilitator for it again.", "code")
    return found


def _put_in(
    session: Session, actor: Actor, review: Review, found: ReviewRound, now: datetime
) -> None:
    query = select(RoundReview.id).where(
        RoundReview.round_id == found.id, RoundReview.college_id == actor.college_id
    )
    if session.scalar(query) is not None:
        raise ConflictError("Your college is in this round with another review already.")
    _engage_facilitator(session, actor, review, found.facilitator)
    session.add(
        RoundReview(
            college_id=actor.college_id,
            review_id=review.id,
            round_id=found.id,
            joined_by=actor.person_id,
            joined_at=now,
        )
    )
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "round joined", review.key,
        release_on=found.release_on.isoformat(),
    )  # fmt: skip


def _engage_facilitator(session: Session, actor: Actor, review: Review, person: Person) -> None:
    engaged = reviews.list_engagements(session, review)
    mine = next((one for one in engaged if one.person_id == person.id), None)
    if mine is None:
        reviews.engage(
            session, actor, review, person, Role.FACILITATOR,
            starts_on=review.starts_on, ends_on=review.ends_on,
        )  # fmt: skip
    elif mine.role is not Role.FACILITATOR or mine.ended_at is not None:
        raise ConflictError(
            f"{person.name} facilitates the round, but is {mine.role.words} in this review"
            f"{' no longer' if mine.ended_at else ''}. Ask for another facilitator."
        )


def _require_day_within(review: Review, release_on: date, field: str) -> None:
    """A round's day is one of each review: until its last day people may act in it."""
    if not review.starts_on <= release_on <= review.ends_on:
        first, last = review.starts_on, review.ends_on
        raise IncompleteError(
            f"A review of the round runs from {first.day} {first:%B %Y} to {last.day} "
            f"{last:%B %Y}. The round releases on a day of each.",
            field,
        )


def _seen(session: Session, actor: Actor, found: ReviewRound) -> RoundSeen:
    """Names, the day, and whether each is released: what one college learns of another."""
    query = (
        select(College.id, College.name, Review.released_at)
        .join(RoundReview, RoundReview.college_id == College.id)
        .join(
            Review,
            (Review.college_id == RoundReview.college_id) & (Review.id == RoundReview.review_id),
        )
        .where(RoundReview.round_id == found.id)
        .order_by(RoundReview.id)
    )
    return RoundSeen(
        found.name,
        found.release_on,
        found.facilitator.name,
        tuple(
            OfCollege(name, released_at is not None, college_id == actor.college_id)
            for college_id, name, released_at in session.execute(query)
        ),
        found.key if actor.may(Operation.OPEN_REVIEW) or actor.may(Operation.KEEP_ROUND) else "",
    )
