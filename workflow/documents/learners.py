"""Whether documents name or picture learners: no review sees one of which that is open."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest import learner_checks
from ingest.kinds import LearnerAnswer
from ingest.models.documents import Document, Revision
from store.errors import ConflictError, IncompleteError
from store.people import Membership
from store.permissions import Actor, Role
from workflow.documents import library
from workflow.models.claims import Citation
from workflow.telling import notices


def answer_for(
    session: Session,
    actor: Actor,
    keys: Sequence[str],
    said: LearnerAnswer | None,
    meant: Collection[str],
    *,
    now: datetime,
) -> None:
    """Answer for documents at once; of several, yes and not sure hold for those in `meant`.

    Raises IncompleteError where there is no answer, or none is named that it is meant of.
    """
    if not keys:
        return
    if said is None:
        raise IncompleteError("Say whether any of this names or pictures a learner.", "learners")
    held = [key for key in keys if len(keys) == 1 or key in meant]
    if said is not LearnerAnswer.NONE and not held:
        raise IncompleteError("Tick the files that name or picture a learner.", "learners-of")
    for key in keys:
        answer(session, actor, key, said if key in held else LearnerAnswer.NONE, now=now)


def answer(session: Session, actor: Actor, key: str, said: LearnerAnswer, *, now: datetime) -> None:
    """Answer for one document; leaders are told where one is asked.

    Raises ConflictError for taking back what is cited, else as `learner_checks.answer`.
    """
    document = learner_checks.answer(session, actor, key, said, now=now)
    # Asked under the document's lock, which whoever cites it holds as well.
    if said is LearnerAnswer.TAKE_BACK and _is_cited(session, document):
        raise ConflictError(
            "This document is cited already, so it stays: restrict it, and strike its quotes"
            " through."
        )
    library.document_changed(session, actor.college_id, document.id)
    if said is LearnerAnswer.ASK:
        notices.tell(
            session,
            actor.college_id,
            _leaders(session, actor),
            sentence=f"{actor.name} asks whether “{document.title}” names or pictures a learner.",
            path=f"/evidence/documents/{key}",
            now=now,
        )


def _is_cited(session: Session, document: Document) -> bool:
    query = (
        select(Citation.id)
        .join(
            Revision,
            (Revision.college_id == Citation.college_id) & (Revision.id == Citation.revision_id),
        )
        .where(Revision.college_id == document.college_id, Revision.document_id == document.id)
    )
    return session.scalar(query.limit(1)) is not None


def _leaders(session: Session, actor: Actor) -> list[int]:
    query = select(Membership.person_id).where(
        Membership.college_id == actor.college_id,
        Membership.role == Role.CAREERS_LEADER,
        Membership.ended_at.is_(None),
        Membership.person_id != actor.person_id,
    )
    return list(session.scalars(query))
