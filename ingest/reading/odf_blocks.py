"""Turns OpenDocument text into blocks in document order; opens no part of the file itself."""

from collections.abc import Iterator
from typing import Any, Final

from ingest.reading.odf import DRAW, OFFICE, SVG, TABLE, TEXT, Aside, Styles, paragraph_text
from ingest.reading.sections import Block

CELLS: Final = "\t"
_BULLET: Final = "• "
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

    ``bullets`` says whether an item of a list is marked; ``skip`` holds tags that are left out.
    """

    def __init__(
        self, styles: Styles, *, bullets: bool = True, skip: frozenset[str] = frozenset()
    ) -> None:
        self.aside = Aside()
        self._styles, self._bullets, self._skip = styles, bullets, skip

    def blocks(self, container: Any, bullet: str = "") -> Iterator[Block]:
        """Give the paragraphs and table rows below ``container``, text boxes included.

        A text box follows the paragraph that it hangs on. ``bullet`` begins the first paragraph.
        """
        for element in container:
            tag = element.tag
            if not isinstance(tag, str) or tag in _LEFT_OUT or tag in self._skip:
                continue
            if tag in _PARAGRAPHS:
                for block in self._paragraph(element, bullet):
                    yield block
                    bullet = ""
            elif tag == f"{TEXT}list":
                yield from self._list(element)
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

    def _paragraph(self, paragraph: Any, bullet: str) -> Iterator[Block]:
        before = len(self.aside.shapes)
        text = paragraph_text(paragraph, self._styles, self.aside, self._skip)
        shapes = self.aside.shapes[before:]
        del self.aside.shapes[before:]
        if text:
            heading = self._styles.heading(paragraph)
            yield Block(text if heading else bullet + text, heading)
        for shape in shapes:
            yield from self.shape(shape)

    def _list(self, items: Any) -> Iterator[Block]:
        for item in items:
            if isinstance(item.tag, str):
                is_item = self._bullets and item.tag == f"{TEXT}list-item"
                yield from self.blocks(item, _BULLET if is_item else "")

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
