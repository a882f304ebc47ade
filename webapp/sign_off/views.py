"""Submitting the assessment with one's name, and recording what the board decided."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import day, tell, text
from webapp.step_up import require_password
from workflow.claims import assessments
from workflow.governance import sign_off
from workflow.governance.sign_off import Decision

bp = Blueprint("sign_off", __name__, url_prefix="/sign-off")

RESERVATION = "reservation-"


@bp.get("")
def show() -> str:
    return _show()


def _show(error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        assessment = assessments.require_current(session, actor)
        told = sign_off.to_sign(session, actor, assessment)
    return render_template(
        "sign_off/submit.html",
        told=told,
        assessment=assessment,
        error=error,
        typed=request.form,
        has_reservation=any(
            value.strip() for name, value in request.form.items() if name.startswith(RESERVATION)
        ),
    )


@bp.post("")
def submit() -> ResponseReturnValue:
    actor = current_actor()
    actor.require(Operation.SUBMIT_ASSESSMENT)
    reservations = {
        name.removeprefix(RESERVATION): text(name)
        for name in request.form
        if name.startswith(RESERVATION)
    }
    try:
        require_password()
        with services().database.writing() as session:
            assessment = assessments.require_current(session, actor)
            assessments.submit(
                session, actor, assessment.key, now=utc_now(), reservations=reservations
            )
    except (IncompleteError, ConflictError) as error:
        return _show(error), 422 if isinstance(error, IncompleteError) else 409
    tell("The assessment is submitted. Levels and reasons are locked; evidence is not.")
    return redirect(url_for("assessment.show"))


@bp.get("/adopt")
def adopting() -> str:
    return _adopting()


def _adopting(error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    actor.require(Operation.ADOPT_ASSESSMENT)
    with services().database.reading() as session:
        assessment = assessments.require_current(session, actor)
        signed = sign_off.signed(session, actor, assessment)
    return render_template(
        "sign_off/adopt.html",
        assessment=assessment,
        signed=signed,
        error=error,
        typed=request.form,
    )


@bp.post("/adopt")
def adopt() -> ResponseReturnValue:
    actor = current_actor()
    actor.require(Operation.ADOPT_ASSESSMENT)
    try:
        decision = Decision(text("body"), day("decided_on"), text("minute"), text("resolution"))
        with services().database.writing() as session:
            assessment = assessments.require_current(session, actor)
            sign_off.adopt(session, actor, assessment.key, decision, now=utc_now())
    except (IncompleteError, ConflictError) as error:
        return _adopting(error), 422 if isinstance(error, IncompleteError) else 409
    tell("The board's decision is recorded. The assessment is adopted.")
    return redirect(url_for("assessment.show"))
