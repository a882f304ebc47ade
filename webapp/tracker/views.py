"""Pages of the tracker: bring it in, map its columns, see each difference, take over what fits."""

from io import BytesIO
from typing import Any

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from ingest.reading.sheets import cell_name
from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError, RefusedError
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import optional_number, tell, text, whole_number
from webapp.tracker.reading import cells_of
from workflow.claims import assessments
from workflow.tracker import tracker, tracker_export
from workflow.tracker.tracker_columns import Column, Mapped

bp = Blueprint("tracker", __name__, url_prefix="/tracker")

MEGABYTE = 1 << 20
LARGEST_MB = 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN_ROWS = 5


@bp.get("")
def begin() -> str:
    return _begin()


def _begin(error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    actor.require(Operation.USE_TRACKER)
    with services().database.reading() as session:
        assessment = assessments.require_current(session, actor)
    return render_template("tracker/begin.html", assessment=assessment, error=error)


@bp.get("/export")
def export() -> ResponseReturnValue:
    actor = current_actor()
    with services().database.reading() as session:
        assessment = assessments.require_current(session, actor)
        body = tracker_export.export(session, actor, assessment)
        name = f"Careers tracker {assessment.cycle.name.replace('/', '-')}.xlsx"
    return send_file(BytesIO(body), as_attachment=True, download_name=name, mimetype=XLSX)


@bp.post("")
def bring_in() -> ResponseReturnValue:
    actor = current_actor()
    actor.require(Operation.USE_TRACKER)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _begin(IncompleteError("Choose the spreadsheet.", "file")), 422
    try:
        with services().blobs.stage() as staging:
            staging.copy_from(file.stream, limit=LARGEST_MB * MEGABYTE)
            staging.finish()
            cells = cells_of(services().settings, staging.path)
        with services().database.writing() as session:
            assessment = assessments.require_current(session, actor)
            kept = tracker.bring_in(session, actor, assessment, file.filename, cells, now=utc_now())
    except (IncompleteError, RefusedError) as error:
        return _begin(error), 422
    return redirect(url_for(".show", key=kept.key))


@bp.get("/<key>")
def show(key: str) -> str:
    return _show(key)


def _show(key: str, error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        kept, assessment = tracker.get_file(session, actor, key)
        planned = tracker.plan(session, actor, kept, assessment)
    mapped = tracker.mapping_of(kept)
    return render_template(
        "tracker/tracker.html",
        kept=kept,
        assessment=assessment,
        planned=planned,
        ticked=set(request.form.getlist("take")) if error else planned.names(),
        mapped=mapped,
        columns=tuple(Column),
        choices=_choices(kept, mapped),
        sample=[row for row in tracker.rows_of(kept) if row.number > mapped.heading_row][
            :_SHOWN_ROWS
        ],
        error=error,
    )


def _choices(kept: Any, mapped: Mapped) -> list[tuple[int, str]]:
    """The columns of the sheet as people know them: `C: Evidence`."""
    rows = tracker.rows_of(kept)
    headings = next((row.cells for row in rows if row.number == mapped.heading_row), {})
    places = sorted({place for row in rows for place in row.cells})
    return [
        (place, f"{cell_name(place, 0)[:-1]}: {headings.get(place, 'no heading')}")
        for place in places
    ]


@bp.post("/<key>/columns")
def map_columns(key: str) -> ResponseReturnValue:
    try:
        found = {column: optional_number(f"column-{column.value}") for column in Column}
        mapped = Mapped(
            optional_number("heading_row") or 0,
            {column: place for column, place in found.items() if place},
        )
        sheet = whole_number("sheet", "Choose one of the sheets.")
        with services().database.writing() as session:
            tracker.map_columns(session, current_actor(), key, sheet, mapped)
    except IncompleteError as error:
        return _show(key, error), 422
    return redirect(url_for(".show", key=key))


@bp.post("/<key>/take")
def take(key: str) -> ResponseReturnValue:
    actor = current_actor()
    names = set(request.form.getlist("take"))
    if not names:
        return _show(key, IncompleteError("Tick what should be taken over.", "take")), 422
    try:
        with services().database.reading() as session:
            planned = tracker.plan(session, actor, *tracker.get_file(session, actor, key))
        _refuse_changed(planned)
        with services().database.writing() as session:
            taken = tracker.take(session, actor, key, planned, names, now=utc_now())
    except (IncompleteError, ConflictError) as error:
        return _show(key, error), 422 if isinstance(error, IncompleteError) else 409
    tell(f"Taken over: {taken}. Claims are drafts until a second person agrees them.")
    return redirect(url_for(".show", key=key))


def _refuse_changed(planned: tracker.Plan) -> None:
    """Raise ConflictError where a claim is not as it was when the person looked."""
    for each in planned.dimensions:
        seen = text(f"seen-{each.dimension.code}")
        if seen and seen != str(each.seen_version):
            raise ConflictError(
                f"Somebody changed the claim of {each.dimension.code} meanwhile. "
                "Compare what stands now and send it again."
            )
