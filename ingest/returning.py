"""Sending a document back to whoever added it, with a reason, and saying that it is mended."""

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, select
from sqlalchemy.orm import Session, joinedload

from ingest import documents
from ingest.documents import DocumentView
from ingest.models.documents import Acceptance, Document, Revision
from ingest.models.returns import DocumentReturn
from store import audit
from store.errors import ConflictError, IncompleteError, NotPermittedError
from store.permissions import Actor, Operation

LONGEST_REASON = 500


def is_accepted() -> ColumnElement[bool]:
    """Whether a second person vouched for a row of `document`."""
    return (
        select(Acceptance.id)
        .where(Acceptance.college_id == Document.college_id, Acceptance.document_id == Document.id)
        .exists()
    )


def waits_for_its_uploader() -> ColumnElement[bool]:
    """Whether a returned document is still with its uploader: not mended, no newer file."""
    newer = (
        select(Revision.id)
        .where(
            Revision.college_id == DocumentReturn.college_id,
            Revision.document_id == DocumentReturn.document_id,
            Revision.received_at > DocumentReturn.at,
        )
        .exists()
    )
    return DocumentReturn.mended_at.is_(None) & ~newer


def is_returned() -> ColumnElement[bool]:
    """Whether a row of `document` waits for its uploader."""
    return (
        select(DocumentReturn.id)
        .where(
            DocumentReturn.college_id == Document.college_id,
            DocumentReturn.document_id == Document.id,
            waits_for_its_uploader(),
        )
        .exists()
    )


def send_back(
    session: Session, actor: Actor, key: str, *, reason: str, now: datetime
) -> DocumentView:
    """Return a document that somebody else added, with what is wrong.

    Raises NotPermittedError for one's own, ConflictError when it is accepted or returned already,
    IncompleteError without a reason.
    """
    actor.require(Operation.ACCEPT_DOCUMENT)
    document = documents.get_document(session, actor, key)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise IncompleteError(
            f"Say in at most {LONGEST_REASON} characters what should change.", "return_reason"
        )
    _hold(session, actor, document)
    if document.uploaded_by_id == actor.person_id:
        raise NotPermittedError("A second person returns a document; you added this one.")
    if document.accepted_by is not None:
        raise ConflictError(f"{document.accepted_by} has accepted this document already.")
    if find_open(session, actor, document) is not None:
        raise ConflictError("This document was returned already and is not mended yet.")
    session.add(
        DocumentReturn(
            college_id=actor.college_id,
            document_id=document.id,
            uploader_id=document.uploaded_by_id,
            returned_by=actor.person_id,
            reason=reason.strip(),
            at=now,
        )
    )
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "document returned", key, reason=reason.strip()
    )
    return document


def say_mended(session: Session, actor: Actor, key: str, *, now: datetime) -> int:
    """Say that what was wrong is put right; returns who had sent it back.

    Raises NotPermittedError for what somebody else added, ConflictError where nothing waits.
    """
    actor.require(Operation.ADD_DOCUMENT)
    document = documents.get_document(session, actor, key)
    if document.uploaded_by_id != actor.person_id:
        raise NotPermittedError(f"{document.uploaded_by} added this document and says so.")
    _hold(session, actor, document)
    found = find_open(session, actor, document)
    if found is None:
        raise ConflictError("This document does not wait to be mended.")
    found.mended_at = now
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "document mended", key)
    return found.returned_by


def _hold(session: Session, actor: Actor, document: DocumentView) -> None:
    held = select(Document.id).where(
        Document.college_id == actor.college_id, Document.id == document.id
    )
    session.execute(held.with_for_update())


def find_open(session: Session, actor: Actor, document: DocumentView) -> DocumentReturn | None:
    """Why a document is with its uploader again, or None; outsiders are not told."""
    if actor.is_outside or document.accepted_by is not None:
        return None
    query = (
        select(DocumentReturn)
        .where(
            DocumentReturn.college_id == actor.college_id,
            DocumentReturn.document_id == document.id,
            waits_for_its_uploader(),
        )
        .options(joinedload(DocumentReturn.returner))
        .order_by(DocumentReturn.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def why_returned(person_id: int) -> ScalarSelect[str]:
    """Of a row of `document`: why it is with this person, who added it, again; else NULL."""
    return (
        select(DocumentReturn.reason)
        .where(
            DocumentReturn.college_id == Document.college_id,
            DocumentReturn.document_id == Document.id,
            DocumentReturn.uploader_id == person_id,
            waits_for_its_uploader(),
            ~is_accepted(),
        )
        .order_by(DocumentReturn.id.desc())
        .limit(1)
        .scalar_subquery()
    )
