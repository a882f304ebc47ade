"""Planning a visit, confirming it for the college, and its calendar files."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError, NotFoundError
from store.permissions import PERMISSIONS, Operation
from webapp.current import current_actor, services
from webapp.forms import choice, clock, day, optional_day, tell, text, whole_number
from workflow import drafting, frameworks
from workflow.freezing import snapshot_taking
from workflow.kinds.reviews import ReviewKind
from workflow.kinds.visits import MOST_DIMENSIONS, VisitMode
from workflow.lifecycle import VISIT_TRANSITIONS, VisitState, offered
from workflow.packs import snapshots
from workflow.visits import visit_calendar, visit_sessions, visits
from workflow.visits.visit_sessions import SessionPlan
from workflow.visits.visits import VisitPlan

bp = Blueprint("visits", __name__, url_prefix="/visits")

SAFEGUARDING = (
    "Visitors sign in at reception, wear their badge and are accompanied. "
    "They show photo identification and are never alone with learners."
)


@bp.get("")
def index() -> str:
    actor = current_actor()
    with services().database.reading() as session:
        found = visits.list_visits(session, actor)
        may_propose = (
            not found
            and actor.may(Operation.PLAN_VISIT)
            and drafting.own_review(session, actor).kind is ReviewKind.EXTERNAL
        )
    return render_template("visits/index.html", visits=found, may_propose=may_propose)


@bp.get("/new")
def new() -> str:
    current_actor().require(Operation.PLAN_VISIT)
    return _plan_form(None)


def _plan_form(key: str | None, error: CareersEvidenceError | None = None) -> str:
    visit = None
    if key is not None:
        with services().database.reading() as session:
            visit = visits.get_visit(session, current_actor(), key)
    return render_template(
        "visits/plan.html",
        visit=visit,
        needs_reason=visit is not None and visit.state is VisitState.AGREED,
        modes=tuple(VisitMode),
        evidence_days=visits.EVIDENCE_DAYS,
        safeguarding=SAFEGUARDING,
        error=error,
        typed=request.form,
    )


def _typed_plan() -> VisitPlan:
    return VisitPlan(
        starts_on=day("starts_on"),
        ends_on=day("ends_on"),
        mode=choice("mode", VisitMode),
        place=text("place"),
        documents_wanted=text("documents_wanted"),
        safeguarding=text("safeguarding"),
        evidence_by=optional_day("evidence_by"),
    )


@bp.post("/new")
def propose() -> ResponseReturnValue:
    actor = current_actor()
    try:
        with services().database.writing() as session:
            visit = visits.propose(session, actor, _typed_plan())
    except (IncompleteError, ConflictError) as error:
        return _plan_form(None, error), 422 if isinstance(error, IncompleteError) else 409
    tell("The visit is proposed. Add its sessions; the college confirms the plan.")
    return redirect(url_for(".show", visit=visit.key))


@bp.get("/<visit>")
def show(visit: str) -> str:
    _take_snapshot_if_due(visit)
    return _show(visit)


def _take_snapshot_if_due(key: str) -> None:
    """The first look after the evidence deadline freezes it where no worker has yet."""
    now = utc_now()
    with services().database.reading() as session:
        visit = visits.get_visit(session, current_actor(), key)
        is_due = snapshots.is_due(session, visit, now=now)
    if is_due:
        with services().database.writing() as session:
            snapshots.take_due(session, now=now, college_id=current_actor().college_id)


def _show(key: str, error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        seen = visits.load(session, actor, key)
        framework = frameworks.version_of(seen.visit.review.assessment)
        evidence_snapshot = snapshot_taking.evidence_snapshot(session, seen.visit)
    actions = offered(VISIT_TRANSITIONS, seen.visit.state, PERMISSIONS, actor.roles)
    return render_template(
        "visits/visit.html",
        seen=seen,
        visit=seen.visit,
        title_of=framework.dimension,
        actions=[action.value for action in actions],
        may_plan=actor.may(Operation.PLAN_VISIT),
        evidence_snapshot=evidence_snapshot,
        error=error,
    )


@bp.get("/<visit>/plan")
def plan(visit: str) -> str:
    current_actor().require(Operation.PLAN_VISIT)
    return _plan_form(visit)


@bp.post("/<visit>/plan")
def change(visit: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            visits.change(
                session,
                current_actor(),
                visit,
                _typed_plan(),
                seen_version=whole_number("seen_version", "Open the page again."),
                reason=text("reason"),
            )
    except (IncompleteError, ConflictError) as error:
        return _plan_form(visit, error), 422 if isinstance(error, IncompleteError) else 409
    tell("The plan is changed. The college confirms it anew.")
    return redirect(url_for(".show", visit=visit))


@bp.post("/<visit>/agree")
def agree(visit: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            seen = whole_number("seen_version", "Open the page again.")
            visits.agree(session, current_actor(), visit, seen_version=seen, now=utc_now())
    except (IncompleteError, ConflictError) as error:
        return _show(visit, error), 422 if isinstance(error, IncompleteError) else 409
    tell("You confirmed the visit for the college.")
    return redirect(url_for(".show", visit=visit))


@bp.post("/<visit>/begin")
def begin(visit: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            visits.begin(session, current_actor(), visit, now=utc_now())
    except ConflictError as error:
        return _show(visit, error), 409
    tell("The visit is under way.")
    return redirect(url_for(".show", visit=visit))


@bp.get("/<visit>/sessions/new")
@bp.get("/<visit>/sessions/<meeting>")
def meeting_form(visit: str, meeting: str | None = None) -> str:
    current_actor().require(Operation.PLAN_VISIT)
    return _meeting_form(visit, meeting)


def _meeting_form(key: str, meeting: str | None, error: CareersEvidenceError | None = None) -> str:
    with services().database.reading() as session:
        seen = visits.load(session, current_actor(), key)
        held = visit_sessions.get_session(session, seen.visit, meeting) if meeting else None
        framework = frameworks.version_of(seen.visit.review.assessment)
    chosen = held.dimensions if held else []
    return render_template(
        "visits/session.html",
        seen=seen,
        visit=seen.visit,
        meeting=held,
        themes=framework.themes,
        chosen=request.form.getlist("dimensions") if request.form else chosen,
        team=request.form.getlist("team") if request.form else (held.team if held else []),
        most=MOST_DIMENSIONS,
        needs_reason=seen.visit.state is not VisitState.PROPOSED,
        error=error,
        typed=request.form,
    )


def _typed_meeting() -> SessionPlan:
    return SessionPlan(
        title=text("title"),
        held_on=day("held_on"),
        starts_at=clock("starts_at"),
        ends_at=clock("ends_at"),
        who=text("who"),
        room=text("room"),
        questions=text("questions"),
        dimensions=tuple(request.form.getlist("dimensions")),
        team=tuple(request.form.getlist("team")),
    )


@bp.post("/<visit>/sessions/new")
@bp.post("/<visit>/sessions/<meeting>")
def save_meeting(visit: str, meeting: str | None = None) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with services().database.writing() as session:
            planned, reason = _typed_meeting(), text("reason")
            if meeting is None:
                visit_sessions.add(session, actor, visit, planned, reason=reason)
            else:
                seen = whole_number("seen_version", "Open the page again.")
                visit_sessions.change(
                    session, actor, visit, meeting, planned, seen_version=seen, reason=reason
                )
    except (IncompleteError, ConflictError) as error:
        answer = _meeting_form(visit, meeting, error)
        return answer, 422 if isinstance(error, IncompleteError) else 409
    tell("The session is saved.")
    return redirect(url_for(".show", visit=visit))


@bp.post("/<visit>/sessions/<meeting>/cancel")
def cancel_meeting(visit: str, meeting: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            visit_sessions.cancel(
                session, current_actor(), visit, meeting, reason=text("reason"), now=utc_now()
            )
    except (IncompleteError, ConflictError) as error:
        answer = _meeting_form(visit, meeting, error)
        return answer, 422 if isinstance(error, IncompleteError) else 409
    tell("The session is cancelled. Calendar files say so from now on.")
    return redirect(url_for(".show", visit=visit))


@bp.get("/<visit>/visit.ics")
@bp.get("/<visit>/visit-<who>.ics")
def calendar(visit: str, who: str | None = None) -> Response:
    """The programme as a calendar file: all of it, or what one person of the team leads."""
    with services().database.reading() as session:
        seen = visits.load(session, current_actor(), visit)
    if who is not None and who not in {m.engagement.person.key for m in seen.team}:
        raise NotFoundError("Nobody of the team has this calendar.")
    sessions = [s for s in seen.sessions if who is None or not s.team or who in s.team]
    body = visit_calendar.calendar_file(seen.visit, seen.visit.review.title, sessions)
    headers = {"Content-Disposition": 'attachment; filename="visit.ics"'}
    return Response(body, mimetype="text/calendar", headers=headers)
