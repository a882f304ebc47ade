"""The page of quotes whose document has a newer file. A view parses, calls one operation."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ingest import documents
from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import tell, text, whole_number
from workflow.citations import citations, evidence, succeeding
from workflow.quotes.anchors import difference

bp = Blueprint("quotes", __name__, url_prefix="/quotes")


@bp.get("/<key>")
def show(key: str) -> str:
    return _page(key)


def _page(key: str, error: CareersEvidenceError | None = None, yours: str = "") -> str:
    actor = current_actor()
    with services().database.reading() as session:
        found = documents.get_document(session, actor, key)
        used = evidence.citations_of_document(session, actor, found.id)
    older = [one for one in used if one.anchor is not None]
    return render_template(
        "quotes/quotes.html",
        doc=found,
        to_look_at=[one for one in older if one.is_stale],
        still_there=[one for one in older if not one.is_stale],
        difference=difference,
        may_cite=actor.may(Operation.CITE),
        may_strike=actor.may(Operation.STRIKE_CITATION),
        error=error,
        yours=yours,
    )


@bp.post("/<key>/<citation>/accept")
def accept(key: str, citation: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            new = succeeding.accept_place(
                session,
                current_actor(),
                citation,
                revision_key=text("revision"),
                choice=whole_number("choice", "Choose one of the places."),
                now=utc_now(),
            )
            words = new.exact
    except (IncompleteError, ConflictError) as error:
        return _page(key, error, text("yours")), 422 if isinstance(error, IncompleteError) else 409
    tell(f"The citation now says: “{words}”. The older one stays readable, struck through.")
    return redirect(url_for(".show", key=key))


@bp.post("/<key>/<citation>/strike")
def strike(key: str, citation: str) -> ResponseReturnValue:
    reason = text("reason")
    try:
        with services().database.writing() as session:
            citations.strike(session, current_actor(), citation, reason=reason, now=utc_now())
    except (IncompleteError, ConflictError) as error:
        return _page(key, error, reason), 422 if isinstance(error, IncompleteError) else 409
    tell("The citation is struck through. It stays readable.")
    return redirect(url_for(".show", key=key))
