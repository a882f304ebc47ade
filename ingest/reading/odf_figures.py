"""Puts marks into an OpenDocument text or presentation where its pictures stand."""

from functools import partial
from typing import Any, Final

from ingest.reading.figure_marks import FigureMarks
from ingest.reading.odf import DRAW, PRESENTATION, SVG, TABLE, TEXT, XLINK
from ingest.reading.packages import Package

# A frame with one of these shows something else, and keeps a picture of it for other programs.
_OTHERS: Final = (
    f"{DRAW}text-box",
    f"{TABLE}table",
    f"{DRAW}object",
    f"{DRAW}object-ole",
    f"{DRAW}plugin",
)
# Of one picture in several forms those are taken last that only few programs draw.
_DRAWINGS: Final = (".svg", ".svm", ".emf", ".wmf")


def write_in(content: Any, package: Package, marks: FigureMarks) -> None:
    """Give each frame that holds a picture a text box with its mark."""
    for frame in list(content.iter(f"{DRAW}frame")):
        name = _picture_in(frame, package)
        if not name or next(frame.iterchildren(*_OTHERS), None) is not None:
            continue
        if any(True for _ in frame.iterancestors(f"{PRESENTATION}notes")):
            continue
        mark = marks.mark(_description(frame), partial(package.content, name))
        box = frame.makeelement(f"{DRAW}text-box", {})
        paragraph = box.makeelement(f"{TEXT}p", {})
        paragraph.text = mark
        box.append(paragraph)
        frame.append(box)


def _picture_in(frame: Any, package: Package) -> str:
    links = (image.get(f"{XLINK}href", "") for image in frame.iterchildren(f"{DRAW}image"))
    names = [name for link in links if (name := link.removeprefix("./")) in package]
    return min(names, key=lambda name: name.endswith(_DRAWINGS), default="")


def _description(frame: Any) -> str:
    for name in ("desc", "title"):
        said = frame.findtext(f"{SVG}{name}")
        if said:
            return str(said)
    return ""
