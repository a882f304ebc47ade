"""See as reviewer: what a review is shown of the library, for those who choose it."""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest import documents, visibility
from ingest.documents import DocumentView
from ingest.kinds import MinutesStatus, ShareScope
from ingest.models.documents import Document, Page, Shown
from ingest.models.shares import ShareRange
from ingest.pages import locator_words
from store.permissions import Actor, Operation, Role
from workflow.claims import assessments
from workflow.documents import sharing
from workflow.lifecycle import ReviewState
from workflow.models.reviews import Review
from workflow.reviews import reviews


@dataclass(frozen=True)
class Choice:
    """What is chosen for a document: its scope, why it is that, and what differs by page."""

    scope: ShareScope
    why: str
    ranges: tuple[ShareRange, ...]
    needs_governance: bool


@dataclass(frozen=True)
class PageAsSeen:
    """A page of a document's newest file, and what a reviewer gets of it."""

    number: int
    words: str
    sees: str


@dataclass(frozen=True)
class DocumentAsSeen:
    """A document, and in one sentence part what a review sees of it."""

    document: DocumentView
    sees: str
    why: str


def choice_of(session: Session, document_id: int) -> Choice:
    """What is chosen for a document, in force and in words."""
    document = session.get_one(Document, document_id)
    return Choice(
        sharing.scope_of(document),
        why(document),
        tuple(sharing.ranges_of(session, document)),
        document.minutes_status is MinutesStatus.DRAFT,
    )


def get_choice(session: Session, actor: Actor, document_key: str) -> tuple[DocumentView, Choice]:
    """A document and what is chosen for it, for who may choose. Raises NotFoundError."""
    actor.require(Operation.SHARE_DOCUMENT)
    view = documents.get_document(session, actor, document_key)
    return view, choice_of(session, view.id)


def why(document: Document) -> str:
    """Why a document has the share scope that it has, as a sentence."""
    if document.sensitivity.is_closed:
        return f"It is {document.sensitivity.value}."
    if document.share_scope is not None:
        return "Somebody chose so."
    if document.minutes_status is MinutesStatus.DRAFT:
        return "Draft minutes stay closed until the governance professional opens them."
    if sharing.scope_of(document) is ShareScope.CITED_PAGES:
        return "Usual for minutes and board papers."
    return "Usual for this type."


def live_reviews(session: Session, actor: Actor) -> list[Review]:
    """Reviews of the current assessment that are not closed, newest first."""
    actor.require(Operation.SHARE_DOCUMENT)
    current = assessments.current_assessment(session, actor)
    found = reviews.list_reviews(session, actor, current) if current else []
    return [review for review in found if review.state is not ReviewState.CLOSED]


def reviewer_of(session: Session, actor: Actor, review_key: str) -> tuple[Review, Actor]:
    """Somebody who sees what the review's assessors see, for reading alone."""
    actor.require(Operation.SHARE_DOCUMENT)
    review = reviews.get_review(session, actor, review_key)
    seer = replace(actor, roles=frozenset({Role.ASSESSOR}), review_id=review.id)
    return review, seer


def pages_as_seen(
    session: Session, actor: Actor, review_key: str, document: DocumentView
) -> list[PageAsSeen]:
    """Every page of a document's newest file with what the review gets of it."""
    _, seer = reviewer_of(session, actor, review_key)
    sight = visibility.visibility_for(session, seer)
    query = (
        select(Page)
        .where(Page.college_id == actor.college_id, Page.revision_id == document.revision_id)
        .order_by(Page.number)
    )
    return [
        PageAsSeen(page.number, locator_words(page.locator), _seen_of(sight, document.id, page))
        for page in session.scalars(query)
    ]


def _seen_of(sight: visibility.Sight, document_id: int, page: Page) -> str:
    if sight.allows(document_id, page.id, page.sensitivity.value):
        return "The page"
    if sight.allows_quote(document_id, page.id, page.sensitivity.value):
        return "The cited quotes only"
    return f"Nothing: it is {page.sensitivity.value}" if page.sensitivity.is_closed else "Nothing"


def library_as_seen(
    session: Session, actor: Actor, review_key: str, *, page: int = 1
) -> tuple[tuple[DocumentAsSeen, ...], int | None]:
    """A page of the college's documents, each with what the review sees of it and why."""
    review, _ = reviewer_of(session, actor, review_key)
    found = documents.list_documents(session, actor, page=page)
    ids = [view.id for view in found.documents]
    rows = session.scalars(
        select(Document).where(Document.college_id == actor.college_id, Document.id.in_(ids))
    )
    by_id = {document.id: document for document in rows}
    shown = _shown_rows(session, review, ids)
    seen = tuple(
        DocumentAsSeen(view, _words(shown.get(view.id, [])), why(by_id[view.id]))
        for view in found.documents
    )
    return seen, found.next_page


def _shown_rows(
    session: Session, review: Review, ids: list[int]
) -> dict[int, list[tuple[str, bool]]]:
    """What is shown of each document: the words of a page (empty: the whole), quote only or not."""
    query = (
        select(Shown.document_id, Page.locator, Shown.is_quote_only)
        .outerjoin(Page, (Page.college_id == Shown.college_id) & (Page.id == Shown.page_id))
        .where(
            Shown.college_id == review.college_id,
            Shown.review_id == review.id,
            Shown.document_id.in_(ids),
        )
        .order_by(Shown.document_id, Page.number)
    )
    found: dict[int, list[tuple[str, bool]]] = {}
    for document_id, locator, is_quote_only in session.execute(query):
        words = locator_words(locator) if locator else ""
        found.setdefault(document_id, []).append((words, is_quote_only))
    return found


def _words(rows: list[tuple[str, bool]]) -> str:
    if not rows:
        return "Nothing"
    if any(not words for words, _ in rows):
        return "All of it"
    pages = [words for words, is_quote_only in rows if not is_quote_only]
    quoted = [words for words, is_quote_only in rows if is_quote_only]
    parts = [_listed(pages)] if pages else []
    if quoted:
        parts.append(f"quotes from {_listed(quoted)}")
    sentence = "; ".join(parts)
    return sentence[0].upper() + sentence[1:]


def _listed(pages: list[str]) -> str:
    most = 6
    more = f" and {len(pages) - most} more" if len(pages) > most else ""
    return ", ".join(pages[:most]) + more
