"""Turns the shapes of a PowerPoint slide into lines of text; opens no part of the file itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from ingest.reading.packages import first, local_name
from ingest.reading.reading_order import Box, in_reading_order

CELLS: Final = "\t"
_TITLES: Final = frozenset({"title", "ctrTitle"})
# Placeholders that repeat on every slide, and the picture of the slide on its notes.
_NOT_CONTENT: Final = frozenset({"dt", "ftr", "sldNum", "hdr", "sldImg"})
_SHOWN: Final = frozenset({"pic", "contentPart", "graphicFrame"})
_HIDDEN: Final = frozenset({"1", "true"})
_SLIDE_NUMBER: Final = "slidenum"
_NOWHERE: Final = Box(0, 0, 0, 0)
# Where a layout or master keeps what a placeholder leaves to it, by the placeholder's kind.
_KIND_ABOVE: Final = {"ctrTitle": "title", "subTitle": "body", "obj": "body", "": "body"}

Boxes: TypeAlias = Mapping[str, Box]
Linked: TypeAlias = Callable[[Any], Sequence[str]]


@dataclass(slots=True)
class Found:
    """What a tree of shapes holds: titles, the other lines in reading order, and if more shows."""

    titles: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    shows_more: bool = False


def read_shapes(tree: Any, boxes: Boxes, linked_lines: Linked) -> Found:
    """Read the shapes below ``tree``.

    ``boxes`` says where placeholders lie that do not say it themselves; ``linked_lines`` gives
    the text of a graphic that is kept in a part of its own, a chart or a diagram.
    """
    found = Found()
    found.lines = _ordered_lines(tree, boxes, linked_lines, found)
    return found


def placeholder_boxes(tree: Any, above: Boxes) -> dict[str, Box]:
    """Say where the placeholders of a layout or master lie, by index ("#1") and by kind."""
    boxes = dict(above)
    for shape in tree:
        holder = _placeholder(shape)
        if holder is None:
            continue
        kind, index = holder.get("type", ""), holder.get("idx", "")
        box = _own_box(shape) or above.get(_KIND_ABOVE.get(kind, kind))
        if box is not None:
            boxes[kind] = box
            boxes[f"#{index}"] = box
    return boxes


def paragraphs(body: Any) -> Iterator[str]:
    """Give the paragraphs of a text body that hold text."""
    for paragraph in body:
        if local_name(paragraph) == "p":
            text = "".join(_inline(paragraph)).strip()
            if text:
                yield text


def chosen(alternatives: Any) -> Any:
    """Choose as a program does that knows every extension; without a choice, the fallback."""
    choice = first(alternatives, "Choice")
    if choice is None:
        choice = first(alternatives, "Fallback")
    return () if choice is None else choice


def _ordered_lines(tree: Any, boxes: Boxes, linked_lines: Linked, found: Found) -> list[str]:
    placed = []
    for shape in _shapes(tree):
        holder = _placeholder(shape)
        kind = "" if holder is None else holder.get("type", "")
        if kind in _NOT_CONTENT or _is_hidden(shape):
            continue
        if local_name(shape) in _SHOWN:
            found.shows_more = True
        lines = _lines_of(shape, boxes, linked_lines, found)
        if kind in _TITLES:
            found.titles += [" ".join(line.split()) for line in lines]
        elif lines:
            placed.append((_box(shape, holder, boxes), lines))
    return [line for lines in in_reading_order(placed) for line in lines]


def _shapes(tree: Any) -> Iterator[Any]:
    for child in tree:
        if local_name(child) == "AlternateContent":
            yield from _shapes(chosen(child))
        else:
            yield child


def _lines_of(shape: Any, boxes: Boxes, linked_lines: Linked, found: Found) -> list[str]:
    match local_name(shape):
        case "sp":
            body = first(shape, "txBody")
            return [] if body is None else list(paragraphs(body))
        case "grpSp":
            return _ordered_lines(shape, boxes, linked_lines, found)
        case "graphicFrame":
            return _graphic_lines(shape, linked_lines)
        case _:
            return []


def _graphic_lines(frame: Any, linked_lines: Linked) -> list[str]:
    data = first(frame, "graphic", "graphicData")
    lines: list[str] = []
    for graphic in () if data is None else _shapes(data):
        if local_name(graphic) == "tbl":
            lines += _rows(graphic)
        else:
            lines += linked_lines(graphic)
    return lines


def _rows(table: Any) -> Iterator[str]:
    """Give a line a row; a cell that another reaches into from its left is no cell of its own."""
    for row in table:
        if local_name(row) != "tr":
            continue
        cells = [
            _cell(cell)
            for cell in row
            if local_name(cell) == "tc" and cell.get("hMerge") not in _HIDDEN
        ]
        if any(cells):
            yield CELLS.join(cells)


def _cell(cell: Any) -> str:
    body = first(cell, "txBody")
    if body is None or cell.get("vMerge") in _HIDDEN:
        return ""
    return " ".join(" ".join(text.split()) for text in paragraphs(body))


def _inline(element: Any) -> Iterator[str]:
    for child in element:
        name = local_name(child)
        if name == "t":
            yield child.text or ""
        elif name == "br":
            yield "\n"
        elif name == "AlternateContent":
            yield from _inline(chosen(child))
        elif name != "fld" or not child.get("type", "").startswith(_SLIDE_NUMBER):
            yield from _inline(child)


def _placeholder(shape: Any) -> Any | None:
    """Give a shape's p:ph; what says what a shape is stands in its first child."""
    return first(shape[0], "nvPr", "ph") if len(shape) else None


def _is_hidden(shape: Any) -> bool:
    properties = first(shape[0], "cNvPr") if len(shape) else None
    return properties is not None and properties.get("hidden") in _HIDDEN


def _box(shape: Any, holder: Any | None, boxes: Boxes) -> Box:
    own = _own_box(shape)
    if own is not None:
        return own
    if holder is None:
        return _NOWHERE
    kind = holder.get("type", "")
    known = (f"#{holder.get('idx', '')}", kind, _KIND_ABOVE.get(kind, kind))
    return next((boxes[name] for name in known if name in boxes), _NOWHERE)


def _own_box(shape: Any) -> Box | None:
    place = first(shape, "xfrm")
    for properties in ("spPr", "grpSpPr"):
        if place is None:
            place = first(shape, properties, "xfrm")
    corner = None if place is None else first(place, "off")
    size = None if place is None else first(place, "ext")
    if corner is None or size is None:
        return None
    left, top = _number(corner, "x"), _number(corner, "y")
    return Box(left, top, left + _number(size, "cx"), top + _number(size, "cy"))


def _number(element: Any, name: str) -> float:
    return float(element.get(name, 0))
