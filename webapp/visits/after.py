"""After a visit: actions from areas for improvement, progress at 12 and 24 months."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, EditedMeanwhileError, IncompleteError
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import day, optional_choice, tell, text, whole_number
from workflow.kinds.after_visits import ProgressMark
from workflow.visits import after_visit
from workflow.visits.after_visit import Progress

bp = Blueprint("visit_after", __name__, url_prefix="/visits/<visit>/after")


@bp.get("")
def show(visit: str) -> str:
    return _show(visit)


def _show(key: str, error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        seen = after_visit.load(session, actor, key)
        title = seen.visit.review.title
    return render_template(
        "visits/after.html",
        seen=seen,
        visit=seen.visit,
        title=title,
        months=seen.now_due,
        marks=tuple(ProgressMark),
        may_report=actor.may(Operation.REPORT_PROGRESS),
        may_mark=actor.may(Operation.MARK_PROGRESS),
        may_plan=actor.may(Operation.PLAN_ACTION),
        may_let_back=actor.may(Operation.OPEN_REVIEW),
        error=error,
        theirs=error.theirs if isinstance(error, EditedMeanwhileError) else "",
        typed=request.form,
    )


def _said() -> dict[str, Progress]:
    """What was typed for each area; areas that say nothing are left for later."""
    said = {}
    for key in request.form.getlist("area"):
        progress, why = text(f"progress-{key}"), text(f"irrelevant-{key}")
        if progress or why:
            seen = whole_number(f"seen-{key}", "Open the page again.")
            evidence = tuple(request.form.getlist(f"evidence-{key}"))
            said[key] = Progress(progress, why, evidence, seen)
    return said


@bp.post("/progress")
def report(visit: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            months = whole_number("months", "Open the page again.")
            after_visit.report_progress(
                session, current_actor(), visit, months, _said(), now=utc_now()
            )
    except (IncompleteError, ConflictError) as error:
        return _show(visit, error), 422 if isinstance(error, IncompleteError) else 409
    tell("Saved. The team of the visit can see it now.")
    return redirect(url_for(".show", visit=visit))


@bp.post("/marks")
def mark(visit: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            months = whole_number("months", "Open the page again.")
            marks = {}
            for key in request.form.getlist("area"):
                found = optional_choice(f"mark-{key}", ProgressMark)
                if found is not None:
                    marks[key] = (found, text(f"reason-{key}"))
            after_visit.mark_progress(session, current_actor(), visit, months, marks, now=utc_now())
    except (IncompleteError, ConflictError) as error:
        return _show(visit, error), 422 if isinstance(error, IncompleteError) else 409
    tell("Marked. The college is told.")
    return redirect(url_for(".show", visit=visit))


@bp.post("/team")
def let_back(visit: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            until = day("until")
            after_visit.let_team_back(session, current_actor(), visit, until, now=utc_now())
    except (IncompleteError, ConflictError) as error:
        return _show(visit, error), 422 if isinstance(error, IncompleteError) else 409
    tell("The team can look until then.")
    return redirect(url_for(".show", visit=visit))
