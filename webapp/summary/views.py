"""The governor's page: two printed sides, no menu; and the same as a paper to the board."""

from flask import Blueprint, Response, render_template

from store.db import utc_now
from store.errors import NotFoundError
from webapp.current import current_actor, current_place, services
from workflow import assessments, board_paper, late_actions, overview, report_formats, summary
from workflow.overview import Overview
from workflow.summary import GovernorSummary
from workflow.working_days import local_day

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
