"""The page of findings about the evidence of claims. A view calls one operation and answers."""

from flask import Blueprint, render_template, url_for

from store.db import utc_now
from store.permissions import Operation
from webapp.current import current_actor, services
from workflow import assessments, readiness
from workflow.readiness import Finding, Grade, Mends

bp = Blueprint("readiness", __name__, url_prefix="/readiness")


@bp.get("")
def show() -> str:
    actor = current_actor()
    actor.require(Operation.CLAIM_LEVEL)
    with services().database.reading() as session:
        assessment = assessments.require_current(session, actor)
        found = readiness.check(session, actor, assessment, today=utc_now().date())
    graded = [(grade, [one for one in found if one.grade is grade]) for grade in Grade]
    return render_template(
        "readiness/readiness.html", assessment=assessment, graded=graded, address=_address
    )


def _address(finding: Finding) -> str:
    match finding.where:
        case Mends.DIMENSION:
            return url_for("assessment.dimension", code=finding.subject)
        case Mends.DOCUMENT:
            return url_for("evidence.document", key=finding.subject)
        case Mends.QUOTES:
            return url_for("quotes.show", key=finding.subject)
        case Mends.DETAILS:
            return url_for("adding.describe", keys=finding.subject)
