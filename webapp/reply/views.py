"""A request as somebody sees it who came by a reply link, and what they send."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import CareersEvidenceError, IncompleteError, NotFoundError, RefusedError
from webapp.current import services
from webapp.forms import text
from workflow import frameworks
from workflow.requests import reply_links, requests
from workflow.requests.reply_links import MOST_BYTES, MOST_FILES

bp = Blueprint("reply", __name__, url_prefix="/reply")


def _address() -> str:
    return request.remote_addr or "unknown"


@bp.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    return _show(token)


def _show(token: str, error: CareersEvidenceError | None = None) -> ResponseReturnValue:
    try:
        with services().database.reading() as session:
            asked = reply_links.open_link(session, token, _address(), now=utc_now())
            version = frameworks.version_of(requests.assessment_of(session, asked.request))
    except NotFoundError:
        return _dead()
    return render_template(
        "reply/reply.html",
        asked=asked,
        r=asked.request,
        dimension=version.dimension(asked.request.dimension),
        token=token,
        most_files=MOST_FILES,
        most_mb=MOST_BYTES >> 20,
        error=error,
        typed=request.form if error else {},
    ), 422 if error else 200


def _dead() -> ResponseReturnValue:
    """One answer for links that are used, expired, withdrawn or were never made."""
    with services().database.writing() as session:
        reply_links.note_dead(session, _address(), now=utc_now())
    return render_template("reply/dead.html"), 404


@bp.post("/<token>/files")
def leave(token: str) -> ResponseReturnValue:
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files:
        return _show(token, IncompleteError("Choose at least one file.", "files"))
    try:
        for file in files:
            with services().blobs.stage() as staging:
                staging.copy_from(file.stream, limit=MOST_BYTES)
                reply_links.leave_file(
                    services().database,
                    services().blobs,
                    token,
                    staging,
                    file.filename or "",
                    words=text("words"),
                    address=_address(),
                    now=utc_now(),
                )
    except NotFoundError:
        return _dead()
    except RefusedError as error:
        return _show(token, IncompleteError(error.sentence, "files"))
    return redirect(url_for(".thanks"))


@bp.post("/<token>/nothing")
def nothing(token: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            reply_links.say_nothing(
                session, token, reason=text("reason"), address=_address(), now=utc_now()
            )
    except NotFoundError:
        return _dead()
    except IncompleteError as error:
        return _show(token, error)
    return redirect(url_for(".thanks"))


@bp.get("/thanks")
def thanks() -> str:
    return render_template("reply/thanks.html")
