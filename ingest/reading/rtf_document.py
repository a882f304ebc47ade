"""What the reading of rich text builds up: paragraphs, cells and rows, part by part."""

import re
from dataclasses import dataclass, field

from ingest.reading.list_labels import BULLET
from ingest.reading.sections import Block

CELLS = "\t"
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class Flow:
    """The text of one part of a document: its body, a note, a text box; ``part`` says which.

    Text boxes follow the paragraph that they hang on.
    """

    part: str
    blocks: list[Block] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)
    _label: str = ""
    _text: list[str] = field(default_factory=list)
    _paragraphs: list[str] = field(default_factory=list)
    _cells: list[list[str]] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Add to the paragraph that is being read."""
        self._text.append(text)

    def take_label(self, text: str) -> None:
        """Take the bullet or number of the paragraph, as the program that wrote it shows it."""
        self._label = text if any(map(str.isalnum, text)) else BULLET

    def end_paragraph(self, *, heading: int = 0, in_table: bool = False) -> None:
        """End the paragraph: in a table it stays with its cell, else it is a block."""
        text = _joined(self._text).strip()
        self._text = []
        label, self._label = self._label, ""
        if not in_table:
            self._end_table()
        if text:
            if label and not (heading and label == BULLET):
                text = f"{label} {text}"
            if in_table:
                self._paragraphs.append(text)
            else:
                self.blocks.append(Block(text, heading))
        if not in_table:
            self._release_boxes()

    def end_cell(self) -> None:
        """End a cell of a row."""
        self.end_paragraph(in_table=True)
        self._cells.append(self._paragraphs)
        self._paragraphs = []

    def end_row(self) -> None:
        """Make a row one block; a row with a single cell is layout: its paragraphs stay apart."""
        if self._text or self._paragraphs:
            self.end_cell()
        if len(self._cells) == 1:
            self.blocks += [Block(paragraph) for paragraph in self._cells[0]]
        else:
            cells = (" ".join(" ".join(cell).split()) for cell in self._cells)
            text = CELLS.join(cells)
            if text.strip():
                self.blocks.append(Block(text))
        self._cells = []
        self._release_boxes()

    def end(self) -> list[Block]:
        """End the part and give its blocks."""
        self.end_paragraph()
        return self.blocks

    def _end_table(self) -> None:
        """Close a row that nothing closed."""
        if self._cells or self._paragraphs:
            self.end_row()

    def _release_boxes(self) -> None:
        self.blocks += self.boxes
        self.boxes = []


def _joined(texts: list[str]) -> str:
    """Join code units to characters: those beyond U+FFFF are written as two."""
    text = "".join(texts)
    if _SURROGATES.search(text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
