"""Tells the search what people have done with a page: where it is cited and was dismissed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.models import Page
from search_index import indexing
from workflow.models import Citation, Claim, Dismissal


def hold(session: Session, college_id: int, page_id: int) -> None:
    """Lock a page: two who mark it at once would each leave out what the other does not see."""
    page = select(Page.id).where(Page.college_id == college_id, Page.id == page_id)
    session.execute(page.with_for_update(key_share=True))


def refresh(session: Session, college_id: int, page_id: int) -> None:
    """Write a page's cited and dismissed dimensions into its search row, in this transaction."""
    hold(session, college_id, page_id)
    cited = (
        select(Claim.dimension)
        .join(Citation, (Citation.college_id == Claim.college_id) & (Citation.claim_id == Claim.id))
        .where(
            Citation.college_id == college_id,
            Citation.page_id == page_id,
            Citation.struck_at.is_(None),
        )
        .distinct()
    )
    dismissed = select(Dismissal.dimension).where(
        Dismissal.college_id == college_id, Dismissal.page_id == page_id
    )
    indexing.describe(
        session,
        college_id,
        page_ids=[page_id],
        cited=sorted(session.scalars(cited)),
        dismissed=sorted(session.scalars(dismissed)),
    )
