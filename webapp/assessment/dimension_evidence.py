"""The page of all evidence for one dimension. A view parses, calls one operation, answers."""

from functools import partial

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from framework.model import Dimension
from store.permissions import Operation
from webapp.assessment.coming_back import to_ranked
from webapp.current import current_actor, services
from webapp.forms import tell, text, whole_number
from workflow.citations import dismissals, suggestions
from workflow.citations.suggestions import SuggestedPage
from workflow.claims import assessments, claims
from workflow.matching import proposals

bp = Blueprint("dimension_evidence", __name__, url_prefix="/assessment/<code>/evidence")

FURTHEST = 100_000


@bp.get("")
def show(code: str) -> str:
    actor = current_actor()
    offset = min(max(request.args.get("offset", 0, type=int), 0), FURTHEST)
    with services().database.reading() as session:
        assessment = assessments.require_current(session, actor)
        dimension = claims.dimension_of(claims.find_claim(session, actor, assessment, code))
        found = suggestions.ranked(session, actor, code, offset=offset)
        may_dismiss = actor.may(Operation.DISMISS_SUGGESTION)
        dismissed = dismissals.list_dismissed(session, actor, code) if may_dismiss else []
    return render_template(
        "assessment/evidence.html",
        d=dimension,
        found=found,
        offset=offset,
        previous=max(offset - suggestions.STRETCH, 0),
        dismissed=dismissed,
        is_dismissed_open=bool(request.args.get("dismissed")),
        proposed_for=partial(_proposed_for, dimension),
        shows_for=partial(proposals.likely_shows, dimension),
        may_cite=actor.may(Operation.CITE),
        may_dismiss=may_dismiss,
    )


def _proposed_for(dimension: Dimension, page: SuggestedPage) -> str:
    return proposals.likely_place(dimension, page.level, page.quote.exact)


@bp.post("/bring-back")
def bring_back(code: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        suggestions.bring_back(
            session,
            current_actor(),
            text("revision"),
            whole_number("page", "Open the page again."),
            code,
        )
    tell(f"The dismissal is taken back. That page may be suggested for {code} again.")
    return redirect(to_ranked(code))
