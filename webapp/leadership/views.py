"""Pages of a leadership review: who takes part, picks beforehand, what came of the meeting."""

from datetime import timedelta
from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import day, optional_number, tell, text
from workflow.calendars.working_days import local_day
from workflow.claims import assessments
from workflow.leadership import leadership, leadership_meeting, leadership_minutes, leadership_picks
from workflow.leadership.leadership import TakesPart
from workflow.leadership.leadership_picks import LONGEST_SENTENCE, OwnPicks, Picked
from workflow.lifecycle import LeadershipState

bp = Blueprint("leadership", __name__, url_prefix="/leadership")

USUAL_TIME = timedelta(days=14)
GUESTS = 3
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("")
def index() -> str:
    actor = current_actor()
    actor.require(Operation.PICK_LEVELS)
    with services().database.reading() as session:
        assessment = assessments.require_current(session, actor)
        found = leadership.list_reviews(session, actor, assessment)
    is_under_way = any(one.state is not LeadershipState.ENDED for one in found)
    return render_template(
        "leadership/index.html",
        assessment=assessment,
        reviews=found,
        may_prepare=actor.may(Operation.LEAD_LEADERSHIP_REVIEW) and not is_under_way,
    )


@bp.get("/new")
def new() -> str:
    return _form()


def _form(error: CareersEvidenceError | None = None) -> str:
    with services().database.reading() as session:
        candidates = leadership.list_candidates(session, current_actor())
    return render_template(
        "leadership/new.html",
        candidates=candidates,
        guests=range(1, GUESTS + 1),
        meets_on=local_day(utc_now()) + USUAL_TIME,
        error=error,
        typed=request.form,
        chosen=request.form.getlist("people"),
    )


@bp.post("/new")
def prepare() -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            review = leadership.prepare(
                session, current_actor(), meets_on=day("meets_on"), taking_part=_taking_part()
            )
    except (IncompleteError, ConflictError) as error:
        return _form(error), 422
    tell("The leadership review is prepared. Who takes part sees it on their home page.")
    return redirect(url_for(".show", key=review.key))


def _taking_part() -> list[TakesPart]:
    """The members who are ticked, then the guests whose lines are filled in."""
    members = [
        TakesPart("", text(f"role-{key}"), key)
        for key in dict.fromkeys(request.form.getlist("people"))
    ]
    guests = (TakesPart(text(f"guest-{n}"), text(f"guest-role-{n}")) for n in range(1, GUESTS + 1))
    return [*members, *(one for one in guests if one.name or one.role)]


@bp.get("/<key>")
def show(key: str) -> str:
    return _show(key)


def _show(key: str, error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    meeting, document, candidates = None, None, []
    with services().database.reading() as session:
        review = leadership.get_review(session, actor, key)
        taking_part = leadership.list_participants(session, review)
        if review.state is not LeadershipState.PREPARING:
            meeting = leadership_meeting.load(session, actor, key)
            document = leadership_minutes.find_document(session, actor, meeting)
        if actor.may(Operation.LEAD_LEADERSHIP_REVIEW):
            candidates = leadership.list_candidates(session, actor)
    return render_template(
        "leadership/review.html",
        review=review,
        participants=taking_part,
        dimensions=leadership.dimension_count(review),
        own=next((one for one in taking_part if one.person_id == actor.person_id), None),
        meeting=meeting,
        document=document,
        candidates=candidates,
        actor=actor,
        spread=leadership_minutes.spread_in_words,
        error=error,
        typed=request.form,
    )


@bp.post("/<key>/people")
def add_person(key: str) -> ResponseReturnValue:
    one = TakesPart(text("name"), text("role"), text("person"))
    try:
        with services().database.writing() as session:
            leadership.add_participant(session, current_actor(), key, one)
    except (IncompleteError, ConflictError) as error:
        return _show(key, error), 422
    tell("They take part.")
    return redirect(url_for(".show", key=key))


@bp.get("/<key>/picks")
def picks(key: str) -> ResponseReturnValue:
    """Where the actor goes on: the first theme that is not finished."""
    with services().database.reading() as session:
        own = leadership_picks.own_picks(session, current_actor(), key)
    theme = own.next_theme
    if own.review.state is not LeadershipState.PREPARING or theme is None:
        return redirect(url_for(".show", key=key))
    return redirect(url_for(".theme", key=key, number=theme.number))


@bp.get("/<key>/picks/<int:number>")
def theme(key: str, number: int) -> str:
    return _theme(key, number)


def _theme(key: str, number: int, error: CareersEvidenceError | None = None) -> str:
    with services().database.reading() as session:
        own = leadership_picks.own_picks(session, current_actor(), key)
    return render_template(
        "leadership/picks.html",
        own=own,
        review=own.review,
        theme=own.theme(number),
        is_open=own.review.state is LeadershipState.PREPARING,
        most=LONGEST_SENTENCE,
        error=error,
        typed=request.form,
    )


@bp.post("/<key>/picks/<int:number>")
def pick(key: str, number: int) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with services().database.writing() as session:
            own = leadership_picks.own_picks(session, actor, key)
            leadership_picks.pick(session, actor, key, _picked(own, number), now=utc_now())
    except (IncompleteError, ConflictError) as error:
        return _theme(key, number, error), 422
    if number < len(own.framework.themes):
        return redirect(url_for(".theme", key=key, number=number + 1))
    tell("Your levels are saved. You can change them until the meeting opens.")
    return redirect(url_for(".show", key=key))


def _picked(own: OwnPicks, number: int) -> dict[str, Picked]:
    return {
        one.code: Picked(optional_number(f"level-{one.code}"), text(f"sentence-{one.code}"))
        for one in own.theme(number).dimensions
    }


@bp.get("/<key>/views")
def views(key: str) -> str:
    """What each picked, as it was before the meeting: notes of those who took part."""
    with services().database.reading() as session:
        meeting = leadership_meeting.load(session, current_actor(), key)
    return render_template(
        "leadership/views.html",
        meeting=meeting,
        review=meeting.review,
        spread=leadership_minutes.spread_in_words,
    )


@bp.get("/<key>/minutes.docx")
def minutes(key: str) -> ResponseReturnValue:
    with services().database.reading() as session:
        body = leadership_minutes.to_docx(session, current_actor(), key)
        meeting = leadership_meeting.load(session, current_actor(), key)
    name = f"{leadership_minutes.title_of(meeting)}.docx"
    return send_file(BytesIO(body), as_attachment=True, download_name=name, mimetype=DOCX)


@bp.post("/<key>/minutes")
def add_minutes(key: str) -> ResponseReturnValue:
    document = leadership_minutes.add_to_library(
        services().database, services().blobs, current_actor(), key
    )
    tell("The minutes are in the library as draft minutes. Say here when they are approved.")
    return redirect(url_for("describing.describe", keys=document))
