"""Cells of spreadsheets that are text, whatever people wrote: never a formula in any program."""

import re

from openpyxl.cell import Cell
from openpyxl.styles import Alignment

_CALCULATES = re.compile(r"[=+\-@\t\r]")
_NOT_IN_A_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# What a cell of a spreadsheet may hold.
_LONGEST_CELL = 32_767


def write_cell(cell: Cell, value: str | int) -> None:
    """Write a value as what it is: text that looks like a formula stays text in every program."""
    if isinstance(value, int):
        cell.value = value
        return
    cell.value = storable(value)[:_LONGEST_CELL]
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    # The mark that a program sets itself when somebody types an apostrophe first.
    cell.quotePrefix = may_calculate(value)


def may_calculate(value: str) -> bool:
    """Whether a program might read the text as a formula."""
    return bool(_CALCULATES.match(value))


def storable(words: str) -> str:
    """Text with what no Office file may hold replaced."""
    return _NOT_IN_A_CELL.sub("\ufffd", words)
