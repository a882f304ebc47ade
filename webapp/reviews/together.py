"""Reading together: judgements side by side, second assessors, what was agreed."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from store.permissions import JUDGES, Operation
from webapp.current import current_actor, services
from webapp.forms import tell, text, whole_number
from workflow.reviews import judgements, leverage, moderation, reviews

bp = Blueprint("together", __name__, url_prefix="/together")


@bp.get("")
def show() -> str:
    return _show()


def _show(error: CareersEvidenceError | None = None, about: str = "") -> str:
    """The page; `about` is the claim or action that was refused, with what was typed."""
    actor = current_actor()
    with services().database.reading() as session:
        seen = moderation.load(session, actor)
        engaged = reviews.list_engagements(session, seen.review)
        is_led = reviews.is_led_by_another(session, seen.review, actor)
        named = leverage.list_named(session, actor, seen.review)
    is_open = seen.review.released_at is None
    return render_template(
        "reviews/together.html",
        seen=seen,
        assessors=[e.person for e in engaged if e.role in JUDGES and not e.ended_at],
        me=actor.person_id,
        may_ask=is_open and actor.may(Operation.ASK_SECOND),
        may_agree=is_open and actor.may(Operation.MODERATE) and not is_led,
        named=named,
        most_named=leverage.MOST,
        may_name=is_open and actor.may(Operation.NAME_LEVERAGE) and not is_led,
        error=error,
        about=about,
        typed=request.form,
    )


@bp.post("/submit")
def submit() -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            count = judgements.submit(session, current_actor(), now=utc_now())
    except ConflictError as error:
        return _show(error), 409
    words = "1 judgement is" if count == 1 else f"{count} judgements are"
    tell(f"{words} submitted. Whoever judged the same claim and submitted too sees them.")
    return redirect(url_for(".show"))


@bp.post("/second")
def ask_second() -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            moderation.ask_second(
                session, current_actor(), text("claim"), text("person"), now=utc_now()
            )
    except ConflictError as error:
        return _show(error), 409
    tell(
        "A second assessor is asked. Neither sees the other's judgement until both have submitted."
    )
    return redirect(url_for(".show"))


@bp.post("/leverage")
def name() -> ResponseReturnValue:
    key = text("key")
    try:
        with services().database.writing() as session:
            leverage.name(
                session,
                current_actor(),
                dimension=text("dimension"),
                words=text("words"),
                key=key,
                seen_version=whole_number("seen_version", "Open the page again.") if key else 0,
                now=utc_now(),
            )
    except (IncompleteError, ConflictError) as error:
        status = 422 if isinstance(error, IncompleteError) else 409
        return _show(error, key or "new"), status
    tell("Saved. The college sees it once the review is released.")
    return redirect(url_for(".show", _anchor="leverage"))


@bp.post("/leverage/<key>/take-back")
def take_back(key: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        leverage.take_back(session, current_actor(), key, now=utc_now())
    tell("Taken back.")
    return redirect(url_for(".show", _anchor="leverage"))


@bp.post("/<claim>")
def agree(claim: str) -> ResponseReturnValue:
    try:
        level = whole_number("level", "Choose the level that you agree on.")
        with services().database.writing() as session:
            moderation.moderate(
                session,
                current_actor(),
                claim,
                level=level,
                reason=text("reason"),
                seen=text("seen"),
                now=utc_now(),
            )
    except (IncompleteError, ConflictError) as error:
        return _show(error, claim), 422 if isinstance(error, IncompleteError) else 409
    tell("Recorded. It becomes the outcome when the review is released.")
    return redirect(url_for(".show"))
