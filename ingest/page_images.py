"""Pictures of pages with marks: drawn in the limited process, kept by content, never in the way."""

import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import BoundedSemaphore
from typing import BinaryIO, TypeAlias

from ingest.page_files import PageFile, ShownAs
from ingest.reading import sentences
from ingest.reading.children import ReaderUnavailableError
from ingest.reading.events import Figure, PageBoxes, ReadLimits, TextRange
from ingest.reading.host import ReaderHost
from store.blobs import BlobStore
from store.errors import ConflictError, NotFoundError, RefusedError

_WORD = re.compile(r"\S+")
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


Draw: TypeAlias = Callable[[BinaryIO], bytes]


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
class Word:
    """A word of a page as it stands in its text, and where it is drawn, if that is sure."""

    text: str
    boxes: tuple[tuple[float, float, float, float], ...]


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
        self._figures = lru_cache(maxsize=512)(self._find_figures)

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
        return self._kept_or_drawn(
            page, str(width), lambda file: self._host.render(file, page.page_number, width)
        )

    def figure_image(self, page: PageFile, number: int) -> bytes:
        """One of the pictures that stand on a page, as PNG.

        Raises RefusedError when it is not there or cannot be drawn, BusyError as `image` does.
        """
        if page.shown_as is not ShownAs.TEXT_WITH_FIGURES:
            raise RefusedError(sentences.NO_SUCH_FIGURE)
        return self._kept_or_drawn(
            page, f"figure{number}", lambda file: self._host.draw_figure(file, page.ordinal, number)
        )

    def figures(self, page: PageFile) -> tuple[Figure, ...]:
        """The pictures that stand on a page; none while no reader can be started."""
        if page.shown_as is not ShownAs.TEXT_WITH_FIGURES:
            return ()
        try:
            return self._figures(page)
        except ReaderUnavailableError:
            return ()

    def picture(self, page: PageFile, ranges: tuple[tuple[int, int], ...]) -> Picture | None:
        """The picture with the ranges of its text boxed; None when there is none to be had."""
        if page.shown_as is not ShownAs.PICTURE:
            return None
        try:
            boxes = self._boxes(page, ranges)
        except ReaderUnavailableError:
            return None
        if boxes is None:
            return None
        height = round(WIDTH * boxes.height_pt / boxes.width_pt)
        flat = tuple(box for boxed in boxes.ranges for box in boxed)
        return Picture(page.revision_key, page.ordinal, WIDTH, height, flat)

    def places(self, page: PageFile, ranges: tuple[tuple[int, int], ...]) -> PageBoxes | None:
        """Where each range of its text lies on the picture; None when that cannot be said."""
        try:
            return self._boxes(page, ranges)
        except ReaderUnavailableError:
            return None

    def words(self, page: PageFile) -> tuple[Word, ...]:
        """The words of a page in reading order; none where its picture is not to be had.

        A place at which several words are found is not sure, so none of them has it.
        """
        ranges = tuple(found.span() for found in _WORD.finditer(page.text))
        if page.shown_as is not ShownAs.PICTURE or not ranges:
            return ()
        try:
            found = self._boxes(page, ranges)
        except ReaderUnavailableError:
            return ()
        if found is None:
            return ()
        times = Counter(found.ranges)
        return tuple(
            Word(page.text[start:end], boxes if times[boxes] == 1 else ())
            for (start, end), boxes in zip(ranges, found.ranges, strict=True)
        )

    def _kept_or_drawn(self, page: PageFile, shows: str, draw: Draw) -> bytes:
        kept = self._kept.find(page, shows)
        return self._draw(page, shows, draw) if kept is None else kept

    def _draw(self, page: PageFile, shows: str, draw: Draw) -> bytes:
        # Those who wait hold a thread of the web each, so they wait briefly and ask again.
        if not self._drawing.acquire(timeout=WAIT_SECONDS):
            raise BusyError("Many pages are being drawn just now. Open the page again.")
        try:
            with self._blobs.open(page.college_key, page.sha256) as file:
                drawn = draw(file)
        finally:
            self._drawing.release()
        self._kept.keep(page, shows, drawn)
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

    def _find_figures(self, page: PageFile) -> tuple[Figure, ...]:
        try:
            with self._blobs.open(page.college_key, page.sha256) as file:
                return self._host.figures(file, page.ordinal)
        except RefusedError:
            return ()


class KeptPictures:
    """Pictures on the disk by the content they show; the longest unused go when they grow many."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._since_cleared = 0

    def _path(self, page: PageFile, shows: str) -> Path:
        name = f"{page.sha256}-{page.page_number}-{shows}-{RENDERER}.png"
        return self._folder / page.college_key / name

    def find(self, page: PageFile, shows: str) -> bytes | None:
        """The picture, None when it is not kept. `shows` is its width, or which picture it is."""
        path = self._path(page, shows)
        try:
            data = path.read_bytes()
            os.utime(path)
        except FileNotFoundError:
            return None
        return data

    def keep(self, page: PageFile, shows: str, data: bytes) -> None:
        """Keep a picture under its name, whole or not at all."""
        path = self._path(page, shows)
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
