"""The second pass: tables, and a better text where the first is bad."""

import pytest
from sqlalchemy import select

from ingest import enrich_job, finding
from ingest.enrich_job import enrich_revision
from ingest.kinds import RevisionState, TextSource
from ingest.models.documents import PageTable, TextLayer
from ingest.reading.events import PageEnriched, ReadEnd, ReadState
from ingest.reading_tools import LaterError, ReadingTools, StoppedError
from ingest.storing import sha256_of
from store import job_claims
from store.jobs import JobKind
from tests.ingest.reading.making import archive, docx, page_of, paragraph, pdf, run

RULED = (
    b"1 w 50 700 m 350 700 l S 50 720 m 350 720 l S 50 740 m 350 740 l S "
    b"50 700 m 50 740 l S 200 700 m 200 740 l S 350 700 m 350 740 l S "
    b"BT /F 10 Tf 1 0 0 1 55 725 Tm (Campus) Tj 1 0 0 1 205 725 Tm (Leavers) Tj "
    b"1 0 0 1 55 705 Tm (North) Tj 1 0 0 1 205 705 Tm (412) Tj ET"
)
BETTER = "Governors asked for wombats by campus"


class SecondReader:
    """A reader whose second pass gives these pages."""

    def __init__(self, *pages):
        self._pages = pages

    def enrich(self, source, pages):
        yield from self._pages
        yield ReadEnd(ReadState.READABLE, len(self._pages), None, "second")


def tools(shelf, *pages, **facts):
    return ReadingTools(shelf.database, shelf.blobs, SecondReader(*pages), **facts)


def layers(shelf):
    with shelf.database.reading() as session:
        return session.scalars(select(TextLayer).order_by(TextLayer.id)).all()


def total(shelf, query):
    with shelf.database.reading() as session:
        return finding.find(session, shelf.leader, query).total


def test_tables_are_found_after_a_page_is_readable(shelf):
    received = shelf.taken_in(pdf(RULED))

    shelf.read(JobKind.ENRICH_REVISION)

    with shelf.database.reading() as session:
        (table,) = session.scalars(select(PageTable))
    assert table.rows == [["Campus", "Leavers"], ["North", "412"]]
    assert shelf.revision(received).enriched_at is not None
    assert shelf.faults() == []


def test_a_better_text_comes_into_force_and_the_first_stays(shelf):
    shelf.taken_in(pdf(page_of("Governors asked for destinations")))
    claim = shelf.claim(JobKind.ENRICH_REVISION)

    enrich_revision(tools(shelf, PageEnriched(1, (), BETTER)), claim)

    first, second = layers(shelf)
    assert (first.is_current, second.is_current) == (False, True)
    assert (second.source, second.sha256) == (TextSource.SECOND_OPINION, sha256_of(BETTER))
    assert (total(shelf, "destinations"), total(shelf, "wombats")) == (0, 1)
    assert shelf.faults() == []


def test_running_the_second_pass_twice_changes_nothing_more(shelf):
    shelf.taken_in(pdf(page_of("Governors asked for destinations")))
    claim = shelf.claim(JobKind.ENRICH_REVISION)
    page = PageEnriched(1, ((("a", "b"),),), BETTER)
    with pytest.raises(StoppedError):
        enrich_revision(tools(shelf, page, is_stopping=lambda: True), claim)

    enrich_revision(tools(shelf, page), claim)
    enrich_revision(tools(shelf, page), claim)

    assert len(layers(shelf)) == 2
    with shelf.database.reading() as session:
        assert len(session.scalars(select(PageTable)).all()) == 1
    assert shelf.faults() == []


def test_a_replaced_revision_gets_its_better_text_and_stays_out_of_the_search(shelf):
    first = shelf.taken_in(pdf(page_of("Governors asked for destinations")))
    shelf.skip_readable()
    claim = shelf.claim(JobKind.ENRICH_REVISION)
    shelf.add_revision(first.document_key, pdf(page_of("The approved minutes")))
    shelf.read()
    shelf.skip_readable()

    enrich_revision(tools(shelf, PageEnriched(1, (), BETTER)), claim)

    assert [text for _, text in shelf.pages(first)] == [BETTER]
    assert total(shelf, "wombats") == 0
    assert shelf.faults() == []


def test_files_without_pages_have_no_second_pass(shelf):
    received = shelf.taken_in(docx(paragraph(run("Governors met"))), "Report.docx")
    claim = shelf.claim(JobKind.ENRICH_REVISION)

    enrich_revision(tools(shelf, PageEnriched(1, (), BETTER)), claim)

    assert len(layers(shelf)) == 1
    assert shelf.revision(received).enriched_at is not None


def test_gaps_that_no_page_tells_of_stay_after_the_second_pass(shelf):
    received = shelf.taken_in(archive({"empty.txt": "", "a.txt": "Governors met"}), "June.zip")
    before = shelf.revision(received)

    enrich_revision(tools(shelf), shelf.claim(JobKind.ENRICH_REVISION))

    after = shelf.revision(received)
    assert before.state is RevisionState.READABLE_WITH_GAPS
    assert (after.state, after.reason) == (before.state, before.reason)


def test_the_second_pass_waits_until_nobody_waits_for_a_first(shelf):
    shelf.taken_in(pdf(page_of("one")))
    shelf.skip_readable()
    shelf.receive(pdf(page_of("two")), "Two.pdf", priority=60)

    with shelf.database.writing() as session:
        claim = job_claims.claim_next(session, "a test")

    assert claim.kind is JobKind.READ_REVISION


def test_the_second_parser_is_named(shelf):
    shelf.taken_in(pdf(page_of("Governors asked")))

    enrich_revision(tools(shelf, PageEnriched(1, (), BETTER)), shelf.claim(JobKind.ENRICH_REVISION))

    assert layers(shelf)[1].parser == enrich_job.SECOND_PARSER


def test_a_file_that_somebody_waits_for_goes_before_the_tables_of_another(shelf):
    """The second pass leaves off after a page and goes on there once the file is read."""
    shelf.taken_in(pdf(page_of("One"), page_of("Two"), page_of("Three")))
    claim = shelf.claim(JobKind.ENRICH_REVISION)
    shelf.receive(pdf(page_of("Urgent")), "urgent.pdf")
    asked = []

    class Asked(SecondReader):
        def enrich(self, source, pages):
            asked.append(list(pages))
            yield from (PageEnriched(number, ((("a", "b"),),), None) for number in asked[-1])

    one_page_at_a_time = ReadingTools(shelf.database, shelf.blobs, Asked())
    with pytest.raises(LaterError) as later:
        enrich_revision(one_page_at_a_time, claim)
    with shelf.database.writing() as session:
        job_claims.give_back(session, claim, payload=later.value.payload)
    enrich_revision(one_page_at_a_time, shelf.claim(JobKind.ENRICH_REVISION))

    assert asked == [[1, 2, 3], [2, 3]]
    with shelf.database.reading() as session:
        assert len(session.scalars(select(PageTable)).all()) == 3
