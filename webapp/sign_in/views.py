"""Signing in with a password, taking up an invitation, choosing where to work."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from store import accounts
from store.db import utc_now
from store.errors import IncompleteError
from webapp.current import PLACE, TOKEN, current_person, services
from webapp.forms import tell, text
from webapp.sample.sign_ins import sample_sign_ins

bp = Blueprint("sign_in", __name__)

WRONG = "That e-mail address and password do not go together. Check both and try again."
THROTTLED = "Too many tries. Wait fifteen minutes, then try again."


@bp.get("/sign-in")
def form() -> ResponseReturnValue:
    if current_person() is not None:
        return redirect(url_for("home.show"))
    return _form()


def _form(error: IncompleteError | None = None) -> str:
    shown = sample_sign_ins() if services().settings.sample_sign_ins else ()
    return render_template(
        "sign_in/sign_in.html",
        error=error,
        typed=request.form,
        next=_safe(request.values.get("next", "")),
        sample=shown,
    )


def _safe(address: str) -> str:
    """An address of this service, or nothing: never a way out to another site."""
    parts = urlsplit(address)
    is_ours = not parts.scheme and not parts.netloc and address.startswith("/")
    return address if is_ours and not address.startswith(("//", "/\\")) else ""


@bp.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    email, password = text("email"), request.form.get("password", "")
    address, now = request.remote_addr or "", utc_now()
    database = services().database
    with database.reading() as db:
        is_throttled = accounts.is_throttled(db, email, address, now)
        person = accounts.find_account(db, email)
    if is_throttled:
        return _form(IncompleteError(THROTTLED, "email")), 429
    if not accounts.is_right_password(person, password) or person is None:
        with database.writing() as db:
            accounts.note_failed_attempt(db, email, address, now)
        return _form(IncompleteError(WRONG, "email")), 422
    with database.writing() as db:
        token = accounts.begin_session(db, person, now)
    session.clear()
    session[TOKEN] = token
    return redirect(_safe(request.form.get("next", "")) or url_for("home.show"))


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    token = session.get(TOKEN)
    if token:
        with services().database.writing() as db:
            accounts.end_session(db, token, utc_now())
    session.clear()
    tell("You are signed out.")
    return redirect(url_for("sign_in.form"))


@bp.get("/where")
def choose() -> str:
    return render_template("sign_in/where.html")


@bp.post("/where")
def go_to() -> ResponseReturnValue:
    session[PLACE] = text("place")
    return redirect(url_for("home.show"))


@bp.get("/invitation/<token>")
def invitation(token: str) -> ResponseReturnValue:
    return _invitation(token)


def _invitation(token: str, error: IncompleteError | None = None) -> ResponseReturnValue:
    with services().database.reading() as db:
        accounts.find_invitation(db, token, utc_now())
    page = render_template("sign_in/invitation.html", token=token, error=error)
    return page, 422 if error else 200


@bp.post("/invitation/<token>")
def take_up(token: str) -> ResponseReturnValue:
    password = request.form.get("password", "")
    try:
        with services().database.reading() as db:
            accounts.find_invitation(db, token, utc_now())
        password_hash = accounts.hash_password(password)
    except IncompleteError as error:
        return _invitation(token, error)
    with services().database.writing() as db:
        accounts.take_up_invitation(db, token, password_hash, utc_now())
    tell("Your password is set. Sign in with it.")
    return redirect(url_for("sign_in.form"))
