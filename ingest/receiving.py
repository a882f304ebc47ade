"""Taking files in: bytes first, then document, revision, job and event in one transaction."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest import file_names, sensitivities
from ingest.describing import Description
from ingest.kinds import DocumentType, MinutesStatus
from ingest.models.documents import BlobUse, Document, Revision
from ingest.visibility import visibility_for
from store import audit, jobs
from store.blobs import BlobStore, Staging
from store.db import Database, utc_now
from store.errors import NotFoundError, RefusedError
from store.jobs import JobKind
from store.people import Person
from store.permissions import Actor, Operation

# Beyond every page that a file may have.
LAST_PAGE = 1_000_000
# People who wait for their own upload go before files taken in by the hundred.
INTERACTIVE = 40
BULK = 60


@dataclass(frozen=True)
class SameBytes:
    """Who brought the very same file before, and when; told only to who may see it."""

    document_key: str
    title: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True)
class Received:
    """Where a file went. With `already`, nothing new was stored."""

    document_key: str
    revision_key: str
    already: SameBytes | None = None

    @property
    def sentence(self) -> str:
        """What to tell the person who sent it."""
        if self.already is None:
            return "Arrived. It is being read."
        when = f"{self.already.added_at:%d %B %Y}".lstrip("0")
        return (
            f"You already have this: {self.already.title}, "
            f"added on {when} by {self.already.added_by}."
        )


def guess(file_name: str, *, event_date: date | None = None, provided_by: str = "") -> Description:
    """What a file's name says of it, its date unless it is known; people correct the rest."""
    kind = file_names.type_of(file_names.title_of(file_name))
    status = file_names.minutes_status_of(file_name) if kind is DocumentType.MINUTES else None
    return Description(
        title=file_names.title_of(file_name),
        type=kind,
        event_date=event_date or file_names.date_of(file_name),
        provided_by=provided_by,
        minutes_status=status or (MinutesStatus.DRAFT if kind is DocumentType.MINUTES else None),
    )


def receive(
    database: Database,
    blobs: BlobStore,
    actor: Actor,
    staging: Staging,
    file_name: str,
    *,
    described: Description | None = None,
    keep_both: bool = False,
    priority: int = INTERACTIVE,
) -> Received:
    """Take a staged file in as a new document.

    The same bytes are not stored twice unless `keep_both`. Raises RefusedError for an empty
    file, NotPermittedError.
    """
    actor.require(Operation.ADD_DOCUMENT)
    name = file_names.clean_name(file_name)
    sha256 = _keep_bytes(database, blobs, actor, staging, name)
    with database.writing() as session:
        already = None if keep_both else _same_bytes(session, actor, sha256)
        if already is not None:
            return already
        document = _add_document(session, actor, described or guess(name))
        revision = _add_revision(
            session,
            actor,
            document,
            sha256=sha256,
            size=staging.size,
            name=name,
            priority=priority,
        )
        sensitivities.mark(session, revision, described.confidential_pages if described else ())
        audit.note(
            session, actor.college_id, actor.person_key, "document added", document.key,
            title=document.title, sha256=sha256,
        )  # fmt: skip
        return Received(document.key, revision.key)


def add_revision(
    database: Database,
    blobs: BlobStore,
    actor: Actor,
    document_key: str,
    *,
    staging: Staging,
    file_name: str,
    confidential_pages: tuple[tuple[int, int], ...] | None = None,
) -> Received:
    """Take a staged file in as the next revision of a document; nothing is overwritten.

    Without a word on its confidential pages they are those of the revision before: better a page
    too many kept back than one shown. Raises NotFoundError for a document that is not there for
    the actor, RefusedError for an empty file, NotPermittedError.
    """
    actor.require(Operation.ADD_DOCUMENT)
    name = file_names.clean_name(file_name)
    sha256 = _keep_bytes(database, blobs, actor, staging, name)
    with database.writing() as session:
        query = select(Document).where(
            Document.college_id == actor.college_id, Document.key == document_key
        )
        document = session.scalar(query.with_for_update())
        sight = visibility_for(session, actor)
        if document is None or not sight.allows(document.id, None, document.sensitivity.value):
            raise NotFoundError("This document is not here, or not shared with you.")
        revision = _add_revision(
            session,
            actor,
            document,
            sha256=sha256,
            size=staging.size,
            name=name,
            priority=INTERACTIVE,
        )
        if confidential_pages is None:
            _mark_as_before(session, document, revision)
        else:
            sensitivities.mark(session, revision, confidential_pages)
        audit.note(
            session, actor.college_id, actor.person_key, "revision added", document.key,
            number=revision.number, sha256=sha256,
        )  # fmt: skip
        return Received(document.key, revision.key)


