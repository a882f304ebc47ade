"""The facilitator's page of a round: who has come how far in each college, what differs."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from framework.model import Dimension
from store.errors import ConflictError, NotPermittedError
from store.people import College, Engagement
from store.permissions import JUDGES, Actor, Operation, Role
from workflow import frameworks, places
from workflow.calendars.working_days import local_day
from workflow.lifecycle import ClaimState
from workflow.models.claims import Claim
from workflow.models.reviews import Judgement, Moderation, Review, Verdict
from workflow.models.rounds import ReviewRound, RoundReview
from workflow.reviews import reviews
from workflow.rounds import rounds
from workflow.visible import visible_to


@dataclass
class Progress:
    """How far somebody has come who judges in a review."""

    person_id: int
    name: str
    role: Role
    verdicts: int
    judged: int = 0
    submitted: int = 0


@dataclass
class InRound:
    """A college's review as its facilitator sees it."""

    college: str
    review: Review
    place_key: str
    claims: int
    people: list[Progress]
    judged: dict[int, list[Judgement]] = field(default_factory=dict)
    agreed: set[int] = field(default_factory=set)
    codes: dict[int, Dimension] = field(default_factory=dict)

    @property
    def differing(self) -> list[tuple[Dimension, bool]]:
        """The claims that were judged differently, each with whether the outcome is agreed."""
        found = [
            (self.codes[claim_id], claim_id in self.agreed)
            for claim_id, said in self.judged.items()
            if len({one.level for one in said}) > 1
        ]
        return sorted(found, key=lambda pair: pair[0].code)

    @property
    def looked_at(self) -> int:
        """How many claims somebody has judged."""
        return len(self.judged)

    @property
    def waits_for(self) -> list[str]:
        """The codes of claims that are judged differently and not agreed."""
        return [dimension.code for dimension, is_agreed in self.differing if not is_agreed]


@dataclass(frozen=True)
class Facilitated:
    """A round as its facilitator sees it. `elsewhere` names colleges that they cannot enter."""

    round: ReviewRound
    reviews: tuple[InRound, ...]
    elsewhere: tuple[str, ...]

    def may_release(self, today: date) -> bool:
        """Whether its day has come and a review is still open."""
        is_open = any(one.review.released_at is None for one in self.reviews)
        return is_open and today >= self.round.release_on


def load(session: Session, actor: Actor, *, today: date) -> Facilitated:
    """The round that the actor facilitates, in a fixed number of statements."""
    found = rounds.own_round(session, actor)
    actors = _own_parts(session, actor, found, today)
    in_round = _reviews(session, found, actors)
    _add_people(session, in_round)
    _add_judgements(session, in_round, actors)
    _add_agreed(session, in_round)
    return Facilitated(found, tuple(in_round.values()), _elsewhere(session, found, in_round))


def release_all(session: Session, actor: Actor, *, now: datetime) -> int:
    """Release every review of the round that is still open, together; how many.

    All or none: raises ConflictError that names the college whose review is not ready, or before
    the day of the round.
    """
    actor.require(Operation.KEEP_ROUND)
    found = rounds.own_round(session, actor)
    actors = _own_parts(session, actor, found, local_day(now))
    count = 0
    for one in sorted(rounds.list_reviews(session, found), key=lambda one: one.college_id):
        if one.review.released_at is not None:
            continue
        _release_one(session, actors.get(one.review_id), one, now)
        count += 1
    if not count:
        raise ConflictError("Every review of this round is released already.")
    return count


def _release_one(session: Session, part: Actor | None, one: RoundReview, now: datetime) -> None:
    name = session.get_one(College, one.college_id).name
    if part is None:
        raise ConflictError(
            f"You no longer take part in the review of {name}. Its lead assessor releases it first."
        )
    try:
        reviews.release_in_round(session, part, one.review.key, now=now)
    except (ConflictError, NotPermittedError) as error:
        raise ConflictError(f"{name}: {error.sentence} Nothing is released yet.") from error


