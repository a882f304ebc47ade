"""Finds pages like one page: by its own words that say most of it in this college."""

from collections import Counter
from math import log

from sqlalchemy.orm import Session

from search_index import candidates, generations
from search_index.engine import Wanted
from search_index.fields import Scope
from search_index.first_guess import rarity
from search_index.query import FUNCTION_WORDS, Term
from search_index.visibility import Visibility

# More words make a page like everything, fewer like what shares a name with it.
TELLING_WORDS = 12
_SHORTEST = 3


def pages_like(
    session: Session, college_id: int, page_id: int, visibility: Visibility, *, limit: int = 10
) -> list[int]:
    """Ids of the pages most like one, best first, without it; only what the viewer may see.

    The caller has checked that the page itself may be read. A word weighs by how often it stands
    on the page and how few of the college's pages have it (tf-idf, Sparck Jones 1972).
    """
    live = generations.find_both_live(session, college_id)
    if live is None:
        return []
    index, matches = live
    table = generations.table_of(index)
    engine = generations.engine_of(session, table)
    text = engine.texts(session, table, [page_id]).get(page_id)
    if text is None:
        return []
    often = Counter(word for word in text.stems.split() if _may_tell(word))
    pages = engine.page_counts(session, table, ((word, False) for word in often))
    weights = {
        word: count * log(1 + index.pages / pages[word, False])
        for word, count in often.items()
        if 1 < pages[word, False] <= index.pages / 2 + 1
    }
    telling = sorted(weights, key=lambda word: (-weights[word], word))[:TELLING_WORDS]
    if not telling:
        return []
    wanted = Wanted(
        tuple((Term((word,), word),) for word in telling),
        any_group=True,
        rarities=tuple((rarity(index.pages, pages[word, False]),) for word in telling),
        average_words=max(index.words / index.pages, 1.0),
    )
    scope = Scope(table, matches.number, visibility)
    rows = candidates.first(session, scope, wanted, limit=limit + 1)
    return [row.page_id for row in rows if row.page_id != page_id][:limit]


def _may_tell(word: str) -> bool:
    return len(word) >= _SHORTEST and not word.isdigit() and word not in FUNCTION_WORDS
