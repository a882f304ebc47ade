"""Files inside files: each becomes a document of its own that is no more open than what held it."""

from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest import file_names, sensitivities
from ingest.describing import LONGEST_TITLE
from ingest.kinds import DocumentType, MinutesStatus, RevisionState, Sensitivity, ShareScope
from ingest.models.documents import Document, InnerFile, Revision
from ingest.receiving import BULK, guess
from ingest.sensitivities import STRICTNESS
from store import audit, jobs
from store.errors import IncompleteError
from store.jobs import JobKind


@dataclass(frozen=True)
class Container:
    """A revision that holds files: where it stands, and what was taken out of it before.

    `members` and `bytes` count all that came out of the outermost file around it.
    """

    college_id: int
    document_id: int
    revision_id: int
    root_id: int
    depth: int
    next_number: int
    members: int
    bytes: int


@dataclass(frozen=True)
class Place:
    """Where a file stands inside another."""

    number: int
    path: tuple[str, ...]

    @property
    def words(self) -> str:
        """The path as people read it."""
        return "/".join(self.path)


def container_of(session: Session, revision: Revision) -> Container:
    """A revision as something that files come out of."""
    around = session.execute(
        select(InnerFile.root_id, InnerFile.depth).where(
            InnerFile.college_id == revision.college_id,
            InnerFile.document_id == revision.document_id,
            InnerFile.is_link.is_(False),
        )
    ).first()
    root_id, depth = around or (revision.id, 0)
    members, size = session.execute(
        select(func.count(InnerFile.id), func.coalesce(func.sum(InnerFile.size), 0)).where(
            InnerFile.college_id == revision.college_id, InnerFile.root_id == root_id
        )
    ).one()
    last = session.scalar(
        select(func.max(InnerFile.number)).where(
            InnerFile.college_id == revision.college_id, InnerFile.revision_id == revision.id
        )
    )
    return Container(
        college_id=revision.college_id,
        document_id=revision.document_id,
        revision_id=revision.id,
        root_id=root_id,
        depth=depth,
        next_number=(last or 0) + 1,
        members=members,
        bytes=int(size),
    )


def add(session: Session, container: Container, place: Place, sha256: str, size: int) -> None:
    """Make a document of a file whose bytes are stored, or point at the one it is already."""
    # Held, so that whoever closes it meanwhile finds this file as well.
    around = sensitivities.lock_document(session, container.college_id, container.document_id)
    revision = session.get_one(Revision, container.revision_id)
    level = _strictest(session, around, revision)
    same = _same_bytes(session, container.college_id, sha256, level)
    document = same or _add_document(session, around, revision, place, level)
    if same is None:
        _add_revision(session, document, place, sha256=sha256, size=size)
    row = _row(container, place, size)
    row.document_id, row.is_link = document.id, same is not None
    session.add(row)
    audit.note(
        session, container.college_id, "system", "file taken out of another", document.key,
        title=document.title, sha256=sha256, container=around.key, path=place.words,
    )  # fmt: skip


def add_problem(
    session: Session, container: Container, place: Place, state: RevisionState, problem: str
) -> None:
    """Write down a file that could not be taken out, and why."""
    row = _row(container, place, 0)
    row.state, row.problem = state, problem
    session.add(row)


def list_problems(session: Session, container: Container) -> tuple[int, list[str]]:
    """How many files a revision holds, and the names of those that could not be taken out."""
    query = (
        select(InnerFile.path, InnerFile.problem)
        .where(
            InnerFile.college_id == container.college_id,
            InnerFile.revision_id == container.revision_id,
        )
        .order_by(InnerFile.number)
    )
    rows = session.execute(query).all()
    return len(rows), [path for path, problem in rows if problem is not None]


def documents_inside(session: Session, college_id: int, document_id: int) -> list[Document]:
    """The documents that came out of one, of each other, and so on; the outer ones first."""
    found: list[Document] = []
    around, known = [document_id], {document_id}
    while around:
        query = (
            select(Document)
            .join(
                InnerFile,
                (InnerFile.college_id == Document.college_id)
                & (InnerFile.document_id == Document.id),
            )
            .where(
                InnerFile.college_id == college_id,
                InnerFile.container_id.in_(around),
                InnerFile.is_link.is_(False),
            )
            .order_by(Document.id)
        )
        # Each came out of one other only; a row that says otherwise must not hold anybody up.
        inner = [document for document in session.scalars(query) if document.id not in known]
        known.update(document.id for document in inner)
        found += inner
        around = [document.id for document in inner]
    return found


