"""What stands in the parts of an Excel workbook: strings, comments, rows; opens no part itself."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ingest.reading.number_formats import shown
from ingest.reading.sheets import (
    Gathering,
    HiddenColumns,
    Row,
    cell_name,
    column_number,
    comment_line,
)

MOST_STRINGS: Final = 1_000_000
_MOST_CHARACTERS: Final = 40_000_000
_MOST_COMMENTS: Final = 100_000
_TRUE: Final = frozenset({"1", "true"})
_BOOLEANS: Final = {"1": "TRUE", "0": "FALSE"}
_TEXTS: Final = frozenset({"str", "e", "d"})
# The note that Excel puts beside a threaded comment for programs that know only notes.
_THREADED: Final = "[Threaded comment]"


def is_true(said: str | None) -> bool:
    """Read a flag of an attribute."""
    return said in _TRUE


class Strings:
    """The texts that cells share, in order; how a word is to be spoken is left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.is_cut = False
        self._parts: list[str] = []
        self._characters = self._spoken = 0
        self._takes = False

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        """Begin a text or a run of it."""
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._spoken += 1
        self._takes = name == "t" and not self._spoken

    def end(self, name: str) -> None:
        """Keep a text that is whole, while there is room; a text without room is empty."""
        self._takes = False
        if name == "rPh":
            self._spoken -= 1
        elif name == "si":
            text = "".join(self._parts)
            self._characters += len(text)
            if len(self.texts) >= MOST_STRINGS or self._characters > _MOST_CHARACTERS:
                self.is_cut = True
            else:
                self.texts.append(text)

    def data(self, text: str) -> None:
        """Take a bit of the text."""
        if self._takes and not self.is_cut:
            self._parts.append(text)


class Comments:
    """Comments by cell; those in threads stand for the notes that are kept beside them."""

    def __init__(self) -> None:
        self.notes: dict[str, str] = {}
        self.threads: dict[str, list[str]] = {}
        self._cell = ""
        self._parts: list[str] = []
        self._takes = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin a comment or a run of its text."""
        if name in {"comment", "threadedComment"}:
            self._cell, self._parts = attributes.get("ref", ""), []
        self._takes = name in {"t", "text"}

    def end(self, name: str) -> None:
        """Keep a comment that is whole."""
        self._takes = False
        text = "".join(self._parts).strip()
        if not text or len(self.notes) + len(self.threads) >= _MOST_COMMENTS:
            return
        if name == "comment":
            self.notes[self._cell] = text
        elif name == "threadedComment":
            self.threads.setdefault(self._cell, []).append(text)

    def data(self, text: str) -> None:
        """Take a bit of the text."""
        if self._takes:
            self._parts.append(text)

    def by_row(self) -> dict[int, list[tuple[int, str]]]:
        """Give comments as lines, by row, with the column of each."""
        found: dict[int, list[tuple[int, str]]] = {}
        told = {cell: [text] for cell, text in self.notes.items() if not _is_stand_in(text)}
        for cell, texts in (told | self.threads).items():
            column, row = place_of(cell)
            if column and row:
                name = cell_name(column, row)
                lines = [(column, comment_line(name, text)) for text in texts]
                found.setdefault(row, []).extend(lines)
        return found


def _is_stand_in(text: str) -> bool:
    return text.startswith(_THREADED)


def place_of(cell: str) -> tuple[int, int]:
    """Give the column and row of a cell's name such as "B7"; zeros where it is none."""
    letters = cell.rstrip("0123456789")
    digits = cell[len(letters) :]
    letters = letters.upper()
    if not (letters.isascii() and letters.isalpha() and digits.isascii()):
        return 0, 0
    return column_number(letters), int(digits[:9] or 0)


class Book(NamedTuple):
    """What the cells of every sheet refer to: texts, the format of each style, the first year."""

    strings: Sequence[str]
    formats: Sequence[str]
    from_1904: bool


