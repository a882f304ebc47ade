"""The second pass over a readable revision: tables, and a better text where the first is bad."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ingest import personal_checks
from ingest.concluding import conclude_again
from ingest.kinds import TextSource
from ingest.models.documents import Page, PageTable, Revision, TextLayer
from ingest.ocr_job import ask_if_wanted
from ingest.preparing import prepare_for
from ingest.reading import sentences
from ingest.reading.events import PageEnriched, PageOutcome
from ingest.reading_tools import ReadingTools, leave_if_stopping, leave_if_wanted
from ingest.sensitivities import lock_document
from ingest.storing import is_newest, sha256_of
from search_index import indexing
from store import job_claims
from store.db import utc_now
from store.job_claims import Claim
from store.people import College

SECOND_PARSER = "pdfplumber"


def enrich_revision(tools: ReadingTools, claim: Claim) -> None:
    """Handler of ENRICH_REVISION; running it twice changes nothing more.

    Raises as the first, and LaterError after the page at which more urgent work waits.
    """
    with tools.database.reading() as session:
        revision = session.get_one(Revision, int(claim.subject))
        college_key = session.get_one(College, revision.college_id).key
        pages = _pages(session, revision)
    if revision.enriched_at is None and revision.media_type == "pdf" and pages:
        with tools.blobs.open(college_key, revision.sha256) as file:
            done = claim.payload.get("done", 0)
            for event in tools.host.enrich(file, (number for number in pages if number > done)):
                if isinstance(event, PageEnriched):
                    _store(tools, claim, revision, pages[event.number], event)
                    leave_if_stopping(tools)
                    # Nobody waits for tables, and somebody may for a file to be readable.
                    leave_if_wanted(tools, claim, done=event.number)
    with tools.database.writing() as session:
        job_claims.ensure_held(session, claim, progressed=True)
        enriched = session.get_one(Revision, revision.id)
        enriched.enriched_at = utc_now()
        conclude_again(session, enriched)
        ask_if_wanted(session, enriched)


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


def _store(
    tools: ReadingTools, claim: Claim, revision: Revision, page_id: int, found: PageEnriched
) -> None:
    if not found.tables and not found.text:
        return
    prepared = prepare_for(tools.database, claim.college_id, found.text) if found.text else None
    with tools.database.writing() as session:
        job_claims.ensure_held(session, claim, progressed=True)
        _store_tables(session, claim.college_id, page_id, found)
        if found.text and prepared and _put_in_force(session, page_id, found.text, revision):
            personal_checks.rewrite(session, revision.college_id, page_id, prepared.personal)
            # A revision that a newer one has taken out of the search stays out of it.
            lock_document(session, revision.college_id, revision.document_id)
            if is_newest(session, revision):
                indexing.replace_texts(session, revision.college_id, [(page_id, prepared.to_find)])


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


def _put_in_force(session: Session, page_id: int, text: str, revision: Revision) -> bool:
    """Put the second opinion in force; False when it is already.

    The first layer stays, since quotes may pin it.
    """
    of_page = (TextLayer.college_id == revision.college_id, TextLayer.page_id == page_id)
    current = select(TextLayer.sha256).where(*of_page, TextLayer.is_current)
    if session.scalar(current) == sha256_of(text):
        return False
    session.execute(update(TextLayer).where(*of_page).values(is_current=False))
    session.add(
        TextLayer(
            college_id=revision.college_id,
            page_id=page_id,
            source=TextSource.SECOND_OPINION,
            parser=SECOND_PARSER,
            text=text,
            sha256=sha256_of(text),
        )
    )
    session.flush()
    page = session.get_one(Page, page_id)
    if page.outcome is PageOutcome.GARBLED:
        page.outcome, page.problems = PageOutcome.READ, [sentences.SECOND_OPINION]
    return True
