"""Before a file is read it passes the scanner: no page of an infected or unscanned file exists."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from ingest import downloading
from ingest.kinds import RevisionState, ScanState
from ingest.reading_job import BATCH_PAGES, read_revision
from ingest.scanning import NOT_THERE, TOO_LARGE, Scanner, ScannerUnavailableError
from store import job_claims
from store.audit import Event
from store.errors import RefusedError
from tests.factories import scanners
from tests.factories.scanners import answering
from tests.ingest.reading.making import page_of, pdf

CLEAN = b"stream: OK\0"
INFECTED = b"stream: Test.Marker FOUND\0"
EXCEEDED = b"INSTREAM size limit exceeded. ERROR\0"
FILE = pdf(page_of("The board noted the report."))


@pytest.fixture
def received(shelf):
    return shelf.receive(FILE)


def read_past(shelf, answer):
    """Do the next reading with a scanner that gives this answer."""
    with answering(answer) as address:
        shelf.tools = replace(shelf.tools, scanner=Scanner(address))
        shelf.read()


def test_a_clean_file_is_read(shelf, received):
    read_past(shelf, CLEAN)

    revision = shelf.revision(received)
    assert (revision.state, revision.scan) == (RevisionState.READABLE, ScanState.CLEAN)
    assert len(shelf.pages(received)) == 1


@pytest.mark.parametrize(
    ("answer", "verdict", "words"),
    [
        (INFECTED, ScanState.INFECTED, "found “Test.Marker” in this file"),
        (EXCEEDED, ScanState.TOO_LARGE, TOO_LARGE),
    ],
)
def test_a_file_that_is_not_called_clean_is_refused_unread(shelf, received, answer, verdict, words):
    read_past(shelf, answer)

    revision = shelf.revision(received)
    assert (revision.state, revision.scan) == (RevisionState.REFUSED, verdict)
    assert words in revision.reason
    assert shelf.pages(received) == []
    with shelf.database.reading() as session:
        kinds = session.scalars(select(Event.kind)).all()
    assert "file refused by the virus scanner" in kinds
    assert shelf.faults() == []


@pytest.mark.parametrize("answer", [INFECTED, EXCEEDED])
def test_a_refused_file_cannot_be_downloaded(shelf, received, answer):
    read_past(shelf, answer)

    with shelf.database.writing() as session, pytest.raises(RefusedError) as refused:
        downloading.file_to_download(session, shelf.leader, received.revision_key)
    assert refused.value.sentence == shelf.revision(received).reason


def test_a_file_waits_unread_while_the_scanner_is_not_there(shelf, received):
    shelf.tools = replace(shelf.tools, scanner=Scanner(scanners.no_one()))

    claim = shelf.claim()
    with pytest.raises(ScannerUnavailableError):
        read_revision(shelf.tools, claim)

    revision = shelf.revision(received)
    assert (revision.state, revision.reason) == (RevisionState.RECEIVED, NOT_THERE)
    assert shelf.pages(received) == []


def test_it_is_read_once_the_scanner_is_back_and_says_no_more_of_it(shelf, received):
    claim = shelf.claim()
    away = replace(shelf.tools, scanner=Scanner(scanners.no_one()))
    with pytest.raises(ScannerUnavailableError):
        read_revision(away, claim)
    with shelf.database.writing() as session:
        job_claims.give_back(session, claim)

    read_past(shelf, CLEAN)

    revision = shelf.revision(received)
    assert (revision.state, revision.reason) == (RevisionState.READABLE, None)


def test_a_reading_that_is_taken_up_again_is_not_scanned_again(shelf):
    # More pages than are stored at once, so that it stops between.
    received = shelf.receive(pdf(*[page_of("Corporation minutes")] * (BATCH_PAGES + 1)))
    claim = shelf.claim()
    with answering(CLEAN) as address:
        stopping = replace(shelf.tools, scanner=Scanner(address), is_stopping=lambda: True)
        with pytest.raises(Exception, match="stopping"):
            read_revision(stopping, claim)
    with shelf.database.writing() as session:
        job_claims.give_back(session, claim)

    shelf.tools = replace(shelf.tools, scanner=Scanner(scanners.no_one()))
    shelf.read()

    assert shelf.revision(received).state is RevisionState.READABLE


def test_without_a_scanner_files_are_read_and_nothing_is_said_of_a_scan(shelf, received):
    shelf.read()

    revision = shelf.revision(received)
    assert (revision.state, revision.scan) == (RevisionState.READABLE, None)
    with shelf.database.writing() as session:
        found = downloading.file_to_download(session, shelf.leader, received.revision_key)
    assert not found.is_waiting
