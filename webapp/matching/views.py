"""The page that says how well pages are matched. A view calls one operation and answers."""

from flask import Blueprint, render_template

from store.permissions import Operation
from webapp.current import current_actor, services
from workflow.claims import assessments
from workflow.matching import precision

bp = Blueprint("matching", __name__, url_prefix="/matching")


@bp.get("")
def show() -> str:
    actor = current_actor()
    with services().database.reading() as session:
        found = precision.report(session, actor)
        has_assessment = assessments.current_assessment(session, actor) is not None
    return render_template(
        "matching/matching.html",
        report=found,
        may_open=actor.may(Operation.SEARCH_EVIDENCE) and has_assessment,
        sees_service=actor.may(Operation.SEE_READINESS),
    )
