"""Whether a document names or pictures a learner: asked of who adds it, acted on at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from ingest import documents, inner_files, sensitivities
from ingest.documents import DocumentView
from ingest.kinds import LearnerAnswer, Sensitivity
from ingest.models.documents import Document, Page, Revision, Shown
from ingest.models.learners import LearnerCheck
from ingest.storing import search_facts
from search_index import indexing
from store import audit
from store.errors import ConflictError, NotPermittedError
from store.permissions import Actor, Operation


def list_unanswered(session: Session, actor: Actor, found: Iterable[DocumentView]) -> list[str]:
    """Of documents that the actor may see: those of which nobody has said yet, by key."""
    actor.require(Operation.DESCRIBE_DOCUMENT)
    wanted = {view.id: view.key for view in found}
    query = select(LearnerCheck.document_id).where(
        LearnerCheck.college_id == actor.college_id, LearnerCheck.document_id.in_(wanted)
    )
    answered = set(session.scalars(query))
    return [key for number, key in wanted.items() if number not in answered]


def find_check(session: Session, actor: Actor, document: DocumentView) -> LearnerCheck | None:
    """What was said of a document that the actor may see; outsiders are not told."""
    if actor.is_outside:
        return None
    query = select(LearnerCheck).where(
        LearnerCheck.college_id == actor.college_id, LearnerCheck.document_id == document.id
    )
    return session.scalar(query.options(joinedload(LearnerCheck.person)))


def answer(
    session: Session, actor: Actor, key: str, said: LearnerAnswer, *, now: datetime
) -> Document:
    """Say whether a document names or pictures a learner, and do what follows from it.

    Raises NotFoundError, NotPermittedError, ConflictError.
    """
    actor.require(Operation.DESCRIBE_DOCUMENT)
    view = documents.get_document(session, actor, key)
    document = sensitivities.lock_document(session, actor.college_id, view.id)
    if said is LearnerAnswer.TAKE_BACK:
        _take_back(session, actor, document, now)
    elif said is not LearnerAnswer.NONE:
        _set_sensitivity(session, document, Sensitivity.RESTRICTED)
    elif document.sensitivity is Sensitivity.RESTRICTED and _was_asked(session, document):
        actor.require(Operation.CLASSIFY_DOCUMENT)
        inner_files.require_as_strict(session, document, Sensitivity.INTERNAL)
        _set_sensitivity(session, document, Sensitivity.INTERNAL)
    _write(session, actor, document, said, now)
    audit.note(
        session, actor.college_id, actor.person_key, "asked about learners", key,
        answer=said.value,
    )  # fmt: skip
    return document


def _was_asked(session: Session, document: Document) -> bool:
    query = select(LearnerCheck.answer).where(
        LearnerCheck.college_id == document.college_id, LearnerCheck.document_id == document.id
    )
    return session.scalar(query) is LearnerAnswer.ASK


def _set_sensitivity(session: Session, document: Document, level: Sensitivity) -> None:
    """Whoever adds a document may close it; opening it again is a permission."""
    document.sensitivity = level
    session.flush()
    sensitivities.rewrite(session, document)
    inner_files.tighten(session, document)
    facts = search_facts(session, document)
    indexing.describe(session, document.college_id, document_id=document.id, **facts)


def _take_back(session: Session, actor: Actor, document: Document, now: datetime) -> None:
    """Take one's own document out of library, reviews and search; what it held goes with it."""
    if document.uploaded_by != actor.person_id:
        raise NotPermittedError("Somebody else added this document. Restrict it instead.")
    if document.retired_at is not None:
        raise ConflictError("This document has been taken out already. Open the library again.")
    inside = inner_files.documents_inside(session, document.college_id, document.id)
    ids = [document.id, *(inner.id for inner in inside)]
    for one in (document, *inside):
        one.retired_at = now
    session.flush()
    session.execute(
        delete(Shown).where(Shown.college_id == document.college_id, Shown.document_id.in_(ids))
    )
    indexing.remove(session, document.college_id, _pages(session, document.college_id, ids))


def _pages(session: Session, college_id: int, document_ids: Sequence[int]) -> list[int]:
    query = (
        select(Page.id)
        .join(
            Revision,
            (Revision.college_id == Page.college_id) & (Revision.id == Page.revision_id),
        )
        .where(Page.college_id == college_id, Revision.document_id.in_(document_ids))
    )
    return list(session.scalars(query))


def _write(
    session: Session, actor: Actor, document: Document, said: LearnerAnswer, now: datetime
) -> None:
    query = select(LearnerCheck).where(
        LearnerCheck.college_id == document.college_id, LearnerCheck.document_id == document.id
    )
    check = session.scalar(query)
    if check is None:
        check = LearnerCheck(college_id=document.college_id, document_id=document.id)
        session.add(check)
    check.answer, check.answered_by, check.at = said, actor.person_id, now
    session.flush()