def _own_parts(session: Session, actor: Actor, found: ReviewRound, today: date) -> dict[int, Actor]:
    """The actor in each review of the round that they facilitate today, by review."""
    inside = select(RoundReview.review_id).where(RoundReview.round_id == found.id)
    ids = set(session.scalars(inside))
    entered, _hubs = places.list_places(session, actor.person_id, on=today)
    return {
        place.review_id: places.actor_at(place, actor.person_id, actor.person_key, actor.name)
        for place in entered
        if place.review_id in ids and Role.FACILITATOR in place.roles and place.review_id
    }


def _reviews(session: Session, found: ReviewRound, actors: dict[int, Actor]) -> dict[int, InRound]:
    claimed = (
        select(func.count(Claim.id))
        .where(
            Claim.college_id == Review.college_id,
            Claim.assessment_id == Review.assessment_id,
            Claim.state != ClaimState.NOT_CLAIMED,
        )
        .scalar_subquery()
    )
    query = (
        select(College.name, Review, Engagement.key, claimed)
        .join(Review, Review.college_id == College.id)
        .join(
            Engagement,
            (Engagement.college_id == Review.college_id) & (Engagement.review_id == Review.id),
        )
        .where(
            or_(*((Review.college_id == part.college_id) & (Review.id == part.review_id)
                  for part in actors.values())),
            Engagement.person_id == found.facilitator_id,
        )
        .order_by(College.folded_name)
        .options(joinedload(Review.assessment))
    )  # fmt: skip
    return {
        review.id: InRound(name, review, key, count, [])
        for name, review, key, count in session.execute(query)
    }


def _add_people(session: Session, in_round: dict[int, InRound]) -> None:
    given = (
        select(func.count(Verdict.id))
        .where(
            Verdict.college_id == Engagement.college_id,
            Verdict.review_id == Engagement.review_id,
            Verdict.author_id == Engagement.person_id,
        )
        .scalar_subquery()
    )
    query = (
        select(Engagement, given)
        .where(
            or_(*((Engagement.college_id == one.review.college_id)
                  & (Engagement.review_id == one.review.id) for one in in_round.values())),
            Engagement.role.in_(list(JUDGES)),
            Engagement.ended_at.is_(None),
        )
        .options(joinedload(Engagement.person))
        .order_by(Engagement.id)
    )  # fmt: skip
    for engagement, verdicts in session.execute(query):
        in_round[engagement.review_id].people.append(
            Progress(engagement.person_id, engagement.person.name, engagement.role, verdicts)
        )


def _add_judgements(
    session: Session, in_round: dict[int, InRound], actors: dict[int, Actor]
) -> None:
    query = (
        select(Judgement, Claim.dimension)
        .join(Claim, (Claim.college_id == Judgement.college_id) & (Claim.id == Judgement.claim_id))
        .where(
            or_(*((Judgement.college_id == part.college_id)
                  & (Judgement.review_id == part.review_id)
                  & visible_to(part, Judgement) for part in actors.values()))
        )
        .order_by(Judgement.id)
    )  # fmt: skip
    for judgement, code in session.execute(query):
        one = in_round[judgement.review_id]
        one.judged.setdefault(judgement.claim_id, []).append(judgement)
        one.codes[judgement.claim_id] = frameworks.version_of(one.review.assessment).dimension(code)
        for person in one.people:
            if person.person_id == judgement.author_id:
                person.judged += 1
                person.submitted += judgement.submitted_at is not None


def _add_agreed(session: Session, in_round: dict[int, InRound]) -> None:
    query = (
        select(Moderation.review_id, Moderation.claim_id, Moderation.judgements)
        .where(
            or_(*((Moderation.college_id == one.review.college_id)
                  & (Moderation.review_id == one.review.id) for one in in_round.values()))
        )
        .order_by(Moderation.id)
    )  # fmt: skip
    for review_id, claim_id, keys in session.execute(query):
        said = in_round[review_id].judged.get(claim_id, [])
        agreed = in_round[review_id].agreed
        agreed.discard(claim_id)
        if sorted(keys) == sorted(one.key for one in said):
            agreed.add(claim_id)


def _elsewhere(
    session: Session, found: ReviewRound, in_round: dict[int, InRound]
) -> tuple[str, ...]:
    query = (
        select(College.name)
        .join(RoundReview, RoundReview.college_id == College.id)
        .where(RoundReview.round_id == found.id, RoundReview.review_id.not_in(list(in_round)))
        .order_by(College.folded_name)
    )
    return tuple(session.scalars(query))
