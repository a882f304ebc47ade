"""Tables as spreadsheets (XLSX) that people download. Every cell is text or a number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from workflow.papers import timeless_zip
from workflow.papers.safe_cells import write_cell

_NO_TIME = datetime(1980, 1, 1)  # noqa: DTZ001 - openpyxl takes times without a zone, as UTC


@dataclass(frozen=True)
class Table:
    """One sheet: a row of headings that stays in sight, and rows of cells below it.

    `widths` are those of the columns, in characters; `fixed` is the first cell that scrolls.
    Empty cells are left out, so that programs see them as empty.
    """

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[str | int]]
    widths: Sequence[int]
    fixed: str = "B2"


def to_xlsx(*tables: Table) -> bytes:
    """A workbook with a sheet for each table; the same tables give the same bytes."""
    book = Workbook()
    book.properties.created = book.properties.modified = _NO_TIME
    book.remove(book.worksheets[0])
    for table in tables:
        _fill(book.create_sheet(table.title), table)
    out = BytesIO()
    # As `Workbook.save`, which would write the time of day into the file.
    ExcelWriter(book, ZipFile(out, "w", ZIP_DEFLATED)).save()
    return timeless_zip.retimed(out.getvalue())


def _fill(sheet: Worksheet, table: Table) -> None:
    for number, row in enumerate((table.headings, *table.rows), 1):
        for place, value in enumerate(row, 1):
            if value == "":
                continue
            cell = sheet.cell(number, place)
            assert isinstance(cell, Cell)  # noqa: S101 - nothing is merged here
            write_cell(cell, value)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for place, width in enumerate(table.widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = table.fixed
