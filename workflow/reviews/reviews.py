"""Reviews: opening one, engaging people whom no interest bars, and releasing it."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store import audit
from store.errors import ConflictError, IncompleteError, NotFoundError, NotPermittedError
from store.people import Engagement, Interest, InterestKind, Person
from store.permissions import Actor, Operation, Role
from workflow import bars, drafting
from workflow.claims import assessments
from workflow.documents import sharing
from workflow.kinds.reviews import ReviewKind
from workflow.lifecycle import REVIEW_TRANSITIONS, ReviewAction, ReviewState, follow
from workflow.matching import evidence_marks, learning
from workflow.models.claims import Assessment
from workflow.models.reviews import Review
from workflow.reviews import releasing, round_dates


def open_review(
    session: Session,
    actor: Actor,
    assessment: Assessment,
    *,
    kind: ReviewKind,
    title: str,
    starts_on: date,
    ends_on: date,
    scope: str = "",
    respond_by: date | None = None,
    gives_levels: bool = True,
) -> Review:
    """Open a review of an assessment; what it sees of the library is written at once.

    One that gives no levels asks for verdicts, strengths and questions; there is nothing in it
    for the college to accept or hold. Raises IncompleteError.
    """
    actor.require(Operation.OPEN_REVIEW)
    if not title.strip():
        raise IncompleteError(
            "Give the review a name, such as Peer review, February 2027.", "title"
        )
    if starts_on > ends_on:
        raise IncompleteError(
            "The review ends before it starts. Change one of the dates.", "ends_on"
        )
    if respond_by is not None and respond_by < ends_on:
        raise IncompleteError(
            "The college would answer before the review ends. Choose a later day, or none.",
            "respond_by",
        )
    if not gives_levels:
        _check_without_levels(kind, respond_by)
    assessments.require_open_year(session, assessment)
    review = Review(
        college_id=actor.college_id,
        assessment_id=assessment.id,
        respond_by=respond_by,
        gives_levels=gives_levels,
        kind=kind,
        title=title.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        scope=scope,
        opened_by=actor.person_id,
    )
    session.add(review)
    session.flush()
    sharing.rewrite_for_review(session, review)
    audit.note(
        session, actor.college_id, actor.person_key, "review opened", review.key,
        review_kind=kind.value, title=review.title, gives_levels=gives_levels,
    )  # fmt: skip
    return review


def _check_without_levels(kind: ReviewKind, respond_by: date | None) -> None:
    if kind is ReviewKind.EXTERNAL:
        raise IncompleteError(
            "A validation judges levels. Choose another kind of review, or levels.", "gives_levels"
        )
    if respond_by is not None:
        raise IncompleteError(
            "A review without levels leaves nothing to accept or hold. Leave this day empty.",
            "respond_by",
        )


def get_review(session: Session, actor: Actor, key: str, *, for_update: bool = False) -> Review:
    """One review. Raises NotFoundError when it is not there for this actor."""
    query = select(Review).where(Review.college_id == actor.college_id, Review.key == key)
    if actor.review_id is not None:
        query = query.where(Review.id == actor.review_id)
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    review = session.scalar(query)
    if review is None:
        raise NotFoundError("There is no such review here.")
    return review


def list_reviews(session: Session, actor: Actor, assessment: Assessment) -> list[Review]:
    """Reviews of an assessment, newest first; an outsider sees their own."""
    actor.require(Operation.READ_ASSESSMENT)
    query = select(Review).where(
        Review.college_id == actor.college_id, Review.assessment_id == assessment.id
    )
    if actor.review_id is not None:
        query = query.where(Review.id == actor.review_id)
    return list(session.scalars(query.order_by(Review.starts_on.desc(), Review.id.desc())))


def engage(
    session: Session,
    actor: Actor,
    review: Review,
    person: Person,
    role: Role,
    *,
    starts_on: date,
    ends_on: date,
) -> Engagement:
    """Give somebody a dated role in a review.

    Raises NotPermittedError when an interest bars, ConflictError when they take part already.
    """
    actor.require(Operation.OPEN_REVIEW)
    if not role.is_outside:
        raise IncompleteError(f"A {role.words} is no role in a review.", "role")
    if starts_on > ends_on:
        raise IncompleteError("Their part ends before it starts. Change a date.", "ends_on")
    _lock_person(session, person.id)
    if any(found.person_id == person.id for found in list_engagements(session, review)):
        raise ConflictError(f"{person.name} takes part in this review already.")
    bars.refuse_barred(session, review, person.id, on=starts_on)
    engagement = Engagement(
        college_id=actor.college_id,
        review_id=review.id,
        person_id=person.id,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=actor.person_id,
    )
    session.add(engagement)
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "person engaged", engagement.key,
        role=role.value, review=review.key, person=person.key,
    )  # fmt: skip
    return engagement


def declare_interest(
    session: Session,
    college_id: int,
    person: Person,
    kind: InterestKind,
    *,
    note: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Interest:
    """Record what ties a person to a college; barring kinds end their part in its reviews."""
    _lock_person(session, person.id)
    interest = Interest(
        college_id=college_id,
        person_id=person.id,
        kind=kind,
        note=note,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    session.add(interest)
    session.flush()
    audit.note(
        session, college_id, person.key, "interest declared", interest.key,
        interest_kind=kind.value, bars=kind.bars,
    )  # fmt: skip
    return interest


def list_interests(session: Session, actor: Actor, people: Iterable[int]) -> list[Interest]:
    """What people declared about this college, newest first."""
    query = select(Interest).where(
        Interest.college_id == actor.college_id, Interest.person_id.in_(list(people))
    )
    return list(session.scalars(query.order_by(Interest.declared_at.desc())))


def list_engagements(session: Session, review: Review) -> list[Engagement]:
    """Who is engaged in a review, with the people, in the order in which they were engaged."""
    query = (
        select(Engagement)
        .where(Engagement.college_id == review.college_id, Engagement.review_id == review.id)
        .options(joinedload(Engagement.person))
        .order_by(Engagement.id)
    )
    return list(session.scalars(query))


def _lock_person(session: Session, person_id: int) -> None:
    # Engagements and interests of one person are decided one after the other.
    held = select(Person.id).where(Person.id == person_id)
    session.execute(held.with_for_update(key_share=True))


def release(
    session: Session,
    actor: Actor,
    key: str,
    *,
    now: datetime,
    themes: Collection[int] | None = None,
) -> Review:
    """Make a review's verdicts, marks and judgements visible to the college, and permanent.

    The whole of what is left, or the claims of some `themes`; with the last of them it is whole.
    One transaction over the review's row lock; a second release changes nothing. Two different
    judgements of one claim must be brought together first (ConflictError). What somebody wrote
    whom an interest has barred since stays a draft and counts for nothing; so does a judgement of
    a claim whose wording in force is the judge's own by now.
    """
    actor.require(Operation.RELEASE_REVIEW)
    review = get_review(session, actor, key, for_update=True)
    if review.state is not ReviewState.OPEN:
        return review
    drafting.own_review(session, actor)
    _refuse_unless_leading(session, review, actor)
    return _release(session, actor, review, themes, now)


def release_in_round(session: Session, actor: Actor, key: str, *, now: datetime) -> Review:
    """Release a review whole for the facilitator of its round. Raises as `release`.

    They judge nothing: who judged stands as who decided.
    """
    actor.require(Operation.KEEP_ROUND)
    drafting.own_review(session, actor)
    review = get_review(session, actor, key, for_update=True)
    if review.state is not ReviewState.OPEN:
        return review
    return _release(session, actor, review, None, now)


def _release(
    session: Session,
    actor: Actor,
    review: Review,
    themes: Collection[int] | None,
    now: datetime,
) -> Review:
    bars.refuse_barred(session, review, actor.person_id, on=now.date())
    round_dates.refuse_before_day(session, review, now)
    to = follow(REVIEW_TRANSITIONS, review.state, ReviewAction.RELEASE).to
    barred = _barred_authors(session, review, on=now.date())
    part = releasing.part_of(review, themes)
    judgements = releasing.release_part(session, review, part, actor, barred=barred, now=now)
    review.released_themes = part.themes_out
    if part.is_rest:
        review.state, review.released_at = ReviewState(to), now
        releasing.release_actions(session, review, now)
    releasing.tell_leaders(session, review, part, now)
    session.flush()
    evidence_marks.confirm(session, review.college_id, review.id)
    learning.ask(session, review.college_id)
    audit.note(
        session, actor.college_id, actor.person_key, "review released", review.key,
        judgements=len(judgements), themes=sorted(part.themes), whole=part.is_rest,
    )  # fmt: skip
    return review


def is_led_by_another(session: Session, review: Review, actor: Actor) -> bool:
    """Whether the review has a lead assessor and the actor is none."""
    leads = [e for e in list_engagements(session, review) if e.role is Role.LEAD_ASSESSOR]
    return bool(leads) and actor.person_id not in {e.person_id for e in leads}


def _refuse_unless_leading(session: Session, review: Review, actor: Actor) -> None:
    leads = [e for e in list_engagements(session, review) if e.role is Role.LEAD_ASSESSOR]
    if leads and actor.person_id not in {e.person_id for e in leads}:
        raise NotPermittedError(f"The lead assessor, {leads[0].person.name}, releases this review.")


def _barred_authors(session: Session, review: Review, *, on: date) -> list[int]:
    """Who drafted something in this review and may no longer take part in it."""
    barred = []
    for engagement in sorted(list_engagements(session, review), key=lambda e: e.person_id):
        _lock_person(session, engagement.person_id)
        try:
            bars.refuse_barred(session, review, engagement.person_id, on=on)
        except NotPermittedError:
            barred.append(engagement.person_id)
    return barred
