"""Validation visits: proposing, changing, confirming and beginning one, with its history."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store import audit
from store.errors import (
    ConflictError,
    EditedMeanwhileError,
    IncompleteError,
    NotFoundError,
    NotPermittedError,
)
from store.people import Engagement, Interest
from store.permissions import Actor, Operation
from workflow import bars, drafting
from workflow.calendars import college_calendar
from workflow.calendars.working_days import LONDON, WorkingDays
from workflow.kinds.reviews import ReviewKind
from workflow.kinds.visits import VisitMode
from workflow.lifecycle import VISIT_TRANSITIONS, VisitAction, VisitState, follow
from workflow.models.reviews import Review
from workflow.models.visits import Visit, VisitChange, VisitSession
from workflow.reviews import reviews
from workflow.visits import visit_telling

# How many working days before the first day the evidence is in, unless the plan says otherwise.
EVIDENCE_DAYS = 10


@dataclass(frozen=True)
class VisitPlan:
    """What a plan says beside its sessions. `evidence_by` None: the usual number of days before."""

    starts_on: date
    ends_on: date
    mode: VisitMode
    place: str = ""
    documents_wanted: str = ""
    safeguarding: str = ""
    evidence_by: date | None = None


@dataclass(frozen=True)
class TeamMember:
    """Somebody of the team: their engagement and what they declared about the college."""

    engagement: Engagement
    interests: tuple[Interest, ...]


@dataclass(frozen=True)
class VisitView:
    """A visit with everything that its page shows."""

    visit: Visit
    team: tuple[TeamMember, ...]
    sessions: tuple[VisitSession, ...]
    history: tuple[VisitChange, ...]

    @property
    def held(self) -> tuple[VisitSession, ...]:
        """The sessions that take place, in the order of the day."""
        return tuple(s for s in self.sessions if s.cancelled_at is None)

    def names_of(self, meeting: VisitSession) -> str:
        """Who leads a session, by name; `the whole team` where nobody is named."""
        names = [
            member.engagement.person.name
            for member in self.team
            if member.engagement.person.key in meeting.team
        ]
        return ", ".join(names) or "the whole team"


def propose(session: Session, actor: Actor, plan: VisitPlan) -> Visit:
    """Propose the visit of the actor's own external review.

    Raises ConflictError when the review has one, IncompleteError when the plan cannot be.
    """
    actor.require(Operation.PLAN_VISIT)
    review = drafting.own_review(session, actor)
    if review.kind is not ReviewKind.EXTERNAL:
        raise ConflictError("Only an external review has a visit; this review has a desk only.")
    bars.refuse_barred(session, review, actor.person_id, on=plan.starts_on)
    if find_visit(session, review) is not None:
        raise ConflictError("This review has a visit already. Change its plan instead.")
    visit = Visit(
        college_id=actor.college_id, review_id=review.id, proposed_by=actor.person_id,
        **_checked(plan, college_calendar.working_days_of(session, actor.college_id)),
    )  # fmt: skip
    session.add(visit)
    session.flush()
    note_change(session, actor, visit, f"Proposed for {_dates(visit)}, {visit.mode.words.lower()}")
    audit.note(session, actor.college_id, actor.person_key, "visit proposed", visit.key)
    return visit


def _checked(plan: VisitPlan, days: WorkingDays) -> dict[str, object]:
    if plan.starts_on > plan.ends_on:
        raise IncompleteError(
            "The visit ends before it starts. Change one of the dates.", "ends_on"
        )
    if plan.mode is not VisitMode.REMOTE and not plan.place.strip():
        raise IncompleteError("Say where the team comes to, such as Main Campus.", "place")
    evidence_by = plan.evidence_by or days.add(plan.starts_on, -EVIDENCE_DAYS)
    if evidence_by >= plan.starts_on:
        raise IncompleteError("Evidence is needed before the visit starts.", "evidence_by")
    return {
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "mode": plan.mode,
        "place": plan.place.strip(),
        "documents_wanted": plan.documents_wanted.strip(),
        "safeguarding": plan.safeguarding.strip(),
        "evidence_by": evidence_by,
    }


def change(
    session: Session,
    actor: Actor,
    key: str,
    plan: VisitPlan,
    *,
    seen_version: int,
    reason: str = "",
) -> Visit:
    """Change the plan. An agreed visit needs a reason and is the college's to confirm again."""
    visit = to_plan(session, actor, key)
    refuse_if_edited(visit, seen_version)
    values = _checked(plan, college_calendar.working_days_of(session, actor.college_id))
    said = [_CHANGED[name] for name, value in values.items() if getattr(visit, name) != value]
    if not said:
        return visit
    move(visit, VisitAction.CHANGE, reason=reason)
    for name, value in values.items():
        setattr(visit, name, value)
    visit.agreed_at = visit.agreed_by = None
    _refuse_stray_sessions(session, visit)
    session.flush()
    what = f"Changed {', '.join(said)}: {_dates(visit)}, evidence by {_day(visit.evidence_by)}"
    note_change(session, actor, visit, what, reason)
    audit.note(session, actor.college_id, actor.person_key, "visit changed", key)
    return visit


