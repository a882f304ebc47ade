"""Notes of a visit: the page for the day, which works without a network, and the team's notes."""

from datetime import UTC, datetime
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from store.db import new_key, utc_now
from store.errors import CareersEvidenceError, IncompleteError
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import choice, tell, text
from workflow.kinds.visits import NoteKind
from workflow.lifecycle import VisitState
from workflow.visits import visit_notes, visit_questions
from workflow.visits.visit_notes import MOST_WORDS, SOURCES, TakenNote

bp = Blueprint("visit_notes", __name__, url_prefix="/visits")


@bp.get("/<visit>/notes/take")
def take(visit: str) -> str:
    return _take(visit)


def _take(key: str, error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        visit, sessions = visit_questions.list_questions(session, actor, key)
        title = visit.review.title
    return render_template(
        "visits/take_notes.html",
        visit=visit,
        title=title,
        sessions=sessions,
        kinds=tuple(NoteKind),
        is_closed=visit.state is VisitState.FINAL,
        most=MOST_WORDS,
        new_key=new_key,
        error=error,
        typed=request.form,
    )


@bp.post("/<visit>/notes/take")
def keep(visit: str) -> ResponseReturnValue:
    """One note from a form, for browsers without scripts."""
    try:
        note = TakenNote(
            key=text("note_key"),
            kind=choice("kind", NoteKind),
            words=text("words"),
            taken_at=utc_now(),
            dimension=text("dimension"),
            session=text("session"),
            replaces=tuple(request.form.getlist("replaces")),
        )
        with services().database.writing() as session:
            (receipt,) = visit_notes.receive(session, current_actor(), visit, [note], now=utc_now())
    except IncompleteError as error:
        return _take(visit, error), 422
    if not receipt.is_kept:
        return _take(visit, IncompleteError(receipt.sentence)), 422
    tell("The note is kept.")
    return redirect(url_for(".take", visit=visit, _anchor=text("anchor") or None))


@bp.get("/<visit>/notes/token")
def token(visit: str) -> Response:
    """A fresh token for sending notes, and who would send them."""
    current_actor().require(Operation.TAKE_NOTES)
    return jsonify(token=generate_csrf(), person=current_actor().person_key, visit=visit)


@bp.post("/<visit>/notes/send")
def send(visit: str) -> ResponseReturnValue:
    """Notes from a device as JSON. Names each that is kept; a device deletes none before."""
    try:
        taken = [_note(one) for one in _list(request.get_json(silent=True))]
        with services().database.writing() as session:
            receipts = visit_notes.receive(session, current_actor(), visit, taken, now=utc_now())
    except IncompleteError as error:
        return jsonify(sentence=error.sentence), 422
    return jsonify(
        kept=[receipt.key for receipt in receipts if receipt.is_kept],
        refused=[
            {"key": receipt.key, "sentence": receipt.sentence}
            for receipt in receipts
            if not receipt.is_kept
        ],
    )


def _list(body: Any) -> list[Any]:
    notes = body.get("notes") if isinstance(body, dict) else None
    if not isinstance(notes, list):
        raise IncompleteError("These are no notes. Open the page of the visit again.")
    return notes


def _note(said: Any) -> TakenNote:
    if not isinstance(said, dict):
        raise IncompleteError("This is no note. Open the page of the visit again.")
    words = {name: said.get(name, "") for name in ("key", "kind", "words", "dimension", "session")}
    replaces = said.get("replaces", [])
    if not all(isinstance(value, str) for value in [*words.values(), *replaces]):
        raise IncompleteError("A note holds words only. Open the page of the visit again.")
    try:
        taken_at = datetime.fromisoformat(str(said.get("taken_at", "")))
        kind = NoteKind(words["kind"])
    except ValueError as error:
        raise IncompleteError("A note says when it was taken and how it was known.") from error
    return TakenNote(
        key=words["key"],
        kind=kind,
        words=words["words"],
        taken_at=taken_at if taken_at.tzinfo else taken_at.replace(tzinfo=UTC),
        dimension=words["dimension"],
        session=words["session"],
        replaces=tuple(replaces),
    )


@bp.get("/<visit>/notes")
def show(visit: str) -> str:
    with services().database.reading() as session:
        seen = visit_notes.load(session, current_actor(), visit)
        title = seen.visit.review.title
    return render_template(
        "visits/notes.html",
        seen=seen,
        title=title,
        sources=SOURCES,
        new_key=new_key,
    )


@bp.get("/<visit>/notes/manifest.webmanifest")
def manifest(visit: str) -> Response:
    """What makes the page for the day installable on a tablet."""
    current_actor().require(Operation.TAKE_NOTES)
    answer = jsonify(
        name="Visit notes",
        short_name="Visit notes",
        start_url=url_for(".take", visit=visit),
        scope=url_for("visits.index") + "/",
        display="standalone",
        background_color="#ffffff",
        theme_color="#00534f",
        icons=[
            {"src": url_for("static", filename="icon.svg"), "sizes": "any", "type": "image/svg+xml"}
        ],
    )
    answer.mimetype = "application/manifest+json"
    return answer


@bp.get("/notes-worker.js")
def worker() -> Response:
    """The service worker, from the folder whose pages it may serve."""
    with current_app.open_resource("static/visit-worker.js") as script:
        return Response(script.read(), mimetype="text/javascript")
