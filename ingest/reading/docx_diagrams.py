"""Puts the text of SmartArt into a Word document as text boxes, where the diagrams stand."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from docx.oxml import parse_xml

from ingest.reading import diagrams
from ingest.reading.docx_names import W
from ingest.reading.packages import linked

_DIAGRAM: Final = "{*}relIds"


def write_out(root: Any, relationships: Mapping[str, Any]) -> None:
    """Give each diagram below ``root`` a text box with its lines, from the parts it points at."""
    for diagram in list(root.iter(_DIAGRAM)):
        lines = _lines(linked(diagram, "dm"), relationships)
        if lines:
            box = diagram.makeelement(f"{W}txbxContent", {})
            for line in lines:
                paragraph = box.makeelement(f"{W}p", {})
                text = paragraph.makeelement(f"{W}t", {})
                text.text = line
                paragraph.append(text)
                box.append(paragraph)
            diagram.append(box)


def _lines(key: str, relationships: Mapping[str, Any]) -> Sequence[str]:
    model = _part(key, relationships)
    if model is None:
        return ()
    drawing = _part(diagrams.drawing_of(model), relationships)
    drawn = () if drawing is None else diagrams.drawn_lines(drawing)
    return drawn or diagrams.model_lines(model)


def _part(key: str, relationships: Mapping[str, Any]) -> Any | None:
    """Parse the part that a relationship points at, where it is in the package."""
    found = relationships.get(key)
    if found is None or found.is_external:
        return None
    return parse_xml(found.target_part.blob)
