"""Turns WordprocessingML into blocks of text in document order; knows no package and no file."""

import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final

from ingest.reading.docx_names import W, property_of, value_of
from ingest.reading.docx_numbering import Numbering
from ingest.reading.list_labels import BULLET
from ingest.reading.sections import Block

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_OFF: Final = frozenset({"0", "false", "off", "none"})
_HEADING_NAME: Final = re.compile(r"(?i)heading (\d)$")
_TITLE: Final = "title"
_DEEPEST: Final = 9
_MOST_PARENTS: Final = 20
_PRIVATE: Final = range(0xE000, 0xF900)

# Struck out, or not text: deletions, what was moved away, field codes, properties.
_LEFT_OUT: Final = frozenset(
    f"{W}{name}"
    for name in (
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "delInstrText",
        "pPr",
        "rPr",
        "sdtPr",
        "sdtEndPr",
        "tblPr",
        "tblGrid",
        "trPr",
        "tcPr",
        "sectPr",
        "rt",
    )
)
_CHARACTERS: Final = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}


class Styles:
    """What paragraph and character styles say about headings, lists and hidden text.

    ``roots`` are its w:styles elements: one, or none for a document without styles; ``numbering``
    its w:numbering elements.
    """

    def __init__(self, roots: Sequence[Any], numbering: Sequence[Any] = ()) -> None:
        found = [style for root in roots for style in root.findall(f"{W}style")]
        self._styles = {style.get(f"{W}styleId"): style for style in found}
        self._numbering = Numbering(numbering, self._styles)

    def heading(self, paragraph: Any) -> int:
        """Give the paragraph's heading level from 1, or 0."""
        own = property_of(paragraph.find(f"{W}pPr"), "outlineLvl")
        if own is not None:
            return _level(own.get(f"{W}val"))
        for style in self._line(_style_of(paragraph, "pPr", "pStyle")):
            name = (value_of(style, "name") or "").strip().lower()
            match = _HEADING_NAME.match(name)
            if match:
                return int(match[1])
            if name == _TITLE:
                return 1
            level = property_of(style.find(f"{W}pPr"), "outlineLvl")
            if level is not None:
                return _level(level.get(f"{W}val"))
        return 0

    def label(self, paragraph: Any) -> str:
        """Give the bullet or number of a paragraph, by itself or by its style; "" for none."""
        line = self._line(_style_of(paragraph, "pPr", "pStyle"))
        return self._numbering.label(paragraph, line)

    def hides(self, paragraph: Any, run: Any) -> bool:
        """Tell whether a run is hidden text; the run's own word beats its styles'."""
        own = property_of(run.find(f"{W}rPr"), "vanish")
        if own is not None:
            return _is_on(own)
        styles = self._line(_style_of(run, "rPr", "rStyle"))
        styles += self._line(_style_of(paragraph, "pPr", "pStyle"))
        said = (property_of(style.find(f"{W}rPr"), "vanish") for style in styles)
        return next((_is_on(word) for word in said if word is not None), False)

    def _line(self, style_id: str | None) -> list[Any]:
        """Give a style and those that it is based on, nearest first."""
        line: list[Any] = []
        while style_id in self._styles and len(line) < _MOST_PARENTS:
            line.append(self._styles[style_id])
            style_id = value_of(line[-1], "basedOn")
        return line


def blocks_of(container: Any, styles: Styles) -> Iterator[Block]:
    """Give the paragraphs and table rows below ``container`` in order, text boxes included.

    A text box follows the paragraph that it hangs on; of alternative contents the first counts.
    """
    for element in container:
        if element.tag in _LEFT_OUT or not isinstance(element.tag, str):
            continue
        if element.tag == f"{W}p":
            yield from _paragraph(element, styles)
        elif element.tag == f"{W}tbl":
            yield from _table(element, styles)
        elif element.tag == f"{_MC}AlternateContent":
            yield from blocks_of(_chosen(element), styles)
        else:
            yield from blocks_of(element, styles)


def _paragraph(paragraph: Any, styles: Styles) -> Iterator[Block]:
    boxes: list[Any] = []
    text = "".join(_inline(paragraph, paragraph, styles, boxes)).strip()
    # An item without text has a number all the same.
    label = styles.label(paragraph)
    if text:
        heading = styles.heading(paragraph)
        is_shown = label and not (heading and label == BULLET)
        yield Block(f"{label} {text}" if is_shown else text, heading)
    for box in boxes:
        for block in blocks_of(box, styles):
            yield Block(block.text)


def _inline(element: Any, paragraph: Any, styles: Styles, boxes: list[Any]) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag in _LEFT_OUT or not isinstance(tag, str):
            continue
        if tag in {f"{W}t", f"{_M}t"}:
            yield child.text or ""
        elif tag in _CHARACTERS:
            yield _CHARACTERS[tag]
        elif tag == f"{W}sym":
            yield _symbol(child)
        elif tag == f"{W}txbxContent":
            boxes.append(child)
        elif tag == f"{_MC}AlternateContent":
            yield from _inline(_chosen(child), paragraph, styles, boxes)
        elif tag != f"{W}r" or not styles.hides(paragraph, child):
            yield from _inline(child, paragraph, styles, boxes)


def _table(table: Any, styles: Styles) -> Iterator[Block]:
    """Give a row as one block, its cells parted by tabs.

    A row with a single cell holds layout, not data: its paragraphs stay apart.
    """
    for row in _found(table, "tr"):
        if row.find(f"{W}trPr/{W}del") is not None:
            continue
        cells = list(_found(row, "tc"))
        if len(cells) == 1:
            yield from (Block(block.text) for block in blocks_of(cells[0], styles))
            continue
        text = "\t".join(_cell(cell, styles) for cell in cells).strip()
        if text:
            yield Block(text)


def _cell(cell: Any, styles: Styles) -> str:
    return " ".join(" ".join(block.text.split()) for block in blocks_of(cell, styles))


def _found(parent: Any, name: str) -> Iterator[Any]:
    """Find rows or cells, also those wrapped in content controls, insertions or alternatives."""
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag == f"{_MC}AlternateContent":
            yield from _found(_chosen(child), name)
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            yield from _found(child, name)


def _chosen(alternatives: Any) -> Any:
    """Choose as a program does that knows every extension; without a choice, the fallback."""
    choice = alternatives.find(f"{_MC}Choice")
    if choice is None:
        choice = alternatives.find(f"{_MC}Fallback")
    return () if choice is None else choice


def _symbol(element: Any) -> str:
    """Give the character of a symbol font: private ones, such as Wingdings', are a bullet."""
    try:
        code = int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return ""
    if code in _PRIVATE:
        return BULLET
    return chr(code) if code <= sys.maxunicode else ""


def _style_of(element: Any, properties: str, name: str) -> str | None:
    found = element.find(f"{W}{properties}/{W}{name}")
    return None if found is None else found.get(f"{W}val")


def _is_on(element: Any) -> bool:
    return element.get(f"{W}val", "true").lower() not in _OFF


def _level(value: str | None) -> int:
    level = int(value) + 1 if value and value.isdigit() else 0
    return level if level <= _DEEPEST else 0
