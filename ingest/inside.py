"""What people see of files inside files: the list of a container, and where a file came from."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from ingest import documents
from ingest.documents import DocumentView
from ingest.kinds import RevisionState
from ingest.models.documents import Document, InnerFile, Revision
from store.permissions import Actor


@dataclass(frozen=True)
class InsideLine:
    """A file in the list of what holds it.

    `document` is None for a file that could not be taken out, or that the actor may not see.
    """

    path: str
    document: DocumentView | None
    state: RevisionState | None
    problem: str | None
    is_link: bool

    @property
    def sentence(self) -> str:
        """How it stands with the file, in words."""
        if self.problem is not None and self.state is not None:
            return f"{self.state.words}. {self.problem}"
        if self.document is None:
            return "Not shared with you."
        before = "It was in the library before. " if self.is_link else ""
        return before + self.document.reading_sentence


@dataclass(frozen=True)
class Around:
    """What a file came in, and where it stood there."""

    document_key: str
    title: str
    path: str


def list_inside(session: Session, actor: Actor, revision_ids: Iterable[int]) -> list[InsideLine]:
    """The files inside some revisions that the actor may see, in the order they stand there."""
    query = (
        select(InnerFile, Document.key)
        .outerjoin(
            Document,
            (Document.college_id == InnerFile.college_id) & (Document.id == InnerFile.document_id),
        )
        .where(
            InnerFile.college_id == actor.college_id,
            InnerFile.revision_id.in_(list(revision_ids)),
        )
        .order_by(InnerFile.revision_id, InnerFile.number)
    )
    rows = session.execute(query).all()
    keys = [key for inner, key in rows if inner.document_id is not None]
    found = documents.get_documents(session, actor, keys) if keys else []
    views = {view.key: view for view in found}
    return [
        InsideLine(inner.path, views.get(key), inner.state, inner.problem, inner.is_link)
        for inner, key in rows
    ]


def list_around(session: Session, actor: Actor, document: DocumentView) -> list[Around]:
    """What holds a document, as far as the actor may see it."""
    query = (
        select(InnerFile.path, Document.key)
        .join(
            Document,
            (Document.college_id == InnerFile.college_id) & (Document.id == InnerFile.container_id),
        )
        .where(InnerFile.college_id == actor.college_id, InnerFile.document_id == document.id)
        .order_by(InnerFile.id)
    )
    rows = session.execute(query).all()
    views = documents.get_documents(session, actor, [key for _, key in rows]) if rows else []
    titles = {view.key: view.title for view in views}
    return [Around(key, titles[key], path) for path, key in rows if key in titles]


def revisions_inside(session: Session, actor: Actor, revision_keys: Iterable[str]) -> list[str]:
    """The keys of the revisions that came out of some."""
    around = aliased(Revision)
    query = (
        select(Revision.key)
        .join(
            InnerFile,
            (InnerFile.college_id == Revision.college_id)
            & (InnerFile.document_id == Revision.document_id),
        )
        .join(
            around,
            (around.college_id == InnerFile.college_id) & (around.id == InnerFile.revision_id),
        )
        .where(Revision.college_id == actor.college_id, around.key.in_(list(revision_keys)))
        .order_by(Revision.id)
    )
    return list(session.scalars(query))
