"""The worker's first step: read a revision page by page into the library and the search.

Whatever is slow (reading, analysing, matching) happens before a transaction begins; a
transaction writes at most fifty prepared pages with the cursor, fenced by the job's attempt.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest import scan_step
from ingest.kinds import RevisionState
from ingest.models.documents import Page, Revision
from ingest.preparing import Promise, learned_by
from ingest.reading.events import FileSeen, PageOutcome, PageRead, ReadEnd
from ingest.reading.unpacked import CONTAINERS
from ingest.reading_tools import ReadingTools, leave_if_stopping
from ingest.storing import PreparedPage, store_pages
from ingest.unpacking_job import unpack_revision
from search_index.learning import Learned
from store import audit, job_claims, jobs
from store.errors import DamagedError
from store.job_claims import Claim
from store.jobs import JobKind
from store.people import College

BATCH_PAGES = 50
BATCH_SECONDS = 1.0
# Reviews see what was read before the next file of a hundred is.
READABLE_PRIORITY = 45
# The second pass waits until nobody waits for a first one.
ENRICH_PRIORITY = 90


_Event: TypeAlias = FileSeen | PreparedPage | ReadEnd


@dataclass(frozen=True)
class _Subject:
    """The revision as it stood when the attempt began."""

    revision_id: int
    college_key: str
    sha256: str
    pages_read: int
    earlier: dict[int, PageOutcome]
    learned: Learned


@dataclass
class _Known:
    """What a reading has told of the file so far."""

    media_type: str = ""
    pages_total: int | None = None
    parser: str = ""
    end: ReadEnd | None = None

    def open(self, pages: int, parser: str) -> None:
        self.pages_total, self.parser = pages, parser

    def learn(self, subject: _Subject, batch: Iterable[_Event]) -> list[PreparedPage]:
        """Keep what the batch tells of the file, and give its pages."""
        pages = []
        for event in batch:
            if isinstance(event, PreparedPage):
                pages.append(event)
            elif isinstance(event, FileSeen):
                _require_bytes(subject, event)
                self.media_type = event.type
            else:
                self.end = event
        return pages


def read_revision(tools: ReadingTools, claim: Claim) -> None:
    """Handler of READ_REVISION.

    Raises JobLostError when another worker took over, DamagedError when the file is not what was
    stored, ReaderUnavailableError, ScannerUnavailableError, StoppedError.
    """
    subject = _begin(tools, claim)
    if subject is None:
        return
    known = _Known()
    with tools.blobs.open(subject.college_key, subject.sha256) as file:
        if not scan_step.is_cleared(tools, claim, file):
            return
        events = tools.host.read(
            file,
            first_page=subject.pages_read + 1,
            earlier=subject.earlier,
            on_opened=known.open,
        )
        begin = partial(tools.preparing.begin, learned=subject.learned)
        for batch in _batches(_prepared(begin, tools.preparing.lookahead, events)):
            pages = known.learn(subject, batch)
            with tools.database.writing() as session:
                _store(session, claim, subject.revision_id, known, pages)
                if known.end is not None and known.media_type not in CONTAINERS:
                    _conclude(session, claim, subject.revision_id, known.end)
                    return
            leave_if_stopping(tools)
        if known.end is None:
            return
        end = known.end
        if end.pages:
            end = unpack_revision(tools, claim, subject.revision_id, file, end)
    with tools.database.writing() as session:
        _conclude(session, claim, subject.revision_id, end)


def _begin(tools: ReadingTools, claim: Claim) -> _Subject | None:
    with tools.database.writing() as session:
        job_claims.ensure_held(session, claim)
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
            learned_by(session, revision.college_id),
        )


def _give_up(session: Session, claim: Claim, revision: Revision) -> None:
    trouble = claim.trouble or "Reading this file stopped several times without getting further."
    revision.reason = (
        f"{_not_read(revision)}{trouble} "
        "Save it again from the program it came from, then add it as a new revision."
    )
    revision.state = RevisionState.FAILED
    if revision.pages_read:
        revision.state = RevisionState.READABLE_WITH_GAPS
        _ask_for_what_follows(session, claim)
    audit.note(
        session, claim.college_id, "system", "reading given up", revision.key,
        attempts=claim.attempt,
    )  # fmt: skip


def _not_read(revision: Revision) -> str:
    if not revision.pages_read:
        return ""
    return f"What comes after page {revision.pages_read} was not read. "


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


def _prepared(
    begin: Callable[[str], Promise],
    lookahead: int,
    events: Iterator[FileSeen | PageRead | ReadEnd],
) -> Iterator[_Event]:
    """Give the events in their order, while the next pages are prepared beside."""
    waiting: deque[Callable[[], _Event]] = deque()
    for event in events:
        if isinstance(event, PageRead):
            waiting.append(partial(_prepared_page, event, begin(event.text)))
        else:
            waiting.append(partial(_as_it_is, event))
        if len(waiting) > lookahead:
            yield waiting.popleft()()
    yield from (give() for give in waiting)


def _prepared_page(page: PageRead, promise: Promise) -> _Event:
    return PreparedPage(page, promise())


def _as_it_is(event: FileSeen | ReadEnd) -> _Event:
    return event


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
    session: Session, claim: Claim, revision_id: int, known: _Known, pages: list[PreparedPage]
) -> None:
    job_claims.ensure_held(session, claim, progressed=bool(pages))
    revision = session.get_one(Revision, revision_id)
    revision.media_type = known.media_type or revision.media_type
    revision.pages_total = known.pages_total or revision.pages_total
    revision.parser = known.parser or revision.parser
    if pages:
        store_pages(session, revision, pages)


def _conclude(session: Session, claim: Claim, revision_id: int, end: ReadEnd) -> None:
    job_claims.ensure_held(session, claim, progressed=True)
    revision = session.get_one(Revision, revision_id)
    revision.state = RevisionState(end.state.value)
    revision.reason = end.reason
    revision.pages_total = end.pages
    revision.parser = end.parser
    audit.note(
        session, claim.college_id, "system", "file read", revision.key,
        state=revision.state.value, pages=revision.pages_read,
    )  # fmt: skip
    if revision.pages_read:
        _ask_for_what_follows(session, claim)


def _ask_for_what_follows(session: Session, claim: Claim) -> None:
    jobs.ask(
        session, JobKind.REVISION_READABLE, claim.college_id, claim.subject,
        priority=READABLE_PRIORITY,
    )  # fmt: skip
    jobs.ask(
        session, JobKind.ENRICH_REVISION, claim.college_id, claim.subject,
        priority=ENRICH_PRIORITY,
    )  # fmt: skip
