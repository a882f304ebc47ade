"""Pictures of pages with marks: drawn in the limited process, kept by content, never in the way."""

import os
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import BoundedSemaphore

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.kinds import TextSource
from ingest.models import OcrReading, Page, Revision, TextLayer
from ingest.reading.children import ReaderUnavailableError
from ingest.reading.events import PageBoxes, ReadLimits, Rectangle, TextRange
from ingest.reading.host import ReaderHost
from ingest.reading.page_boxes import as_lines
from ingest.reading.with_ocr import HAS_PICTURES
from ingest.visibility import visibility_for
from store.blobs import BlobStore
from store.errors import ConflictError, NotFoundError, RefusedError
from store.people import College
from store.permissions import Actor

# Raised when the drawing changes, so that kept pictures of an older kind are not served.
RENDERER = "1"
WIDTH = 1000
WIDTHS = (600, WIDTH, 1600)
DRAWN_AT_ONCE = 2
WAIT_SECONDS = 3.0
# What one page may take to draw or open: a person waits for it, and a thread of the web.
PICTURE_SECONDS = 10
# Of kept pictures: about 10,000 pages, which are drawn again when asked for.
MOST_BYTES = 1 << 30
# The folder is looked through after this share of the limit was written anew.
_CLEAR_AFTER = 0.05


class BusyError(ConflictError):
    """Too much is being drawn at once."""


def picture_limits(limits: ReadLimits) -> ReadLimits:
    """The limits of drawing, from those of reading: nobody waits for a picture for minutes."""
    return replace(
        limits,
        seconds=min(limits.seconds, PICTURE_SECONDS),
        stall_seconds=min(limits.stall_seconds, PICTURE_SECONDS),
    )


@dataclass(frozen=True)
class Picture:
    """A page's picture: where to get it, its size in pixels, boxes as fractions of it."""

    revision_key: str
    page_number: int
    width: int
    height: int
    boxes: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True)
class OcrPlaces:
    """Where OCR found the words of a text: (start, end, box) each, and the size of the page."""

    width: int
    height: int
    words: tuple[tuple[int, int, Rectangle], ...]

    def boxes(self, ranges: tuple[tuple[int, int], ...]) -> PageBoxes:
        """The rectangles of each range, words on one line as one."""
        found = tuple(
            tuple(
                as_lines([box for first, last, box in self.words if first < end and start < last])
            )
            for start, end in ranges
        )
        return PageBoxes(self.width, self.height, found)


@dataclass(frozen=True)
class PageFile:
    """The file behind a page that the actor may see."""

    college_key: str
    sha256: str
    revision_key: str
    ordinal: int
    page_number: int
    text: str
    text_sha256: str
    ocr: OcrPlaces | None = None


class PageImages:
    """Draws and keeps pictures with a reader host of this process."""

    def __init__(
        self, host: ReaderHost, blobs: BlobStore, folder: Path, *, most_bytes: int = MOST_BYTES
    ) -> None:
        self._host = host
        self._blobs = blobs
        self._kept = KeptPictures(folder, most_bytes)
        self._drawing = BoundedSemaphore(DRAWN_AT_ONCE)
        self._boxes = lru_cache(maxsize=512)(self._find_boxes)

    def close(self) -> None:
        """End the reader host; the next picture would start it again."""
        self._host.__exit__(None, None, None)

    def layers(self) -> tuple[str, ...]:
        """What holds a reading process back on this machine, by name; asks one.

        Raises ReaderUnavailableError.
        """
        return self._host.layers_in_force()

    def image(self, page: PageFile, width: int) -> bytes:
        """The page as PNG, `width` pixels wide.

        Raises RefusedError when it cannot be drawn, BusyError when too many others are.
        """
        if width not in WIDTHS:
            raise NotFoundError("There is no picture of this size.")
        kept = self._kept.find(page, width)
        return self._draw(page, width) if kept is None else kept

    def picture(self, page: PageFile, ranges: tuple[tuple[int, int], ...]) -> Picture | None:
        """The picture with the ranges of its text boxed; None when it cannot be drawn."""
        try:
            boxes = self._boxes(page, ranges)
        except ReaderUnavailableError:
            return None
        if boxes is None:
            return None
        height = round(WIDTH * boxes.height_pt / boxes.width_pt)
        flat = tuple(box for boxed in boxes.ranges for box in boxed)
        return Picture(page.revision_key, page.ordinal, WIDTH, height, flat)

    def _draw(self, page: PageFile, width: int) -> bytes:
        # Those who wait hold a thread of the web each, so they wait briefly and ask again.
        if not self._drawing.acquire(timeout=WAIT_SECONDS):
            raise BusyError("Many pages are being drawn just now. Open the page again.")
        try:
            with self._blobs.open(page.college_key, page.sha256) as file:
                drawn = self._host.render(file, page.page_number, width)
        finally:
            self._drawing.release()
        self._kept.keep(page, width, drawn)
        return drawn

    def _find_boxes(self, page: PageFile, ranges: tuple[tuple[int, int], ...]) -> PageBoxes | None:
        if page.ocr is not None:
            return page.ocr.boxes(ranges)
        wanted = [TextRange(start, end, page.text[start:end]) for start, end in ranges]
        try:
            with self._blobs.open(page.college_key, page.sha256) as file:
                return self._host.boxes(file, page.page_number, wanted, page.text_sha256)
        except RefusedError:
            # Remembered too: a page that nobody can open would hold up every look at it.
            return None


