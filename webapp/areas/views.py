"""The college's areas: list them, add one, call one otherwise, put one away."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store import areas
from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from store.people import AreaKind
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import choice, tell, text

bp = Blueprint("areas", __name__, url_prefix="/areas")


@bp.get("")
def show() -> str:
    return _show()


def _show(error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        found = areas.list_areas(session, actor)
    return render_template(
        "areas/areas.html",
        areas=found,
        kinds=tuple(AreaKind),
        may_manage=actor.may(Operation.MANAGE_AREAS),
        error=error,
        typed=request.form,
    )


@bp.post("")
def add() -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            name = areas.add(session, current_actor(), text("name"), choice("kind", AreaKind)).name
    except (IncompleteError, ConflictError) as error:
        return _show(error), 422 if isinstance(error, IncompleteError) else 409
    tell(f"{name} is an area now. Documents, requests and people can be of it.")
    return redirect(url_for(".show"))


@bp.post("/<key>/rename")
def rename(key: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            areas.rename(session, current_actor(), key, text("new_name"))
    except (IncompleteError, ConflictError) as error:
        return _show(error), 422 if isinstance(error, IncompleteError) else 409
    tell("Renamed. What was said of it stays with it.")
    return redirect(url_for(".show"))


@bp.post("/<key>/put-away")
def put_away(key: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        name = areas.put_away(session, current_actor(), key, now=utc_now()).name
    tell(f"{name} is offered no more. It stays on what was said of it.")
    return redirect(url_for(".show"))
