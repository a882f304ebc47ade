"""The worker's first step: read a revision page by page into the library and the search.

Whatever is slow (reading, analysing, matching) happens before a transaction begins; a
transaction writes at most fifty prepared pages with the cursor, fenced by the job's attempt.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from framework.keywords import builtin_keywords
from framework.loading import builtin
from ingest.kinds import RevisionState, Sensitivity, TextSource
from ingest.models import Document, Page, Revision, TextLayer
from ingest.reading.events import FileSeen, PageOutcome, PageRead, ReadEnd
from ingest.reading.host import ReaderHost
from ingest.sensitivities import lock_document, ranges_of, sensitivity_of_page
from search_index import indexing
from search_index.indexing import PageToIndex, PreparedText
from search_index.matching import Matcher
from store import audit, jobs
from store.blobs import BlobStore
from store.db import Database, utc_now
from store.errors import CareersEvidenceError, DamagedError
from store.jobs import Claim, JobKind
from store.people import College

BATCH_PAGES = 50
BATCH_SECONDS = 1.0
# The second pass waits until nobody waits for a first one.
ENRICH_PRIORITY = 90


def _never() -> bool:
    return False


@dataclass(frozen=True)
class ReadingTools:
    """What reading stands on: the database, the blobs and the reader host of this process.

    `is_stopping` says that the worker was asked to end: handlers then leave off where a later
    attempt goes on, and raise StoppedError.
    """

    database: Database
    blobs: BlobStore
    host: ReaderHost
    is_stopping: Callable[[], bool] = _never


class StoppedError(CareersEvidenceError):
    """The worker was asked to end in the middle of a job; what was stored stays stored."""


def leave_if_stopping(tools: ReadingTools) -> None:
    """Raise StoppedError when the worker was asked to end."""
    if tools.is_stopping():
        raise StoppedError("The worker is stopping. The work goes on when it is back.")


@dataclass(frozen=True)
class PreparedPage:
    """A page as read, with its text analysed and matched."""

    read: PageRead
    text: PreparedText


@cache
def matcher() -> Matcher:
    """The matcher over the packaged model and keywords; made once a process."""
    return Matcher(builtin(), builtin_keywords())


@dataclass(frozen=True)
class _Subject:
    """The revision as it stood when the attempt began."""

    revision_id: int
    college_key: str
    sha256: str
    pages_read: int
    earlier: dict[int, PageOutcome]


def read_revision(tools: ReadingTools, claim: Claim) -> None:
    """Handler of READ_REVISION.

    Raises JobLostError when another worker took over, DamagedError when the file is not what was
    stored, ReaderUnavailableError, StoppedError.
    """
    subject = _begin(tools, claim)
    if subject is None:
        return
    end: ReadEnd | None = None
    media_type = ""
    with tools.blobs.open(subject.college_key, subject.sha256) as file:
        events = tools.host.read(file, first_page=subject.pages_read + 1, earlier=subject.earlier)
        for batch in _batches(_prepared(events)):
            pages = [event for event in batch if isinstance(event, PreparedPage)]
            for event in batch:
                if isinstance(event, FileSeen):
                    _require_bytes(subject, event)
                    media_type = event.type
                elif isinstance(event, ReadEnd):
                    end = event
            _store(tools, claim, subject.revision_id, media_type, pages)
            leave_if_stopping(tools)
    if end is not None:
        _conclude(tools, claim, subject.revision_id, end)


def _begin(tools: ReadingTools, claim: Claim) -> _Subject | None:
    with tools.database.writing() as session:
        jobs.ensure_held(session, claim)
        revision = session.get_one(Revision, int(claim.subject))
        if revision.state.is_final:
            return None
        if claim.is_worn_out:
            _give_up(session, claim, revision)
            return None
        revision.state = RevisionState.READING
        college_key = session.get_one(College, revision.college_id).key
        return _Subject(
            revision.id,
            college_key,
            revision.sha256,
            revision.pages_read,
            _earlier(session, revision),
        )


def _give_up(session: Session, claim: Claim, revision: Revision) -> None:
    revision.state = RevisionState.FAILED
    revision.reason = claim.trouble or (
        "Reading this file stopped several times without getting further. "
        "Save it again from the program it came from, then add it as a new revision."
    )
    audit.note(
        session, claim.college_id, "system", "reading given up", revision.key,
        attempts=claim.attempt,
    )  # fmt: skip


def _require_bytes(subject: _Subject, seen: FileSeen) -> None:
    if seen.sha256 != subject.sha256:
        raise DamagedError(
            f"The file {subject.sha256[:12]} is not what was stored. Bring it back from a backup."
        )


def _earlier(session: Session, revision: Revision) -> dict[int, PageOutcome]:
    """What became of the pages that an earlier attempt stored, so that the end speaks for all."""
    query = select(Page.number, Page.outcome).where(
        Page.college_id == revision.college_id, Page.revision_id == revision.id
    )
    return dict(session.execute(query).all())


_Event = FileSeen | PreparedPage | ReadEnd


def _prepared(events: Iterator[FileSeen | PageRead | ReadEnd]) -> Iterator[_Event]:
    for event in events:
        if isinstance(event, PageRead):
            yield PreparedPage(event, indexing.prepare(event.text, matcher()))
        else:
            yield event


def _batches(events: Iterator[_Event]) -> Iterator[list[_Event]]:
    """Events in lists of at most fifty pages, or of what came within a second."""
    batch: list[_Event] = []
    began = time.monotonic()
    for event in events:
        batch.append(event)
        if len(batch) >= BATCH_PAGES or time.monotonic() - began > BATCH_SECONDS:
            yield batch
            batch, began = [], time.monotonic()
    if batch:
        yield batch


def _store(
    tools: ReadingTools,
    claim: Claim,
    revision_id: int,
    media_type: str,
    pages: list[PreparedPage],
) -> None:
    if not pages and not media_type:
        return
    with tools.database.writing() as session:
        jobs.ensure_held(session, claim, progressed=bool(pages))
        revision = session.get_one(Revision, revision_id)
        revision.media_type = media_type or revision.media_type
        if not pages:
            return
        document = lock_document(session, revision.college_id, revision.document_id)
        levels = _sensitivities(session, document, revision, pages)
        page_ids = _insert_pages(session, revision, pages, levels)
        _insert_layers(session, revision, pages, page_ids)
        if is_newest(session, revision):
            _leave_search(session, revision)
            indexing.add(
                session,
                revision.college_id,
                [
                    (
                        to_index(
                            document,
                            revision,
                            page_ids[page.read.ordinal],
                            page.read.ordinal,
                            levels[page.read.ordinal],
                        ),
                        page.text,
                    )
                    for page in pages
                    if is_searchable(page.read.locator)
                ],
            )
        revision.pages_read = max(page.read.ordinal for page in pages)
        revision.readable_at = revision.readable_at or utc_now()


def is_searchable(locator: Mapping[str, Any]) -> bool:
    """Whether a page's words are its document's own, not the line that heads every sheet."""
    return locator.get("part") not in {"header", "footer"}


def _sensitivities(
    session: Session, document: Document, revision: Revision, pages: list[PreparedPage]
) -> dict[int, Sensitivity]:
    ranges = ranges_of(session, document).get(revision.id, [])
    ordinals = [page.read.ordinal for page in pages]
    return {number: sensitivity_of_page(document, ranges, number) for number in ordinals}


def _insert_pages(
    session: Session,
    revision: Revision,
    pages: list[PreparedPage],
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
    session: Session, revision: Revision, pages: list[PreparedPage], page_ids: dict[int, int]
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


def to_index(
    document: Document, revision: Revision, page_id: int, number: int, sensitivity: Sensitivity
) -> PageToIndex:
    """What the search is told of a page."""
    return PageToIndex(
        page_id=page_id,
        document_id=document.id,
        revision_id=revision.id,
        number=number,
        title=document.title,
        type=document.type.value,
        year=document.event_date.year if document.event_date else None,
        sensitivity=sensitivity.value,
    )


def is_newest(session: Session, revision: Revision) -> bool:
    """Whether no newer revision of the document is readable: only then is it searched."""
    query = select(Revision.id).where(
        Revision.college_id == revision.college_id,
        Revision.document_id == revision.document_id,
        Revision.number > revision.number,
        Revision.readable_at.is_not(None),
    )
    return session.scalar(query.limit(1)) is None


def _leave_search(session: Session, revision: Revision) -> None:
    """Older revisions leave the search in the transaction in which a newer one enters it."""
    if revision.readable_at is not None:
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


def _conclude(tools: ReadingTools, claim: Claim, revision_id: int, end: ReadEnd) -> None:
    with tools.database.writing() as session:
        jobs.ensure_held(session, claim, progressed=True)
        revision = session.get_one(Revision, revision_id)
        revision.state = RevisionState(end.state.value)
        revision.reason = end.reason
        revision.pages_total = end.pages
        revision.parser = end.parser
        _name_parser(session, revision)
        audit.note(
            session, claim.college_id, "system", "file read", revision.key,
            state=revision.state.value, pages=revision.pages_read,
        )  # fmt: skip
        if revision.pages_read:
            subject = str(revision_id)
            jobs.ask(session, JobKind.REVISION_READABLE, claim.college_id, subject, priority=45)
            jobs.ask(
                session, JobKind.ENRICH_REVISION, claim.college_id, subject,
                priority=ENRICH_PRIORITY,
            )  # fmt: skip


def _name_parser(session: Session, revision: Revision) -> None:
    """Write the parser, which a reading tells at its end, beside the texts that it gave."""
    of_revision = select(Page.id).where(
        Page.college_id == revision.college_id, Page.revision_id == revision.id
    )
    session.execute(
        update(TextLayer)
        .where(
            TextLayer.college_id == revision.college_id,
            TextLayer.page_id.in_(of_revision),
            TextLayer.parser == "",
        )
        .values(parser=revision.parser)
    )
