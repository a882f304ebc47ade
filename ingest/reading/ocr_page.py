"""Reads one page of a PDF or a picture by OCR, in a limited process; stores nothing."""

import mmap
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final

from PIL import Image

from ingest.reading import ocr_engine
from ingest.reading.file_types import UnreadableError
from ingest.reading.page_images import check_page, drawn_pdf_page, opened_pages
from ingest.reading.pictures import PictureFile

_POINTS_AN_INCH: Final = 72


def read_page(data: mmap.mmap | bytes, request: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Say that a try has been made, for each, and then what was read on the page."""
    number = request["number"]
    try:
        picture, width, height = _page(data, number)
    except UnreadableError as error:
        yield {"kind": "unreadable", "reason": error.sentence}
        return
    for best in ocr_engine.read_picture(picture):
        reading = best
        yield {"kind": "progress"}
    yield {
        "kind": "ocr",
        "number": number,
        "text": reading.text if reading.is_text else "",
        "confidence": reading.confidence if reading.is_text else 0,
        "words": [asdict(word) for word in reading.words] if reading.is_text else [],
        "width": width,
        "height": height,
        "parser": ocr_engine.parser(),
    }


def _page(data: mmap.mmap | bytes, number: int) -> tuple[Image.Image, float, float]:
    """Draw the page in grey, with enough pixels for its letters; give its own size too."""
    opened = opened_pages(data)
    check_page(opened, number)
    if isinstance(opened, PictureFile):
        width, height = opened.size(number)
        return opened.picture(number, ocr_engine.LONGEST).convert("L"), width, height
    drawn, across, down = drawn_pdf_page(opened, number, _scale)
    return drawn.convert("L"), across, down


def _scale(width: float, height: float) -> float:
    longer = max(width, height)
    pixels = longer * ocr_engine.RESOLUTION / _POINTS_AN_INCH
    return min(max(pixels, ocr_engine.SHORTEST), ocr_engine.LONGEST) / longer
