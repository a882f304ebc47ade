"""Rounds: beginning or joining one for a college, the facilitator's page, the release together."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store import membership
from store.db import utc_now
from store.errors import (
    CareersEvidenceError,
    ConflictError,
    IncompleteError,
    NotFoundError,
    NotPermittedError,
)
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import day, tell, text
from workflow.calendars.working_days import local_day
from workflow.reviews import reviews
from workflow.rounds import facilitating, rounds

bp = Blueprint("rounds", __name__, url_prefix="/rounds")


def _status(error: CareersEvidenceError) -> int:
    if isinstance(error, IncompleteError):
        return 422
    return 403 if isinstance(error, NotPermittedError) else 409


@bp.get("/of/<key>")
def new(key: str) -> str:
    return _new(key)


def _new(key: str, error: CareersEvidenceError | None = None, about: str = "") -> str:
    """Beginning or joining a round; `about` is the form that was refused."""
    actor = current_actor()
    actor.require(Operation.OPEN_REVIEW)
    with services().database.reading() as session:
        review = reviews.get_review(session, actor, key)
    return render_template(
        "reviews/round_new.html", review=review, error=error, about=about, typed=request.form
    )


@bp.post("/of/<key>/begin")
def begin(key: str) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with services().database.writing() as session:
            person = membership.find_or_add_person(
                session, text("email"), text("facilitator"), invited_by=actor
            )
            rounds.begin(
                session,
                actor,
                key,
                name=text("name"),
                release_on=day("release_on"),
                facilitator=person,
                now=utc_now(),
            )
    except (IncompleteError, ConflictError, NotPermittedError) as error:
        return _new(key, error, "begin"), _status(error)
    tell("The round is begun. Hand its code on to the other colleges.")
    return redirect(url_for("reviews.show", key=key, _anchor="round"))


@bp.post("/of/<key>/look")
def look(key: str) -> ResponseReturnValue:
    """What a college sees of a round before it says that it joins."""
    actor = current_actor()
    try:
        with services().database.reading() as session:
            review = reviews.get_review(session, actor, key)
            seen = rounds.find_by_code(session, actor, text("code"))
    except IncompleteError as error:
        return _new(key, error, "join"), 422
    return render_template("reviews/round_join.html", review=review, round=seen)


@bp.post("/of/<key>/join")
def join(key: str) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with services().database.writing() as session:
            found = rounds.join(session, actor, key, text("code"), now=utc_now())
            name = found.name
    except (IncompleteError, ConflictError, NotPermittedError) as error:
        return _new(key, error, "join"), _status(error)
    tell(f"The review is in the round {name}.")
    return redirect(url_for("reviews.show", key=key, _anchor="round"))


@bp.get("")
def show() -> str:
    return _show()


def _show(error: CareersEvidenceError | None = None) -> str:
    actor, today = current_actor(), local_day(utc_now())
    try:
        with services().database.reading() as session:
            seen = facilitating.load(session, actor, today=today)
    except NotFoundError:
        return render_template("reviews/no_round.html")
    return render_template(
        "reviews/round.html", seen=seen, today=today, error=error, typed=request.form
    )


@bp.post("/day")
def set_day() -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            rounds.set_day(session, current_actor(), day("release_on"), now=utc_now())
    except (IncompleteError, ConflictError) as error:
        return _show(error), _status(error)
    tell("The day is changed for every review of the round.")
    return redirect(url_for(".show"))


@bp.post("/release")
def release() -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            count = facilitating.release_all(session, current_actor(), now=utc_now())
    except ConflictError as error:
        return _show(error), 409
    tell("1 review is released." if count == 1 else f"{count} reviews are released together.")
    return redirect(url_for(".show"))
