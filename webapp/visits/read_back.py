"""The report as a Word document to edit outside, and read back by section."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ingest.page_images import picture_limits
from ingest.reading.events import FileSeen, PageRead, ReadEnd, ReadState
from ingest.reading.host import ReaderHost
from store.errors import ConflictError, IncompleteError
from webapp.current import current_actor, services
from webapp.forms import tell, text, whole_number
from webapp.visits.report import DOCX, write_page
from webapp.worker import limits_of
from workflow.papers import report_formats
from workflow.reports import report, report_outcome, report_read_back
from workflow.reports.report_read_back import Piece

bp = Blueprint("visit_read_back", __name__, url_prefix="/visits/<visit>/report")

MEGABYTE = 1 << 20
LARGEST_MB = 20


@bp.get("/draft.docx")
def draft(visit: str) -> Response:
    """The report as it stands now, to be edited outside."""
    with services().database.reading() as session:
        seen = report.load(session, current_actor(), visit)
    headers = {"Content-Disposition": 'attachment; filename="visit-report-draft.docx"'}
    return Response(report_formats.docx(seen.tree), mimetype=DOCX, headers=headers)


@bp.post("/read")
def read(visit: str) -> ResponseReturnValue:
    """Show what a file says of each section beside what stands; nothing is saved yet."""
    actor = current_actor()
    try:
        with services().database.reading() as session:
            report_outcome.load(session, actor, visit)
        pieces = _pieces()
        with services().database.reading() as session:
            found = report_read_back.compare(session, actor, visit, pieces)
    except (IncompleteError, ConflictError) as error:
        return write_page(visit, error), 422 if isinstance(error, IncompleteError) else 409
    return render_template("visits/read_back.html", found=found, visit_key=visit)


def _pieces() -> list[Piece]:
    """The sections of the file that was sent, read in the limited process."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise IncompleteError("Choose the Word document.", "file")
    pieces: list[Piece] = []
    with services().blobs.stage() as staging:
        staging.copy_from(file.stream, limit=LARGEST_MB * MEGABYTE)
        staging.finish()
        with ReaderHost(picture_limits(limits_of(services().settings))) as host:
            for said in host.read(staging.path):
                match said:
                    case FileSeen(type=kind) if kind != "docx":
                        raise IncompleteError(
                            "Send the Word document (.docx) of the report.", "file"
                        )
                    case PageRead(locator=where, text=words):
                        pieces.append((tuple(where.get("path", ())), words))
                    case ReadEnd(state=state, reason=why) if state is not ReadState.READABLE:
                        raise IncompleteError(why or "This file cannot be read.", "file")
    return pieces


@bp.post("/take")
def take(visit: str) -> ResponseReturnValue:
    """Save the sections that were ticked, as they were shown."""
    try:
        with services().database.writing() as session:
            taken = {
                code: (text(f"after-{code}"), whole_number(f"seen-{code}", "Read the file again."))
                for code in request.form.getlist("take")
            }
            count = report_read_back.take(session, current_actor(), visit, taken)
    except (IncompleteError, ConflictError) as error:
        return write_page(visit, error), 422 if isinstance(error, IncompleteError) else 409
    tell(f"Saved {count} sections." if count else "Nothing was ticked, so nothing changed.")
    return redirect(url_for("visit_report.write", visit=visit))
