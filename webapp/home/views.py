"""The home page: what needs this person, and what changed lately."""

from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.permissions import Operation
from webapp.current import current_actor, last_here, services
from workflow.needs import needs
from workflow.needs.due_dates import due_dates_file
from workflow.needs.needs import Need, Place

bp = Blueprint("home", __name__)


@bp.get("/")
def show() -> str:
    actor = current_actor()
    since = last_here()
    with services().database.reading() as session:
        waiting = needs.list_needs(session, actor)
        changes = needs.list_changes(session, actor, since=since)
    lines = [(need, _address(need)) for need in waiting]
    may_upload = actor.may(Operation.ADD_DOCUMENT)
    return render_template(
        "home/home.html",
        lines=lines,
        changes=changes,
        since=since,
        may_upload=may_upload,
    )


@bp.get("/due-dates.ics")
def due_dates() -> ResponseReturnValue:
    """One's own due dates, as a file that calendars take in."""
    with services().database.reading() as session:
        waiting = needs.list_needs(session, current_actor())
    base_url = services().settings.base_url.rstrip("/")
    dates = [
        (need.sentence, need.due, f"{base_url}{_address(need)}") for need in waiting if need.due
    ]
    return send_file(
        BytesIO(due_dates_file(dates, now=utc_now())),
        as_attachment=True,
        download_name="Due dates.ics",
        mimetype="text/calendar",
    )


def _address(need: Need) -> str:
    if need.place in _SUBJECTS and need.subject:
        endpoint, name = _SUBJECTS[need.place]
        values: dict[str, Any] = {name: need.subject}
        return url_for(endpoint, **values)
    return url_for(_ENDPOINTS[need.place])


_SUBJECTS = {
    Place.DIMENSION: ("assessment.dimension", "code"),
    Place.DOCUMENT: ("evidence.document", "key"),
    Place.QUOTES: ("quotes.show", "key"),
    Place.SHARING: ("sharing.document", "key"),
    Place.ACTION: ("actions.one", "key"),
    Place.LEADERSHIP: ("leadership.picks", "key"),
    Place.REQUEST: ("requests.one", "key"),
    Place.RESPONSES: ("responses.show", "key"),
    Place.REVIEW: ("reviews.show", "key"),
    Place.VISIT: ("visits.show", "visit"),
    Place.VISIT_CHECK: ("visit_report.check", "visit"),
    Place.VISIT_WRITE: ("visit_report.write", "visit"),
    Place.VISIT_AFTER: ("visit_after.show", "visit"),
}
_ENDPOINTS = {
    Place.DOCUMENT: "evidence.library",
    Place.DESK: "desk.survey",
    Place.ROUND: "rounds.show",
    Place.SUMMARY: "summary.show",
    Place.ASSESSMENT: "assessment.show",
    Place.GOVERNORS: "governors.show",
}
