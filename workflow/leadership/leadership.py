"""Leadership reviews: who takes part, when the meeting opens, who records it, when it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select, true, update
from sqlalchemy.orm import Session, joinedload, selectinload

from store import audit
from store.errors import ConflictError, IncompleteError, NotFoundError, NotPermittedError
from store.people import Membership, Person
from store.permissions import LEADERS, Actor, Operation
from workflow import frameworks
from workflow.claims import assessments
from workflow.lifecycle import (
    LEADERSHIP_TRANSITIONS,
    AssessmentState,
    LeadershipAction,
    LeadershipState,
    follow,
)
from workflow.models.claims import Assessment
from workflow.models.leadership import LeadershipPart, LeadershipPick, LeadershipReview

FEWEST = 2
MOST = 40
LONGEST_NAME = 100


@dataclass(frozen=True)
class TakesPart:
    """Somebody who takes part, as typed; `person_key` is empty for people without a sign-in."""

    name: str
    role: str
    person_key: str = ""


@dataclass(frozen=True)
class Candidate:
    """A member of the college who may take part, with their roles in the service."""

    key: str
    name: str
    role: str


@dataclass(frozen=True)
class ParticipantView:
    """Somebody who takes part, and for how many dimensions they have picked a level."""

    id: int
    person_id: int | None
    name: str
    role: str
    picked: int


def list_candidates(session: Session, actor: Actor) -> list[Candidate]:
    """The members of the college by name."""
    actor.require(Operation.LEAD_LEADERSHIP_REVIEW)
    query = (
        select(Person.key, Person.name, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.college_id == actor.college_id, Membership.ended_at.is_(None))
        .order_by(Person.name, Person.id, Membership.id)
    )
    found: dict[str, Candidate] = {}
    for key, name, role in session.execute(query):
        words = f"{found[key].role}, {role.words}" if key in found else role.words
        found[key] = Candidate(key, name, words[:1].upper() + words[1:])
    return list(found.values())


def prepare(
    session: Session, actor: Actor, *, meets_on: date, taking_part: Sequence[TakesPart]
) -> LeadershipReview:
    """Prepare a leadership review of the current assessment; who takes part is recorded first.

    Raises IncompleteError for fewer than two people or one without a role, ConflictError when
    one is under way or the levels are locked.
    """
    actor.require(Operation.LEAD_LEADERSHIP_REVIEW)
    assessment = assessments.require_current(session, actor)
    # Locked: two who prepare one at once would both find none under way.
    assessment = assessments.get_assessment(session, actor, assessment.key, for_update=True)
    _refuse_if_submitted(assessment)
    if find_under_way(session, actor, assessment) is not None:
        raise ConflictError("A leadership review is under way already. End that one first.")
    if not FEWEST <= len(taking_part) <= MOST:
        raise IncompleteError(f"Choose {FEWEST} to {MOST} people who take part.", "people")
    review = LeadershipReview(
        college_id=actor.college_id,
        assessment_id=assessment.id,
        meets_on=meets_on,
        prepared_by=actor.person_id,
    )
    session.add(review)
    session.flush()
    for one in taking_part:
        session.add(_participant(session, actor, review, one))
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "leadership review prepared", review.key,
        meets_on=meets_on.isoformat(), people=len(taking_part),
    )  # fmt: skip
    return review


def _refuse_if_submitted(assessment: Assessment) -> None:
    if assessment.state is not AssessmentState.DRAFTING:
        raise ConflictError(
            "The assessment has been submitted, so its levels are locked. A senior leader can "
            "reopen it with a reason."
        )


def _participant(
    session: Session, actor: Actor, review: LeadershipReview, one: TakesPart
) -> LeadershipPart:
    name, role = " ".join(one.name.split()), " ".join(one.role.split())
    if one.person_key and not role:
        raise IncompleteError("Say in which role each person takes part.", "people")
    person = _member(session, actor, one.person_key) if one.person_key else None
    name = person.name if person else name
    if not name or not role:
        raise IncompleteError("Give each person a name and a role.", "people")
    if len(name) > LONGEST_NAME or len(role) > LONGEST_NAME:
        raise IncompleteError(f"Keep names and roles to {LONGEST_NAME} characters.", "people")
    return LeadershipPart(
        college_id=actor.college_id,
        meeting_id=review.id,
        person_id=person.id if person else None,
        name=name,
        role=role,
    )


def _member(session: Session, actor: Actor, key: str) -> Person:
    query = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.college_id == actor.college_id,
            Membership.ended_at.is_(None),
            Person.key == key,
        )
    )
    person = session.scalars(query).first()
    if person is None:
        raise IncompleteError("Somebody you chose is no longer of this college.", "people")
    return person


def add_participant(session: Session, actor: Actor, key: str, one: TakesPart) -> None:
    """Record one more person who takes part, before the meeting or as it is held."""
    actor.require(Operation.LEAD_LEADERSHIP_REVIEW)
    review = get_review(session, actor, key, for_update=True)
    if review.state is LeadershipState.ENDED:
        raise ConflictError("This meeting has ended, so nobody can be added to it.")
    there = list_participants(session, review)
    if len(there) >= MOST:
        raise IncompleteError(f"At most {MOST} people take part.", "people")
    added = _participant(session, actor, review, one)
    if added.person_id is not None and added.person_id in {p.person_id for p in there}:
        raise ConflictError(f"{added.name} takes part already.")
    session.add(added)
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "leadership participant added", review.key,
        role=one.role,
    )  # fmt: skip


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    """Leaders see every leadership review of their college, others those they take part in."""
    if actor.roles & LEADERS:
        return true()
    return (
        select(LeadershipPart.id)
        .where(
            LeadershipPart.college_id == LeadershipReview.college_id,
            LeadershipPart.meeting_id == LeadershipReview.id,
            LeadershipPart.person_id == actor.person_id,
        )
        .correlate(LeadershipReview)
        .exists()
    )


def get_review(
    session: Session, actor: Actor, key: str, *, for_update: bool = False
) -> LeadershipReview:
    """One leadership review. Raises NotFoundError when it is not there for this actor."""
    actor.require(Operation.PICK_LEVELS)
    query = (
        select(LeadershipReview)
        .where(
            LeadershipReview.college_id == actor.college_id,
            LeadershipReview.key == key,
            _seen_by(actor),
        )
        .options(
            joinedload(LeadershipReview.recorder),
            joinedload(LeadershipReview.assessment).joinedload(Assessment.framework),
            joinedload(LeadershipReview.assessment).joinedload(Assessment.cycle),
        )
    )
    if for_update:
        query = query.with_for_update(of=LeadershipReview).execution_options(populate_existing=True)
    review = session.scalar(query)
    if review is None:
        raise NotFoundError("There is no such leadership review here.")
    return review


def list_reviews(session: Session, actor: Actor, assessment: Assessment) -> list[LeadershipReview]:
    """The leadership reviews of an assessment that the actor may see, newest first."""
    actor.require(Operation.PICK_LEVELS)
    query = (
        select(LeadershipReview)
        .where(
            LeadershipReview.college_id == actor.college_id,
            LeadershipReview.assessment_id == assessment.id,
            _seen_by(actor),
        )
        .order_by(LeadershipReview.meets_on.desc(), LeadershipReview.id.desc())
    )
    return list(session.scalars(query))


def find_under_way(
    session: Session, actor: Actor, assessment: Assessment
) -> LeadershipReview | None:
    """The leadership review of an assessment that has not ended, whoever takes part in it."""
    actor.require(Operation.LEAD_LEADERSHIP_REVIEW)
    query = select(LeadershipReview).where(
        LeadershipReview.college_id == actor.college_id,
        LeadershipReview.assessment_id == assessment.id,
        LeadershipReview.state != LeadershipState.ENDED,
    )
    return session.scalar(query)


def list_participants(session: Session, review: LeadershipReview) -> list[ParticipantView]:
    """Who takes part, in the order recorded, with how many levels each picked."""
    query = (
        select(LeadershipPart, func.count(LeadershipPick.id))
        .outerjoin(
            LeadershipPick,
            (LeadershipPick.college_id == LeadershipPart.college_id)
            & (LeadershipPick.participant_id == LeadershipPart.id),
        )
        .where(
            LeadershipPart.college_id == review.college_id,
            LeadershipPart.meeting_id == review.id,
        )
        .group_by(LeadershipPart.id)
        .order_by(LeadershipPart.id)
    )
    return [
        ParticipantView(one.id, one.person_id, one.name, one.role, picked)
        for one, picked in session.execute(query)
    ]


def list_to_pick(session: Session, actor: Actor) -> list[tuple[LeadershipReview, int]]:
    """Reviews being prepared in which the actor takes part, with how many levels they picked."""
    actor.require(Operation.PICK_LEVELS)
    query = (
        select(LeadershipReview, func.count(LeadershipPick.id))
        .join(
            LeadershipPart,
            (LeadershipPart.college_id == LeadershipReview.college_id)
            & (LeadershipPart.meeting_id == LeadershipReview.id)
            & (LeadershipPart.person_id == actor.person_id),
        )
        .outerjoin(
            LeadershipPick,
            (LeadershipPick.college_id == LeadershipPart.college_id)
            & (LeadershipPick.participant_id == LeadershipPart.id),
        )
        .where(
            LeadershipReview.college_id == actor.college_id,
            LeadershipReview.state == LeadershipState.PREPARING,
        )
        .group_by(LeadershipReview.id)
        .options(selectinload(LeadershipReview.assessment).joinedload(Assessment.framework))
    )
    return [(review, picked) for review, picked in session.execute(query)]


def open_meeting(session: Session, actor: Actor, key: str, *, now: datetime) -> LeadershipReview:
    """Open the meeting: every pick is shown from now on and stays as it is; the actor records."""
    actor.require(Operation.LEAD_LEADERSHIP_REVIEW)
    review = get_review(session, actor, key, for_update=True)
    move = follow(LEADERSHIP_TRANSITIONS, review.state, LeadershipAction.OPEN)
    _refuse_if_submitted(review.assessment)
    review.state, review.recorder_id = LeadershipState(move.to), actor.person_id
    taking_part = select(LeadershipPart.id).where(
        LeadershipPart.college_id == review.college_id,
        LeadershipPart.meeting_id == review.id,
    )
    session.execute(
        update(LeadershipPick)
        .where(
            LeadershipPick.college_id == review.college_id,
            LeadershipPick.participant_id.in_(taking_part),
        )
        .values(shown_at=now)
    )
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "leadership meeting opened", review.key)
    return review


def require_recorder(session: Session, actor: Actor, key: str) -> LeadershipReview:
    """The review, locked, for the one person who records its open meeting.

    Raises ConflictError when no meeting is open, NotPermittedError when somebody else records.
    """
    actor.require(Operation.LEAD_LEADERSHIP_REVIEW)
    review = get_review(session, actor, key, for_update=True)
    if review.state is not LeadershipState.MEETING:
        raise ConflictError("The meeting is not open, so nothing can be recorded.")
    if review.recorder_id != actor.person_id:
        name = review.recorder.name if review.recorder else "Somebody else"
        raise NotPermittedError(f"{name} records this meeting. Take the record over first.")
    return review


def take_over(session: Session, actor: Actor, key: str) -> LeadershipReview:
    """Record the meeting from now on in place of whoever did."""
    actor.require(Operation.LEAD_LEADERSHIP_REVIEW)
    review = get_review(session, actor, key, for_update=True)
    if review.state is not LeadershipState.MEETING:
        raise ConflictError("The meeting is not open, so nothing can be recorded.")
    review.recorder_id = actor.person_id
    session.flush()
    session.refresh(review, ["recorder"])
    audit.note(
        session, actor.college_id, actor.person_key, "leadership record taken over", review.key
    )
    return review


def end_meeting(session: Session, actor: Actor, key: str, *, now: datetime) -> LeadershipReview:
    """End the meeting; what it agreed, parked and did not reach stands in its minutes."""
    review = require_recorder(session, actor, key)
    move = follow(LEADERSHIP_TRANSITIONS, review.state, LeadershipAction.END)
    review.state, review.ended_at = LeadershipState(move.to), now
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "leadership meeting ended", review.key)
    return review


def dimension_count(review: LeadershipReview) -> int:
    """For how many dimensions levels are picked."""
    return len(frameworks.version_of(review.assessment).dimensions)
