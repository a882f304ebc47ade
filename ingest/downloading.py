"""Taking a whole file out of the library: by whom it may be, and that it was."""

from dataclasses import dataclass

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from ingest import inner_files, sensitivities
from ingest.kinds import ScanState
from ingest.models.documents import Document, Revision
from ingest.visibility import Sight, visibility_for
from store import audit
from store.errors import NotFoundError, RefusedError
from store.people import College
from store.permissions import Actor

_NOT_HERE = "This file is not here, or not shared with you."


@dataclass(frozen=True)
class DownloadableFile:
    """Where the bytes of a file are, how it was called, whether it still waits to be scanned."""

    college_key: str
    sha256: str
    file_name: str
    is_waiting: bool


def file_to_download(session: Session, actor: Actor, revision_key: str) -> DownloadableFile:
    """The file of a revision, whole, and the event that it was taken.

    Only for who may see every page of it and everything inside it; an outsider needs a document
    that their review is shown whole, and gets its newest file. Raises NotFoundError for every
    other one alike, RefusedError for files that a scanner found something in.
    """
    row = _find(session, actor, revision_key)
    if row is None or not _is_open(session, actor, row[2], row[1]):
        raise NotFoundError(_NOT_HERE)
    college_key, revision, document = row
    if revision.scan in {ScanState.INFECTED, ScanState.TOO_LARGE}:
        raise RefusedError(revision.reason or "")
    audit.note(
        session, actor.college_id, actor.person_key, "file downloaded", document.key,
        revision=revision.key, from_outside=actor.is_outside,
    )  # fmt: skip
    is_waiting = not (revision.state.is_final or revision.scan)
    return DownloadableFile(college_key, revision.sha256, revision.file_name, is_waiting)


def may_download(session: Session, actor: Actor, revision_key: str) -> bool:
    """Whether the actor may take this file out whole."""
    row = _find(session, actor, revision_key)
    return row is not None and _is_open(session, actor, row[2], row[1])


def _find(session: Session, actor: Actor, revision_key: str) -> Row[str, Revision, Document] | None:
    query = (
        select(College.key, Revision, Document)
        .join(Revision, Revision.college_id == College.id)
        .join(
            Document,
            (Document.college_id == Revision.college_id) & (Document.id == Revision.document_id),
        )
        .where(Revision.college_id == actor.college_id, Revision.key == revision_key)
    )
    return session.execute(query).one_or_none()


def _is_open(session: Session, actor: Actor, document: Document, revision: Revision) -> bool:
    sight = visibility_for(session, actor)
    if sight.is_limited and revision.number != _newest_number(session, document):
        return False
    if not _is_whole(session, sight, document):
        return False
    inside = inner_files.documents_inside(session, document.college_id, document.id)
    return all(_is_whole(session, sight, inner) for inner in inside)


def _is_whole(session: Session, sight: Sight, document: Document) -> bool:
    """Whether every page of a document, in every file of it, may be seen."""
    if not sight.allows(document.id, None, document.sensitivity.value):
        return False
    ranges = sensitivities.ranges_of(session, document).values()
    return all(
        marked.sensitivity.value in sight.sensitivities for found in ranges for marked in found
    )


def _newest_number(session: Session, document: Document) -> int:
    query = select(func.max(Revision.number)).where(
        Revision.college_id == document.college_id, Revision.document_id == document.id
    )
    return session.scalar(query) or 0
