"""PDF by PDFium, one page at a time; judges each page's text and never keeps two in memory."""

import ctypes
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pypdfium2.raw as pdfium
from pypdfium2 import version

from ingest.reading import quality, sentences
from ingest.reading.events import PageOutcome, PageRead, ReadState
from ingest.reading.file_types import UnreadableError
from ingest.reading.storable import storable

PARSER: Final = f"pypdfium2 {version.PYPDFIUM_INFO.version} (PDFium {version.PDFIUM_INFO.build})"
# Fewer drawn lines than this on a page without text are a rule or a frame, not outlined letters.
_FEW_SHAPES: Final = 40
# A page with fewer characters than this may be a picture with a line of text added.
_LITTLE_TEXT: Final = 200
_MOST_OF_A_PAGE: Final = 0.6
_MOST_LOOKED_AT: Final = 200
_PICTURES: Final = frozenset({pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM})


class PdfFile:
    """An open PDF. Pages are counted from 1.

    Raises:
        UnreadableError: a password is needed, or PDFium finds no document in the bytes.
    """

    parser = PARSER
    pieces_are = "page"

    def __init__(self, data: mmap.mmap | bytes) -> None:
        source = data if isinstance(data, mmap.mmap) else bytearray(data)
        # PDFium reads from these bytes as long as the document is open.
        self._bytes = (ctypes.c_char * len(source)).from_buffer(source)
        self.document = pdfium.FPDF_LoadMemDocument64(self._bytes, len(source), None)
        if not self.document:
            raise _why_not_opened(pdfium.FPDF_GetLastError())
        self._pages: int = pdfium.FPDF_GetPageCount(self.document)
        if self._pages < 1:
            raise UnreadableError(ReadState.FAILED, sentences.DAMAGED)

    def __len__(self) -> int:
        return self._pages

    def piece(self, ordinal: int) -> PageRead:
        """Read the text of one page."""
        with self.page(ordinal) as page:
            if page is None:
                return _page(ordinal, "", PageOutcome.FAILED, (sentences.PAGE_FAILED,))
            raw = page_text(page)
            if quality.is_blank(raw):
                return _without_text(ordinal, page)
            is_mostly_picture = len(raw) < _LITTLE_TEXT and _is_mostly_picture(page)
        problem = quality.garbled(raw)
        if problem:
            return _page(ordinal, storable(raw), PageOutcome.GARBLED, (problem,))
        remarks = quality.remarks(raw)
        if is_mostly_picture:
            remarks = (*remarks, sentences.MOSTLY_PICTURE)
        return _page(ordinal, storable(raw), PageOutcome.READ, remarks)

    @contextmanager
    def page(self, number: int) -> Iterator[Any]:
        """Hold a page open; None where PDFium cannot load it."""
        page = pdfium.FPDF_LoadPage(self.document, number - 1)
        try:
            yield page or None
        finally:
            if page:
                pdfium.FPDF_ClosePage(page)


@contextmanager
def text_page(page: Any) -> Iterator[Any]:
    """Hold the text of a page open; None where PDFium finds none."""
    text = pdfium.FPDFText_LoadPage(page)
    try:
        yield text or None
    finally:
        if text:
            pdfium.FPDFText_ClosePage(text)


def page_text(page: Any) -> str:
    """Return the text of a page as PDFium gives it, before anything is replaced."""
    with text_page(page) as text:
        return raw_text(text) if text else ""


def raw_text(text: Any) -> str:
    """Return all characters of an open text page."""
    count = pdfium.FPDFText_CountChars(text)
    if count < 1:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text, 0, count, buffer)
    return bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "surrogatepass")


def _page(number: int, text: str, outcome: PageOutcome, problems: tuple[str, ...]) -> PageRead:
    locator = {"kind": "page", "number": number}
    return PageRead(locator, text, "text" if text else "none", problems, number, outcome)


def _without_text(number: int, page: Any) -> PageRead:
    if _shows_something(page):
        return _page(number, "", PageOutcome.NO_TEXT, (sentences.PAGE_NO_TEXT,))
    return _page(number, "", PageOutcome.BLANK, (sentences.PAGE_BLANK,))


def _shows_something(page: Any) -> bool:
    if pdfium.FPDFPage_GetAnnotCount(page) > 0:
        return True
    count = pdfium.FPDFPage_CountObjects(page)
    if count > _FEW_SHAPES:
        return True
    kinds = (pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, i)) for i in range(count))
    return any(kind in _PICTURES for kind in kinds)


def _is_mostly_picture(page: Any) -> bool:
    """Tell whether pictures cover most of a page, as on a scan with a stamp or a footer."""
    area = pdfium.FPDF_GetPageWidthF(page) * pdfium.FPDF_GetPageHeightF(page)
    count = min(pdfium.FPDFPage_CountObjects(page), _MOST_LOOKED_AT)
    items = (pdfium.FPDFPage_GetObject(page, at) for at in range(count))
    covered = sum(map(_picture_area, items))
    return bool(covered > _MOST_OF_A_PAGE * area)


def _picture_area(item: Any) -> float:
    if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_IMAGE:
        return 0.0
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return 0.0
    return float((right.value - left.value) * (top.value - bottom.value))


def _why_not_opened(error: int) -> UnreadableError:
    if error in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
        return UnreadableError(ReadState.NEEDS_PASSWORD, sentences.NEEDS_PASSWORD)
    return UnreadableError(ReadState.FAILED, sentences.DAMAGED)
