"""What people do with documents: list them, look at one, describe, accept, mark pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from ingest import inner_files, sensitivities
from ingest.describing import Description
from ingest.kinds import DocumentType, MinutesStatus, RevisionState, Sensitivity
from ingest.models.documents import Acceptance, Document, Page, Revision
from ingest.pages import locator_words
from ingest.sensitivities import STRICTNESS
from ingest.storing import is_searchable, search_facts
from ingest.visibility import Sight, visibility_for
from search_index import indexing, speaking
from store import audit
from store.errors import (
    ConflictError,
    EditedMeanwhileError,
    NotFoundError,
    NotPermittedError,
)
from store.people import Area, Person
from store.permissions import Actor, Operation

PAGE_SIZE = 25
# A page speaks to three dimensions at most before people stop reading.
MOST_DIMENSIONS = 3


@dataclass(frozen=True)
class DocumentView:
    """A document with its newest revision, as lists and its own page show it."""

    id: int
    key: str
    title: str
    type: DocumentType
    event_date: date | None
    valid_from: date | None
    valid_to: date | None
    body: str
    minutes_status: MinutesStatus | None
    minute_items: str
    sensitivity: Sensitivity
    provided_by: str
    uploaded_by: str
    uploaded_by_id: int
    created_at: datetime
    accepted_by: str | None
    area: str
    area_key: str
    row_version: int
    revision_id: int
    revision_key: str
    revision_number: int
    file_name: str
    state: RevisionState
    reason: str | None
    pages_read: int
    pages_total: int | None

    @property
    def reading_sentence(self) -> str:
        """How far reading is, in words."""
        return reading_sentence(self.state, self.pages_read, self.pages_total, self.reason)


@dataclass(frozen=True)
class DocumentList:
    """One page of the library."""

    documents: tuple[DocumentView, ...]
    next_page: int | None


@dataclass(frozen=True)
class PageLine:
    """One page in the list of a document; `strengths` are its dimensions and scores, best first.

    `is_matched`: it is compared with the framework, as a list of an archive's files is not.
    """

    number: int
    words: str
    sensitivity: Sensitivity
    problem: str
    strengths: tuple[tuple[str, float], ...]
    is_matched: bool

    @property
    def speaks_to(self) -> tuple[str, ...]:
        """The dimensions that it speaks to most."""
        return tuple(dimension for dimension, _ in self.strengths[:MOST_DIMENSIONS])


@dataclass(frozen=True)
class Progress:
    """How far the reading of one revision is."""

    revision_key: str
    sentence: str
    is_final: bool


def reading_sentence(
    state: RevisionState, pages_read: int, pages_total: int | None, reason: str | None
) -> str:
    """`Reading: page 7 of 14`, `Readable, 14 pages`, `Refused. ...`."""
    pages = "1 page" if pages_read == 1 else f"{pages_read} pages"
    if state is RevisionState.READING:
        of = f" of {pages_total}" if pages_total else ""
        return f"Reading: page {pages_read}{of}"
    words = f"{state.words}, {pages}" if pages_read else state.words
    return f"{words}. {reason}" if reason else words


def list_documents(
    session: Session,
    actor: Actor,
    *,
    kind: DocumentType | None = None,
    is_waiting: bool = False,
    page: int = 1,
) -> DocumentList:
    """A page of the documents that the actor may see, newest first."""
    actor.require(Operation.SEARCH_EVIDENCE)
    sight = visibility_for(session, actor)
    query = _query(actor, sight)
    if kind is not None:
        query = query.where(Document.type == kind)
    if is_waiting:
        query = query.where(Acceptance.id.is_(None), Document.uploaded_by != actor.person_id)
    offset = (max(page, 1) - 1) * PAGE_SIZE
    query = query.order_by(Document.created_at.desc(), Document.id.desc())
    rows = session.execute(query.limit(PAGE_SIZE + 1).offset(offset)).all()
    found = tuple(_view(*row) for row in rows[:PAGE_SIZE])
    return DocumentList(found, page + 1 if len(rows) > PAGE_SIZE else None)


def get_documents(session: Session, actor: Actor, keys: Iterable[str]) -> list[DocumentView]:
    """Documents by key, in that order; those the actor may not see are left out."""
    wanted = list(keys)
    sight = visibility_for(session, actor)
    rows = session.execute(_query(actor, sight).where(Document.key.in_(wanted)))
    found = {view.key: view for view in (_view(*row) for row in rows)}
    return [found[key] for key in wanted if key in found]


def get_document(session: Session, actor: Actor, key: str) -> DocumentView:
    """One document. Raises NotFoundError when it is not there for this actor."""
    found = get_documents(session, actor, [key])
    if not found:
        raise NotFoundError("This document is not here, or not shared with you.")
    return found[0]


def _query(actor: Actor, sight: Sight):  # type: ignore[no-untyped-def]  # noqa: ANN202 - the row type is long and used once
    newest = (
        select(func.max(Revision.number))
        .where(Revision.college_id == Document.college_id, Revision.document_id == Document.id)
        .correlate(Document)
        .scalar_subquery()
    )
    uploader, accepter = aliased(Person), aliased(Person)
    query = (
        select(Document, Revision, uploader.name, accepter.name, Area)
        .join(
            Revision,
            (Revision.college_id == Document.college_id)
            & (Revision.document_id == Document.id)
            & (Revision.number == newest),
        )
        .join(uploader, uploader.id == Document.uploaded_by)
        .outerjoin(
            Acceptance,
            (Acceptance.college_id == Document.college_id)
            & (Acceptance.document_id == Document.id),
        )
        .outerjoin(accepter, accepter.id == Acceptance.accepted_by)
        .outerjoin(Area, (Area.college_id == Document.college_id) & (Area.id == Document.area_id))
        .where(
            Document.college_id == actor.college_id,
            Document.retired_at.is_(None),
            Document.sensitivity.in_([Sensitivity(name) for name in sight.sensitivities]),
        )
    )
    if sight.is_limited:
        of_pages = (
            select(Revision.document_id)
            .join(
                Page, (Page.college_id == Revision.college_id) & (Page.revision_id == Revision.id)
            )
            .where(Page.college_id == actor.college_id, Page.id.in_(sight.pages or ()))
        )
        query = query.where(Document.id.in_(sight.documents or ()) | Document.id.in_(of_pages))
    return query


def _view(
    document: Document, revision: Revision, uploader: str, accepter: str | None, area: Area | None
) -> DocumentView:
    return DocumentView(
        id=document.id,
        key=document.key,
        title=document.title,
        type=document.type,
        event_date=document.event_date,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        body=document.body,
        minutes_status=document.minutes_status,
        minute_items=document.minute_items or "",
        sensitivity=document.sensitivity,
        provided_by=document.provided_by,
        uploaded_by=uploader,
        uploaded_by_id=document.uploaded_by,
        created_at=document.created_at,
        accepted_by=accepter,
        area=area.name if area else "Whole college",
        area_key=area.key if area else "",
        row_version=document.row_version,
        revision_id=revision.id,
        revision_key=revision.key,
        revision_number=revision.number,
        file_name=revision.file_name,
        state=revision.state,
        reason=revision.reason,
        pages_read=revision.pages_read,
        pages_total=revision.pages_total,
    )


def list_pages(session: Session, actor: Actor, document: DocumentView) -> list[PageLine]:
    """The pages of a document's newest revision that the actor may see."""
    sight = visibility_for(session, actor)
    query = (
        select(Page)
        .where(Page.college_id == actor.college_id, Page.revision_id == document.revision_id)
        .order_by(Page.number)
    )
    pages = [
        page
        for page in session.scalars(query)
        if sight.allows(document.id, page.id, page.sensitivity.value)
    ]
    matches = speaking.dimensions_of_pages(session, actor.college_id, [page.id for page in pages])
    return [
        PageLine(
            page.number,
            locator_words(page.locator),
            page.sensitivity,
            " ".join(page.problems),
            tuple((match.dimension, match.score) for match in matches[page.id]),
            is_searchable(page.locator),
        )
        for page in pages
    ]


