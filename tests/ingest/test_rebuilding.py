"""Feeding the search anew: the same answers as before, wherever it was interrupted."""

import pytest
from sqlalchemy import delete, select

from ingest import finding, rebuilding
from ingest.kinds import Sensitivity
from ingest.preparing import Preparing, matcher
from ingest.reading_tools import ReadingTools, StoppedError
from search_index import speaking
from search_index.models import GenerationKind, GenerationState, Match, SearchGeneration
from store import job_claims, jobs
from store.errors import ConflictError
from store.job_claims import JobLostError
from store.jobs import JobKind
from tests.factories.library import LINK_GOVERNOR, a_document_with_pages
from tests.factories.people import a_college, an_actor

BOTH = pytest.mark.parametrize("kind", list(GenerationKind))
HANDLERS = {
    GenerationKind.INDEX: (JobKind.REINDEX, rebuilding.reindex),
    GenerationKind.MATCH: (JobKind.REMATCH, rebuilding.rematch),
}
QUERIES = ("governor", "destinations by campus", '"careers leader"', "boiler", "page*")


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH_PAGES", 3)


@pytest.fixture
def library(shelf):
    """Eleven pages in two documents, one page closed to most."""
    with shelf.database.writing() as session:
        a_document_with_pages(session, shelf.leader, ("The boiler was replaced.", LINK_GOVERNOR))
        return a_document_with_pages(
            session,
            shelf.leader,
            [f"{LINK_GOVERNOR} This is page {number}." for number in range(9)],
            page_sensitivities={4: Sensitivity.CONFIDENTIAL},
        )


def answers(shelf, actor=None):
    """What people are answered: found pages with their scores, and what pages speak to."""
    actor = actor or shelf.contributor
    with shelf.database.reading() as session:
        found = [finding.find(session, actor, query, limit=50) for query in QUERIES]
        pages = [page.page_id for result in found for page in result.pages]
        speaks_to = speaking.dimensions_of_pages(session, shelf.college.id, pages)
    hits = [[(page.page_id, page.score) for page in result.pages] for result in found]
    counts = [(result.total, result.with_all, result.facets) for result in found]
    return hits, counts, speaks_to


def generations(shelf, kind):
    query = (
        select(SearchGeneration)
        .where(SearchGeneration.kind == kind, SearchGeneration.college_id == shelf.college.id)
        .order_by(SearchGeneration.number)
    )
    with shelf.database.reading() as session:
        return list(session.scalars(query))


def rebuild(shelf, kind):
    return rebuilding.rebuild(shelf.database, shelf.college.id, kind, Preparing())


def search_faults(shelf):
    return [fault for fault in shelf.faults(is_deep=False) if "missing from storage" not in fault]


@BOTH
def test_made_anew_the_search_answers_as_before(shelf, library, kind):
    before, (old,) = answers(shelf), generations(shelf, kind)

    progress = list(rebuild(shelf, kind))

    (new,) = generations(shelf, kind)
    assert progress == [3, 6, 9, 11, 11]
    assert new.number != old.number
    assert new.state is GenerationState.LIVE
    assert answers(shelf) == before
    assert search_faults(shelf) == []


@BOTH
def test_until_all_is_written_people_are_answered_from_the_old(shelf, library, kind):
    before = answers(shelf)

    for _ in rebuild(shelf, kind):
        assert answers(shelf) == before


@BOTH
def test_killed_half_way_it_goes_on_where_it_stopped(shelf, library, kind):
    before = answers(shelf)
    first = rebuild(shelf, kind)
    assert [next(first), next(first)] == [3, 6]
    first.close()

    rest = list(rebuild(shelf, kind))

    assert rest == [3, 5, 5]
    assert len(generations(shelf, kind)) == 1
    assert answers(shelf) == before
    assert search_faults(shelf) == []


@BOTH
def test_pages_that_come_meanwhile_are_in_both(shelf, library, kind):
    under_way = rebuild(shelf, kind)
    next(under_way)
    with shelf.database.writing() as session:
        late = a_document_with_pages(session, shelf.leader, ("A late page on boilers.",))

    list(under_way)

    with shelf.database.reading() as session:
        found = finding.find(session, shelf.leader, "late boilers", limit=1)
    assert [page.page_id for page in found.pages] == [late.page(1).id]
    assert search_faults(shelf) == []


def test_matches_that_were_lost_are_made_again(shelf, library):
    before = answers(shelf)
    with shelf.database.writing() as session:
        session.execute(delete(Match))
    assert answers(shelf) != before

    list(rebuild(shelf, GenerationKind.MATCH))

    assert answers(shelf) == before


def test_of_two_who_rebuild_one_after_the_other_ended_it_is_told_so(shelf, library):
    slow = rebuild(shelf, GenerationKind.INDEX)
    next(slow)
    list(rebuild(shelf, GenerationKind.INDEX))

    with pytest.raises(ConflictError, match="meanwhile"):
        list(slow)
    assert search_faults(shelf) == []


@BOTH
def test_a_college_without_pages_is_rebuilt_to_nothing(shelf, kind):
    assert list(rebuild(shelf, kind)) == [0]
    assert search_faults(shelf) == []


@BOTH
def test_another_colleges_search_is_left_alone(shelf, library, kind):
    with shelf.database.writing() as session:
        elsewhere = a_college(session)
        stranger = an_actor(session, elsewhere)
        a_document_with_pages(session, stranger, (LINK_GOVERNOR,))
    here, shelf.college = shelf.college, elsewhere
    before = generations(shelf, kind)[0].number, answers(shelf, stranger)
    shelf.college = here

    list(rebuild(shelf, kind))

    shelf.college = elsewhere
    assert (generations(shelf, kind)[0].number, answers(shelf, stranger)) == before


def claimed(shelf, kind):
    with shelf.database.writing() as session:
        jobs.ask(session, kind, shelf.college.id, "college")
        return job_claims.claim_next(session, "a test")


@BOTH
def test_as_work_it_does_the_same(shelf, library, kind):
    before = answers(shelf)
    job_kind, handler = HANDLERS[kind]

    handler(shelf.tools, claimed(shelf, job_kind))

    assert answers(shelf) == before
    assert [one.number for one in generations(shelf, kind)] != [1]


@BOTH
def test_a_stopping_worker_leaves_it_to_the_next(shelf, library, kind):
    job_kind, handler = HANDLERS[kind]
    stopping = ReadingTools(shelf.database, shelf.blobs, shelf.tools.host, lambda: True)
    claim = claimed(shelf, job_kind)

    with pytest.raises(StoppedError):
        handler(stopping, claim)

    building = generations(shelf, kind)[1]
    assert (building.state, building.cursor) == (GenerationState.BUILDING, 3)
    handler(shelf.tools, claim)
    assert [one.number for one in generations(shelf, kind)] == [building.number]
    assert search_faults(shelf) == []


def test_who_lost_the_work_leaves_it_at_once(shelf, library):
    claim = claimed(shelf, JobKind.REINDEX)
    with shelf.database.writing() as session:
        jobs.take_back_all(session)
        job_claims.claim_next(session, "another")

    with pytest.raises(JobLostError):
        rebuilding.reindex(shelf.tools, claim)

    assert generations(shelf, GenerationKind.INDEX)[1].cursor <= 3


def test_what_is_written_is_of_todays_words(shelf, library):
    list(rebuild(shelf, GenerationKind.MATCH))

    assert generations(shelf, GenerationKind.MATCH)[0].recipe == matcher().recipe
