"""Asks whether a new document is a newer version of one that is there, and does as a person says.

A question, never a block: by the same file name, or by words that both have.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ingest import receiving, sketches
from ingest.documents import DocumentView, get_document
from ingest.models.documents import Document, InnerFile, Page, Revision, Shown
from ingest.models.sketches import KnownDifferent
from ingest.sensitivities import lock_document
from ingest.visibility import Sight, visibility_for
from search_index import indexing
from store import audit
from store.db import insert_or_nothing
from store.errors import ConflictError
from store.permissions import Actor, Operation

# From this part of the words on: of 0 to 1, by the sketches of both.
LIKENESS = 0.6


class Sign(StrEnum):
    """By what a document was thought to be a newer version."""

    SAME_NAME = "same name"
    SAME_WORDS = "same words"


@dataclass(frozen=True)
class Earlier:
    """A document that another may be a newer version of."""

    document_key: str
    title: str
    added_at: datetime
    sign: Sign

    @property
    def sentence(self) -> str:
        """What is asked of the person who added the newer one."""
        when = f"{self.added_at:%d %B %Y}".lstrip("0")
        if self.sign is Sign.SAME_NAME:
            return f"A file of this name was there before: {self.title}, added on {when}."
        return f"This looks like {self.title}, added on {when}: most of the words are the same."


def find_earlier(
    session: Session, actor: Actor, documents: Sequence[DocumentView]
) -> dict[str, Earlier]:
    """For documents that may be newer versions of others: which one, by their keys.

    Only what the actor may see is named, only what came before, and nothing that somebody has
    said is different. The same few statements, however many are asked for.
    """
    if not actor.may(Operation.ADD_DOCUMENT) or not documents:
        return {}
    of_revision = {view.revision_id: view for view in documents}
    alike = sketches.find_alike(
        session, actor.college_id, {view.revision_id: view.id for view in documents}
    )
    guesses = {
        view.id: [each.document_id for each in alike[revision] if each.share >= LIKENESS]
        for revision, view in of_revision.items()
    }
    named = _by_name(session, actor, documents)
    wanted = {each for found in guesses.values() for each in found}
    wanted |= {document.id for found in named.values() for document in found}
    seen = _visible(session, actor, visibility_for(session, actor), wanted)
    different = _known_different(session, actor, [view.id for view in documents])
    found = {}
    for view in documents:
        same_name = [(document.id, Sign.SAME_NAME) for document in named.get(view.id, ())]
        for earlier_id, sign in same_name + [(one, Sign.SAME_WORDS) for one in guesses[view.id]]:
            earlier = seen.get(earlier_id)
            if earlier and earlier_id < view.id and (view.id, earlier_id) not in different:
                found[view.key] = Earlier(earlier.key, earlier.title, earlier.created_at, sign)
                break
    return found


def say_different(
    session: Session, actor: Actor, document_key: str, earlier_key: str, *, now: datetime
) -> None:
    """Note that one is no newer version of the other; nobody is asked again.

    Raises NotFoundError, NotPermittedError.
    """
    actor.require(Operation.ADD_DOCUMENT)
    document = get_document(session, actor, document_key)
    earlier = get_document(session, actor, earlier_key)
    row = {
        "college_id": actor.college_id, "document_id": document.id, "earlier_id": earlier.id,
        "said_by": actor.person_id, "said_at": now,
    }  # fmt: skip
    session.execute(insert_or_nothing(session, KnownDifferent).values(**row))
    audit.note(
        session, actor.college_id, actor.person_key, "document said to be another",
        document.key, earlier=earlier.key,
    )  # fmt: skip


def make_revision(
    session: Session, actor: Actor, document_key: str, earlier_key: str, *, now: datetime
) -> Document:
    """Make the only file of a document the newest revision of an earlier one; gives the earlier.

    The document leaves the library; its file, and where it came from, stay. Whoever may cite it
    has not: that is the caller's to know. Raises ConflictError when it has several files or is
    the same document, NotFoundError, NotPermittedError.
    """
    actor.require(Operation.ADD_DOCUMENT)
    ids = {key: get_document(session, actor, key).id for key in (document_key, earlier_key)}
    if len(set(ids.values())) == 1:
        raise ConflictError("A document is no newer version of itself. Choose another one.")
    locked = {
        number: lock_document(session, actor.college_id, number) for number in sorted(ids.values())
    }
    document, earlier = locked[ids[document_key]], locked[ids[earlier_key]]
    files = _files(session, document)
    if document.retired_at is not None or earlier.retired_at is not None:
        raise ConflictError("Somebody else has done this meanwhile. Open the library again.")
    if len(files) != 1:
        raise ConflictError(
            "This document has several files of its own. Add the newest to the earlier document."
        )
    revision = receiving.add_again(session, actor, earlier, files[0])
    _retire(session, document, earlier, files[0], now)
    audit.note(
        session, actor.college_id, actor.person_key, "document made a revision", earlier.key,
        number=revision.number, was=document.key,
    )  # fmt: skip
    return earlier


def _files(session: Session, document: Document) -> list[Revision]:
    query = select(Revision).where(
        Revision.college_id == document.college_id, Revision.document_id == document.id
    )
    return list(session.scalars(query))


def _retire(
    session: Session, document: Document, earlier: Document, file: Revision, now: datetime
) -> None:
    document.retired_at = now
    session.execute(
        delete(Shown).where(
            Shown.college_id == document.college_id, Shown.document_id == document.id
        )
    )
    pages = select(Page.id).where(
        Page.college_id == document.college_id, Page.revision_id == file.id
    )
    indexing.remove(session, document.college_id, session.scalars(pages))
    inside = select(InnerFile).where(
        InnerFile.college_id == document.college_id, InnerFile.document_id == document.id
    )
    for place in session.scalars(inside):
        place.document_id, place.is_link = earlier.id, True


def _by_name(
    session: Session, actor: Actor, documents: Sequence[DocumentView]
) -> dict[int, list[Document]]:
    """Documents with a file of the same name, newest first, whatever its capitals."""
    names = {view.file_name.lower() for view in documents}
    query = (
        select(func.lower(Revision.file_name), Document)
        .join(
            Document,
            (Document.college_id == Revision.college_id) & (Document.id == Revision.document_id),
        )
        .where(Revision.college_id == actor.college_id, func.lower(Revision.file_name).in_(names))
        .order_by(Document.id.desc())
    )
    found: dict[str, list[Document]] = {name: [] for name in names}
    for name, document in session.execute(query):
        if document not in found[name]:
            found[name].append(document)
    return {view.id: found[view.file_name.lower()] for view in documents}


def _visible(
    session: Session, actor: Actor, sight: Sight, wanted: Iterable[int]
) -> dict[int, Document]:
    query = select(Document).where(
        Document.college_id == actor.college_id,
        Document.id.in_(wanted),
        Document.retired_at.is_(None),
    )
    return {
        document.id: document
        for document in session.scalars(query)
        if sight.allows(document.id, None, document.sensitivity.value)
    }


def _known_different(
    session: Session, actor: Actor, documents: Iterable[int]
) -> set[tuple[int, int]]:
    query = select(KnownDifferent.document_id, KnownDifferent.earlier_id).where(
        KnownDifferent.college_id == actor.college_id,
        KnownDifferent.document_id.in_(list(documents)),
    )
    return {(document, earlier) for document, earlier in session.execute(query)}
