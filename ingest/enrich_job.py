"""The second pass over a readable revision: tables, and a better text where the first is bad."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ingest.kinds import TextSource
from ingest.models import Page, PageTable, Revision, TextLayer
from ingest.reading.events import PageEnriched
from ingest.reading_job import ReadingTools, matcher, sha256_of
from search_index import indexing
from search_index.indexing import PreparedText
from store import jobs
from store.db import utc_now
from store.jobs import Claim
from store.people import College

SECOND_PARSER = "pdfplumber"


def enrich_revision(tools: ReadingTools, claim: Claim) -> None:
    """Handler of ENRICH_REVISION; running it twice changes nothing more."""
    with tools.database.reading() as session:
        revision = session.get_one(Revision, int(claim.subject))
        college_key = session.get_one(College, revision.college_id).key
        pages = _pages(session, revision)
    if revision.enriched_at is None and revision.media_type == "pdf" and pages:
        with tools.blobs.open(college_key, revision.sha256) as file:
            for event in tools.host.enrich(file, pages):
                if isinstance(event, PageEnriched):
                    _store(tools, claim, pages[event.number], event)
    with tools.database.writing() as session:
        jobs.ensure_held(session, claim, progressed=True)
        session.get_one(Revision, revision.id).enriched_at = utc_now()


def _pages(session: Session, revision: Revision) -> dict[int, int]:
    """The page ids of a revision by page number of the file."""
    query = select(Page).where(
        Page.college_id == revision.college_id, Page.revision_id == revision.id
    )
    return {
        page.locator["number"]: page.id
        for page in session.scalars(query)
        if page.locator.get("kind") == "page"
    }


def _store(tools: ReadingTools, claim: Claim, page_id: int, found: PageEnriched) -> None:
    if not found.tables and not found.text:
        return
    prepared = indexing.prepare(found.text, matcher()) if found.text else None
    with tools.database.writing() as session:
        jobs.ensure_held(session, claim, progressed=True)
        _store_tables(session, claim.college_id, page_id, found)
        if found.text and prepared:
            _store_text(session, claim.college_id, page_id, found.text, prepared)


def _store_tables(session: Session, college_id: int, page_id: int, found: PageEnriched) -> None:
    there = select(PageTable.id).where(
        PageTable.college_id == college_id, PageTable.page_id == page_id
    )
    if session.scalar(there.limit(1)) is not None:
        return
    for number, rows in enumerate(found.tables, start=1):
        session.add(
            PageTable(
                college_id=college_id,
                page_id=page_id,
                number=number,
                rows=[list(row) for row in rows],
            )
        )


def _store_text(
    session: Session, college_id: int, page_id: int, text: str, prepared: PreparedText
) -> None:
    """Put the second opinion in force; the first layer stays, since quotes may pin it."""
    session.execute(
        update(TextLayer)
        .where(TextLayer.college_id == college_id, TextLayer.page_id == page_id)
        .values(is_current=False)
    )
    session.add(
        TextLayer(
            college_id=college_id,
            page_id=page_id,
            source=TextSource.SECOND_OPINION,
            parser=SECOND_PARSER,
            text=text,
            sha256=sha256_of(text),
        )
    )
    session.flush()
    indexing.replace_texts(session, college_id, [(page_id, prepared)])
