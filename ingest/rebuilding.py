"""Feeds the search its pages anew, beside what is read, as after a change of words or analysis."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.models import TextLayer
from ingest.reading_job import matcher
from search_index import indexing, rebuilding
from search_index.models import GenerationKind, SearchPage
from store.db import Database

BATCH_PAGES = 50


def rebuild(database: Database, college_id: int, kind: GenerationKind) -> Iterator[int]:
    """Rebuild a college's full text or matches; yields how many pages are done.

    Killed half-way, the next call goes on where this one stopped.
    """
    with database.writing() as session:
        under_way = rebuilding.begin(session, college_id, kind, matcher())
    done = 0
    while True:
        with database.reading() as session:
            texts = _texts(session, college_id, under_way.after)
        if not texts:
            break
        prepared = [(page_id, indexing.prepare(text, matcher())) for page_id, text in texts]
        with database.writing() as session:
            under_way = rebuilding.write(session, under_way, prepared)
        done += len(prepared)
        yield done
    with database.writing() as session:
        rebuilding.swap(session, under_way)
    yield done


def _texts(session: Session, college_id: int, after: int) -> list[tuple[int, str]]:
    query = (
        select(SearchPage.page_id, TextLayer.text)
        .join(
            TextLayer,
            (TextLayer.college_id == SearchPage.college_id)
            & (TextLayer.page_id == SearchPage.page_id),
        )
        .where(
            SearchPage.college_id == college_id, SearchPage.page_id > after, TextLayer.is_current
        )
        .order_by(SearchPage.page_id)
        .limit(BATCH_PAGES)
    )
    return list(session.execute(query).tuples())
