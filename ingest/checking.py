"""Compares the library with itself and with the blobs, both ways and by id; repairs nothing."""

import hashlib
from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.models.documents import BlobUse, Document, Page, Revision, TextLayer
from ingest.storing import is_searchable, sha256_of
from search_index import checking
from store.blobs import CHUNK, BlobStore
from store.jobs import Job, JobKind, JobState
from store.people import College

_OF_REVISIONS = (
    JobKind.READ_REVISION,
    JobKind.ENRICH_REVISION,
    JobKind.REVISION_READABLE,
    JobKind.OCR_REVISION,
)


def _nothing(_session: Session, _college: College) -> set[str]:
    return set()


def list_faults(
    session: Session,
    college: College,
    blobs: BlobStore,
    *,
    is_deep: bool,
    named_by_others: Callable[[Session, College], set[str]] = _nothing,
) -> Iterator[str]:
    """A sentence for each fault of a college's library, its search apart.

    `named_by_others` tells of files that belong to no revision, such as those of packs.
    Call it in a reading transaction of its own that has asked nothing yet.
    """
    # Before the first statement: files that arrive meanwhile are named by no row that we see.
    there = {sha256 for key, sha256 in blobs.list() if key == college.key}
    revisions = list(session.scalars(select(Revision).where(Revision.college_id == college.id)))
    named = dict.fromkeys(named_by_others(session, college), "a snapshot or pack")
    named |= {revision.sha256: "a revision" for revision in revisions}
    yield from _blob_faults(session, college, blobs, named, there)
    if is_deep:
        yield from _byte_faults(college, blobs, set(named), there)
    yield from _page_faults(session, college, revisions)
    yield from _layer_faults(session, college)
    yield from _job_faults(session, college, revisions)


def list_search_faults(session: Session, college: College) -> list[str]:
    """A sentence for each fault between pages and search.

    Call it in a writing transaction on SQLite: FTS5's own check counts as a write, though nothing
    is changed.
    """
    return checking.faults(session, college.id, _searchable(session, college))


def _blob_faults(
    session: Session,
    college: College,
    blobs: BlobStore,
    named: Mapping[str, str],
    there: set[str],
) -> Iterator[str]:
    for sha256 in sorted(named.keys() - there):
        if not blobs.has(college.key, sha256):
            by = named[sha256]
            yield f"{college.code}: file {sha256} is named by {by} and missing from storage."
    query = select(BlobUse.sha256).where(BlobUse.college_id == college.id)
    for sha256 in sorted(there - named.keys() - set(session.scalars(query))):
        yield f"{college.code}: file {sha256} is in storage and nothing names it."


def _byte_faults(
    college: College, blobs: BlobStore, named: set[str], there: set[str]
) -> Iterator[str]:
    for sha256 in sorted(named & there):
        if _hash_of(blobs, college, sha256) != sha256:
            yield f"{college.code}: file {sha256} is not what was stored."


def _hash_of(blobs: BlobStore, college: College, sha256: str) -> str:
    digest = hashlib.sha256()
    with blobs.open(college.key, sha256) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _page_faults(session: Session, college: College, revisions: list[Revision]) -> Iterator[str]:
    query = (
        select(Page.revision_id, func.count(Page.id), func.max(Page.number))
        .where(Page.college_id == college.id)
        .group_by(Page.revision_id)
    )
    stored = {key: (count, last) for key, count, last in session.execute(query)}
    for revision in revisions:
        count, last = stored.get(revision.id, (0, 0))
        if (count, last) != (revision.pages_read, revision.pages_read):
            yield (
                f"{college.code}: revision {revision.key} says {revision.pages_read} pages; "
                f"{count} are stored, the last is {last}."
            )


def _layer_faults(session: Session, college: College) -> Iterator[str]:
    current = (
        select(Page.id)
        .outerjoin(
            TextLayer,
            (TextLayer.college_id == Page.college_id)
            & (TextLayer.page_id == Page.id)
            & TextLayer.is_current,
        )
        .where(Page.college_id == college.id, TextLayer.id.is_(None))
    )
    for page_id in session.scalars(current):
        yield f"{college.code}: page {page_id} has no text in force."
    layers = select(TextLayer).where(TextLayer.college_id == college.id)
    for layer in session.scalars(layers.execution_options(yield_per=200)):
        if sha256_of(layer.text) != layer.sha256:
            yield f"{college.code}: text {layer.id} of page {layer.page_id} was changed."


def _job_faults(session: Session, college: College, revisions: list[Revision]) -> Iterator[str]:
    query = select(Job.kind, Job.subject).where(
        Job.college_id == college.id,
        Job.kind.in_(_OF_REVISIONS),
        Job.state.in_([JobState.WAITING, JobState.RUNNING]),
    )
    live = set(session.execute(query))
    for revision in revisions:
        if not revision.state.is_final and (JobKind.READ_REVISION, str(revision.id)) not in live:
            yield f"{college.code}: revision {revision.key} waits to be read and no job will."
    known = {str(revision.id) for revision in revisions}
    for kind, subject in sorted(live):
        if subject not in known:
            yield f"{college.code}: a job ({kind}) is about revision {subject}, which is not there."


def _searchable(session: Session, college: College) -> list[int]:
    """Pages that ought to be findable: each used document's newest revision with pages."""
    newest = (
        select(Revision.document_id, func.max(Revision.number).label("number"))
        .where(Revision.college_id == college.id, Revision.pages_read > 0)
        .group_by(Revision.document_id)
        .subquery()
    )
    query = (
        select(Page.id, Page.locator)
        .join(
            Revision, (Revision.college_id == Page.college_id) & (Revision.id == Page.revision_id)
        )
        .join(
            newest,
            (newest.c.document_id == Revision.document_id) & (newest.c.number == Revision.number),
        )
        .join(
            Document,
            (Document.college_id == Revision.college_id)
            & (Document.id == Revision.document_id)
            & Document.retired_at.is_(None),
        )
        .where(Page.college_id == college.id)
    )
    pages = session.execute(query)
    return [page_id for page_id, locator in pages if is_searchable(locator)]
