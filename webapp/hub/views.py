"""The hub's page: summaries that colleges approved, side by side, in the order of their names."""

from flask import Blueprint, abort, render_template

from store import hubs
from store.errors import NotFoundError
from webapp.current import current_person, services
from workflow.governance import hub_summaries

bp = Blueprint("hub", __name__, url_prefix="/hub")


@bp.get("")
def show() -> str:
    """What the colleges published to the hubs of whoever asks; it belongs to no college."""
    person = current_person()
    if person is None:
        abort(401)
    with services().database.reading() as session:
        found = [
            (hub, hub_summaries.list_of_hub(session, hub))
            for hub in hubs.hubs_of(session, person.id)
        ]
    if not found:
        raise NotFoundError("You read the summaries of no hub. Its administrator can add you.")
    return render_template("hub/hub.html", hubs=found)
