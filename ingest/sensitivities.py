"""How sensitive the pages of a document are: the document's word, and ranges that are stricter."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.kinds import Sensitivity
from ingest.models.documents import Document, Page, Revision, SensitivityRange
from search_index import indexing
from store import audit
from store.errors import IncompleteError, NotFoundError
from store.permissions import Actor, Operation

STRICTNESS = {level: number for number, level in enumerate(Sensitivity)}


def classify_pages(
    session: Session,
    actor: Actor,
    revision_key: str,
    *,
    first_page: int,
    last_page: int,
    sensitivity: Sensitivity,
) -> Document:
    """Mark pages of a revision as more sensitive than their document; at once, in search too."""
    actor.require(Operation.CLASSIFY_DOCUMENT)
    if not 1 <= first_page <= last_page:
        raise IncompleteError("Give the first and the last page, such as 5 to 7.", "last_page")
    query = (
        select(Document, Revision)
        .join(
            Revision,
            (Revision.college_id == Document.college_id) & (Revision.document_id == Document.id),
        )
        .where(Document.college_id == actor.college_id, Revision.key == revision_key)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFoundError("There is no such file here.")
    document, revision = row
    lock_document(session, document.college_id, document.id)
    mark(session, revision, [(first_page, last_page)], sensitivity)
    rewrite(session, document)
    audit.note(
        session, actor.college_id, actor.person_key, "pages classified", document.key,
        first_page=first_page, last_page=last_page, sensitivity=sensitivity.value,
    )  # fmt: skip
    return document


def lock_document(session: Session, college_id: int, document_id: int) -> Document:
    """A document, held until the transaction ends.

    Whoever stores pages and whoever says how sensitive they are take turns by it, and so do two
    revisions of which only the newer may stay in the search.
    """
    query = select(Document).where(Document.college_id == college_id, Document.id == document_id)
    query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one()


def mark(
    session: Session,
    revision: Revision,
    pages: Iterable[tuple[int, int]],
    sensitivity: Sensitivity = Sensitivity.CONFIDENTIAL,
) -> None:
    """Write ranges of pages of a revision; `rewrite` brings stored pages in step."""
    session.add_all(
        SensitivityRange(
            college_id=revision.college_id,
            revision_id=revision.id,
            first_page=first,
            last_page=last,
            sensitivity=sensitivity,
        )
        for first, last in pages
    )
    session.flush()


def stricter(one: Sensitivity, other: Sensitivity) -> Sensitivity:
    """The stricter of two."""
    return max(one, other, key=STRICTNESS.__getitem__)


def sensitivity_of_page(
    document: Document, ranges: Iterable[SensitivityRange], number: int
) -> Sensitivity:
    """A page's sensitivity: the document's, or a later range's word for it."""
    found = document.sensitivity
    for marked in ranges:
        if marked.first_page <= number <= marked.last_page:
            found = stricter(document.sensitivity, marked.sensitivity)
    return found


def rewrite(session: Session, document: Document) -> None:
    """Bring pages and their search rows in step with the document and its ranges."""
    query = (
        select(Page)
        .join(
            Revision,
            (Revision.college_id == Page.college_id) & (Revision.id == Page.revision_id),
        )
        .where(Page.college_id == document.college_id, Revision.document_id == document.id)
    )
    ranges = ranges_of(session, document)
    changed: dict[Sensitivity, list[int]] = {}
    for page in session.scalars(query):
        wanted = sensitivity_of_page(document, ranges.get(page.revision_id, ()), page.number)
        if page.sensitivity is not wanted:
            page.sensitivity = wanted
            changed.setdefault(wanted, []).append(page.id)
    session.flush()
    for sensitivity, page_ids in changed.items():
        indexing.describe(
            session, document.college_id, page_ids=page_ids, sensitivity=sensitivity.value
        )


def ranges_of(session: Session, document: Document) -> dict[int, list[SensitivityRange]]:
    """The sensitivity ranges of a document's revisions, by revision, oldest first."""
    query = (
        select(SensitivityRange)
        .join(
            Revision,
            (Revision.college_id == SensitivityRange.college_id)
            & (Revision.id == SensitivityRange.revision_id),
        )
        .where(
            SensitivityRange.college_id == document.college_id,
            Revision.document_id == document.id,
        )
        .order_by(SensitivityRange.id)
    )
    found: dict[int, list[SensitivityRange]] = {}
    for marked in session.scalars(query):
        found.setdefault(marked.revision_id, []).append(marked)
    return found