class KeptPictures:
    """Pictures on the disk by the content they show; the longest unused go when they grow many."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._since_cleared = 0

    def _path(self, page: PageFile, width: int) -> Path:
        name = f"{page.sha256}-{page.page_number}-{width}-{RENDERER}.png"
        return self._folder / page.college_key / name

    def find(self, page: PageFile, width: int) -> bytes | None:
        """The picture, None when it is not kept."""
        path = self._path(page, width)
        try:
            data = path.read_bytes()
            os.utime(path)
        except FileNotFoundError:
            return None
        return data

    def keep(self, page: PageFile, width: int, data: bytes) -> None:
        """Keep a picture under its name, whole or not at all."""
        path = self._path(page, width)
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(data)
        Path(file.name).replace(path)
        self._since_cleared += len(data)
        if self._since_cleared > self._most_bytes * _CLEAR_AFTER:
            self._since_cleared = 0
            self._clear()

    def _clear(self) -> None:
        """Remove the longest unused pictures until the rest is well below the limit."""
        files = [(path.stat(), path) for path in self._folder.glob("*/*")]
        files.sort(key=lambda entry: entry[0].st_mtime)
        size = sum(stat.st_size for stat, _ in files)
        for stat, path in files:
            if size <= self._most_bytes:
                return
            path.unlink(missing_ok=True)
            size -= stat.st_size


def find_file(
    session: Session, actor: Actor, revision_key: str, number: int, layer_sha256: str = ""
) -> PageFile | None:
    """The file behind a page of a PDF or picture; None for pages that have no picture.

    `layer_sha256` names the text that ranges refer to, else the current one. Raises
    NotFoundError for pages that the actor may not see.
    """
    query = (
        select(College.key, Revision, Page, TextLayer)
        .join(Revision, Revision.college_id == College.id)
        .join(Page, (Page.college_id == Revision.college_id) & (Page.revision_id == Revision.id))
        .join(TextLayer, (TextLayer.college_id == Page.college_id) & (TextLayer.page_id == Page.id))
        .where(
            Revision.college_id == actor.college_id,
            Revision.key == revision_key,
            Page.number == number,
            TextLayer.sha256 == layer_sha256 if layer_sha256 else TextLayer.is_current,
        )
    )
    row = session.execute(query.limit(1)).one_or_none()
    if row is None:
        raise NotFoundError("This page is not here, or not shared with you.")
    college_key, revision, page, layer = row
    sight = visibility_for(session, actor)
    if not sight.allows(revision.document_id, page.id, page.sensitivity.value):
        raise NotFoundError("This page is not here, or not shared with you.")
    if revision.media_type not in HAS_PICTURES or page.locator.get("kind") != "page":
        return None
    return PageFile(
        college_key,
        revision.sha256,
        revision.key,
        page.number,
        page.locator["number"],
        layer.text,
        layer.sha256,
        _ocr_places(session, layer),
    )


def _ocr_places(session: Session, layer: TextLayer) -> OcrPlaces | None:
    if layer.source is not TextSource.OCR:
        return None
    query = select(OcrReading).where(
        OcrReading.college_id == layer.college_id, OcrReading.layer_id == layer.id
    )
    reading = session.scalar(query)
    if reading is None:
        return None
    words = tuple((start, end, tuple(box)) for start, end, _confidence, *box in reading.words)
    return OcrPlaces(reading.width, reading.height, words)