class SheetRows:
    """Hears a sheet and gives its rows to a gathering; hidden rows and columns are left out."""

    def __init__(
        self, book: Book, gathering: Gathering, comments: dict[int, list[tuple[int, str]]]
    ) -> None:
        self.hidden_rows = self.hidden_columns = 0
        self._book, self._gathering = book, gathering
        self._comments = sorted(comments.items(), reverse=True)
        self._hidden = HiddenColumns()
        self._rows_are_hidden = False
        self._row = self._column = 0
        self._is_hidden = self._takes = self._has_value = False
        self._spoken = 0
        self._cells: list[tuple[int, str]] = []
        self._kind = self._style = ""
        self._parts: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin a row, a cell or its value."""
        match name:
            case "c":
                self._begin_cell(attributes)
            case "v" | "t":
                self._takes = not self._spoken
            case "row":
                self._begin_row(attributes)
            case "rPh":
                self._spoken += 1
            case "col":
                self._hide_columns(attributes)
            case "sheetFormatPr":
                self._rows_are_hidden = is_true(attributes.get("zeroHeight"))

    def end(self, name: str) -> None:
        """End a row, a cell or its value."""
        match name:
            case "c":
                self._end_cell()
            case "v" | "t":
                self._takes = False
            case "row":
                self._end_row()
            case "rPh":
                self._spoken -= 1

    def data(self, text: str) -> None:
        """Take a bit of a value."""
        if self._takes:
            self._parts.append(text)

    def finish(self) -> None:
        """Give the comments below the last row."""
        self._comments_before(1 << 31)

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        said = attributes.get("r", "")
        is_number = said.isascii() and said.isdigit()
        self._row = max(int(said[:9]), self._row + 1) if is_number else self._row + 1
        self._column, self._cells = 0, []
        hidden = attributes.get("hidden")
        self._is_hidden = is_true(hidden) if hidden else self._rows_are_hidden

    def _end_row(self) -> None:
        self._comments_before(self._row)
        remarks = self._remarks(self._row)
        if not self._is_hidden:
            self._gathering.add(Row(self._row, self._cells, remarks))
        elif self._cells or remarks:
            self.hidden_rows += 1
        self._cells = []

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        column = place_of(attributes["r"])[0] if "r" in attributes else 0
        self._column = column or self._column + 1
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._parts = []

    def _end_cell(self) -> None:
        text = self._value("".join(self._parts)) if self._parts else ""
        self._parts = []
        if not text.strip():
            return
        if self._column in self._hidden:
            self.hidden_columns += 1
        else:
            self._cells.append((self._column, text))

    def _value(self, raw: str) -> str:
        if self._kind == "s":
            at = int(raw) if raw.isascii() and raw.strip().isdigit() else len(self._book.strings)
            return self._book.strings[at] if at < len(self._book.strings) else ""
        if self._kind == "b":
            return _BOOLEANS.get(raw.strip(), raw)
        if self._kind == "inlineStr" or self._kind in _TEXTS:
            return raw
        style = int(self._style) if self._style.isascii() and self._style.isdigit() else 0
        formats = self._book.formats
        code = formats[style] if style < len(formats) else ""
        return shown(raw.strip(), code, from_1904=self._book.from_1904)

    def _hide_columns(self, attributes: Mapping[str, str]) -> None:
        if is_true(attributes.get("hidden")):
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isascii() and first.isdigit() and last.isascii() and last.isdigit():
                self._hidden.add(int(first[:9]), int(last[:9]))

    def _comments_before(self, row: int) -> None:
        """Give the comments of rows that the sheet does not list, in their place."""
        while self._comments and self._comments[-1][0] < row:
            number = self._comments[-1][0]
            remarks = self._remarks(number)
            if remarks and not self._rows_are_hidden:
                self._gathering.add(Row(number, [], remarks))

    def _remarks(self, row: int) -> list[str]:
        if not self._comments or self._comments[-1][0] != row:
            return []
        _, lines = self._comments.pop()
        return [line for column, line in sorted(lines) if column not in self._hidden]
