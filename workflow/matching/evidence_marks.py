"""Tells the search what people have done with a page: cited, confirmed, dismissed."""

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from ingest.models.documents import Page
from search_index import indexing
from workflow.kinds.anchors import AnchorOutcome
from workflow.matching.learning import confirmed_citations
from workflow.models.anchors import Anchor
from workflow.models.claims import Citation, Claim, Dismissal
from workflow.models.reviews import Verdict

_SAME_WORDS = [outcome for outcome in AnchorOutcome if outcome.keeps_fresh]


def hold(session: Session, college_id: int, *page_ids: int) -> None:
    """Lock pages: two who mark one at once would each leave out what the other does not see."""
    pages = select(Page.id).where(Page.college_id == college_id, Page.id.in_(page_ids))
    session.execute(pages.order_by(Page.id).with_for_update(key_share=True))


def refresh(session: Session, college_id: int, page_id: int) -> None:
    """Write what was decided about a page into its search row, in this transaction.

    A page of a newer file that still has the words of a quote is cited as the older one is.
    """
    hold(session, college_id, page_id)
    found_here = exists().where(
        Anchor.college_id == Citation.college_id,
        Anchor.citation_id == Citation.id,
        Anchor.page_id == page_id,
        Anchor.outcome.in_(_SAME_WORDS),
    )
    cited = _cited_dimensions(college_id).where(or_(Citation.page_id == page_id, found_here))
    confirmed = cited.where(Citation.id.in_(confirmed_citations(college_id)))
    dismissed = select(Dismissal.dimension).where(
        Dismissal.college_id == college_id, Dismissal.page_id == page_id
    )
    indexing.describe(
        session,
        college_id,
        page_ids=[page_id],
        cited=sorted(session.scalars(cited)),
        confirmed=sorted(session.scalars(confirmed)),
        dismissed=sorted(session.scalars(dismissed)),
    )


def refresh_quote(session: Session, citation: Citation) -> None:
    """As `refresh`, for the page of a citation and those where its words stand in newer files."""
    newer = select(Anchor.page_id).where(
        Anchor.college_id == citation.college_id,
        Anchor.citation_id == citation.id,
        Anchor.outcome.in_(_SAME_WORDS),
    )
    for page_id in sorted({citation.page_id, *session.scalars(newer)}):
        refresh(session, citation.college_id, page_id)


def confirm(session: Session, college_id: int, review_id: int) -> None:
    """Write which pages a review confirms, in the transaction that releases it."""
    spoken_of = (
        select(Citation.page_id)
        .join(
            Verdict,
            (Verdict.college_id == Citation.college_id) & (Verdict.citation_id == Citation.id),
        )
        .where(Verdict.college_id == college_id, Verdict.review_id == review_id)
    )
    hold(session, college_id, *session.scalars(spoken_of.distinct()))
    confirmed = (
        _cited_dimensions(college_id)
        .add_columns(Citation.page_id)
        .where(Citation.id.in_(confirmed_citations(college_id)), Citation.page_id.in_(spoken_of))
    )
    by_page: dict[int, set[str]] = {}
    for dimension, page_id in session.execute(confirmed):
        by_page.setdefault(page_id, set()).add(dimension)
    together: dict[tuple[str, ...], list[int]] = {}
    for page_id, dimensions in by_page.items():
        together.setdefault(tuple(sorted(dimensions)), []).append(page_id)
    for dimensions_, page_ids in sorted(together.items()):
        indexing.describe(session, college_id, page_ids=page_ids, confirmed=dimensions_)


def _cited_dimensions(college_id: int) -> Select[str]:
    """The dimensions that citations in force are for."""
    return (
        select(Claim.dimension)
        .join(Citation, (Citation.college_id == Claim.college_id) & (Citation.claim_id == Claim.id))
        .where(Citation.college_id == college_id, Citation.struck_at.is_(None))
        .distinct()
    )
