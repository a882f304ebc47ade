"""Turns OpenDocument text into blocks in document order; opens no part of the file itself."""

from collections.abc import Iterator
from typing import Any, Final

from ingest.reading.list_labels import BULLET
from ingest.reading.odf import DRAW, OFFICE, SVG, TABLE, TEXT, Aside, Styles, paragraph_text
from ingest.reading.odf_lists import Lists
from ingest.reading.sections import Block

CELLS: Final = "\t"
_PARAGRAPHS: Final = frozenset((f"{TEXT}p", f"{TEXT}h"))
_HIDDEN_ROWS: Final = frozenset(("collapse", "filter"))
# Holders of text that is not shown: deletions, declarations, templates of indexes, forms.
_LEFT_OUT: Final = frozenset(
    (
        f"{TEXT}tracked-changes",
        f"{TEXT}number",
        f"{TEXT}note-citation",
        f"{TEXT}table-of-content-source",
        f"{TEXT}illustration-index-source",
        f"{TEXT}table-index-source",
        f"{TEXT}object-index-source",
        f"{TEXT}user-index-source",
        f"{TEXT}alphabetical-index-source",
        f"{TEXT}bibliography-source",
        f"{OFFICE}forms",
        f"{OFFICE}annotation",
        f"{SVG}title",
        f"{SVG}desc",
    )
)
# Of what a frame holds, the same thing in several forms, the text counts; an object has none.
_IN_FRAMES: Final = (f"{DRAW}text-box", f"{TABLE}table")


class BlockReader:
    """Reads blocks, and keeps the notes and annotations that it passes in ``aside``.

    ``lists`` counts the items of lists and headings; without it they have no labels. ``skip`` holds
    tags that are left out.
    """

    def __init__(
        self, styles: Styles, lists: Lists | None = None, *, skip: frozenset[str] = frozenset()
    ) -> None:
        self.aside = Aside()
        self._styles, self._lists, self._skip = styles, lists, skip

    def blocks(
        self, container: Any, label: str = "", style: str = "", depth: int = 0
    ) -> Iterator[Block]:
        """Give the paragraphs and table rows below ``container``, text boxes included.

        A text box follows the paragraph that it hangs on. ``label`` is that of the first paragraph;
        ``style`` and ``depth`` are those of the list that the container is an item of.
        """
        for element in container:
            tag = element.tag
            if not isinstance(tag, str) or tag in _LEFT_OUT or tag in self._skip:
                continue
            if tag in _PARAGRAPHS:
                yield from self._paragraph(element, label)
                label = ""
            elif tag == f"{TEXT}list":
                yield from self._list(element, style, depth)
            elif tag == f"{TABLE}table":
                yield from self._table(element)
            elif tag.startswith(DRAW):
                yield from self.shape(element)
            elif element.get(f"{TEXT}display") != "none":
                yield from self.blocks(element)

    def shape(self, shape: Any) -> Iterator[Block]:
        """Give the text in a shape or frame, or in the shapes of a group, without headings."""
        if shape.tag == f"{DRAW}frame":
            held = next((child for tag in _IN_FRAMES for child in shape.iterchildren(tag)), None)
            if held is None:
                return
            shape = held if held.tag == f"{DRAW}text-box" else (held,)
        yield from (Block(block.text) for block in self.blocks(shape))

    def _paragraph(self, paragraph: Any, label: str) -> Iterator[Block]:
        before = len(self.aside.shapes)
        text = paragraph_text(paragraph, self._styles, self.aside, self._skip)
        shapes = self.aside.shapes[before:]
        del self.aside.shapes[before:]
        heading = self._styles.heading(paragraph)
        if self._lists and not label and paragraph.tag == f"{TEXT}h":
            label = self._lists.outline_label(paragraph, heading)
        if text:
            is_shown = label and not (heading and label == BULLET)
            yield Block(f"{label} {text}" if is_shown else text, heading)
        for shape in shapes:
            yield from self.shape(shape)

    def _list(self, listed: Any, style: str, depth: int) -> Iterator[Block]:
        style = listed.get(f"{TEXT}style-name") or style
        if self._lists:
            self._lists.begin(listed, style, depth)
        for item in listed:
            if isinstance(item.tag, str):
                yield from self.blocks(item, self._label(item, style, depth), style, depth + 1)

    def _label(self, item: Any, style: str, depth: int) -> str:
        """Count an item that has a paragraph of its own, and is no heading of its list."""
        has_own = any(child.tag in _PARAGRAPHS for child in item)
        if not self._lists or item.tag != f"{TEXT}list-item" or not has_own:
            return ""
        return self._lists.label(item, style, depth)

    def _table(self, table: Any) -> Iterator[Block]:
        """Give a row as one block; a row with one cell is layout: its paragraphs stay apart."""
        for row in _rows(table):
            cells = list(_shown_cells(row))
            if len(cells) == 1 and cells[0] is not None:
                yield from (Block(block.text) for block in self.blocks(cells[0]))
                continue
            text = CELLS.join(map(self._cell, cells))
            if text.strip():
                yield Block(text)

    def _cell(self, cell: Any | None) -> str:
        blocks = () if cell is None else self.blocks(cell)
        return " ".join(" ".join(block.text.split()) for block in blocks)


def _rows(table: Any) -> Iterator[Any]:
    """Find the rows that are shown, also those in groups and among the headers."""
    for child in table:
        if child.tag == f"{TABLE}table-row":
            if child.get(f"{TABLE}visibility") not in _HIDDEN_ROWS:
                yield child
        elif isinstance(child.tag, str):
            yield from _rows(child)


def _shown_cells(row: Any) -> Iterator[Any | None]:
    """Give the cells; None where one above reaches in, nothing where one to the left does."""
    covered = 0
    for cell in row:
        if cell.tag == f"{TABLE}table-cell":
            spanned = cell.get(f"{TABLE}number-columns-spanned", "1")
            covered = int(spanned) - 1 if spanned.isdigit() else 0
            yield cell
        elif cell.tag == f"{TABLE}covered-table-cell":
            covered -= 1
            if covered < 0:
                yield None
