"""The text of SmartArt and the titles of charts, from their own parts; knows no package."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from ingest.reading.packages import first, local_name
from ingest.reading.pptx_shapes import paragraphs, read_shapes

_NODES: Final = frozenset({"", "node", "asst"})
_ROOT: Final = "doc"


def drawing_of(model: Any) -> str:
    """Give the relationship id of the drawing that was made of a data model, or ""."""
    for element in model.iter():
        if local_name(element) == "dataModelExt":
            return str(element.get("relId", ""))
    return ""


def drawn_lines(drawing: Any) -> Sequence[str]:
    """Read a diagram as it is drawn, in reading order."""
    tree = first(drawing, "spTree")
    return () if tree is None else read_shapes(tree, {}, lambda _: ()).lines


def model_lines(model: Any) -> Sequence[str]:
    """Read a diagram from its data model: each point, then the points below it."""
    listed = first(model, "ptLst")
    points = {
        point.get("modelId", ""): point
        for point in (() if listed is None else listed)
        if local_name(point) == "pt"
    }
    below = _below(model)
    waiting = [key for key, point in points.items() if point.get("type") == _ROOT]
    if not any(below[key] for key in waiting):
        waiting = list(reversed(points))
    lines: list[str] = []
    seen: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key in points and key not in seen:
            seen.add(key)
            lines += _point_lines(points[key])
            waiting += reversed(below[key])
    return lines


def chart_title(chart: Any) -> Sequence[str]:
    """Read the title of a chart, as it was written or as it was last fetched from its sheet."""
    title = first(chart, "chart", "title", "tx")
    if title is None:
        return ()
    rich = first(title, "rich")
    if rich is not None:
        return list(paragraphs(rich))
    return [value.text for value in title.iter() if local_name(value) == "v" and value.text]


def _below(model: Any) -> defaultdict[str, list[str]]:
    """Say which points stand below each, in their order."""
    links: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    listed = first(model, "cxnLst")
    for link in () if listed is None else listed:
        if local_name(link) == "cxn" and link.get("type", "parOf") == "parOf":
            place = int(link.get("srcOrd", 0))
            links[link.get("srcId", "")].append((place, link.get("destId", "")))
    below: defaultdict[str, list[str]] = defaultdict(list)
    for key, found in links.items():
        below[key] = [target for _, target in sorted(found)]
    return below


def _point_lines(point: Any) -> list[str]:
    text = first(point, "t")
    is_shown = point.get("type", "") in _NODES and text is not None
    return list(paragraphs(text)) if is_shown else []