_CHANGED = {
    "starts_on": "the first day",
    "ends_on": "the last day",
    "mode": "how it happens",
    "place": "the place",
    "documents_wanted": "the documents wanted",
    "safeguarding": "the note on safeguarding",
    "evidence_by": "the evidence deadline",
}


def _refuse_stray_sessions(session: Session, visit: Visit) -> None:
    for meeting in list_sessions(session, visit):
        if meeting.cancelled_at is None and not visit.starts_on <= meeting.held_on <= visit.ends_on:
            raise IncompleteError(
                f"“{meeting.title}” is on {_day(meeting.held_on)}. Move or cancel it first.",
                "starts_on",
            )


def agree(session: Session, actor: Actor, key: str, *, seen_version: int, now: datetime) -> Visit:
    """Confirm the plan for the college. Raises EditedMeanwhileError when it changed meanwhile."""
    actor.require(Operation.AGREE_VISIT)
    visit = get_visit(session, actor, key, for_update=True)
    refuse_if_edited(visit, seen_version)
    move(visit, VisitAction.AGREE)
    visit.agreed_by, visit.agreed_at = actor.person_id, now
    session.flush()
    note_change(session, actor, visit, "Confirmed for the college")
    visit_telling.agreed(session, visit, now=now)
    audit.note(session, actor.college_id, actor.person_key, "visit agreed", key)
    return visit


def begin(session: Session, actor: Actor, key: str, *, now: datetime) -> Visit:
    """Begin the visit on its first day. Raises ConflictError before."""
    visit = to_plan(session, actor, key)
    if now.date() < visit.starts_on:
        raise ConflictError(f"The visit begins on {_day(visit.starts_on)}, not before.")
    move(visit, VisitAction.BEGIN)
    session.flush()
    note_change(session, actor, visit, "Begun")
    audit.note(session, actor.college_id, actor.person_key, "visit begun", key)
    return visit


def move(visit: Visit, action: VisitAction, *, reason: str = "") -> None:
    """Take one arrow of the visit's life. Raises ConflictError where there is none."""
    visit.state = VisitState(follow(VISIT_TRANSITIONS, visit.state, action, reason=reason).to)


def get_visit(session: Session, actor: Actor, key: str, *, for_update: bool = False) -> Visit:
    """One visit. Raises NotFoundError when it is not there for this actor."""
    actor.require(Operation.SEE_VISITS)
    query = select(Visit).where(Visit.college_id == actor.college_id, Visit.key == key)
    if actor.review_id is not None:
        query = query.where(Visit.review_id == actor.review_id)
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    visit = session.scalar(query)
    if visit is None:
        raise NotFoundError("There is no such visit here.")
    return visit


