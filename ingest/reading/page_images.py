"""Draws a PDF page as PNG; knows no cache, no mark and no address."""

import mmap
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, Final

import pypdfium2

from ingest.reading import sentences
from ingest.reading.events import ReadState
from ingest.reading.file_types import UnreadableError, file_type
from ingest.reading.pdf import PdfFile

NARROWEST: Final = 16
WIDEST: Final = 3000
TALLEST: Final = 12_000
MOST_PIXELS: Final = 20_000_000
# The strongest compression takes nine tenths of the time and saves a fifth of the bytes.
_FAST: Final = 1


def render_page(
    data: mmap.mmap | bytes, request: Mapping[str, Any]
) -> Iterator[Mapping[str, Any] | bytes]:
    """Say how many bytes the picture has, then the bytes; or why there is none."""
    try:
        picture = _drawn(opened_pdf(data), request["number"], request["width"])
    except UnreadableError as error:
        yield {"kind": "unreadable", "reason": error.sentence}
        return
    yield {"kind": "image", "bytes": len(picture)}
    yield picture


def opened_pdf(data: mmap.mmap | bytes) -> PdfFile:
    """Open a file that must be a PDF.

    Raises:
        UnreadableError: it is none, or cannot be opened.
    """
    if file_type(data) != "pdf":
        raise UnreadableError(ReadState.REFUSED, sentences.NOT_A_PDF)
    return PdfFile(data)


def check_page(opened: PdfFile, number: int) -> None:
    """Refuse a page number that the file does not have.

    Raises:
        UnreadableError: with the sentence for people.
    """
    if not 1 <= number <= len(opened):
        raise UnreadableError(ReadState.REFUSED, sentences.NO_SUCH_PAGE)


def _drawn(opened: PdfFile, number: int, width: int) -> bytes:
    check_page(opened, number)
    document = pypdfium2.PdfDocument(opened.document)
    document.init_forms()
    try:
        page = document[number - 1]
        page_width, page_height = page.get_size()
        scale = _scale(page_width, page_height, width)
        picture = page.render(scale=scale, rev_byteorder=True).to_pil()
    except (pypdfium2.PdfiumError, ValueError, ZeroDivisionError) as error:
        raise UnreadableError(ReadState.FAILED, sentences.NOT_DRAWN) from error
    out = BytesIO()
    picture.convert("RGB").save(out, "PNG", compress_level=_FAST)
    return out.getvalue()


def _scale(page_width: float, page_height: float, width: int) -> float:
    """Give the scale for the width asked for, but never more pixels than a picture may have."""
    wanted = min(max(width, NARROWEST), WIDEST) / page_width
    most: float = (MOST_PIXELS / (page_width * page_height)) ** 0.5
    return min(wanted, most, TALLEST / page_height)
