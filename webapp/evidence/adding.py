"""Adding evidence: send files, whole or in pieces, say what they are, take the result along."""

import csv
from io import StringIO
from typing import IO
from urllib.parse import unquote

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ingest import (
    documents,
    personal_checks,
    receiving,
    sending,
)
from ingest.reading.sentences import READ_FORMATS
from store.db import utc_now
from store.errors import CareersEvidenceError, IncompleteError, RefusedError
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.filters import day
from webapp.forms import tell, text, whole_number

bp = Blueprint("adding", __name__, url_prefix="/evidence")

MEGABYTE = 1 << 20
# What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@bp.get("/add")
def upload() -> str:
    return _upload()


def _upload(error: CareersEvidenceError | None = None) -> str:
    current_actor().require(Operation.ADD_DOCUMENT)
    return render_template(
        "evidence/upload.html",
        error=error,
        max_mb=services().settings.max_upload_mb,
        piece=sending.PIECE,
        read_formats=READ_FORMATS,
    )


@bp.post("/add")
def receive_form() -> ResponseReturnValue:
    """Files of one form, for browsers without JavaScript: one bad file does not lose the rest."""
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files:
        return _upload(IncompleteError("Choose at least one file.", "files")), 422
    keys: list[str] = []
    refused: list[RefusedError] = []
    for file in files:
        try:
            received = _receive(
                file.stream, file.filename or "", keep_both=text("keep_both") == "yes"
            )
        except RefusedError as error:
            refused.append(error)
        else:
            keys.append(received.document_key)
            if received.already:
                tell(received.sentence)
    if not keys:
        return _upload(refused[0]), 422
    for refusal in refused:
        tell(refusal.sentence)
    return redirect(url_for("describing.describe", keys=",".join(dict.fromkeys(keys))))


@bp.get("/add/known")
def known() -> ResponseReturnValue:
    """Whether the very same file is there already, asked before it is sent."""
    with services().database.reading() as session:
        found = receiving.find_same(session, current_actor(), request.args.get("sha256", ""))
    return jsonify(_told(found) if found else {})


@bp.post("/add/one")
def receive_one() -> ResponseReturnValue:
    """One file as the raw body of a request, with its own progress."""
    return jsonify(_told(_receive(request.stream, _file_name(), keep_both=_keep_both()))), 201


@bp.post("/add/begin")
def begin_sending() -> ResponseReturnValue:
    """Begin to send a large file in pieces, or learn where to go on with it."""
    with services().database.writing() as session:
        begun = sending.begin(
            session,
            current_actor(),
            fingerprint=request.headers.get("X-File-Fingerprint", ""),
            size=whole_number("size", "It is not said how large the file is. Choose it again."),
            limit=services().settings.max_upload_mb * MEGABYTE,
            now=utc_now(),
        )
        offset = sending.offset(session, begun)
    return jsonify(key=begun.key, offset=offset), 201


@bp.post("/add/pieces/<key>")
def receive_piece(key: str) -> ResponseReturnValue:
    """The next piece of a large file as the raw body of a request."""
    offset = sending.take_piece(
        services().database,
        services().blobs,
        current_actor(),
        key,
        request.stream,
        at=request.args.get("at", 0, type=int),
        now=utc_now(),
    )
    return jsonify(offset=offset), 201


@bp.post("/add/pieces/<key>/end")
def end_sending(key: str) -> ResponseReturnValue:
    """Every piece has arrived: take the file in."""
    actor = current_actor()
    database, blobs = services().database, services().blobs
    with blobs.stage() as staging:
        sending.assemble(database, blobs, actor, key, staging)
        received = receiving.receive(
            database, blobs, actor, staging, _file_name(), keep_both=_keep_both()
        )
    sending.finish(database, blobs, actor, key)
    return jsonify(_told(received)), 201


def _file_name() -> str:
    return unquote(request.headers.get("X-File-Name", ""))


def _keep_both() -> bool:
    return request.headers.get("X-Keep-Both") == "yes"


def _told(received: receiving.Received) -> dict[str, str | bool]:
    return {
        "document": received.document_key,
        "revision": received.revision_key,
        "sentence": received.sentence,
        "already": received.already is not None,
        "address": url_for("evidence.document", key=received.document_key),
    }


def _receive(stream: IO[bytes], name: str, *, keep_both: bool = False) -> receiving.Received:
    with services().blobs.stage() as staging:
        staging.copy_from(stream, limit=services().settings.max_upload_mb * MEGABYTE)
        return receiving.receive(
            services().database,
            services().blobs,
            current_actor(),
            staging,
            name,
            keep_both=keep_both,
        )


@bp.get("/add/result.csv")
def result() -> Response:
    """What became of files, as a table for a spreadsheet."""
    actor = current_actor()
    with services().database.reading() as session:
        found = documents.get_documents(session, actor, request.args.get("keys", "").split(","))
        personal = personal_checks.words_of(session, actor, [view.revision_id for view in found])
    table = StringIO()
    lines = csv.writer(table)
    lines.writerow(
        ["File", "Title", "Type", "Date", "Area", "Pages", "State", "May tell of people"]
    )
    for view in found:
        when = day(view.event_date) if view.event_date else ""
        said = [view.file_name, view.title, view.type.words, when, view.area]
        said += [str(view.pages_read)]
        said += [view.reading_sentence, personal.get(view.revision_id, "")]
        lines.writerow([_as_text(cell) for cell in said])
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    answer = Response("\ufeff" + table.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="added-evidence.csv"'
    return answer


def _as_text(cell: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
