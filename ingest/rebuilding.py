"""Feeds the search its pages anew, beside what is read, as after a change of words or analysis."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.models.documents import TextLayer
from ingest.preparing import Preparing, learned_by, matcher, taught_matcher
from ingest.reading_tools import ReadingTools, leave_if_stopping, leave_if_wanted
from search_index import generations, rebuilding
from search_index.models import GenerationKind, GenerationState, SearchPage
from store import job_claims
from store.db import Database
from store.job_claims import Claim
from store.people import College

BATCH_PAGES = 50


def rebuild(
    database: Database, college_id: int, kind: GenerationKind, preparing: Preparing
) -> Iterator[int]:
    """Rebuild a college's full text or matches; yields how many pages are done.

    Matches are made by what the college has learned. Killed half-way, the next call goes on where
    this one stopped.
    """
    with database.writing() as session:
        learned = learned_by(session, college_id)
        under_way = rebuilding.begin(session, college_id, kind, taught_matcher(learned))
    done = 0
    while True:
        with database.reading() as session:
            texts = _texts(session, college_id, under_way.after)
        if not texts:
            break
        begun = [(page_id, preparing.begin(text, learned)) for page_id, text in texts]
        prepared = [(page_id, promise().to_find) for page_id, promise in begun]
        with database.writing() as session:
            under_way = rebuilding.write(session, under_way, prepared)
        done += len(prepared)
        yield done
    with database.writing() as session:
        rebuilding.swap(session, under_way)
    yield done


def has_old_matches(session: Session, college_id: int) -> bool:
    """Whether a college's matches were made by other words than today's, learned ones included."""
    recipe = matcher().recipe_with(learned_by(session, college_id).sha256)
    live = generations.find_live(session, college_id, GenerationKind.MATCH)
    return live is not None and live.recipe != recipe


def colleges_with_old_matches(session: Session) -> list[int]:
    """The colleges of the installation whose matches were made by other words than today's."""
    colleges = session.scalars(select(College.id).order_by(College.id)).all()
    return [college_id for college_id in colleges if has_old_matches(session, college_id)]


def progress_of(session: Session, college_id: int) -> tuple[int, int] | None:
    """How many pages are matched anew by now, and of how many; None when nothing is under way."""
    written = {
        generation.state: generation.pages
        for generation in generations.list_all(session, college_id, GenerationKind.MATCH)
    }
    done = written.get(GenerationState.BUILDING)
    return None if done is None else (done, written.get(GenerationState.LIVE, 0))


def reindex(tools: ReadingTools, claim: Claim) -> None:
    """Handler of REINDEX: the full text of a college. Raises as `rematch`."""
    _rebuild_in_job(tools, claim, GenerationKind.INDEX)


def rematch(tools: ReadingTools, claim: Claim) -> None:
    """Match every page of a college anew. Raises JobLostError, StoppedError, LaterError."""
    _rebuild_in_job(tools, claim, GenerationKind.MATCH)


def _rebuild_in_job(tools: ReadingTools, claim: Claim, kind: GenerationKind) -> None:
    for _ in rebuild(tools.database, claim.college_id, kind, tools.preparing):
        with tools.database.writing() as session:
            job_claims.ensure_held(session, claim, progressed=True)
        leave_if_stopping(tools)
        leave_if_wanted(tools, claim)


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
