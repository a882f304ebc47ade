"""The sessions of a visit: adding, changing and cancelling one, each told in the history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import audit
from store.errors import ConflictError, IncompleteError, NotFoundError
from store.permissions import Actor
from workflow import frameworks
from workflow.kinds.visits import MOST_DIMENSIONS
from workflow.lifecycle import VisitState
from workflow.models.visits import Visit, VisitSession
from workflow.reviews import reviews
from workflow.visits import visits

# States in which the programme may change; what was changed stands in the history.
_PLANNED = {VisitState.PROPOSED, VisitState.AGREED, VisitState.UNDER_WAY}


@dataclass(frozen=True)
class SessionPlan:
    """What one session is: roles to meet, never names, and at most four dimensions."""

    title: str
    held_on: date
    starts_at: time
    ends_at: time
    who: str
    room: str = ""
    questions: str = ""
    dimensions: tuple[str, ...] = ()
    team: tuple[str, ...] = ()


def add(
    session: Session, actor: Actor, visit_key: str, plan: SessionPlan, *, reason: str = ""
) -> VisitSession:
    """Add a session. Raises IncompleteError; an agreed programme changes with a reason only."""
    # The visit's row is the lock of its programme.
    visit = visits.to_plan(session, actor, visit_key)
    _refuse_closed(visit, reason)
    meeting = VisitSession(
        college_id=visit.college_id, visit_id=visit.id, **_checked(session, visit, plan)
    )
    session.add(meeting)
    session.flush()
    visits.note_change(session, actor, visit, f"Added {_words(meeting)}", reason)
    audit.note(
        session, actor.college_id, actor.person_key, "visit session added", meeting.key,
        visit=visit.key,
    )  # fmt: skip
    return meeting


def change(
    session: Session,
    actor: Actor,
    visit_key: str,
    key: str,
    plan: SessionPlan,
    *,
    seen_version: int,
    reason: str = "",
) -> VisitSession:
    """Change a session. Raises EditedMeanwhileError when somebody changed it first."""
    visit = visits.to_plan(session, actor, visit_key)
    meeting = get_session(session, visit, key)
    _refuse_closed(visit, reason)
    visits.refuse_if_edited(meeting, seen_version)
    before = _words(meeting)
    for name, value in _checked(session, visit, plan).items():
        setattr(meeting, name, value)
    meeting.cancelled_at = None
    session.flush()
    visits.note_change(session, actor, visit, f"Changed {before} to {_words(meeting)}", reason)
    audit.note(
        session, actor.college_id, actor.person_key, "visit session changed", key, visit=visit.key
    )
    return meeting


def cancel(
    session: Session, actor: Actor, visit_key: str, key: str, *, reason: str, now: datetime
) -> VisitSession:
    """Cancel a session; it stays in the history, and in calendars as cancelled."""
    visit = visits.to_plan(session, actor, visit_key)
    meeting = get_session(session, visit, key)
    _refuse_closed(visit, reason)
    if not reason.strip():
        raise IncompleteError("Say why the session is cancelled.", "reason")
    meeting.cancelled_at = now
    session.flush()
    visits.note_change(session, actor, visit, f"Cancelled {_words(meeting)}", reason)
    audit.note(
        session, actor.college_id, actor.person_key, "visit session cancelled", key, visit=visit.key
    )
    return meeting


def get_session(session: Session, visit: Visit, key: str) -> VisitSession:
    """One session of a visit. Raises NotFoundError."""
    query = select(VisitSession).where(
        VisitSession.college_id == visit.college_id,
        VisitSession.visit_id == visit.id,
        VisitSession.key == key,
    )
    found = session.scalar(query)
    if found is None:
        raise NotFoundError("There is no such session in this visit.")
    return found


def _refuse_closed(visit: Visit, reason: str) -> None:
    if visit.state not in _PLANNED:
        raise ConflictError("The visit is over, so its programme stays as it was.")
    if visit.state is not VisitState.PROPOSED and not reason.strip():
        raise IncompleteError("The college confirmed this programme. Say why it changes.", "reason")


def _checked(session: Session, visit: Visit, plan: SessionPlan) -> dict[str, object]:
    if not plan.title.strip():
        raise IncompleteError("Give the session a title, such as Tutors.", "title")
    if not plan.who.strip():
        raise IncompleteError("Say whom the team meets, by role: three tutors, the SENCo.", "who")
    if not visit.starts_on <= plan.held_on <= visit.ends_on:
        raise IncompleteError("Choose a day of the visit.", "held_on")
    if plan.starts_at >= plan.ends_at:
        raise IncompleteError("The session ends before it starts. Change a time.", "ends_at")
    return {
        "title": plan.title.strip(),
        "held_on": plan.held_on,
        "starts_at": plan.starts_at,
        "ends_at": plan.ends_at,
        "who": plan.who.strip(),
        "room": plan.room.strip(),
        "questions": plan.questions.strip(),
        "dimensions": _codes(visit, plan.dimensions),
        "team": _team(session, visit, plan.team),
    }


def _codes(visit: Visit, codes: Iterable[str]) -> list[str]:
    wanted = set(codes)
    known = [d.code for d in frameworks.version_of(visit.review.assessment).dimensions]
    if wanted - set(known):
        raise IncompleteError("Choose dimensions of the model.", "dimensions")
    if len(wanted) > MOST_DIMENSIONS:
        raise IncompleteError(
            f"Choose at most {MOST_DIMENSIONS} dimensions, so that each gets time.", "dimensions"
        )
    return [code for code in known if code in wanted]


def _team(session: Session, visit: Visit, keys: Iterable[str]) -> list[str]:
    known = [e.person.key for e in reviews.list_engagements(session, visit.review)]
    if set(keys) - set(known):
        raise IncompleteError("Choose people of the team.", "team")
    return [key for key in known if key in set(keys)]


def _words(meeting: VisitSession) -> str:
    on = f"{meeting.held_on.day} {meeting.held_on:%B}"
    return f"“{meeting.title}” ({on}, {meeting.starts_at:%H:%M} to {meeting.ends_at:%H:%M})"
