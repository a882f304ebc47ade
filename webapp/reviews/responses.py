"""The college answers a released review. A view parses, calls one operation, answers."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import choice, tell, text
from workflow.kinds.reviews import ResponseKind
from workflow.reviews import responding, responses, reviews

bp = Blueprint("responses", __name__, url_prefix="/reviews")


@bp.get("/<key>/responses")
def show(key: str) -> str:
    return _show(key)


def _show(key: str, error: CareersEvidenceError | None = None, about: str = "") -> str:
    """The page; `about` is the judgement whose answer was refused, with what was typed."""
    actor = current_actor()
    with services().database.reading() as session:
        review = reviews.get_review(session, actor, key)
        answers = responding.load(session, actor, review)
    return render_template(
        "reviews/responses.html",
        review=review,
        answers=answers,
        kinds=tuple(ResponseKind),
        may_answer=actor.may(Operation.RESPOND),
        error=error,
        about=about,
        typed=request.form,
    )


@bp.post("/<key>/responses/<judgement>")
def answer(key: str, judgement: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            made = responses.respond(
                session,
                current_actor(),
                judgement,
                choice("kind", ResponseKind),
                seen=text("seen"),
                reason=text("reason"),
                now=utc_now(),
            )
    except (IncompleteError, ConflictError) as error:
        status = 422 if isinstance(error, IncompleteError) else 409
        return _show(key, error, judgement), status
    if made.claim_version_id:
        tell("Answered. The claim has a new wording; a second person agrees it.")
    else:
        tell("Answered. The review's people see it too.")
    return redirect(url_for(".show", key=key))


@bp.post("/<key>/responses")
def accept_agreeing(key: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        count = responses.accept_agreeing(
            session, current_actor(), key, request.form.getlist("judgement"), now=utc_now()
        )
    tell("1 judgement accepted." if count == 1 else f"{count} judgements accepted.")
    return redirect(url_for(".show", key=key))
