"""What governors leave with the assessment, and the answers they get."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import choice, day, tell, text
from workflow import frameworks
from workflow.calendars.working_days import local_day
from workflow.claims import assessments
from workflow.governance import governors
from workflow.kinds.sign_off import NoteKind

bp = Blueprint("governors", __name__, url_prefix="/governors")


@bp.get("")
def show() -> str:
    return _show()


def _show(error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        assessment = assessments.require_current(session, actor)
        notes = governors.list_notes(session, actor, assessment)
    return render_template(
        "governors/notes.html",
        assessment=assessment,
        notes=notes,
        dimensions=frameworks.version_of(assessment).dimensions,
        kinds=tuple(NoteKind),
        may_leave=actor.may(Operation.LEAVE_GOVERNOR_NOTE),
        may_answer=actor.may(Operation.ANSWER_GOVERNOR),
        today=local_day(utc_now()),
        error=error,
        typed=request.values,
    )


@bp.post("")
def leave() -> ResponseReturnValue:
    actor = current_actor()
    try:
        with services().database.writing() as session:
            governors.leave(
                session,
                actor,
                assessments.require_current(session, actor),
                choice("kind", NoteKind),
                text("words"),
                dated=day("dated"),
                dimension=text("dimension"),
                now=utc_now(),
            )
    except IncompleteError as error:
        return _show(error), 422
    tell("Kept with the assessment. The careers leader is told.")
    return redirect(url_for(".show"))


@bp.post("/<key>/answer")
def answer(key: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            governors.answer(session, current_actor(), key, text(f"answer-{key}"), now=utc_now())
    except (IncompleteError, ConflictError) as error:
        return _show(error), 422 if isinstance(error, IncompleteError) else 409
    tell("Answered. The governor is told.")
    return redirect(url_for(".show"))
