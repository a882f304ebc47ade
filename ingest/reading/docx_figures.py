"""Puts marks into a Word document where its pictures stand."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import partial
from typing import Any, Final

from ingest.reading.docx_names import W
from ingest.reading.figure_marks import FigureMarks
from ingest.reading.packages import linked

_DRAWINGS: Final = frozenset((f"{W}drawing", f"{W}pict"))
_STRUCK_OUT: Final = frozenset((f"{W}del", f"{W}moveFrom"))
_PICTURES: Final = ("{*}blip", "{*}imagedata")


def write_in(root: Any, relationships: Mapping[str, Any], marks: FigureMarks) -> None:
    """Mark each picture below ``root`` that the package holds, once for each form it has."""
    alone: dict[Any, Any] = {}
    for picture in list(root.iter(*_PICTURES)):
        around = list(picture.iterancestors())
        drawing = next((each for each in around if each.tag in _DRAWINGS), None)
        held = relationships.get(linked(picture, "embed") or linked(picture, "id"))
        is_struck_out = any(each.tag in _STRUCK_OUT for each in around)
        if drawing is None or held is None or held.is_external or is_struck_out:
            continue
        mark = marks.mark(_description(drawing), partial(_content, held.target_part))
        paragraph = next((each for each in around if each.tag == f"{W}p"), None)
        if paragraph is None or paragraph in alone or not any(_texts(paragraph)):
            _put_alone(drawing if paragraph is None else paragraph, drawing, mark, alone)
        else:
            drawing.addnext(_text(drawing, mark))


def _content(part: Any) -> bytes:
    return bytes(part.blob)


def _put_alone(place: Any, drawing: Any, mark: str, alone: dict[Any, Any]) -> None:
    """Give a mark a paragraph of its own: that of the picture may be an item or a heading."""
    run = drawing.makeelement(f"{W}r", {})
    run.extend(deepcopy(each) for each in drawing.getparent().iterchildren(f"{W}rPr"))
    run.append(_text(drawing, mark))
    if place not in alone:
        alone[place] = place.makeelement(f"{W}p", {})
        place.addnext(alone[place])
    alone[place].append(run)


def _text(near: Any, mark: str) -> Any:
    text = near.makeelement(f"{W}t", {})
    text.text = mark
    return text


def _texts(paragraph: Any) -> Iterator[str]:
    return ((text.text or "").strip() for text in paragraph.iter(f"{W}t", "{*}t"))


def _description(drawing: Any) -> str:
    """Give what its author says of a picture, else its title."""
    for each in drawing.iter("{*}docPr", "{*}shape"):
        said = each.get("descr") or each.get("alt") or each.get("title")
        if said:
            return str(said)
    return ""
