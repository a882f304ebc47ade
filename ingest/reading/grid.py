"""The cells of a workbook by row and column, for a table that people keep; no pages, no comments.

Reading a file for its words drops columns that are empty; who maps columns needs them all.
"""

import mmap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ingest.reading import sentences
from ingest.reading.events import ReadState
from ingest.reading.file_types import UnreadableError, file_type
from ingest.reading.packages import Package, opening
from ingest.reading.sheets import FullError, Gathering, Row
from ingest.reading.storable import storable
from ingest.reading.xlsx import gather

MOST_ROWS: Final = 5_000
MOST_CHARACTERS: Final = 4_000_000
_XLSX: Final = "xlsx"


class CellGathering(Gathering):
    """Takes rows in as they come, with the numbers of their columns."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, list[Row]]] = []
        self.problems: list[str] = []
        self._taken = 0

    def begin(self, name: str) -> None:
        """Begin a sheet that is shown."""
        self.sheets.append((" ".join(name.split()), []))

    def add(self, row: Row) -> None:
        """Take a row in.

        Raises:
            FullError: no more is taken from this file.
        """
        cells = [(column, text) for column, raw in row.cells if (text := " ".join(raw.split()))]
        if not cells:
            return
        self._taken += sum(len(text) for _, text in cells)
        rows = self.sheets[-1][1]
        if len(rows) >= MOST_ROWS or self._taken > MOST_CHARACTERS:
            raise FullError
        rows.append(Row(row.number, cells))

    def end(self, problems: Sequence[str] = (), *, unread: str | None = None) -> None:
        """End the sheet with what is to be said of it."""
        self.problems += problems
        if unread is not None:
            self.problems.append(unread)

    def full(self) -> str:
        """Say from where on the sheet at hand is not read."""
        rows = self.sheets[-1][1]
        return sentences.cells_not_read(rows[-1].number if rows else 0)

    def tell(self, problems: Sequence[str]) -> None:
        """Say something of the whole file."""
        self.problems += problems


def read_cells(data: mmap.mmap | bytes, _request: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Say each row that shows something as its sheet, number and cells, then the problems."""
    try:
        gathered = _gathered(data)
    except UnreadableError as error:
        yield {"kind": "unreadable", "reason": error.sentence}
        return
    for name, rows in gathered.sheets:
        for row in rows:
            cells = [[column, storable(text)] for column, text in row.cells]
            yield {"kind": "row", "sheet": storable(name), "number": row.number, "cells": cells}
    yield {"kind": "done", "problems": [storable(problem) for problem in gathered.problems]}


def _gathered(data: mmap.mmap | bytes) -> CellGathering:
    if file_type(data) != _XLSX:
        raise UnreadableError(ReadState.REFUSED, sentences.NOT_A_WORKBOOK)
    gathering = CellGathering()
    with opening():
        gather(Package(data), gathering)
    return gathering
