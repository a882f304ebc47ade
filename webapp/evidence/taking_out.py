"""Taking words out of packs: by ticking sentences and words, or by a rectangle on the picture."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ingest import page_files, pages, redactions
from ingest.reading.events import Rectangle
from ingest.redactions import Span
from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from webapp.current import current_actor, pictures, services
from webapp.forms import tell, text

bp = Blueprint(
    "taking_out", __name__, url_prefix="/evidence/files/<revision>/pages/<int:number>/taken-out"
)


@bp.get("")
def show(revision: str, number: int) -> str:
    return _show(revision, number)


def _show(revision: str, number: int, error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        page = pages.get_page(session, actor, revision, number)
        marking = redactions.load(session, actor, revision, number)
        file = page_files.find_file(session, actor, revision, number)
    words = redactions.words_of(marking.text)
    gone = [one.span for one in marking.taken_out if one.span]
    return render_template(
        "evidence/taking_out.html",
        page=page,
        marking=marking,
        picture=pictures().picture(file, ()) if file else None,
        sentences=[
            (number, span, [one for one in words if span[0] <= one[0] < span[1]])
            for number, span in enumerate(pages.sentences(marking.text), 1)
        ],
        is_gone=lambda span: any(start <= span[0] and span[1] <= end for start, end in gone),
        error=error,
        typed=request.form,
    )


@bp.post("")
def take_out(revision: str, number: int) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with services().database.reading() as session:
            marking = redactions.load(session, actor, revision, number)
            file = page_files.find_file(session, actor, revision, number)
        rectangle = _drawn()
        places = _places(marking.text, file, rectangle)
        with services().database.writing() as session:
            redactions.take_out(
                session, actor, revision, number, places,
                layer_sha256=text("layer") or marking.layer_sha256, reason=text("reason"),
                now=utc_now(),
            )  # fmt: skip
    except (IncompleteError, ConflictError) as error:
        return _show(revision, number, error), 422 if isinstance(error, IncompleteError) else 409
    tell("Taken out. Packs of snapshots that are taken from now on do not show it.")
    return redirect(url_for(".show", revision=revision, number=number))


@bp.post("/<key>/lift")
def lift(revision: str, number: int, key: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        redactions.lift(session, current_actor(), key, now=utc_now())
    tell("Put back.")
    return redirect(url_for(".show", revision=revision, number=number))


def _ticked() -> list[Span]:
    """The ticked words and sentences, as places in the text."""
    found = []
    for value in request.form.getlist("words"):
        start, _, end = value.partition("-")
        if not (start.isascii() and start.isdigit() and end.isascii() and end.isdigit()):
            raise IncompleteError("Tick words of this page.", "words")
        found.append((int(start), int(end)))
    return found


def _drawn() -> Rectangle | None:
    """The rectangle that was drawn on the picture, as fractions of it."""
    sides = [text(name) for name in ("x0", "y0", "x1", "y1")]
    if not all(sides):
        return None
    try:
        x0, y0, x1, y1 = (min(max(float(side), 0.0), 1.0) for side in sides)
    except ValueError as error:
        raise IncompleteError("Draw the rectangle again.", "words") from error
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _places(
    page_text: str, file: page_files.PageFile | None, rectangle: Rectangle | None
) -> list[tuple[Span | None, list[Rectangle]]]:
    """What is taken out, each place with its rectangles on the picture where there is one."""
    spans = _ticked()
    if rectangle is not None and file is not None:
        words = redactions.words_of(page_text)
        places = pictures().places(file, tuple(words))
        if places is not None:
            spans += redactions.words_inside(rectangle, words, places)
    spans = redactions.joined(page_text, spans)
    found: list[tuple[Span | None, list[Rectangle]]] = [(span, []) for span in spans]
    placed = pictures().places(file, tuple(spans)) if file is not None and spans else None
    if placed is not None:
        found = [(span, list(boxes)) for span, boxes in zip(spans, placed.ranges, strict=True)]
    if rectangle is not None:
        found.append((None, [rectangle]))
    return found
