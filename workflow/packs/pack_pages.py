"""A cited page as a pack shows it: its picture or text, quotes marked, marked words taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest import taken_out
from ingest.models.documents import Page, Revision, TextLayer
from ingest.page_files import OcrPlaces, ocr_places
from ingest.page_images import WIDTH
from ingest.page_layout import MarkedBlock, marked_layout
from ingest.reading.children import ReaderUnavailableError
from ingest.reading.events import TextRange
from ingest.reading.host import ReaderHost
from ingest.reading.with_ocr import HAS_PICTURES
from store.blobs import BlobStore
from store.errors import DamagedError, RefusedError
from store.people import College

Boxes = tuple[tuple[float, float, float, float], ...]

NO_TEXT = "Its text could not be found as it was cited."
NOT_TAKEN_OUT = "Marked words could not be found in its text, so the page is left out."


@dataclass(frozen=True)
class Quote:
    """A citation on a page: where it stands in the text, and on the picture."""

    key: str
    dimension: str
    level: int
    shows: str
    start: int
    end: int
    boxes: Boxes = ()


@dataclass(frozen=True)
class PageSource:
    """What a cited page is made from."""

    college_key: str
    title: str
    where: str
    sha256: str
    media_type: str
    locator: dict[str, Any]
    text: str
    layer_sha256: str
    ocr: OcrPlaces | None
    redactions: list[dict[str, Any]]
    quotes: tuple[Quote, ...]

    @property
    def has_picture(self) -> bool:
        """Whether it is a page of a PDF or a picture."""
        return self.media_type in HAS_PICTURES and self.locator.get("kind") == "page"


@dataclass(frozen=True)
class CitedPage:
    """A page of a pack. With a `problem` it is left out; without a picture `remark` says why."""

    title: str
    where: str
    blocks: Sequence[MarkedBlock] = ()
    quotes: tuple[Quote, ...] = ()
    picture: bytes | None = None
    width: int = 0
    height: int = 0
    remark: str = ""
    problem: str = ""


class PageMaker:
    """Makes cited pages with a reader host and the blobs."""

    def __init__(self, host: ReaderHost, blobs: BlobStore) -> None:
        self._host = host
        self._blobs = blobs

    def source(
        self, session: Session, college_id: int, content: dict[str, Any], key: str
    ) -> PageSource:
        """Load what a page of a snapshot's content is made from. `key` is `revision/number`."""
        revision_key, _, number = key.partition("/")
        cited = [
            one
            for one in content["citations"]
            if one["revision"] == revision_key and one["page"] == int(number)
        ]
        document = content["documents"][cited[0]["document"]]
        revision, page = document["revisions"][revision_key], content["pages"][key]
        query = (
            select(TextLayer, College.key)
            .join(Page, (Page.college_id == TextLayer.college_id) & (Page.id == TextLayer.page_id))
            .join(
                Revision,
                (Revision.college_id == Page.college_id) & (Revision.id == Page.revision_id),
            )
            .join(College, College.id == Revision.college_id)
            .where(
                Revision.college_id == college_id,
                Revision.key == revision_key,
                Page.number == int(number),
                TextLayer.sha256 == cited[0]["layer_sha256"],
            )
        )
        row = session.execute(query.limit(1)).one_or_none()
        layer, college_key = row if row is not None else (None, "")
        text = layer.text if layer is not None else ""
        return PageSource(
            college_key=college_key,
            title=document["title"],
            where=page["where"],
            sha256=revision["sha256"],
            media_type=revision["media_type"],
            locator=page["locator"],
            text=text,
            layer_sha256=cited[0]["layer_sha256"],
            ocr=ocr_places(session, layer) if layer is not None else None,
            redactions=page["redactions"],
            quotes=tuple(_quote(one, text, cited[0]["layer_sha256"]) for one in cited),
        )

    def make(self, source: PageSource) -> CitedPage:
        """Make the page. Never raises for what a file is: the page then says what is missing."""
        if not source.text and not source.has_picture:
            return CitedPage(source.title, source.where, problem=NO_TEXT)
        text = taken_out.of_page(source.text, source.layer_sha256, source.redactions)
        if text is None:
            return CitedPage(source.title, source.where, problem=NOT_TAKEN_OUT)
        spans = [(one.start, one.end) for one in source.quotes]
        blocks = marked_layout(text, source.locator, source.media_type, spans)
        page = CitedPage(source.title, source.where, blocks, source.quotes)
        return self._with_picture(source, page) if source.has_picture else page

    def _with_picture(self, source: PageSource, page: CitedPage) -> CitedPage:
        if not taken_out.can_be_drawn(source.redactions):
            return _without_picture(page, "words were taken out whose place on it is not known")
        try:
            with self._blobs.open(source.college_key, source.sha256) as file:
                picture = self._host.render(file, source.locator["number"], WIDTH)
                found = self._boxes(source, file)
        except DamagedError:
            return _without_picture(page, "its file is missing from storage")
        except (RefusedError, ReaderUnavailableError) as error:
            return _without_picture(page, error.sentence.rstrip(".").lower())
        if source.redactions:
            picture = taken_out.of_picture(picture, taken_out.boxes_of(source.redactions))
        quotes = tuple(
            Quote(one.key, one.dimension, one.level, one.shows, one.start, one.end, boxes)
            for one, boxes in zip(source.quotes, found.ranges, strict=True)
        )
        height = round(WIDTH * found.height_pt / found.width_pt)
        return CitedPage(page.title, page.where, page.blocks, quotes, picture, WIDTH, height)

    def _boxes(self, source: PageSource, file: Any) -> Any:
        spans = tuple((one.start, one.end) for one in source.quotes)
        if source.ocr is not None:
            return source.ocr.boxes(spans)
        wanted = [TextRange(start, end, source.text[start:end]) for start, end in spans]
        file.seek(0)
        return self._host.boxes(file, source.locator["number"], wanted, source.layer_sha256)


def _without_picture(page: CitedPage, why: str) -> CitedPage:
    remark = f"The picture of this page is left out: {why}."
    return CitedPage(page.title, page.where, page.blocks, page.quotes, remark=remark)


def _quote(citation: dict[str, Any], text: str, layer_sha256: str) -> Quote:
    start, end = citation["start"], citation["end"]
    if citation["layer_sha256"] != layer_sha256:
        # Cited from another reading of the page: marked where the same words stand in this one.
        start = max(text.find(citation["exact"]), 0)
        end = start + len(citation["exact"]) if citation["exact"] in text else start
    return Quote(
        citation["key"], citation["dimension"], citation["level"], citation["shows"], start, end
    )
