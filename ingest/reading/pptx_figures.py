"""Puts marks onto a PowerPoint slide where its pictures stand."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from ingest.reading.figure_marks import FigureMarks
from ingest.reading.packages import Package, Relationship, first, linked, local_name

_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def write_in(
    root: Any, relationships: Mapping[str, Relationship], package: Package, marks: FigureMarks
) -> None:
    """Give each picture on a slide, and each shape that one fills, its mark as a paragraph."""
    for shape in list(root.iter("{*}pic", "{*}sp")):
        is_picture = local_name(shape) == "pic"
        path = ("blipFill", "blip") if is_picture else ("spPr", "blipFill", "blip")
        fill = first(shape, *path)
        part = None if fill is None else relationships.get(linked(fill, "embed"))
        if part is None or part.target not in package:
            continue
        mark = marks.mark(_description(shape), partial(package.content, part.target))
        space = shape.tag.rpartition("}")[0] + "}"
        if is_picture:
            # A picture has no text; a shape may.
            shape.tag = f"{space}sp"
        _add_paragraph(shape, space, mark)


def _add_paragraph(shape: Any, space: str, mark: str) -> None:
    body = first(shape, "txBody")
    if body is None:
        body = shape.makeelement(f"{space}txBody", {})
        shape.append(body)
    paragraph = body.makeelement(f"{_DRAWING}p", {})
    text = body.makeelement(f"{_DRAWING}t", {})
    text.text = mark
    paragraph.append(text)
    body.append(paragraph)


def _description(shape: Any) -> str:
    properties = first(shape[0], "cNvPr") if len(shape) else None
    return "" if properties is None else properties.get("descr", "") or properties.get("title", "")
