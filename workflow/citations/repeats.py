"""Refuses to cite the very same words for the very same thing a second time."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ingest.pages import PageView
from store.errors import ConflictError
from workflow.models.anchors import Anchor
from workflow.models.claims import Citation, Claim


class AlreadyCitedError(ConflictError):
    """The words are cited so already; `dimension` and `citation_key` say where it stands."""

    def __init__(self, dimension: str, level: int, citation_key: str) -> None:
        super().__init__(
            f"These words of this page are already cited for {dimension} level {level}: see the "
            "citation that stands."
        )
        self.dimension = dimension
        self.citation_key = citation_key


def refuse(
    session: Session,
    claim: Claim,
    page: PageView,
    at: tuple[int, int],
    *,
    level: int,
    statement: str | None,
) -> None:
    """Raise AlreadyCitedError where a citation in force has the words at this place of the page.

    So does one of an older file whose words were found again here. The caller holds the claim:
    no two people cite the same at once.
    """
    query = (
        select(Citation, func.coalesce(Anchor.exact, Citation.exact))
        .outerjoin(
            Anchor,
            (Anchor.college_id == Citation.college_id)
            & (Anchor.citation_id == Citation.id)
            & (Anchor.page_id == page.page_id),
        )
        .where(
            Citation.college_id == claim.college_id,
            Citation.claim_id == claim.id,
            Citation.level == level,
            Citation.statement.is_not_distinct_from(statement or None),
            Citation.struck_at.is_(None),
            or_(Citation.page_id == page.page_id, Anchor.id.is_not(None)),
        )
        .order_by(Citation.id)
    )
    words = page.text[at[0] : at[1]].split()
    for citation, stands in session.execute(query):
        # Words that stand twice in one text are two quotes.
        is_elsewhere = citation.layer_id == page.layer_id and citation.start != at[0]
        if stands.split() == words and not is_elsewhere:
            raise AlreadyCitedError(claim.dimension, level, citation.key)
