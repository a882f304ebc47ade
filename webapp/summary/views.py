"""The governor's page: two printed sides, no menu."""

from flask import Blueprint, render_template

from webapp.current import current_actor, services
from workflow import assessments, overview, summary

bp = Blueprint("summary", __name__, url_prefix="/summary")


@bp.get("")
def show() -> str:
    actor = current_actor()
    with services().database.reading() as session:
        assessment = assessments.require_current(session, actor)
        seen = overview.overview(session, actor, assessment)
    told = summary.summarise(actor, seen)
    return render_template("summary/summary.html", told=told, seen=seen)
