"""Pages of a leadership meeting, for the one person who records and the second who agrees."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from webapp.current import current_actor, services
from webapp.forms import tell, text, whole_number
from workflow.leadership import (
    leadership,
    leadership_meeting,
    leadership_minutes,
    leadership_record,
)
from workflow.leadership.leadership_meeting import Pile
from workflow.lifecycle import LeadershipState

bp = Blueprint("leadership_meeting", __name__, url_prefix="/leadership/<key>/meeting")


@bp.post("/open")
def open_meeting(key: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        leadership.open_meeting(session, current_actor(), key, now=utc_now())
    tell("The meeting is open and you record it. Everybody sees what was picked.")
    return redirect(url_for(".show", key=key))


@bp.get("")
def show(key: str) -> str:
    return _show(key)


def _show(key: str, error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        meeting = leadership_meeting.load(session, actor, key)
    return render_template(
        "leadership/meeting.html",
        meeting=meeting,
        review=meeting.review,
        piles={pile.value: meeting.pile(pile) for pile in Pile},
        to_second=meeting.to_second(actor),
        records=_records(meeting),
        spread=leadership_minutes.spread_in_words,
        error=error,
    )


def _records(meeting: leadership_meeting.Meeting) -> bool:
    review = meeting.review
    is_open = review.state is LeadershipState.MEETING
    return is_open and review.recorder_id == current_actor().person_id


@bp.post("/agree-all")
def agree_unanimous(key: str) -> ResponseReturnValue:
    wanted = request.form.getlist("all" if text("which") == "all" else "agree")
    try:
        with services().database.writing() as session:
            seen = {code: whole_number(f"seen-{code}", "Open the page again.") for code in wanted}
            done = leadership_record.agree_unanimous(
                session, current_actor(), key, seen, now=utc_now()
            )
    except (IncompleteError, ConflictError) as error:
        return _show(key, error), 422
    tell(f"Agreed: {', '.join(done)}. A second person agrees each claim that is new.")
    return redirect(url_for(".show", key=key))


@bp.get("/<code>")
def dimension(key: str, code: str) -> str:
    return _dimension(key, code)


def _dimension(key: str, code: str, error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        meeting = leadership_meeting.load(session, actor, key)
        one = meeting.find(code)
        quotes = leadership_meeting.key_quotes(session, actor, one)
    return render_template(
        "leadership/dimension.html",
        meeting=meeting,
        review=meeting.review,
        one=one,
        d=one.dimension,
        quotes=quotes,
        next=meeting.after(code),
        left=len(meeting.pile(Pile.TO_DISCUSS)),
        records=_records(meeting),
        spread=leadership_minutes.spread_in_words,
        error=error,
        typed=request.form,
    )


@bp.post("/<code>")
def decide(key: str, code: str) -> ResponseReturnValue:
    """Agree a level, or park the dimension; then what comes next."""
    actor = current_actor()
    try:
        with services().database.writing() as session:
            if text("what") == "park":
                leadership_record.park(
                    session, actor, key, code, reason=text("sentence"), now=utc_now()
                )
            else:
                leadership_record.agree(
                    session,
                    actor,
                    key,
                    code,
                    level=whole_number("level", "Choose the level that the meeting agreed."),
                    sentence=text("sentence"),
                    best_fit_reason=text("best_fit_reason"),
                    seen_version=whole_number("seen_version", "Open the page again."),
                    now=utc_now(),
                )
            following = leadership_meeting.load(session, actor, key).after(code)
    except (IncompleteError, ConflictError) as error:
        return _dimension(key, code, error), 422 if isinstance(error, IncompleteError) else 409
    tell(f"{code} is {'parked' if text('what') == 'park' else 'agreed'}.")
    if following is None:
        return redirect(url_for(".show", key=key))
    return redirect(url_for(".dimension", key=key, code=following.dimension.code))


@bp.post("/take-over")
def take_over(key: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        leadership.take_over(session, current_actor(), key)
    tell("You record the meeting from now on.")
    return redirect(url_for(".show", key=key))


@bp.post("/second")
def agree_as_second(key: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            done = leadership_record.agree_as_second(
                session, current_actor(), key, request.form.getlist("second"), now=utc_now()
            )
    except (IncompleteError, ConflictError) as error:
        return _show(key, error), 422
    tell(f"You agreed {', '.join(done)}.")
    return redirect(url_for(".show", key=key))


@bp.post("/end")
def end(key: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        leadership.end_meeting(session, current_actor(), key, now=utc_now())
    tell("The meeting has ended. Its minutes are ready.")
    return redirect(url_for("leadership.show", key=key))
