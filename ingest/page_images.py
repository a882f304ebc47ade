"""Pictures of pages with marks: drawn in the limited process, kept by content, never in the way."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.models import Page, Revision, TextLayer
from ingest.reading.events import PageBoxes, TextRange
from ingest.reading.host import ReaderHost
from ingest.visibility import visibility_for
from store.blobs import BlobStore
from store.errors import NotFoundError, RefusedError
from store.people import College
from store.permissions import Actor

# Raised when the drawing changes, so that kept pictures of an older kind are not served.
RENDERER = "1"
WIDTH = 1000
WIDTHS = (600, WIDTH, 1600)


@dataclass(frozen=True)
class Picture:
    """A page's picture: where to get it, its size in pixels, boxes as fractions of it."""

    revision_key: str
    page_number: int
    width: int
    height: int
    boxes: tuple[tuple[float, float, float, float], ...]


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


class PageImages:
    """Draws and keeps pictures with a reader host of this process."""

    def __init__(self, host: ReaderHost, blobs: BlobStore, folder: Path) -> None:
        self._host = host
        self._blobs = blobs
        self._folder = folder
        # One picture at a time: two of the same page would only draw it twice.
        self._drawing = Lock()
        self._boxes = lru_cache(maxsize=512)(self._find_boxes)

    def image(self, page: PageFile, width: int) -> bytes:
        """The page as PNG, `width` pixels wide. Raises RefusedError when it cannot be drawn."""
        if width not in WIDTHS:
            raise NotFoundError("There is no picture of this size.")
        kept = self._path(page, width)
        with self._drawing:
            if not kept.exists():
                with self._blobs.open(page.college_key, page.sha256) as file:
                    drawn = self._host.render(file, page.page_number, width)
                _keep(kept, drawn)
        return kept.read_bytes()

    def picture(self, page: PageFile, ranges: tuple[tuple[int, int], ...]) -> Picture | None:
        """The picture with the ranges of its text boxed; None when it cannot be drawn."""
        try:
            boxes = self._boxes(page, ranges)
        except RefusedError:
            return None
        height = round(WIDTH * boxes.height_pt / boxes.width_pt)
        flat = tuple(box for boxed in boxes.ranges for box in boxed)
        return Picture(page.revision_key, page.ordinal, WIDTH, height, flat)

    def _find_boxes(self, page: PageFile, ranges: tuple[tuple[int, int], ...]) -> PageBoxes:
        wanted = [TextRange(start, end, page.text[start:end]) for start, end in ranges]
        with self._blobs.open(page.college_key, page.sha256) as file:
            return self._host.boxes(file, page.page_number, wanted, page.text_sha256)

    def _path(self, page: PageFile, width: int) -> Path:
        name = f"{page.sha256}-{page.page_number}-{width}-{RENDERER}.png"
        return self._folder / page.college_key / name


def _keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    Path(file.name).replace(path)


def find_file(
    session: Session, actor: Actor, revision_key: str, number: int, layer_sha256: str = ""
) -> PageFile | None:
    """The file behind a PDF page; None for pages that have no picture.

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
    if revision.media_type != "pdf" or page.locator.get("kind") != "page":
        return None
    return PageFile(
        college_key,
        revision.sha256,
        revision.key,
        page.number,
        page.locator["number"],
        layer.text,
        layer.sha256,
    )
