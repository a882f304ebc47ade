"""Who is asking, and from where: the person, their place and what the app stands on."""

from datetime import datetime
from importlib.metadata import version
from typing import Any

from flask import abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from ingest.page_images import PageImages
from store import accounts
from store.db import utc_now
from store.people import Person
from store.permissions import Actor, Operation
from webapp.services import Services
from workflow import places
from workflow.places import Place

VERSION = version("careers-evidence")
TOKEN = "token"
PLACE = "place"
ASSESSMENT = "assessment"

# Endpoints that need no sign-in; a test walks every other one without it.
OPEN_TO_ALL = frozenset(
    {
        "static",
        "health.healthz",
        "health.readyz",
        "health.metrics",
        "sign_in.form",
        "sign_in.sign_in",
        "sign_in.invitation",
        "sign_in.take_up",
        "reply.show",
        "reply.leave",
        "reply.nothing",
        "reply.thanks",
        "help.using",
        "help.accessibility",
        "help.privacy",
        "help.complain",
    }
)
# Endpoints for somebody who is signed in but has not chosen where to work.
WITHOUT_PLACE = frozenset({"sign_in.choose", "sign_in.go_to", "sign_in.sign_out", "hub.show"})


def services() -> Services:
    """What this app stands on."""
    found: Services = current_app.extensions["services"]
    return found


def pictures() -> PageImages:
    """What draws pages for this app."""
    found: PageImages = current_app.extensions["page_images"]
    return found


def current_person() -> Person | None:
    """Who is signed in; None when nobody is."""
    found: Person | None = g.get("person")
    return found


def last_here() -> datetime | None:
    """When the person last used the service before they signed in; None on the first visit."""
    at: datetime | None = g.get("last_here")
    return at


def current_place() -> Place | None:
    """Where they work now."""
    found: Place | None = g.get("place")
    return found


def current_actor() -> Actor:
    """The person bound to one college and, for outsiders, one review."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        abort(403)
    return actor


def require_sign_in() -> ResponseReturnValue | None:
    """Before every request: know who asks, or send them to sign in."""
    if request.endpoint is None:
        return None
    _load()
    if request.endpoint in OPEN_TO_ALL:
        return None
    if g.person is None:
        if request.method == "GET" and request.accept_mimetypes.accept_html:
            return redirect(url_for("sign_in.form", next=request.full_path.rstrip("?")))
        abort(401)
    if g.actor is None and request.endpoint not in WITHOUT_PLACE:
        return redirect(url_for("sign_in.choose"))
    return None


def _load() -> None:
    g.person = g.actor = g.place = g.last_here = None
    g.places, g.hubs = [], []
    token = session.get(TOKEN)
    if not token or request.endpoint in {"static", "health.healthz"}:
        return
    now = utc_now()
    with services().database.reading() as db:
        signed_in = accounts.find_session(db, token, now)
        if signed_in is None or signed_in.person.disabled_at is not None:
            session.pop(TOKEN, None)
            return
        person = signed_in.person
        g.person, g.last_here = person, signed_in.last_here_at
        g.places, g.hubs = places.list_places(db, person.id, on=now.date())
    chosen = session.get(PLACE)
    g.place = next((place for place in g.places if place.key == chosen), None)
    if g.place is None and len(g.places) == 1:
        g.place = g.places[0]
    if g.place is not None:
        at_hand = session.get(ASSESSMENT, "")
        g.actor = places.actor_at(
            g.place, person.id, person.key, person.name, assessment_key=at_hand
        )
    if accounts.is_time_to_note(signed_in, now):
        with services().database.writing() as db:
            accounts.note_seen(db, signed_in.id, now)


def template_facts() -> dict[str, Any]:
    """What every template may know of who asks and where they are."""
    place: Place | None = g.get("place")
    return {
        "person": g.get("person"),
        "place": place,
        "places": g.get("places", []),
        "hubs": g.get("hubs", []),
        "college_name": place.college_name if place else "",
        "review_title": place.review_title if place else "",
        "version": VERSION,
        "may": _may,
    }


def _may(operation: str) -> bool:
    actor: Actor | None = g.get("actor")
    return actor is not None and actor.may(Operation[operation])
