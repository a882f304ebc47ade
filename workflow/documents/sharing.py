"""What a review sees of the library: share scopes, and the `shown` rows that follow from them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, delete, select
from sqlalchemy.orm import Session

from ingest.kinds import DocumentType, MinutesStatus, Sensitivity, ShareScope
from ingest.models.documents import Document, Page, Revision, Shown
from ingest.models.shares import ShareRange
from workflow.lifecycle import ReviewState
from workflow.models.claims import Citation, Claim
from workflow.models.reviews import Review

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


def scope_of_page(document: Document, ranges: Iterable[ShareRange], number: int) -> ShareScope:
    """The share scope in force for one page: what the narrowest range that names it says.

    No range opens what the document's sensitivity closes, nor a draft that nobody opened.
    """
    naming = [one for one in ranges if one.first_page <= number <= one.last_page]
    if not naming or not _may_be_shown(document):
        return scope_of(document)
    return min(naming, key=lambda one: (one.last_page - one.first_page, -one.id)).scope


def _may_be_shown(document: Document) -> bool:
    if document.sensitivity in _NEVER_SHOWN or document.retired_at is not None:
        return False
    return document.minutes_status is not MinutesStatus.DRAFT or document.share_scope is not None


def ranges_of(session: Session, document: Document) -> list[ShareRange]:
    """Pages of a document for which something else was chosen, in page order."""
    query = select(ShareRange).where(
        ShareRange.college_id == document.college_id, ShareRange.document_id == document.id
    )
    return list(session.scalars(query.order_by(ShareRange.first_page, ShareRange.last_page)))


def rewrite_for_review(session: Session, review: Review) -> None:
    """Write anew what one review sees of every document of the college."""
    _forget(session, review.college_id, Shown.review_id == review.id)
    query = select(Document).where(Document.college_id == review.college_id).order_by(Document.id)
    # Locked, so that a citation or scope decided at this moment is not missed.
    ranged = _ranges_of_college(session, review.college_id)
    for document in session.scalars(query.with_for_update(read=True)):
        _show(session, review, document, ranged.get(document.id, ()))
    session.flush()


def rewrite_for_document(session: Session, college_id: int, document_id: int) -> None:
    """Write anew what every review of the college sees of one document."""
    query = select(Document).where(Document.college_id == college_id, Document.id == document_id)
    # Locked: what two people change about one document is written one after the other.
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    document = session.scalars(query).one()
    _forget(session, college_id, Shown.document_id == document_id)
    ranges = ranges_of(session, document)
    for review in session.scalars(_live_reviews(college_id)):
        _show(session, review, document, ranges)
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


def _ranges_of_college(session: Session, college_id: int) -> dict[int, list[ShareRange]]:
    found: dict[int, list[ShareRange]] = {}
    query = select(ShareRange).where(ShareRange.college_id == college_id)
    for one in session.scalars(query.order_by(ShareRange.id)):
        found.setdefault(one.document_id, []).append(one)
    return found


def _show(
    session: Session, review: Review, document: Document, ranges: Sequence[ShareRange]
) -> None:
    if ranges and _may_be_shown(document):
        _show_by_page(session, review, document, ranges)
        return
    scope = scope_of(document)
    if scope is ShareScope.WHOLE:
        session.add(_shown(review, document, None, is_quote_only=False))
    if scope in {ShareScope.CITED_PAGES, ShareScope.QUOTE_ONLY}:
        for page_id in _cited_pages(session, review, document):
            is_quote_only = scope is ShareScope.QUOTE_ONLY
            session.add(_shown(review, document, page_id, is_quote_only=is_quote_only))


def _show_by_page(
    session: Session, review: Review, document: Document, ranges: Sequence[ShareRange]
) -> None:
    cited = set(_cited_pages(session, review, document))
    query = (
        select(Page.id, Page.number)
        .join(
            Revision,
            (Revision.college_id == Page.college_id) & (Revision.id == Page.revision_id),
        )
        .where(
            Page.college_id == document.college_id,
            Revision.document_id == document.id,
            Page.sensitivity.not_in(list(_NEVER_SHOWN)),
        )
        .order_by(Page.id)
    )
    for page_id, number in session.execute(query).all():
        scope = scope_of_page(document, ranges, number)
        if scope is ShareScope.WHOLE or (scope is not ShareScope.NOTHING and page_id in cited):
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
