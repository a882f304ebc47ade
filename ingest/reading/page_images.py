"""Draws a page of a PDF, or a picture, as PNG; knows no cache, no mark and no address."""

import mmap
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any, Final

import pypdfium2
from PIL import Image

from ingest.reading import sentences
from ingest.reading.events import ReadState
from ingest.reading.file_types import UnreadableError, file_type
from ingest.reading.pdf import PdfFile
from ingest.reading.pictures import KINDS, PictureFile

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
        picture = _drawn(opened_pages(data), request["number"], request["width"])
    except UnreadableError as error:
        yield {"kind": "unreadable", "reason": error.sentence}
        return
    yield {"kind": "image", "bytes": len(picture)}
    yield picture


def opened_pages(data: mmap.mmap | bytes) -> PdfFile | PictureFile:
    """Open a file whose pages can be drawn.

    Raises:
        UnreadableError: it is of another kind, or cannot be opened.
    """
    kind = file_type(data)
    if kind in KINDS:
        return PictureFile(data)
    if kind != "pdf":
        raise UnreadableError(ReadState.REFUSED, sentences.NOT_DRAWABLE)
    return PdfFile(data)


def opened_pdf(data: mmap.mmap | bytes) -> PdfFile:
    """Open a file that must be a PDF.

    Raises:
        UnreadableError: it is none, or cannot be opened.
    """
    opened = opened_pages(data)
    if not isinstance(opened, PdfFile):
        raise UnreadableError(ReadState.REFUSED, sentences.NOT_DRAWABLE)
    return opened


def check_page(opened: PdfFile | PictureFile, number: int) -> None:
    """Refuse a page number that the file does not have.

    Raises:
        UnreadableError: with the sentence for people.
    """
    if not 1 <= number <= len(opened):
        raise UnreadableError(ReadState.REFUSED, sentences.NO_SUCH_PAGE)


def drawn_pdf_page(
    opened: PdfFile, number: int, scale_of: Callable[[float, float], float]
) -> tuple[Image.Image, float, float]:
    """Draw a page with what is filled into its forms; also give its width and height in points.

    ``scale_of`` is told the size and answers how many pixels a point has.

    Raises:
        UnreadableError: it cannot be drawn.
    """
    # Closed when it is let go, and the document of the file with it: so made once.
    document = pypdfium2.PdfDocument(opened.document)
    document.init_forms()
    try:
        page = document[number - 1]
        width, height = page.get_size()
        drawn = page.render(scale=scale_of(width, height), rev_byteorder=True).to_pil()
    except (pypdfium2.PdfiumError, ValueError, ZeroDivisionError) as error:
        raise UnreadableError(ReadState.FAILED, sentences.NOT_DRAWN) from error
    return drawn, width, height


def _drawn(opened: PdfFile | PictureFile, number: int, width: int) -> bytes:
    check_page(opened, number)
    if isinstance(opened, PictureFile):
        picture = _drawn_frame(opened, number, width)
    else:
        picture, _, _ = drawn_pdf_page(
            opened, number, lambda across, down: _scale(across, down, width)
        )
    return as_png(picture)


def as_png(picture: Image.Image) -> bytes:
    """Give a picture as PNG, packed fast."""
    out = BytesIO()
    picture.convert("RGB").save(out, "PNG", compress_level=_FAST)
    return out.getvalue()


def _drawn_frame(opened: PictureFile, number: int, width: int) -> Image.Image:
    """Draw a frame of a picture, which small ones are enlarged for: marks have to fit."""
    frame_width, frame_height = opened.size(number)
    scale = _scale(frame_width, frame_height, width)
    size = (max(1, round(frame_width * scale)), max(1, round(frame_height * scale)))
    return opened.picture(number, max(size)).resize(size)


def _scale(page_width: float, page_height: float, width: int) -> float:
    """Give the scale for the width asked for, but never more pixels than a picture may have."""
    wanted = min(max(width, NARROWEST), WIDEST) / page_width
    most: float = (MOST_PIXELS / (page_width * page_height)) ** 0.5
    return min(wanted, most, TALLEST / page_height)