def list_revisions(session: Session, actor: Actor, document: DocumentView) -> list[Revision]:
    """The files of a document, newest first; an outsider sees the newest only."""
    query = (
        select(Revision)
        .where(Revision.college_id == actor.college_id, Revision.document_id == document.id)
        .order_by(Revision.number.desc())
    )
    return list(session.scalars(query.limit(1) if actor.is_outside else query))


def progress(session: Session, actor: Actor, revision_keys: Iterable[str]) -> list[Progress]:
    """How far the reading of some revisions is."""
    sight = visibility_for(session, actor)
    query = (
        select(Revision, Document)
        .join(
            Document,
            (Document.college_id == Revision.college_id) & (Document.id == Revision.document_id),
        )
        .where(Revision.college_id == actor.college_id, Revision.key.in_(list(revision_keys)))
    )
    return [
        Progress(
            revision.key,
            reading_sentence(
                revision.state, revision.pages_read, revision.pages_total, revision.reason
            ),
            revision.state.is_final,
        )
        for revision, document in session.execute(query)
        if sight.allows(document.id, None, document.sensitivity.value)
    ]


def _for_update(session: Session, actor: Actor, key: str) -> Document:
    view = get_document(session, actor, key)
    query = select(Document).where(Document.college_id == actor.college_id, Document.id == view.id)
    query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one()


