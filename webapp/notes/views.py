"""The form for evidence without a file. A view parses, calls one operation, answers."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ingest import notes
from ingest.notes import Note, NoteKind
from store.errors import CareersEvidenceError, IncompleteError
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import choice, day, tell, text

bp = Blueprint("notes", __name__, url_prefix="/notes")


@bp.get("/new")
def new() -> str:
    return _new()


def _new(error: CareersEvidenceError | None = None) -> str:
    current_actor().require(Operation.ADD_DOCUMENT)
    return render_template("notes/new.html", kinds=tuple(NoteKind), error=error, typed=request.form)


@bp.post("/new")
def write() -> ResponseReturnValue:
    try:
        note = Note(
            choice("kind", NoteKind), text("title"), day("day"), text("who"), text("words"),
            text("address"),
        )  # fmt: skip
        kept = notes.write(services().database, services().blobs, current_actor(), note)
    except IncompleteError as error:
        return _new(error), 422
    tell("The note is kept. Open its page to cite what it says.")
    return redirect(url_for("evidence.document", key=kept.document_key))
