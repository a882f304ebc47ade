"""A document becomes the newer version of an earlier one, where no claim rests on it yet."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest import earlier_versions
from ingest.models.documents import Document, Revision
from store.errors import ConflictError
from store.permissions import Actor
from workflow.documents import library
from workflow.models.claims import Citation


class Answer(StrEnum):
    """What a person says of a document that looks like an earlier one."""

    NEWER = "newer"
    DIFFERENT = "different"


def answer(
    session: Session,
    actor: Actor,
    document_key: str,
    earlier_key: str,
    said: Answer,
    *,
    now: datetime,
) -> None:
    """Do as a person says. Raises as `make_revision`."""
    if said is Answer.NEWER:
        make_revision(session, actor, document_key, earlier_key, now=now)
    else:
        earlier_versions.say_different(session, actor, document_key, earlier_key, now=now)


def answer_each(
    session: Session, actor: Actor, answers: Iterable[tuple[str, str, Answer]], *, now: datetime
) -> dict[str, str]:
    """Do as a person says of several documents; gives what each became the newer version of."""
    became = {}
    for key, earlier, said in answers:
        answer(session, actor, key, earlier, said, now=now)
        if said is Answer.NEWER:
            became[key] = earlier
    return became


def make_revision(
    session: Session, actor: Actor, document_key: str, earlier_key: str, *, now: datetime
) -> Document:
    """Make a document's file the newest revision of the earlier document; gives that one.

    Raises ConflictError when the document is cited: its quotes stay where they were taken from.
    Otherwise as `earlier_versions.make_revision`.
    """
    cited = (
        select(Citation.id)
        .join(
            Revision,
            (Revision.college_id == Citation.college_id) & (Revision.id == Citation.revision_id),
        )
        .join(
            Document,
            (Document.college_id == Revision.college_id) & (Document.id == Revision.document_id),
        )
        .where(Document.college_id == actor.college_id, Document.key == document_key)
    )
    earlier = earlier_versions.make_revision(session, actor, document_key, earlier_key, now=now)
    # Asked under the document's lock, which whoever cites it holds as well.
    if session.scalar(cited.limit(1)) is not None:
        raise ConflictError(
            "This document is cited already, and its quotes stay where they were taken from: keep"
            " both."
        )
    library.document_changed(session, actor.college_id, earlier.id)
    return earlier