def describe(
    session: Session, actor: Actor, key: str, described: Description, *, seen_version: int
) -> Document:
    """Change what is said of a document. Raises EditedMeanwhileError, IncompleteError."""
    actor.require(Operation.DESCRIBE_DOCUMENT)
    document = _for_update(session, actor, key)
    if document.row_version != seen_version:
        raise EditedMeanwhileError(
            f"Somebody changed “{document.title}” meanwhile. Compare and save again.",
            f"{document.title}, {document.type.words}, {document.event_date or 'no date'}",
        )
    if described.sensitivity is not document.sensitivity:
        _require_classifying(actor, document.sensitivity, described.sensitivity)
        inner_files.require_as_strict(session, document, described.sensitivity)
    columns = described.columns(session, actor.college_id)
    _keep_drafts_closed(actor, document, columns["minutes_status"])
    for name, value in columns.items():
        setattr(document, name, value)
    session.flush()
    sensitivities.rewrite(session, document)
    inner_files.tighten(session, document)
    indexing.describe(
        session,
        actor.college_id,
        document_id=document.id,
        **search_facts(session, document),
    )
    audit.note(
        session, actor.college_id, actor.person_key, "document described", key,
        title=document.title, document_type=document.type.value,
        sensitivity=document.sensitivity.value,
    )  # fmt: skip
    return document


def _keep_drafts_closed(actor: Actor, document: Document, status: MinutesStatus | None) -> None:
    """Draft minutes are shown to reviewers by somebody's choice only, never by another word."""
    was_draft = document.minutes_status is MinutesStatus.DRAFT
    if was_draft and status is not MinutesStatus.DRAFT:
        actor.require(Operation.CLASSIFY_DOCUMENT)
    if status is MinutesStatus.DRAFT and not was_draft:
        # What was chosen for approved minutes says nothing of drafts.
        document.share_scope = None


def _require_classifying(actor: Actor, before: Sensitivity, after: Sensitivity) -> None:
    """Anyone who describes may choose open or internal; more than that is a permission."""
    strictest = max(STRICTNESS[before], STRICTNESS[after])
    if strictest > STRICTNESS[Sensitivity.INTERNAL]:
        actor.require(Operation.CLASSIFY_DOCUMENT)


def accept(session: Session, actor: Actor, key: str, *, now: datetime) -> Acceptance:
    """Vouch for a document that somebody else added.

    Raises NotPermittedError for one's own, ConflictError when it was accepted before.
    """
    actor.require(Operation.ACCEPT_DOCUMENT)
    document = _for_update(session, actor, key)
    if document.uploaded_by == actor.person_id:
        raise NotPermittedError("A second person accepts a document; you added this one.")
    query = select(Acceptance).where(
        Acceptance.college_id == actor.college_id, Acceptance.document_id == document.id
    )
    if session.scalar(query) is not None:
        raise ConflictError("This document has been accepted already.")
    acceptance = Acceptance(
        college_id=actor.college_id,
        document_id=document.id,
        uploader_id=document.uploaded_by,
        accepted_by=actor.person_id,
        accepted_at=now,
    )
    session.add(acceptance)
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "document accepted", key)
    return acceptance
