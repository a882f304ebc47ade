"""PowerPoint files: slides, notes, diagrams, charts and comments found in the package's parts."""

import mmap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from lxml import etree

from ingest.reading import diagrams, pptx_figures
from ingest.reading.figure_marks import FigureMarks
from ingest.reading.packages import (
    BROKEN,
    Package,
    Relationship,
    first,
    linked,
    local_name,
    opening,
)
from ingest.reading.pptx_shapes import Found, paragraphs, placeholder_boxes, read_shapes
from ingest.reading.reading_order import Box
from ingest.reading.slides import HIDDEN, LOST, Slide, Slides

PARSER: Final = f"pptx-reader 1 (lxml {etree.__version__})"
_OFF: Final = frozenset({"0", "false"})


class PowerPointFile(Slides):
    """A PowerPoint presentation: the slides in the order in which they are shown.

    Raises:
        UnreadableError: it is locked, unsafe to unpack, damaged, empty or wholly hidden.
    """

    def __init__(self, data: mmap.mmap | bytes, marks: FigureMarks | None = None) -> None:
        with opening():
            slides = list(_Reader(Package(data), marks).slides())
        super().__init__(slides, PARSER)


class _Reader:
    def __init__(self, package: Package, marks: FigureMarks | None) -> None:
        self._package, self._marks = package, marks
        self._read_parts: set[str] = set()
        self._boxes: dict[str, Mapping[str, Box]] = {}

    def slides(self) -> Iterator[Slide]:
        main = _one(self._package.relationships(""), "/officeDocument")
        if main is None:
            raise KeyError("officeDocument")
        parts = self._package.relationships(main)
        listed = first(self._package.root(main), "sldIdLst")
        for entry in () if listed is None else listed:
            if local_name(entry) == "sldId":
                yield self._slide(parts.get(linked(entry, "id")))

    def _slide(self, part: Relationship | None) -> Slide:
        """Read one slide; one that is broken, or listed twice, costs no other."""
        if part is None or part.target in self._read_parts:
            return LOST
        self._read_parts.add(part.target)
        try:
            return self._read(part.target)
        except BROKEN:
            return LOST

    def _read(self, name: str) -> Slide:
        root = self._package.root(name)
        if root.get("show") in _OFF:
            return HIDDEN
        parts = self._package.relationships(name)
        layout = _one(parts, "/slideLayout")
        if self._marks is not None:
            pptx_figures.write_in(root, parts, self._package, self._marks)
        found = self._shapes(root, parts, self._layout_boxes(layout))
        return Slide(
            lines=[*found.titles, *found.lines],
            notes=self._notes(_one(parts, "/notesSlide")),
            comments=list(self._comments(parts)),
            shows_more=found.shows_more,
        )

    def _shapes(
        self, root: Any, parts: Mapping[str, Relationship], boxes: Mapping[str, Box]
    ) -> Found:
        tree = first(root, "cSld", "spTree")
        if tree is None:
            return Found()
        return read_shapes(tree, boxes, lambda graphic: self._linked_lines(graphic, parts))

    def _notes(self, name: str | None) -> Sequence[str]:
        if name is None:
            return ()
        found = self._shapes(self._package.root(name), {}, {})
        return [*found.titles, *found.lines]

    def _comments(self, parts: Mapping[str, Relationship]) -> Iterator[str]:
        """Give the comments of both kinds: one line of text, or paragraphs with replies."""
        for part in parts.values():
            if not part.kind.endswith("/comments") or part.target not in self._package:
                continue
            for element in self._package.root(part.target).iter():
                if local_name(element) in {"cm", "reply"}:
                    text, body = first(element, "text"), first(element, "txBody")
                    if text is not None:
                        yield " ".join((text.text or "").split())
                    elif body is not None:
                        yield " ".join(paragraphs(body))

    def _linked_lines(self, graphic: Any, parts: Mapping[str, Relationship]) -> Sequence[str]:
        """Read the title of a chart, or a diagram, from the part that a graphic points at."""
        is_diagram = local_name(graphic) == "relIds"
        part = parts.get(linked(graphic, "dm" if is_diagram else "id"))
        if part is None or part.target not in self._package:
            return ()
        if not is_diagram:
            is_chart = local_name(graphic) == "chart"
            return diagrams.chart_title(self._package.root(part.target)) if is_chart else ()
        model = self._package.root(part.target)
        drawing = parts.get(diagrams.drawing_of(model))
        drawn: Sequence[str] = ()
        if drawing is not None and drawing.target in self._package:
            drawn = diagrams.drawn_lines(self._package.root(drawing.target))
        return drawn or diagrams.model_lines(model)

    def _layout_boxes(self, layout: str | None) -> Mapping[str, Box]:
        """Say where a layout, and the master above it, put placeholders."""
        if layout is None or layout not in self._package:
            return {}
        if layout not in self._boxes:
            self._boxes[layout] = {}
            master = _one(self._package.relationships(layout), "/slideMaster")
            tree = first(self._package.root(layout), "cSld", "spTree")
            above = self._layout_boxes(master)
            self._boxes[layout] = above if tree is None else placeholder_boxes(tree, above)
        return self._boxes[layout]


def _one(parts: Mapping[str, Relationship], kind: str) -> str | None:
    return next((part.target for part in parts.values() if part.kind.endswith(kind)), None)
