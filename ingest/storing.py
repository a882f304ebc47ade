"""Writes pages that were read into the library and the search; knows no jobs and no readers.

Everything slow has been done before: the caller's transaction only gets rows.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ingest import personal_checks
from ingest.kinds import Sensitivity, TextSource
from ingest.models.documents import Document, Page, Revision, TextLayer
from ingest.preparing import Prepared
from ingest.reading.events import PageRead
from ingest.sensitivities import lock_document, ranges_of, sensitivity_of_page
from search_index import indexing
from search_index.indexing import PageToIndex
from store.db import utc_now
from store.people import Area, Person


@dataclass(frozen=True)
class PreparedPage:
    """A page as read, with its text analysed, matched and checked."""

    read: PageRead
    prepared: Prepared


def store_pages(session: Session, revision: Revision, pages: Sequence[PreparedPage]) -> None:
    """Insert the next pages of a revision, make them findable and move its cursor behind them."""
    document = lock_document(session, revision.college_id, revision.document_id)
    levels = _sensitivities(session, document, revision, pages)
    page_ids = _insert_pages(session, revision, pages, levels)
    _insert_layers(session, revision, pages, page_ids)
    personal = ((page_ids[page.read.ordinal], page.prepared.personal) for page in pages)
    personal_checks.write(session, revision.college_id, personal)
    if is_newest(session, revision):
        _leave_search(session, revision)
        facts = search_facts(session, document)
        told = [
            (
                to_index(facts, revision, page_ids[number], number, levels[number]),
                page.prepared.to_find,
            )
            for number, page in ((page.read.ordinal, page) for page in pages)
            if is_searchable(page.read.locator)
        ]
        indexing.add(session, revision.college_id, told)
    revision.pages_read = max(page_ids)
    revision.readable_at = revision.readable_at or utc_now()


def is_searchable(locator: Mapping[str, Any]) -> bool:
    """Whether a page's words are its document's own.

    The line that heads every sheet is not, nor is the list of an archive's files: each of them has
    a title that is found.
    """
    return locator.get("part") not in {"header", "footer", "files"}


def _sensitivities(
    session: Session, document: Document, revision: Revision, pages: Sequence[PreparedPage]
) -> dict[int, Sensitivity]:
    ranges = ranges_of(session, document).get(revision.id, [])
    ordinals = [page.read.ordinal for page in pages]
    return {number: sensitivity_of_page(document, ranges, number) for number in ordinals}


def _insert_pages(
    session: Session,
    revision: Revision,
    pages: Sequence[PreparedPage],
    levels: dict[int, Sensitivity],
) -> dict[int, int]:
    """Insert page rows; returns their ids by ordinal."""
    rows = [
        {
            "college_id": revision.college_id,
            "revision_id": revision.id,
            "number": page.read.ordinal,
            "locator": dict(page.read.locator),
            "sensitivity": levels[page.read.ordinal],
            "problems": list(page.read.problems),
            "outcome": page.read.outcome,
        }
        for page in pages
    ]
    session.execute(insert(Page), rows)
    query = select(Page.number, Page.id).where(
        Page.college_id == revision.college_id,
        Page.revision_id == revision.id,
        Page.number >= pages[0].read.ordinal,
    )
    return dict(session.execute(query).all())


def _insert_layers(
    session: Session, revision: Revision, pages: Sequence[PreparedPage], page_ids: dict[int, int]
) -> None:
    rows = [
        {
            "college_id": revision.college_id,
            "page_id": page_ids[page.read.ordinal],
            "source": TextSource(page.read.source),
            "parser": revision.parser,
            "text": page.read.text,
            "sha256": sha256_of(page.read.text),
            "is_current": True,
            "created_at": utc_now(),
        }
        for page in pages
    ]
    session.execute(insert(TextLayer), rows)


def sha256_of(text: str) -> str:
    """The hash that a text layer carries: SHA-256 of its UTF-8, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def search_facts(session: Session, document: Document) -> dict[str, Any]:
    """What the search is told of a document, the same for each of its pages."""
    area = session.get(Area, document.area_id) if document.area_id else None
    return {
        "title": document.title,
        "type": document.type.value,
        "year": document.event_date.year if document.event_date else None,
        "event_date": document.event_date,
        "area": area.name if area else "",
        "added_by": session.get_one(Person, document.uploaded_by).name,
    }


def to_index(
    facts: Mapping[str, Any],
    revision: Revision,
    page_id: int,
    number: int,
    sensitivity: Sensitivity,
) -> PageToIndex:
    """What the search is told of a page; `facts` are its document's."""
    return PageToIndex(
        page_id=page_id,
        document_id=revision.document_id,
        revision_id=revision.id,
        number=number,
        sensitivity=sensitivity.value,
        **facts,
    )


def is_newest(session: Session, revision: Revision) -> bool:
    """Whether the document is in use and no newer revision is readable: so it is searched."""
    if session.get_one(Document, revision.document_id).retired_at is not None:
        return False
    query = select(Revision.id).where(
        Revision.college_id == revision.college_id,
        Revision.document_id == revision.document_id,
        Revision.number > revision.number,
        Revision.readable_at.is_not(None),
    )
    return session.scalar(query.limit(1)) is None


def _leave_search(session: Session, revision: Revision) -> None:
    """Older revisions leave the search in the transaction in which a newer one enters it."""
    if revision.readable_at is not None or revision.number == 1:
        return
    query = (
        select(Page.id)
        .join(
            Revision,
            (Revision.college_id == Page.college_id) & (Revision.id == Page.revision_id),
        )
        .where(
            Page.college_id == revision.college_id,
            Revision.document_id == revision.document_id,
            Revision.number < revision.number,
        )
    )
    older = list(session.scalars(query))
    if older:
        indexing.remove(session, revision.college_id, older)
