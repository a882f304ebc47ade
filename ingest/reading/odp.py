"""OpenDocument presentations: slides, notes and annotations; keeps no layout."""

import mmap
import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from ingest.reading import odf_figures
from ingest.reading.figure_marks import FigureMarks
from ingest.reading.odf import (
    CHART,
    CONTENT,
    DRAW,
    OFFICE,
    PRESENTATION,
    STYLES,
    SVG,
    TEXT,
    XLINK,
    Styles,
    open_document,
)
from ingest.reading.odf_blocks import BlockReader
from ingest.reading.packages import Package, opening
from ingest.reading.reading_order import Box, in_reading_order
from ingest.reading.slides import HIDDEN, Slide, Slides

PARSER: Final = f"odp-reader 1 (lxml {etree.__version__})"
_CLASS: Final = f"{PRESENTATION}class"
# What repeats on every slide, and the picture of the slide on its notes.
_NOT_CONTENT: Final = frozenset(("date-time", "footer", "header", "page-number", "page"))
_SHOWN: Final = frozenset(f"{DRAW}{name}" for name in ("image", "object", "object-ole", "plugin"))
_SLIDE_NUMBER: Final = frozenset((f"{TEXT}page-number",))
_LENGTH: Final = re.compile(r"\s*(-?\d*\.?\d+)\s*(\w*)")
_UNITS: Final = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pc": 12.0, "px": 0.75}
_TRANSLATE: Final = re.compile(r"translate\s*\(\s*([^\s,)]+)[\s,]+([^\s)]+)\s*\)")


class OpenDocumentSlides(Slides):
    """An OpenDocument presentation.

    Raises:
        UnreadableError: it is locked, unsafe to unpack, damaged, empty or wholly hidden.
    """

    def __init__(self, data: mmap.mmap | bytes, marks: FigureMarks | None = None) -> None:
        with opening():
            slides = list(_Reader(open_document(data), marks).slides())
        super().__init__(slides, PARSER)


class _Reader:
    def __init__(self, package: Package, marks: FigureMarks | None) -> None:
        self._package = package
        self._content = package.root(CONTENT)
        if marks is not None:
            odf_figures.write_in(self._content, package, marks)
        roots = [package.root(STYLES)] if STYLES in package else []
        self._styles = Styles([self._content, *roots])

    def slides(self) -> Iterator[Slide]:
        for page in self._content.iterfind(f"{OFFICE}body/{OFFICE}presentation/{DRAW}page"):
            yield HIDDEN if self._styles.hides_page(page) else self._slide(page)

    def _slide(self, page: Any) -> Slide:
        titles: list[str] = []
        lines = self._ordered_lines(page, titles)
        noted: list[str] = []
        notes = [
            line
            for holder in page.iterchildren(f"{PRESENTATION}notes")
            for line in self._ordered_lines(holder, noted)
        ]
        comments = [
            " ".join(" ".join(self._lines(annotation)).split())
            for annotation in page.iterchildren(f"{OFFICE}annotation")
        ]
        return Slide(
            lines=[*titles, *lines],
            notes=[*noted, *notes],
            comments=comments,
            shows_more=any(_is_part_of(page, each) for each in page.iter(*_SHOWN)),
        )

    def _ordered_lines(self, holder: Any, titles: list[str]) -> list[str]:
        """Read the shapes of a slide, its notes or a group; titles are put apart."""
        placed = []
        for shape in holder:
            kind = shape.get(_CLASS, "")
            if not str(shape.tag).startswith(DRAW) or kind in _NOT_CONTENT or _is_unused(shape):
                continue
            is_group = shape.tag in {f"{DRAW}g", f"{DRAW}a"}
            lines = self._ordered_lines(shape, titles) if is_group else self._shape_lines(shape)
            if kind == "title":
                titles += [" ".join(line.split()) for line in lines]
            elif lines:
                placed.append((_box(shape), lines))
        return [line for lines in in_reading_order(placed) for line in lines]

    def _shape_lines(self, shape: Any) -> list[str]:
        blocks = self._block_reader().shape(shape)
        lines = [block.text for block in blocks]
        objects = () if lines else shape.iterchildren(f"{DRAW}object")
        return lines + [line for each in objects for line in self._chart_title(each)]

    def _lines(self, holder: Any) -> list[str]:
        return [block.text for block in self._block_reader().blocks(holder)]

    def _chart_title(self, held: Any) -> list[str]:
        """Read the title of a chart, which is a document of its own within the package."""
        name = f"{held.get(f'{XLINK}href', '').removeprefix('./')}/{CONTENT}"
        if name not in self._package:
            return []
        titles = self._package.root(name).iter(f"{CHART}title")
        return [line for title in titles if _is_of_chart(title) for line in self._lines(title)]

    def _block_reader(self) -> BlockReader:
        return BlockReader(self._styles, skip=_SLIDE_NUMBER)


def _is_of_chart(title: Any) -> bool:
    """Tell the title of a chart from that of an axis."""
    return bool(title.getparent().tag == f"{CHART}chart")


def _is_unused(shape: Any) -> bool:
    """Tell whether a shape shows nothing: an empty placeholder, or one that is not displayed."""
    is_prompt = shape.get(f"{PRESENTATION}placeholder") == "true"
    return bool(is_prompt or shape.get(f"{DRAW}display") == "none")


def _is_part_of(page: Any, shown: Any) -> bool:
    """Tell whether a picture stands on the slide itself and is no copy of a table or text."""
    frame = shown.getparent()
    has_text = any(True for _ in frame.iter(f"{TEXT}p"))
    on_notes = any(True for _ in frame.iterancestors(f"{PRESENTATION}notes"))
    return frame is not page and not has_text and not on_notes


def _box(shape: Any) -> Box:
    boxes = [_own_box(each) for each in shape.iter() if each.get(f"{SVG}width")]
    if shape.tag not in {f"{DRAW}g", f"{DRAW}a"} or not boxes:
        return _own_box(shape)
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def _own_box(shape: Any) -> Box:
    left, top = _length(shape.get(f"{SVG}x")), _length(shape.get(f"{SVG}y"))
    moved = _TRANSLATE.search(shape.get(f"{DRAW}transform", ""))
    if moved:
        left, top = left + _length(moved[1]), top + _length(moved[2])
    wide, high = _length(shape.get(f"{SVG}width")), _length(shape.get(f"{SVG}height"))
    return Box(left, top, left + wide, top + high)


def _length(said: str | None) -> float:
    """Give a length in points; 0 where none is said."""
    found = _LENGTH.match(said or "")
    return float(found[1]) * _UNITS.get(found[2], 1.0) if found else 0.0
