"""Documents whose pages are readable and searchable, written as the worker writes them."""

from dataclasses import dataclass
from datetime import date

from ingest.describing import Description
from ingest.kinds import DocumentType, RevisionState, Sensitivity, TextSource
from ingest.models.documents import Document, Page, Revision, SensitivityRange, TextLayer
from ingest.preparing import prepare
from ingest.reading.events import PageOutcome
from ingest.storing import search_facts, sha256_of, to_index
from search_index import indexing
from store.db import utc_now

LINK_GOVERNOR = (
    "The link governor for careers met the careers leader each term and reported to the board. "
    "Governors noted the careers strategy and asked for destinations by campus."
)


@dataclass(frozen=True)
class Library:
    """A document as the tests know it: its rows, and its pages in order."""

    document: Document
    revision: Revision
    pages: tuple[Page, ...]

    def page(self, number):
        return self.pages[number - 1]


def a_document_with_pages(
    session,
    actor,
    texts=(LINK_GOVERNOR,),
    *,
    type=DocumentType.REPORT,  # noqa: A002 - the domain's word
    title="Careers report to governors",
    sensitivity=Sensitivity.INTERNAL,
    page_sensitivities=None,
    **facts,
):
    """A document of `actor`'s with one page a text, read, indexed and matched.

    `page_sensitivities` maps page numbers to stricter words than the document's.
    """
    columns = Description(title, type, date(2026, 3, 12)).columns(session, actor.college_id)
    document = Document(
        college_id=actor.college_id,
        uploaded_by=actor.person_id,
        **(columns | {"sensitivity": sensitivity, "minutes_status": None} | facts),
    )
    session.add(document)
    session.flush()
    return a_revision(session, document, texts, page_sensitivities=page_sensitivities)


def a_revision(session, document, texts, *, number=1, page_sensitivities=None):
    """The next file of a document, already read."""
    revision = Revision(
        college_id=document.college_id,
        document_id=document.id,
        number=number,
        sha256=sha256_of(f"{document.key} {number}"),
        size=1000,
        file_name=f"{document.title}.pdf",
        media_type="pdf",
        state=RevisionState.READABLE,
        pages_total=len(texts),
        pages_read=len(texts),
        parser="a test",
        uploaded_by=document.uploaded_by,
        readable_at=utc_now(),
    )
    session.add(revision)
    session.flush()
    stricter = page_sensitivities or {}
    session.add_all(
        SensitivityRange(
            college_id=document.college_id,
            revision_id=revision.id,
            first_page=number,
            last_page=number,
            sensitivity=sensitivity,
        )
        for number, sensitivity in stricter.items()
    )
    pages = tuple(
        _page(session, revision, place, text, stricter.get(place, document.sensitivity))
        for place, text in enumerate(texts, 1)
    )
    facts = search_facts(session, document)
    indexing.add(
        session,
        document.college_id,
        [
            (
                to_index(facts, revision, page.id, page.number, page.sensitivity),
                prepare(text).to_find,
            )
            for page, text in zip(pages, texts, strict=True)
        ],
    )
    return Library(document, revision, pages)


def _page(session, revision, number, text, sensitivity):
    page = Page(
        college_id=revision.college_id,
        revision_id=revision.id,
        number=number,
        locator={"kind": "page", "number": number},
        sensitivity=sensitivity,
        problems=[],
        outcome=PageOutcome.READ,
    )
    session.add(page)
    session.flush()
    session.add(
        TextLayer(
            college_id=revision.college_id,
            page_id=page.id,
            source=TextSource.TEXT,
            parser="a test",
            text=text,
            sha256=sha256_of(text),
        )
    )
    session.flush()
    return page
