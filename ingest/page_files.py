"""The file behind a page that an actor may see, and how such a page is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.kinds import TextSource
from ingest.models.documents import OcrReading, Page, Revision, TextLayer
from ingest.reading.events import PageBoxes, Rectangle
from ingest.reading.figure_marks import ILLUSTRATED
from ingest.reading.page_boxes import as_lines
from ingest.reading.with_ocr import HAS_PICTURES
from ingest.visibility import Sight, visibility_for
from store.errors import NotFoundError
from store.people import College
from store.permissions import Actor


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


class ShownAs(StrEnum):
    """How a page is shown: as its picture, or laid out, with or without pictures of its own."""

    PICTURE = "picture"
    TEXT_WITH_FIGURES = "text with figures"
    TEXT = "text"


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
    shown_as: ShownAs
    locator: Mapping[str, Any] = field(hash=False)
    media_type: str
    ocr: OcrPlaces | None = None


def find_file(
    session: Session, actor: Actor, revision_key: str, number: int, layer_sha256: str = ""
) -> PageFile | None:
    """The file behind a page that is shown as its picture; None for others. As `find_page`."""
    file = find_page(session, actor, revision_key, number, layer_sha256)
    return file if file.shown_as is ShownAs.PICTURE else None


def find_page(
    session: Session,
    actor: Actor,
    revision_key: str,
    number: int,
    layer_sha256: str = "",
    *,
    seen: Sight | None = None,
) -> PageFile:
    """The file behind any page.

    `layer_sha256` names the text that ranges refer to, else the current one; `seen` is what the
    actor may see of the library, where the caller has asked already. Raises NotFoundError for
    pages that the actor may not see.
    """
    query = (
        select(College.key, Revision, Page, TextLayer, OcrReading)
        .join(Revision, Revision.college_id == College.id)
        .join(Page, (Page.college_id == Revision.college_id) & (Page.revision_id == Revision.id))
        .join(TextLayer, (TextLayer.college_id == Page.college_id) & (TextLayer.page_id == Page.id))
        .outerjoin(
            OcrReading,
            (OcrReading.college_id == TextLayer.college_id)
            & (OcrReading.layer_id == TextLayer.id)
            & (TextLayer.source == TextSource.OCR),
        )
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
    college_key, revision, page, layer = row[:4]
    reading: OcrReading | None = row[4]
    sight = seen or visibility_for(session, actor)
    if not sight.allows(revision.document_id, page.id, page.sensitivity.value):
        raise NotFoundError("This page is not here, or not shared with you.")
    is_page = page.locator.get("kind") == "page"
    return PageFile(
        college_key,
        revision.sha256,
        revision.key,
        page.number,
        page.locator["number"] if is_page else page.number,
        layer.text,
        layer.sha256,
        _shown_as(revision.media_type, is_page=is_page),
        page.locator,
        revision.media_type,
        _places(reading) if reading is not None else None,
    )


def _shown_as(media_type: str, *, is_page: bool) -> ShownAs:
    if is_page and media_type in HAS_PICTURES:
        return ShownAs.PICTURE
    return ShownAs.TEXT_WITH_FIGURES if media_type in ILLUSTRATED else ShownAs.TEXT


def ocr_places(session: Session, layer: TextLayer) -> OcrPlaces | None:
    """Where each word of a layer that OCR read stands on its page; None for other layers."""
    if layer.source is not TextSource.OCR:
        return None
    query = select(OcrReading).where(
        OcrReading.college_id == layer.college_id, OcrReading.layer_id == layer.id
    )
    reading = session.scalar(query)
    return _places(reading) if reading is not None else None


def _places(reading: OcrReading) -> OcrPlaces:
    words = tuple((start, end, tuple(box)) for start, end, _confidence, *box in reading.words)
    return OcrPlaces(reading.width, reading.height, words)
