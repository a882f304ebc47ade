"""Rebuilding what is derived: beside the old, resumable, while files go on arriving."""

import pytest

from ingest import finding, rebuilding
from ingest.reading_job import ReadingTools, StoppedError
from ingest.rebuilding import rebuild, reindex
from search_index.models import GenerationKind
from store import jobs
from store.jobs import JobKind
from tests.factories.library import a_document_with_pages

KINDS = pytest.mark.parametrize("kind", list(GenerationKind))


@pytest.fixture
def pages(shelf, monkeypatch):
    """Seven pages of two documents, rebuilt two at a time."""
    monkeypatch.setattr(rebuilding, "BATCH_PAGES", 2)
    with shelf.database.writing() as session:
        for count in (4, 3):
            a_document_with_pages(
                session, shelf.leader, tuple(f"Governors heard {n}" for n in range(count))
            )
    return 7


def in_order(shelf):
    """Whether the search agrees with itself and finds every page."""
    faults = [fault for fault in shelf.faults(is_deep=False) if "missing from storage" not in fault]
    return faults == []


def total(shelf):
    with shelf.database.reading() as session:
        return finding.find(session, shelf.leader, "governors").total


@KINDS
def test_every_page_is_written_anew_and_counted(shelf, pages, kind):
    counts = list(rebuild(shelf.database, shelf.college.id, kind))

    assert counts == [2, 4, 6, 7, 7]
    assert total(shelf) == pages
    assert in_order(shelf)


@KINDS
def test_killed_halfway_the_next_goes_on_where_it_stopped(shelf, pages, kind):
    killed = rebuild(shelf.database, shelf.college.id, kind)
    assert [next(killed), next(killed)] == [2, 4]
    killed.close()
    assert total(shelf) == pages

    counts = list(rebuild(shelf.database, shelf.college.id, kind))

    assert counts == [2, 3, 3]
    assert total(shelf) == pages
    assert in_order(shelf)


@KINDS
def test_pages_that_arrive_meanwhile_are_in_it_once(shelf, pages, kind):
    under_way = rebuild(shelf.database, shelf.college.id, kind)
    next(under_way)
    with shelf.database.writing() as session:
        a_document_with_pages(session, shelf.leader, ("Governors arrived late",))

    list(under_way)

    assert total(shelf) == pages + 1
    assert in_order(shelf)


def test_an_empty_college_is_soon_done(shelf):
    assert list(rebuild(shelf.database, shelf.college.id, GenerationKind.INDEX)) == [0]


def test_as_a_job_it_leaves_off_when_the_worker_stops_and_goes_on_later(shelf, pages):
    with shelf.database.writing() as session:
        jobs.ask(session, JobKind.REINDEX, shelf.college.id, "all")
    claim = shelf.claim(JobKind.REINDEX)
    stopping = ReadingTools(shelf.database, shelf.blobs, None, is_stopping=lambda: True)

    with pytest.raises(StoppedError):
        reindex(stopping, claim)
    reindex(shelf.tools, claim)

    assert total(shelf) == pages
    assert in_order(shelf)
