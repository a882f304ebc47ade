"""Choosing what reviewers see of a document or of some of its pages; it holds at once."""

from sqlalchemy.orm import Session

from ingest import documents, inner_files
from ingest.kinds import MinutesStatus, ShareScope
from ingest.models.documents import Document
from ingest.models.shares import ShareRange
from ingest.sensitivities import lock_document
from store import audit
from store.errors import IncompleteError, NotFoundError
from store.permissions import Actor, Operation
from workflow.documents import library, sharing

# From what shows most to what shows nothing.
_NARROWNESS = {scope: number for number, scope in enumerate(ShareScope)}


def choose(
    session: Session,
    actor: Actor,
    document_key: str,
    scope: ShareScope,
    *,
    first_page: int | None = None,
    last_page: int | None = None,
) -> Document:
    """Choose the share scope of a document, or of a range of its pages in every file of it.

    Raises NotPermittedError for draft minutes but by the governance professional,
    IncompleteError for what is too sensitive to be shown or a range that is none.
    """
    document = _held(session, actor, document_key)
    if scope is not ShareScope.NOTHING:
        _refuse_what_is_never_shown(actor, document)
    if first_page is None and last_page is None:
        document.share_scope = scope
        _narrow_what_is_inside(session, document, scope)
    else:
        _choose_for_pages(session, document, scope, first_page, last_page)
    session.flush()
    library.document_changed(session, actor.college_id, document.id)
    audit.note(
        session, actor.college_id, actor.person_key, "share scope chosen", document.key,
        scope=scope.value, first_page=first_page, last_page=last_page,
        as_draft=document.minutes_status is MinutesStatus.DRAFT,
    )  # fmt: skip
    return document


def forget_pages(session: Session, actor: Actor, document_key: str, range_key: str) -> Document:
    """Let pages follow their document again. Raises NotFoundError."""
    document = _held(session, actor, document_key)
    found = next((r for r in sharing.ranges_of(session, document) if r.key == range_key), None)
    if found is None:
        raise NotFoundError("Nothing of its own is chosen for these pages any more.")
    if _NARROWNESS[sharing.scope_of(document)] < _NARROWNESS[found.scope]:
        _refuse_what_is_never_shown(actor, document)
    session.delete(found)
    session.flush()
    library.document_changed(session, actor.college_id, document.id)
    audit.note(
        session, actor.college_id, actor.person_key, "share scope of pages dropped", document.key,
        first_page=found.first_page, last_page=found.last_page,
    )  # fmt: skip
    return document


def _held(session: Session, actor: Actor, document_key: str) -> Document:
    actor.require(Operation.SHARE_DOCUMENT)
    view = documents.get_document(session, actor, document_key)
    return lock_document(session, actor.college_id, view.id)


def _refuse_what_is_never_shown(actor: Actor, document: Document) -> None:
    if document.sensitivity.is_closed:
        raise IncompleteError(
            f"This document is {document.sensitivity.value}, so no reviewer sees any of it."
            " Change who may see it first.",
            "scope",
        )
    if document.minutes_status is MinutesStatus.DRAFT:
        actor.require(Operation.OPEN_DRAFT_MINUTES)


def _choose_for_pages(
    session: Session, document: Document, scope: ShareScope, first: int | None, last: int | None
) -> None:
    if first is None or last is None or not 1 <= first <= last:
        raise IncompleteError("Give the first and the last page, such as 5 to 7.", "last_page")
    if document.minutes_status is MinutesStatus.DRAFT and document.share_scope is None:
        # Only these pages of the draft are opened.
        document.share_scope = ShareScope.NOTHING
    same = [
        one
        for one in sharing.ranges_of(session, document)
        if (one.first_page, one.last_page) == (first, last)
    ]
    if same:
        same[0].scope = scope
        return
    session.add(
        ShareRange(
            college_id=document.college_id,
            document_id=document.id,
            first_page=first,
            last_page=last,
            scope=scope,
        )
    )


def _narrow_what_is_inside(session: Session, document: Document, scope: ShareScope) -> None:
    """What came out of a document is shown no further than it; never opened by this."""
    for inner in inner_files.documents_inside(session, document.college_id, document.id):
        held = lock_document(session, inner.college_id, inner.id)
        if _NARROWNESS[sharing.scope_of(held)] < _NARROWNESS[scope]:
            held.share_scope = scope
