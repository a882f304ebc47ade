"""The papers that speak to a dimension, by what they are called."""

from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from ingest.kinds import DocumentType
from ingest.models.documents import TextLayer
from ingest.visibility import Sight
from search_index import candidates
from search_index.live_matches import live_matches, marked
from search_index.models import Match, PageMarkKind, SearchMark, SearchPage

# What a paper calls itself stands at the beginning of its first page.
HEAD = 200


@dataclass(frozen=True)
class Paper:
    """What a document is called, of what type it is, and the first row of its first page.

    The row is empty where that page is none that speaks to the dimension.
    """

    title: str
    type_words: str = ""
    first_row: str = ""


def for_dimension(session: Session, college_id: int, dimension: str, seen: Sight) -> list[Paper]:
    """The papers with a page that may show a dimension or is cited for it; one statement.

    Raises ValueError when the visibility is another college's.
    """
    seen.require_college(college_id)
    cited = exists().where(
        SearchMark.college_id == college_id,
        SearchMark.page_id == SearchPage.page_id,
        SearchMark.kind == PageMarkKind.CITED,
        SearchMark.dimension == dimension,
    )
    matched = exists().where(
        Match.college_id == college_id,
        Match.generation == live_matches(college_id),
        Match.page_id == SearchPage.page_id,
        Match.dimension == dimension,
        ~marked(PageMarkKind.DISMISSED),
    )
    query = (
        select(SearchPage.title, SearchPage.type, func.substr(TextLayer.text, 1, HEAD))
        .outerjoin(
            TextLayer,
            (TextLayer.college_id == SearchPage.college_id)
            & (TextLayer.page_id == SearchPage.page_id)
            & TextLayer.is_current
            & (SearchPage.number == 1),
        )
        .where(candidates.visible(session, seen), or_(matched, cited))
        .distinct()
        .order_by(SearchPage.title, SearchPage.type)
    )
    return [
        Paper(title, DocumentType(kind).words, _first_row(head or ""))
        for title, kind, head in session.execute(query)
    ]


def _first_row(head: str) -> str:
    rows = (row.strip() for row in head.splitlines())
    return next(filter(None, rows), "")
