"""People and roles of a college."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store import areas, membership
from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from store.permissions import INSIDE, Operation, Role
from webapp.current import current_actor, services
from webapp.forms import choice, tell, text

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("")
def show() -> str:
    return _show()


def _show(error: CareersEvidenceError | None = None, link: str = "") -> str:
    actor = current_actor()
    with services().database.reading() as session:
        members = membership.list_members(session, actor)
        found_areas = areas.list_areas(session, actor)
    return render_template(
        "people/people.html",
        members=members,
        areas=found_areas,
        roles=sorted(INSIDE),
        may_manage=actor.may(Operation.MANAGE_PEOPLE),
        link=link,
        error=error,
        typed=request.form if error else {},
    )


@bp.post("")
def invite() -> ResponseReturnValue:
    actor = current_actor()
    try:
        with services().database.writing() as session:
            person, token = membership.invite_member(
                session,
                actor,
                text("email"),
                text("name"),
                choice("role", Role),
                now=utc_now(),
                area_key=text("area"),
            )
    except (IncompleteError, ConflictError) as error:
        return _show(error), 422
    if token is None:
        tell(f"{person.name} has the role. They sign in as before.")
        return redirect(url_for(".show"))
    base = services().settings.base_url.rstrip("/")
    return _show(link=base + url_for("sign_in.invitation", token=token))


@bp.post("/<key>/end")
def end(key: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        membership.end_membership(session, current_actor(), key, now=utc_now())
    tell("The role has ended.")
    return redirect(url_for(".show"))
