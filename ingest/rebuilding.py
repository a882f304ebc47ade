"""Feeds the search its pages anew, beside what is read, as after a change of words or analysis."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.models import TextLayer
from ingest.preparing import Preparing, matcher
from ingest.reading_tools import ReadingTools, leave_if_stopping
from search_index import rebuilding
from search_index.models import GenerationKind, SearchPage
from store import jobs
from store.db import Database
from store.jobs import Claim

BATCH_PAGES = 50


def rebuild(
    database: Database, college_id: int, kind: GenerationKind, preparing: Preparing
) -> Iterator[int]:
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
        begun = [(page_id, preparing.begin(text)) for page_id, text in texts]
        prepared = [(page_id, promise().to_find) for page_id, promise in begun]
        with database.writing() as session:
            under_way = rebuilding.write(session, under_way, prepared)
        done += len(prepared)
        yield done
    with database.writing() as session:
        rebuilding.swap(session, under_way)
    yield done


def reindex(tools: ReadingTools, claim: Claim) -> None:
    """Handler of REINDEX: the full text of a college. Raises JobLostError, StoppedError."""
    _rebuild_in_job(tools, claim, GenerationKind.INDEX)


def rematch(tools: ReadingTools, claim: Claim) -> None:
    """Handler of REMATCH: the matches of a college. Raises JobLostError, StoppedError."""
    _rebuild_in_job(tools, claim, GenerationKind.MATCH)


def _rebuild_in_job(tools: ReadingTools, claim: Claim, kind: GenerationKind) -> None:
    for _ in rebuild(tools.database, claim.college_id, kind, tools.preparing):
        with tools.database.writing() as session:
            jobs.ensure_held(session, claim, progressed=True)
        leave_if_stopping(tools)


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
    return list(session.execute(query))
