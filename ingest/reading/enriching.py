"""The second pass over PDF pages: tables and second opinions by pdfplumber, within a budget."""

import hashlib
import mmap
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from io import BytesIO
from types import FrameType
from typing import Any, Final

import pdfplumber
import pypdfium2.raw as pdfium
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException

from ingest.reading import quality, sentences
from ingest.reading.file_types import UnreadableError, file_type
from ingest.reading.page_images import opened_pdf
from ingest.reading.pdf import PdfFile, page_text
from ingest.reading.storable import storable

PARSER: Final = f"pdfplumber {version('pdfplumber')}"
SECONDS_A_PAGE: Final = 2.0
# A table has at least its frame and a line inside; fewer paths are not worth the time.
_FEWEST_LINES: Final = 4
_FEWEST_CELLS: Final = 4
_DEEPEST_FORM: Final = 2

# pdfminer answers broken files with whatever its own code ran into.
_BROKEN: Final = (
    PDFException,
    PSException,
    PdfminerException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class _OverBudgetError(Exception):
    """A page took its time and has to stop."""


def enrich_file(data: mmap.mmap | bytes, request: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Say for each page of ``request["wanted"]`` its tables and, if needed, a better text."""
    yield {"kind": "file", "type": file_type(data), "sha256": hashlib.sha256(data).hexdigest()}
    try:
        opened = opened_pdf(data)
    except UnreadableError as error:
        yield {"kind": "unreadable", "state": error.state, "reason": error.sentence}
        return
    yield {"kind": "opened", "pieces": len(opened), "parser": PARSER, "pieces_are": "page"}
    skip, seconds = frozenset(request["skip"]), request.get("page_seconds", SECONDS_A_PAGE)
    for number in request["wanted"]:
        if request["first"] <= number <= len(opened) and number not in skip:
            yield _enriched(data, opened, number, seconds)
    yield {"kind": "done"}


def _enriched(
    data: mmap.mmap | bytes, opened: PdfFile, number: int, seconds: float
) -> Mapping[str, Any]:
    said: dict[str, Any] = {"kind": "enriched", "ordinal": number}
    said |= {"tables": [], "text": None, "problems": []}
    with opened.page(number) as page:
        lined = page is not None and _lines_on(page) >= _FEWEST_LINES
        doubtful = page is not None and quality.garbled(page_text(page)) is not None
    if not lined and not doubtful:
        return said
    try:
        with _budget(seconds), _plumbed(data, number) as page:
            if doubtful:
                said["text"] = _better_text(page)
            if lined:
                said["tables"] = _tables(page)
    except _OverBudgetError:
        said["problems"] = [sentences.TABLES_TOO_SLOW]
    except _BROKEN:
        said["problems"] = [sentences.TABLES_NOT_READ]
    return said


def _lines_on(page: Any) -> int:
    """Count drawn paths, also inside forms, up to the number that matters."""
    count = 0
    for at in range(pdfium.FPDFPage_CountObjects(page)):
        count += _lines_in(pdfium.FPDFPage_GetObject(page, at), _DEEPEST_FORM)
        if count >= _FEWEST_LINES:
            break
    return count


def _lines_in(item: Any, depth: int) -> int:
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        return 1
    if kind != pdfium.FPDF_PAGEOBJ_FORM or not depth:
        return 0
    inside = range(min(pdfium.FPDFFormObj_CountObjects(item), 10 * _FEWEST_LINES))
    return sum(_lines_in(pdfium.FPDFFormObj_GetObject(item, at), depth - 1) for at in inside)


@contextmanager
def _plumbed(data: mmap.mmap | bytes, number: int) -> Iterator[Any]:
    """Hold one page open in pdfplumber and nothing of the others: it keeps what it has read."""
    with pdfplumber.open(BytesIO(data), pages=[number]) as document:
        yield document.pages[0]


def _better_text(page: Any) -> str | None:
    raw: str = page.extract_text() or ""
    if quality.is_blank(raw) or quality.garbled(raw) is not None:
        return None
    return storable(raw)


def _tables(page: Any) -> list[list[list[str]]]:
    tables = [
        [[storable(cell or "") for cell in row] for row in table.extract()]
        for table in page.find_tables()
    ]
    return [table for table in tables if sum(map(_filled, table)) >= _FEWEST_CELLS]


def _filled(row: list[str]) -> int:
    return sum(1 for cell in row if not quality.is_blank(cell))


@contextmanager
def _budget(seconds: float) -> Iterator[None]:
    """Interrupt what runs longer: pdfminer is all Python, so an alarm reaches it."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _OverBudgetError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
