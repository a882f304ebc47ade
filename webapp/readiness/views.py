"""Pages of findings and gaps in the evidence of claims. A view calls one operation and answers."""

from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.permissions import Operation
from webapp.current import current_actor, services
from workflow.calendars.working_days import local_day
from workflow.citations import gaps, readiness
from workflow.citations.gaps import GapList
from workflow.citations.readiness import Finding, Grade, Mends
from workflow.claims import assessments

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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


@bp.get("/gaps")
def show_gaps() -> str:
    assessment, found = _gaps()
    return render_template(
        "readiness/gaps.html", assessment=assessment, found=found, address=_address
    )


@bp.get("/gaps.xlsx")
def gaps_file() -> ResponseReturnValue:
    assessment, found = _gaps()
    name = f"Gaps {assessment.cycle.name}.xlsx".replace("/", "-")
    body = BytesIO(gaps.to_xlsx(found))
    return send_file(body, as_attachment=True, download_name=name, mimetype=XLSX)


def _gaps() -> tuple[Any, GapList]:
    actor = current_actor()
    with services().database.reading() as session:
        assessment = assessments.require_current(session, actor)
        return assessment, gaps.list_gaps(session, actor, assessment, today=local_day(utc_now()))


def _address(finding: Finding) -> str:
    match finding.where:
        case Mends.DIMENSION:
            return url_for("assessment.dimension", code=finding.subject)
        case Mends.DOCUMENT:
            return url_for("evidence.document", key=finding.subject)
        case Mends.QUOTES:
            return url_for("quotes.show", key=finding.subject)
        case Mends.DETAILS:
            return url_for("describing.describe", keys=finding.subject)