def require_as_strict(session: Session, document: Document, wanted: Sensitivity) -> None:
    """Refuse to open a file further than what it came in. Raises IncompleteError."""
    query = (
        select(Document)
        .join(
            InnerFile,
            (InnerFile.college_id == Document.college_id) & (InnerFile.container_id == Document.id),
        )
        .where(
            InnerFile.college_id == document.college_id,
            InnerFile.document_id == document.id,
            InnerFile.is_link.is_(False),
        )
    )
    around = session.scalar(query)
    if around is not None and STRICTNESS[wanted] < STRICTNESS[around.sensitivity]:
        raise IncompleteError(
            f"This file came inside “{around.title}”, which is {around.sensitivity.value}."
            " Choose the same for it, or change that first.",
            "sensitivity",
        )


def tighten(session: Session, document: Document) -> None:
    """Close what came out of a document as far as it is closed itself."""
    for inner in documents_inside(session, document.college_id, document.id):
        if STRICTNESS[inner.sensitivity] < STRICTNESS[document.sensitivity]:
            held = sensitivities.lock_document(session, inner.college_id, inner.id)
            held.sensitivity = document.sensitivity
            session.flush()
            sensitivities.rewrite(session, held)
            audit.note(
                session, held.college_id, "system", "document described", held.key,
                sensitivity=held.sensitivity.value,
            )  # fmt: skip


def _row(container: Container, place: Place, size: int) -> InnerFile:
    return InnerFile(
        college_id=container.college_id,
        container_id=container.document_id,
        revision_id=container.revision_id,
        root_id=container.root_id,
        number=place.number,
        depth=container.depth + 1,
        path=place.words,
        size=size,
    )


def _strictest(session: Session, around: Document, revision: Revision) -> Sensitivity:
    """The sensitivity of the strictest page: nobody knows which page a file belongs to."""
    level = around.sensitivity
    for marked in sensitivities.ranges_of(session, around).get(revision.id, []):
        level = sensitivities.stricter(level, marked.sensitivity)
    return level


def _same_bytes(
    session: Session, college_id: int, sha256: str, level: Sensitivity
) -> Document | None:
    """The document of the very same file, if whoever sees this one may see that one too."""
    no_stricter = [each for each in Sensitivity if STRICTNESS[each] <= STRICTNESS[level]]
    query = (
        select(Document)
        .join(
            Revision,
            (Revision.college_id == Document.college_id) & (Revision.document_id == Document.id),
        )
        .where(
            Document.college_id == college_id,
            Revision.sha256 == sha256,
            Document.retired_at.is_(None),
            Document.sensitivity.in_(no_stricter),
        )
        .order_by(Revision.id)
    )
    return session.scalars(query.limit(1)).first()


def _add_document(
    session: Session, around: Document, revision: Revision, place: Place, level: Sensitivity
) -> Document:
    guessed = guess(file_names.clean_name(place.path[-1]))
    if guessed.type is DocumentType.OTHER:
        guessed = replace(guessed, type=around.type, minutes_status=around.minutes_status)
    described = replace(
        guessed,
        title=guessed.title[:LONGEST_TITLE],
        event_date=guessed.event_date or around.event_date,
        sensitivity=level,
        provided_by=around.provided_by,
    )
    document = Document(
        college_id=around.college_id,
        uploaded_by=revision.uploaded_by,
        share_scope=_scope(around),
        **described.columns(session, around.college_id) | {"area_id": around.area_id},
    )
    session.add(document)
    session.flush()
    return document


def _scope(around: Document) -> ShareScope | None:
    """The share scope in force around it, where that is narrower than what a type says itself."""
    if around.share_scope is not None:
        return around.share_scope
    if around.minutes_status is MinutesStatus.DRAFT:
        return ShareScope.NOTHING
    if around.type in {DocumentType.MINUTES, DocumentType.BOARD_PAPER}:
        return ShareScope.CITED_PAGES
    return None


def _add_revision(
    session: Session, document: Document, place: Place, *, sha256: str, size: int
) -> None:
    revision = Revision(
        college_id=document.college_id,
        document_id=document.id,
        number=1,
        sha256=sha256,
        size=size,
        file_name=file_names.clean_name(PurePosixPath(place.path[-1]).name),
        uploaded_by=document.uploaded_by,
    )
    session.add(revision)
    session.flush()
    jobs.ask(session, JobKind.READ_REVISION, document.college_id, str(revision.id), priority=BULK)