def find_visit(session: Session, review: Review) -> Visit | None:
    """The visit of a review; None where nobody has proposed one."""
    query = select(Visit).where(Visit.college_id == review.college_id, Visit.review_id == review.id)
    return session.scalar(query)


def to_plan(session: Session, actor: Actor, key: str) -> Visit:
    """A visit, locked for somebody of its team who plans it. Raises NotPermittedError."""
    actor.require(Operation.PLAN_VISIT)
    visit = get_visit(session, actor, key, for_update=True)
    require_team(session, actor, visit, on=visit.starts_on)
    return visit


def require_team(session: Session, actor: Actor, visit: Visit, *, on: date) -> None:
    """Raise NotPermittedError unless the actor is of the visit's review and nothing bars them."""
    if actor.review_id != visit.review_id:
        raise NotPermittedError("Only the team of this visit may do that.")
    bars.refuse_barred(session, visit.review, actor.person_id, on=on)


def list_visits(session: Session, actor: Actor) -> list[Visit]:
    """The visits of the college, or of an outsider's own review, newest first."""
    actor.require(Operation.SEE_VISITS)
    query = select(Visit).where(Visit.college_id == actor.college_id)
    if actor.review_id is not None:
        query = query.where(Visit.review_id == actor.review_id)
    return list(session.scalars(query.options(joinedload(Visit.review)).order_by(
        Visit.starts_on.desc(), Visit.id.desc()
    )))  # fmt: skip


def load(session: Session, actor: Actor, key: str) -> VisitView:
    """A visit as its page shows it."""
    visit = get_visit(session, actor, key)
    engagements = [e for e in reviews.list_engagements(session, visit.review) if not e.ended_at]
    interests = reviews.list_interests(session, actor, [e.person_id for e in engagements])
    team = tuple(
        TeamMember(e, tuple(i for i in interests if i.person_id == e.person_id))
        for e in engagements
    )
    query = (
        select(VisitChange)
        .where(VisitChange.college_id == visit.college_id, VisitChange.visit_id == visit.id)
        .options(joinedload(VisitChange.author))
        .order_by(VisitChange.id.desc())
    )
    history = tuple(session.scalars(query))
    return VisitView(visit, team, tuple(list_sessions(session, visit)), history)


def list_sessions(session: Session, visit: Visit) -> list[VisitSession]:
    """Every session of a visit, cancelled ones too, in the order of the day."""
    query = select(VisitSession).where(
        VisitSession.college_id == visit.college_id, VisitSession.visit_id == visit.id
    )
    order = (VisitSession.held_on, VisitSession.starts_at, VisitSession.id)
    return list(session.scalars(query.order_by(*order)))


def evidence_ends_at(visit: Visit) -> datetime:
    """The first moment after the evidence deadline: midnight in England."""
    after = visit.evidence_by + timedelta(days=1)
    return datetime.combine(after, time(), tzinfo=LONDON)


def note_change(session: Session, actor: Actor, visit: Visit, what: str, reason: str = "") -> None:
    """Add a line to the history of the visit."""
    session.add(
        VisitChange(
            college_id=visit.college_id,
            visit_id=visit.id,
            what=f"{what}.",
            reason=reason.strip(),
            author_id=actor.person_id,
        )
    )


def refuse_if_edited(row: Visit | VisitSession, seen_version: int) -> None:
    """Raise EditedMeanwhileError when the row is not the one that somebody had before them."""
    if row.row_version != seen_version:
        raise EditedMeanwhileError(
            "Somebody changed the plan meanwhile. Look at it again, then save.", ""
        )


def _dates(visit: Visit) -> str:
    if visit.starts_on == visit.ends_on:
        return _day(visit.starts_on)
    return f"{_day(visit.starts_on)} to {_day(visit.ends_on)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
