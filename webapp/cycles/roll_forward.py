"""Rolling last year forward: what is open, three piles, claiming again, taking quotes over."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from webapp.current import current_actor, services
from webapp.forms import tell, text, whole_number
from workflow.calendars.working_days import local_day
from workflow.claims import assessments, claims
from workflow.rolling import carrying, rolling
from workflow.rolling.rolling import Pile

bp = Blueprint("roll_forward", __name__, url_prefix="/years/roll-forward")


@bp.get("")
def show() -> str:
    return _show()


def _show(error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        assessment = assessments.require_current(session, actor)
        found = rolling.load(session, actor, assessment, today=local_day(utc_now()))
    return render_template(
        "cycles/roll_forward.html",
        assessment=assessment,
        found=found,
        piles=tuple(Pile),
        error=error,
        typed=request.form,
    )


@bp.post("/quotes")
def take_over() -> ResponseReturnValue:
    """Quotes one by one, or all of a claim, or all."""
    actor = current_actor()
    try:
        with services().database.writing() as session:
            assessment = assessments.require_current(session, actor)
            count = carrying.take_over(
                session, actor, assessment, request.form.getlist("quotes"), now=utc_now()
            )
    except (IncompleteError, ConflictError) as error:
        return _show(error), 422 if isinstance(error, IncompleteError) else 409
    tell(f"{'1 quote is' if count == 1 else f'{count} quotes are'} cited this year too.")
    return redirect(url_for(".show"))


@bp.post("/actions")
def carry_actions() -> ResponseReturnValue:
    actor = current_actor()
    with services().database.writing() as session:
        assessment = assessments.require_current(session, actor)
        count = carrying.carry_actions(session, actor, assessment)
    tell(f"{'1 action goes' if count == 1 else f'{count} actions go'} on in this year.")
    return redirect(url_for(".show"))


@bp.post("/<code>/claim")
def claim_again(code: str) -> ResponseReturnValue:
    """Claim the level that was claimed last year, with the reason as it reads now."""
    actor = current_actor()
    try:
        with services().database.writing() as session:
            found = claims.find_claim(
                session, actor, assessments.require_current(session, actor), code
            )
            claims.claim_level(
                session,
                actor,
                found.key,
                level=whole_number("level", "Open the page again before you save."),
                reason=text(f"reason-{code}"),
                best_fit_reason=text(f"best-fit-{code}"),
                seen_version=whole_number("seen_version", "Open the page again before you save."),
                now=utc_now(),
            )
    except IncompleteError as error:
        name = {"reason": "reason", "best_fit_reason": "best-fit"}.get(error.field or "", "")
        return _show(
            IncompleteError(error.sentence, f"{name}-{code}" if name else error.field)
        ), 422
    except ConflictError as error:
        return _show(error), 409
    tell(f"{code} is claimed again, as a draft. A second person agrees it.")
    return redirect(url_for(".show"))
