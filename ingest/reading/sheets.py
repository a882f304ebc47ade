"""Spreadsheets as pieces: rows of one sheet, cells parted by tabs; knows no file format."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ingest.reading import sentences
from ingest.reading.events import PageOutcome, PageRead, ReadState
from ingest.reading.file_types import UnreadableError
from ingest.reading.sections import MOST_WORDS, Block, count_words, cut_sections
from ingest.reading.storable import storable

CELLS: Final = "\t"
MOST_PIECE_ROWS: Final = 200
# What one file may hold together; what lies beyond is said to be not read.
MOST_ROWS: Final = 50_000
MOST_CELLS: Final = 1_000_000
MOST_CHARACTERS: Final = 20_000_000
MOST_PIECES: Final = 15_000
# Cells of a piece with those between them that are empty: its rows may share few columns.
_MOST_PLACES: Final = 20_000
MOST_COLUMNS: Final = 16_384
_LETTERS: Final = 26


class FullError(Exception):
    """What may be read of a file has been read."""


@dataclass(slots=True)
class Row:
    """A row that shows something: its number, its cells by column from 1, and its comments."""

    number: int
    cells: list[tuple[int, str]]
    comments: list[str] = field(default_factory=list)


class Gathering:
    """Takes the rows of a file sheet by sheet and keeps pieces of them, within limits."""

    def __init__(self) -> None:
        self.pieces: list[PageRead] = []
        self.hidden: list[str] = []
        self._name = ""
        self._rows: list[Row] = []
        self._used: set[int] = set()
        self._words = self._count = self._cells = self._characters = 0
        self._sheet_from = self._last = 0

    def begin(self, name: str) -> None:
        """Begin a sheet that is shown."""
        self._name, self._sheet_from, self._last = " ".join(name.split()), len(self.pieces), 0

    def add(self, row: Row) -> None:
        """Take a row in; one without cells and comments costs nothing.

        Raises:
            FullError: no more is taken from this file.
        """
        row.cells = [(column, text) for column, raw in row.cells if (text := _one_line(raw))]
        if not row.cells and not row.comments:
            return
        self._count += 1
        self._cells += len(row.cells)
        self._characters += sum(len(text) for _, text in row.cells)
        self._characters += sum(map(len, row.comments))
        if (
            self._count > MOST_ROWS
            or self._cells > MOST_CELLS
            or self._characters > MOST_CHARACTERS
            or len(self.pieces) >= MOST_PIECES
        ):
            raise FullError
        words = sum(count_words(text) for _, text in row.cells)
        words += sum(map(count_words, row.comments))
        used = self._used.union(column for column, _ in row.cells)
        if self._rows and (
            self._words + words > MOST_WORDS
            or len(self._rows) >= MOST_PIECE_ROWS
            or len(used) * (len(self._rows) + 1) > _MOST_PLACES
        ):
            self._close()
        self._used.update(column for column, _ in row.cells)
        self._rows.append(row)
        self._words += words
        self._last = row.number

    def end(self, problems: Sequence[str] = (), *, unread: str | None = None) -> None:
        """End the sheet. ``problems`` go to its first piece; ``unread`` says why there is a gap."""
        self._close()
        if unread is not None:
            after = self._last + 1
            self._put(after, after, "", (unread,), PageOutcome.FAILED)
        if problems and self._sheet_from < len(self.pieces):
            self._tell(self._sheet_from, problems)
        elif problems:
            self.hidden.append(self._name)

    def full(self) -> str:
        """Say from where on the sheet at hand is not read."""
        return sentences.rows_not_read(self._last)

    def tell(self, problems: Sequence[str]) -> None:
        """Say something of the whole file on its first piece."""
        if self.pieces and problems:
            self._tell(0, problems)

    def _tell(self, at: int, problems: Sequence[str]) -> None:
        piece = self.pieces[at]
        told = (*piece.problems, *map(storable, problems))
        self.pieces[at] = PageRead(
            piece.locator, piece.text, piece.source, told, piece.ordinal, piece.outcome
        )

    def _close(self) -> None:
        if self._rows:
            first, last = self._rows[0].number, self._rows[-1].number
            text = "\n".join(_lines(self._rows))
            # Tabs between cells that are far apart count as well.
            self._characters += text.count(CELLS)
            for section in cut_sections([Block(text)]):
                self._put(first, last, section.text, (), PageOutcome.READ)
        self._rows, self._words, self._used = [], 0, set()

    def _put(
        self, first: int, last: int, text: str, problems: tuple[str, ...], outcome: PageOutcome
    ) -> None:
        locator = {"kind": "sheet", "name": storable(self._name), "rows": [first, last]}
        source = "text" if text else "none"
        ordinal = len(self.pieces) + 1
        self.pieces.append(PageRead(locator, storable(text), source, problems, ordinal, outcome))


class Sheets:
    """The pieces of a spreadsheet, in order.

    Raises:
        UnreadableError: nothing is shown in it.
    """

    pieces_are = "sheet"

    def __init__(self, gathered: Gathering, parser: str) -> None:
        if not gathered.pieces:
            sentence = sentences.SHEETS_HIDDEN if gathered.hidden else sentences.SHEETS_EMPTY
            raise UnreadableError(ReadState.REFUSED, sentence)
        if gathered.hidden:
            gathered.tell((sentences.sheets_hidden(gathered.hidden),))
        self.parser = parser
        self._pieces = gathered.pieces

    @property
    def places(self) -> list[Mapping[str, Any]]:
        """The locator of each piece."""
        return [piece.locator for piece in self._pieces]

    def __len__(self) -> int:
        return len(self._pieces)

    def piece(self, ordinal: int) -> PageRead:
        """Give some rows of a sheet."""
        return self._pieces[ordinal - 1]


class HiddenColumns:
    """The columns of a sheet that are hidden; to ask costs the same however many there are."""

    def __init__(self) -> None:
        self._marks = bytearray(MOST_COLUMNS + 1)

    def add(self, first: int, last: int) -> None:
        """Hide the columns from the first to the last."""
        first, last = max(first, 1), min(last, MOST_COLUMNS)
        if first <= last:
            self._marks[first : last + 1] = b"\1" * (last - first + 1)

    def __contains__(self, column: int) -> bool:
        return 0 < column <= MOST_COLUMNS and bool(self._marks[column])


def column_number(letters: str) -> int:
    """Give the number of a column from 1, for example 28 for "AB"; 0 where it is none."""
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
        if number > MOST_COLUMNS:
            return 0
    return number


def cell_name(column: int, row: int) -> str:
    """Name a cell as its program does, for example "B7"."""
    letters = ""
    while column:
        column, place = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + place) + letters
    return f"{letters}{row}"


def comment_line(cell: str, text: str) -> str:
    """Write a comment as the line that is kept of it."""
    return f"Comment on {cell}: {_one_line(text)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    """Give the rows over the columns that any of them uses, then what is remarked on them."""
    used = {column for row in rows for column, _ in row.cells}
    places = {column: place for place, column in enumerate(sorted(used))}
    for row in rows:
        line: list[str] = []
        for column, text in sorted(row.cells):
            line += [""] * (places[column] - len(line))
            line.append(text)
        if line:
            yield CELLS.join(line)
    for row in rows:
        yield from row.comments
