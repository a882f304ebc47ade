"""What a review sees of the library: share scopes, and the `shown` rows that follow from them."""

from sqlalchemy import ColumnElement, Select, delete, select
from sqlalchemy.orm import Session

from ingest.kinds import DocumentType, MinutesStatus, Sensitivity, ShareScope
from ingest.models import Document, Page, Revision, Shown
from workflow.lifecycle import ReviewState
from workflow.models import Citation, Claim
from workflow.review_models import Review

_NEVER_SHOWN = {Sensitivity.CONFIDENTIAL, Sensitivity.RESTRICTED}
_CITED_PAGES_BY_DEFAULT = {DocumentType.MINUTES, DocumentType.BOARD_PAPER}


def scope_of(document: Document) -> ShareScope:
    """The share scope in force.

    Nothing of what is confidential or retired; else the document's own choice; else the default
    of its type. Draft minutes need somebody's choice.
    """
    if document.sensitivity in _NEVER_SHOWN or document.retired_at is not None:
        return ShareScope.NOTHING
    if document.share_scope is not None:
        return document.share_scope
    if document.minutes_status is MinutesStatus.DRAFT:
        return ShareScope.NOTHING
    if document.type in _CITED_PAGES_BY_DEFAULT:
        return ShareScope.CITED_PAGES
    return ShareScope.WHOLE


def rewrite_for_review(session: Session, review: Review) -> None:
    """Write anew what one review sees of every document of the college."""
    _forget(session, review.college_id, Shown.review_id == review.id)
    query = select(Document).where(Document.college_id == review.college_id).order_by(Document.id)
    # Locked, so that a citation or scope decided at this moment is not missed.
    for document in session.scalars(query.with_for_update(read=True)):
        _show(session, review, document)
    session.flush()


def rewrite_for_document(session: Session, college_id: int, document_id: int) -> None:
    """Write anew what every review of the college sees of one document."""
    query = select(Document).where(Document.college_id == college_id, Document.id == document_id)
    # Locked: what two people change about one document is written one after the other.
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    document = session.scalars(query).one()
    _forget(session, college_id, Shown.document_id == document_id)
    for review in session.scalars(_live_reviews(college_id)):
        _show(session, review, document)
    session.flush()


def rewrite_for_page(session: Session, college_id: int, page_id: int) -> None:
    """As `rewrite_for_document`, for the document of a page."""
    query = (
        select(Revision.document_id)
        .join(Page, (Page.college_id == Revision.college_id) & (Page.revision_id == Revision.id))
        .where(Page.college_id == college_id, Page.id == page_id)
    )
    rewrite_for_document(session, college_id, session.scalars(query).one())


def _live_reviews(college_id: int) -> Select[Review]:
    return select(Review).where(Review.college_id == college_id, Review.state != ReviewState.CLOSED)


def _forget(session: Session, college_id: int, which: ColumnElement[bool]) -> None:
    session.execute(delete(Shown).where(Shown.college_id == college_id, which))


def _show(session: Session, review: Review, document: Document) -> None:
    scope = scope_of(document)
    if scope is ShareScope.WHOLE:
        session.add(_shown(review, document, None, is_quote_only=False))
    if scope in {ShareScope.CITED_PAGES, ShareScope.QUOTE_ONLY}:
        for page_id in _cited_pages(session, review, document):
            is_quote_only = scope is ShareScope.QUOTE_ONLY
            session.add(_shown(review, document, page_id, is_quote_only=is_quote_only))


def _shown(
    review: Review, document: Document, page_id: int | None, *, is_quote_only: bool
) -> Shown:
    return Shown(
        college_id=review.college_id,
        review_id=review.id,
        document_id=document.id,
        page_id=page_id,
        is_quote_only=is_quote_only,
    )


def _cited_pages(session: Session, review: Review, document: Document) -> list[int]:
    """Pages of the document that the review's assessment cites, confidential ones left out."""
    query = (
        select(Citation.page_id)
        .join(Claim, (Claim.college_id == Citation.college_id) & (Claim.id == Citation.claim_id))
        .join(
            Revision,
            (Revision.college_id == Citation.college_id) & (Revision.id == Citation.revision_id),
        )
        .join(Page, (Page.college_id == Citation.college_id) & (Page.id == Citation.page_id))
        .where(
            Citation.college_id == review.college_id,
            Claim.assessment_id == review.assessment_id,
            Revision.document_id == document.id,
            Citation.struck_at.is_(None),
            Page.sensitivity.not_in(list(_NEVER_SHOWN)),
        )
        .distinct()
        .order_by(Citation.page_id)
    )
    return list(session.scalars(query))
