"""The governor's page: two printed sides, no menu; and the same as a paper to the board."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError, NotFoundError
from webapp.current import current_actor, current_place, services
from webapp.forms import tell, text
from workflow.actions import late_actions
from workflow.calendars.working_days import local_day
from workflow.claims import assessments, overview
from workflow.claims.overview import Overview
from workflow.governance import board_paper, hub_summaries, summary
from workflow.governance.summary import GovernorSummary
from workflow.papers import report_formats

bp = Blueprint("summary", __name__, url_prefix="/summary")
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _load() -> tuple[GovernorSummary, Overview]:
    actor = current_actor()
    with services().database.reading() as session:
        assessment = assessments.require_current(session, actor)
        seen = overview.overview(session, actor, assessment)
        late = late_actions.list_late(session, actor, assessment, today=local_day(utc_now()))
    return summary.summarise(actor, seen, late), seen


@bp.get("")
def show() -> str:
    told, seen = _load()
    return render_template("summary/summary.html", told=told, seen=seen)


@bp.get("/board-paper.<kind>")
def board(kind: str) -> Response:
    """The summary as a paper to the board, as Word document or tagged PDF."""
    formats = {"pdf": (report_formats.pdf, "application/pdf"), "docx": (report_formats.docx, _DOCX)}
    if kind not in formats:
        raise NotFoundError("The paper comes as PDF and as Word document.")
    place = current_place()
    told, seen = _load()
    write, mimetype = formats[kind]
    body = write(board_paper.tree(place.college_name if place else "", told, seen))
    name = f'attachment; filename="careers-board-paper.{kind}"'
    return Response(body, mimetype=mimetype, headers={"Content-Disposition": name})


@bp.get("/hub")
def hub() -> str:
    return _hub()


def _hub(error: CareersEvidenceError | None = None) -> str:
    with services().database.reading() as session:
        seen = hub_summaries.prepare(session, current_actor())
    return render_template("summary/hub.html", seen=seen, error=error, typed=request.form)


@bp.post("/hub")
def publish() -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            hub_summaries.publish(session, current_actor(), words=text("words"), now=utc_now())
    except (IncompleteError, ConflictError) as error:
        return _hub(error), 422 if isinstance(error, IncompleteError) else 409
    tell("Your hub can read the summary now.")
    return redirect(url_for(".hub"))


@bp.post("/hub/withdraw")
def withdraw() -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            hub_summaries.withdraw(session, current_actor(), now=utc_now())
    except ConflictError as error:
        return _hub(error), 409
    tell("Withdrawn. Your hub no longer sees it.")
    return redirect(url_for(".hub"))
