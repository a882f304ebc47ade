"""Pictures within slides, sections and messages: where each stands, and its drawing as PNG."""

import mmap
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any, Final

from ingest.reading import sentences
from ingest.reading.docx import WordFile
from ingest.reading.eml import EmlFile
from ingest.reading.events import ReadState
from ingest.reading.figure_marks import FigureMarks, HeldPicture, Place, places
from ingest.reading.file_types import UnreadableError, file_type
from ingest.reading.formats import OpenedFile
from ingest.reading.msg import MsgFile
from ingest.reading.odp import OpenDocumentSlides
from ingest.reading.odt import OpenDocumentText
from ingest.reading.packages import opening
from ingest.reading.page_images import as_png
from ingest.reading.pictures import KINDS, PictureFile
from ingest.reading.pptx import PowerPointFile

MOST_FIGURES: Final = 40
WIDEST: Final = 1200
# Bullets, lines and the dots that mail programs count readers with.
_SMALLEST: Final = 24
OPENERS: Final[
    Mapping[str, Callable[[mmap.mmap | bytes, FigureMarks | None], OpenedFile]]
] = {
    "docx": WordFile,
    "pptx": PowerPointFile,
    "odt": OpenDocumentText,
    "odp": OpenDocumentSlides,
    "eml": EmlFile,
    "msg": MsgFile,
}  # fmt: skip
_PACKAGES: Final = frozenset({"docx", "pptx", "odt", "odp"})
_FOLDERS: Final = ("media/", "Pictures/")


def find_figures(data: mmap.mmap | bytes, request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Say the pictures of the piece ``request["number"]``: place, words, size where it is known."""
    try:
        found = [_said(place, held) for place, held in _figures(data, request["number"])]
    except UnreadableError as error:
        yield {"kind": "unreadable", "reason": error.sentence}
        return
    yield {"kind": "figures", "figures": [each for each in found if each is not None]}


def draw_figure(
    data: mmap.mmap | bytes, request: Mapping[str, Any]
) -> Iterator[Mapping[str, Any] | bytes]:
    """Say how many bytes the picture has, then the bytes; or why there is none.

    ``request["figure"]`` is its number in the file; it has to stand on the piece.
    """
    try:
        held = _asked_for(_figures(data, request["number"]), request["figure"])
        drawn = as_png(_opened(held).picture(1, WIDEST))
    except UnreadableError as error:
        yield {"kind": "unreadable", "reason": error.sentence}
        return
    yield {"kind": "image", "bytes": len(drawn)}
    yield drawn


def _asked_for(figures: Iterable[tuple[Place, HeldPicture]], number: int) -> HeldPicture:
    for place, held in figures:
        if place.number == number:
            return held
    raise UnreadableError(ReadState.REFUSED, sentences.NO_SUCH_FIGURE)


def _figures(data: mmap.mmap | bytes, ordinal: int) -> list[tuple[Place, HeldPicture]]:
    kind = file_type(data)
    if kind not in OPENERS or (kind in _PACKAGES and not _holds_pictures(data)):
        return []
    marks = FigureMarks()
    marked = _texts(OPENERS[kind](data, marks))
    opened = OPENERS[kind](data, None)
    found = places(_texts(opened), marked, apart=opened.pieces_are == "slide")
    here = [
        (place, marks.held[place.number])
        for place in found
        if place.ordinal == ordinal and place.number < len(marks.held)
    ]
    return here[:MOST_FIGURES]


def _holds_pictures(data: mmap.mmap | bytes) -> bool:
    """Tell from the list of parts, so that files without pictures are not read for them."""
    with opening(), zipfile.ZipFile(BytesIO(data)) as archive:
        return any(folder in name for name in archive.namelist() for folder in _FOLDERS)


def _texts(opened: OpenedFile) -> list[str]:
    return [opened.piece(ordinal).text for ordinal in range(1, len(opened) + 1)]


def _said(place: Place, held: HeldPicture) -> dict[str, Any] | None:
    """Say one picture; nothing of what is too small to show anything."""
    try:
        width, height = _opened(held).size(1)
    except UnreadableError:
        width = height = 0
    if 0 < max(width, height) < _SMALLEST:
        return None
    scale = min(1.0, WIDEST / max(width, height, 1))
    return {
        "number": place.number,
        "after": place.after,
        "words": held.words,
        "width": round(width * scale),
        "height": round(height * scale),
    }


def _opened(held: HeldPicture) -> PictureFile:
    with opening():
        content = held.content()
    if file_type(content) not in KINDS:
        raise UnreadableError(ReadState.REFUSED, sentences.NO_SUCH_FIGURE)
    return PictureFile(content)
