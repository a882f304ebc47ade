"""Accepting or returning what somebody else added, and telling them."""

from datetime import datetime

from sqlalchemy.orm import Session

from ingest import documents, returning
from store.permissions import Actor
from workflow.telling import notices


def accept(session: Session, actor: Actor, key: str, *, now: datetime) -> None:
    """Vouch for a document and tell who added it. Raises as `documents.accept`."""
    documents.accept(session, actor, key, now=now)
    document = documents.get_document(session, actor, key)
    notices.tell(
        session,
        actor.college_id,
        [document.uploaded_by_id],
        sentence=f"{actor.name} accepted “{document.title}”. It can be shown to reviewers.",
        path=f"/evidence/documents/{key}",
        now=now,
    )


def send_back(session: Session, actor: Actor, key: str, *, reason: str, now: datetime) -> None:
    """Return a document with a reason and tell who added it. Raises as `returning.send_back`."""
    document = returning.send_back(session, actor, key, reason=reason, now=now)
    notices.tell(
        session,
        actor.college_id,
        [document.uploaded_by_id],
        sentence=f"{actor.name} returned “{document.title}”: {reason.strip()}",
        path=f"/evidence/documents/{key}",
        now=now,
    )


def say_mended(session: Session, actor: Actor, key: str, *, now: datetime) -> None:
    """Say that a returned document is put right, and tell who returned it."""
    returner = returning.say_mended(session, actor, key, now=now)
    document = documents.get_document(session, actor, key)
    notices.tell(
        session,
        actor.college_id,
        [returner],
        sentence=f"{actor.name} put “{document.title}” right. Accept it, or return it again.",
        path=f"/evidence/documents/{key}",
        now=now,
    )
