"""The home page: what needs this person, and what changed lately."""

from flask import Blueprint, render_template, url_for

from store.permissions import Operation
from webapp.current import current_actor, services
from workflow import needs
from workflow.needs import Need, Place

bp = Blueprint("home", __name__)


@bp.get("/")
def show() -> str:
    actor = current_actor()
    with services().database.reading() as session:
        waiting = needs.list_needs(session, actor)
        changes = needs.list_changes(session, actor)
    lines = [(need, _address(need)) for need in waiting]
    may_upload = actor.may(Operation.ADD_DOCUMENT)
    return render_template("home/home.html", lines=lines, changes=changes, may_upload=may_upload)


def _address(need: Need) -> str:
    if need.place is Place.DIMENSION:
        return url_for("assessment.dimension", code=need.subject)
    if need.place is Place.DOCUMENT and need.subject:
        return url_for("evidence.document", key=need.subject)
    if need.place is Place.QUOTES:
        return url_for("quotes.show", key=need.subject)
    if need.place is Place.ACTION:
        return url_for("actions.one", key=need.subject)
    if need.place is Place.REQUEST:
        return url_for("requests.one", key=need.subject)
    return url_for(_ENDPOINTS[need.place])


_ENDPOINTS = {
    Place.DOCUMENT: "evidence.library",
    Place.DESK: "desk.survey",
    Place.SUMMARY: "summary.show",
    Place.ASSESSMENT: "assessment.show",
}