def add_again(session: Session, actor: Actor, document: Document, file: Revision) -> Revision:
    """Add a file that is stored already to another document, as its newest revision.

    The caller holds the document. Pages that were kept back in either stay so.
    """
    came_from = session.get_one(Document, file.document_id)
    revision = _add_revision(
        session,
        actor,
        document,
        sha256=file.sha256,
        size=file.size,
        name=file.file_name,
        priority=INTERACTIVE,
    )
    for old in sensitivities.ranges_of(session, came_from).get(file.id, []):
        sensitivities.mark(session, revision, [(old.first_page, old.last_page)], old.sensitivity)
    _mark_as_before(session, document, revision)
    if sensitivities.stricter(came_from.sensitivity, document.sensitivity) != document.sensitivity:
        sensitivities.mark(session, revision, [(1, LAST_PAGE)], came_from.sensitivity)
    return revision


def _mark_as_before(session: Session, document: Document, revision: Revision) -> None:
    """Keep back the pages of a new revision that were kept back in the one before."""
    earlier = (
        select(Revision.id)
        .where(
            Revision.college_id == document.college_id,
            Revision.document_id == document.id,
            Revision.number < revision.number,
        )
        .order_by(Revision.number.desc())
        .limit(1)
    )
    before = session.scalars(earlier).one()
    for old in sensitivities.ranges_of(session, document).get(before, []):
        sensitivities.mark(session, revision, [(old.first_page, old.last_page)], old.sensitivity)


def _keep_bytes(
    database: Database, blobs: BlobStore, actor: Actor, staging: Staging, name: str
) -> str:
    if staging.size == 0:
        raise RefusedError(f"{name} is empty. Check the file and send it again.")
    sha256 = staging.finish()
    # Committed before we look whether the blob is there, so that no sweep takes it meanwhile.
    with database.writing() as session:
        session.add(BlobUse(college_id=actor.college_id, sha256=sha256, at=utc_now()))
    blobs.put(actor.college_key, staging)
    return sha256


def find_same(session: Session, actor: Actor, sha256: str) -> Received | None:
    """Where the very same file is already, as far as the actor may know; else None."""
    actor.require(Operation.ADD_DOCUMENT)
    return _same_bytes(session, actor, sha256)


def _same_bytes(session: Session, actor: Actor, sha256: str) -> Received | None:
    query = (
        select(Document, Revision, Person.name)
        .join(
            Revision,
            (Revision.college_id == Document.college_id) & (Revision.document_id == Document.id),
        )
        .join(Person, Person.id == Revision.uploaded_by)
        .where(
            Document.college_id == actor.college_id,
            Revision.sha256 == sha256,
            Document.retired_at.is_(None),
        )
        .order_by(Revision.id)
    )
    sight = visibility_for(session, actor)
    for document, revision, name in session.execute(query):
        if sight.allows(document.id, None, document.sensitivity.value):
            same = SameBytes(document.key, document.title, name, revision.received_at)
            return Received(document.key, revision.key, same)
    return None


def _add_document(session: Session, actor: Actor, described: Description) -> Document:
    document = Document(
        college_id=actor.college_id,
        uploaded_by=actor.person_id,
        **described.columns(session, actor.college_id),
    )
    session.add(document)
    session.flush()
    return document


def _add_revision(
    session: Session,
    actor: Actor,
    document: Document,
    *,
    sha256: str,
    size: int,
    name: str,
    priority: int,
) -> Revision:
    query = select(Revision.number).where(
        Revision.college_id == actor.college_id, Revision.document_id == document.id
    )
    numbers = session.scalars(query).all()
    revision = Revision(
        college_id=actor.college_id,
        document_id=document.id,
        number=max(numbers, default=0) + 1,
        sha256=sha256,
        size=size,
        file_name=name,
        uploaded_by=actor.person_id,
    )
    session.add(revision)
    session.flush()
    jobs.ask(
        session,
        JobKind.READ_REVISION,
        actor.college_id,
        str(revision.id),
        priority=priority,
    )
    return revision
