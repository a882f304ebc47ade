"""Finds where characters lie on a PDF page, line by line; draws nothing and stores nothing."""

import ctypes
import hashlib
import mmap
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pypdfium2.raw as pdfium

from ingest.reading import sentences
from ingest.reading.events import ReadState, Rectangle
from ingest.reading.file_types import UnreadableError
from ingest.reading.page_images import check_page, opened_pages
from ingest.reading.pdf import PdfFile, raw_text, text_page
from ingest.reading.pictures import PictureFile
from ingest.reading.storable import storable

# PDFium converts to whole device units: this many across make them fine enough.
_UNITS: Final = 1_000_000
_SAME_LINE: Final = 0.2
_BEYOND_BMP: Final = 0xFFFF


def find_boxes(data: mmap.mmap | bytes, request: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Say the page's size in points or pixels and the rectangles of each range asked for."""
    try:
        opened = opened_pages(data)
        check_page(opened, request["number"])
        if isinstance(opened, PictureFile):
            yield _nowhere(opened, request)
        else:
            yield _found(opened, request)
    except UnreadableError as error:
        yield {"kind": "unreadable", "reason": error.sentence}


def _nowhere(opened: PictureFile, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """A picture knows no characters; where OCR found some is stored with them."""
    width, height = opened.size(request["number"])
    nowhere: list[Rectangle] = []
    boxes = {"kind": "boxes", "width_pt": width, "height_pt": height}
    return boxes | {"ranges": [nowhere for _ in request["ranges"]]}


def _found(opened: PdfFile, request: Mapping[str, Any]) -> Mapping[str, Any]:
    with opened.page(request["number"]) as page:
        if page is None:
            raise UnreadableError(ReadState.FAILED, sentences.PAGE_FAILED)
        with text_page(page) as text:
            layer = _Layer(page, text)
            is_same = layer.sha256 == request["text_sha256"]
            ranges = [layer.rectangles(each, is_same=is_same) for each in request["ranges"]]
        return {
            "kind": "boxes",
            "width_pt": pdfium.FPDF_GetPageWidthF(page),
            "height_pt": pdfium.FPDF_GetPageHeightF(page),
            "ranges": ranges,
        }


class _Layer:
    """The text of an open page, as it was stored, with the way back to PDFium's characters."""

    def __init__(self, page: Any, text: Any) -> None:
        self._page, self._handle = page, text
        self._raw = raw_text(text) if text else ""
        self._text = storable(self._raw)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self._text.encode("utf-8")).hexdigest()

    def rectangles(self, asked: Mapping[str, Any], *, is_same: bool) -> list[Rectangle]:
        """Give the rectangles of a range: by its offsets if they fit, else by its quote."""
        start, end = asked["start"], asked["end"]
        fits = is_same and 0 <= start < end <= len(self._text)
        if not fits or (asked["quote"] and self._text[start:end] != asked["quote"]):
            found = find_quote(self._text, asked["quote"], near=start)
            if found is None:
                return []
            start, end = found
        return as_lines(self._characters(start, end))

    def _characters(self, start: int, end: int) -> list[Rectangle]:
        first, last = self._char_index(start), self._char_index(end - 1)
        if first is None or last is None or last < first:
            return []
        count = pdfium.FPDFText_CountRects(self._handle, first, last - first + 1)
        return [box for at in range(count) if (box := self._rectangle(at)) is not None]

    def _char_index(self, offset: int) -> int | None:
        """Map a code point of the text to PDFium's character, past those that it made up."""
        units = offset + sum(1 for each in self._raw[:offset] if ord(each) > _BEYOND_BMP)
        index: int = pdfium.FPDFText_GetCharIndexFromTextIndex(self._handle, units)
        return index if index >= 0 else None

    def _rectangle(self, at: int) -> Rectangle | None:
        left, top, right, bottom = (ctypes.c_double() for _ in range(4))
        if not pdfium.FPDFText_GetRect(self._handle, at, left, top, right, bottom):
            return None
        x0, y0 = self._fraction(left.value, top.value)
        x1, y1 = self._fraction(right.value, bottom.value)
        return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def _fraction(self, x: float, y: float) -> tuple[float, float]:
        """Turn a point of the page's own space into fractions of the page as it is shown."""
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(self._page, 0, 0, _UNITS, _UNITS, 0, x, y, across, down)
        return _within(across.value), _within(down.value)


def _within(units: int) -> float:
    return min(max(units / _UNITS, 0.0), 1.0)


def find_quote(text: str, quote: str, *, near: int) -> tuple[int, int] | None:
    """Find ``quote`` in ``text`` whatever its white space and line ends, nearest to ``near``."""
    words = quote.split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
    places = [match.span() for match in pattern.finditer(text)]
    return min(places, key=lambda place: abs(place[0] - near), default=None)


def as_lines(boxes: list[Rectangle]) -> list[Rectangle]:
    """Join neighbours on one line: PDFium begins a new rectangle at each change of font."""
    lines: list[Rectangle] = []
    for box in boxes:
        if lines and _on_one_line(lines[-1], box):
            last = lines.pop()
            lines.append(
                (
                    min(last[0], box[0]),
                    min(last[1], box[1]),
                    max(last[2], box[2]),
                    max(last[3], box[3]),
                )
            )
        else:
            lines.append(box)
    return lines


def _on_one_line(one: Rectangle, other: Rectangle) -> bool:
    shared = min(one[3], other[3]) - max(one[1], other[1])
    lower = min(one[3] - one[1], other[3] - other[1])
    return shared > _SAME_LINE * lower
