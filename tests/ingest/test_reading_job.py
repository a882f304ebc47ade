"""Reading a revision into the library and the search, whatever happens on the way."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import select, update

from ingest import finding, reading_job, sensitivities
from ingest.kinds import RevisionState, Sensitivity
from ingest.models.documents import Page, Revision, TextLayer
from ingest.reading import sentences
from ingest.reading_job import BATCH_PAGES, read_revision
from ingest.reading_tools import ReadingTools, StoppedError
from store import job_claims, jobs
from store.db import utc_now
from store.errors import DamagedError
from store.job_claims import MOST_ATTEMPTS, JobLostError
from store.jobs import Job, JobKind, JobState
from tests.factories.threads import at_once
from tests.ingest.reading.making import BLANK_PAGE, PICTURE_PAGE, docx, page_of, paragraph, pdf, run
from tests.ingest.reading.making_odf import box, odp, p, page, title


def book(pages, word="page"):
    """A PDF with `pages` pages, each with its number on it."""
    return pdf(*(page_of(f"This is {word} number {n} of the report") for n in range(1, pages + 1)))


def live_kinds(shelf):
    with shelf.database.reading() as session:
        return set(session.scalars(select(Job.kind).where(Job.state == JobState.WAITING)))


def found(shelf, query, actor=None):
    with shelf.database.reading() as session:
        return finding.find(session, actor or shelf.leader, query)


def test_a_file_becomes_pages_that_are_found(shelf):
    received = shelf.taken_in(book(3))

    revision = shelf.revision(received)
    assert (revision.state, revision.reason) == (RevisionState.READABLE, None)
    assert (revision.pages_read, revision.pages_total, revision.media_type) == (3, 3, "pdf")
    assert [page.locator for page, _ in shelf.pages(received)] == [
        {"kind": "page", "number": number} for number in (1, 2, 3)
    ]
    (hit,) = found(shelf, '"page number 2"').pages
    assert (hit.number, hit.where) == (2, "page 2")
    assert live_kinds(shelf) == {JobKind.REVISION_READABLE, JobKind.ENRICH_REVISION}
    assert shelf.faults() == []


def test_every_text_names_the_parser_that_gave_it(shelf):
    received = shelf.taken_in(book(2))

    with shelf.database.reading() as session:
        parsers = set(session.scalars(select(TextLayer.parser)))
    assert parsers == {shelf.revision(received).parser}
    assert all("pdfium" in parser.lower() for parser in parsers)


def test_a_long_file_comes_in_batches_and_whole(shelf):
    received = shelf.taken_in(book(2 * BATCH_PAGES + 3))

    numbers = [page.number for page, _ in shelf.pages(received)]
    assert numbers == list(range(1, 2 * BATCH_PAGES + 4))
    assert shelf.faults() == []


def test_a_word_file_is_read_by_its_headings_and_heads_of_sheets_are_not_searched(shelf):
    body = paragraph(run("Governors asked for destinations by campus"))
    data = docx(body, header=paragraph(run("Confidential quokka")))

    shelf.taken_in(data, "Report.docx")

    assert found(shelf, "destinations").total == 1
    assert found(shelf, "quokka").total == 0
    assert shelf.faults() == []


def test_a_presentation_is_found_by_slide_and_its_notes_apart(shelf):
    notes = f"<presentation:notes>{box(p('Ask every employer.'))}</presentation:notes>"
    pages = page(title("Aims")) + page(title("no"), "Shut") + page(title("Encounters") + notes)

    received = shelf.taken_in(odp(pages), "Briefing.odp")

    (on_slide,) = found(shelf, "encounters").pages
    (in_notes,) = found(shelf, '"every employer"').pages
    assert (on_slide.where, in_notes.where) == ("slide 3", "slide 3, notes")
    assert [page.problems for page, _ in shelf.pages(received)][1] == [sentences.SLIDE_HIDDEN]
    assert shelf.revision(received).state is RevisionState.READABLE
    assert shelf.faults() == []


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (pdf(PICTURE_PAGE), RevisionState.NEEDS_OCR),
        (pdf(page_of("one"), PICTURE_PAGE), RevisionState.READABLE_WITH_GAPS),
        (pdf(BLANK_PAGE), RevisionState.REFUSED),
        (b"%PDF-1.7 and then nothing", RevisionState.FAILED),
        (b"MZ\x90\x00 a program" * 20, RevisionState.REFUSED),
    ],
)
def test_every_file_ends_in_a_state_with_a_sentence(shelf, data, state):
    received = shelf.taken_in(data)

    revision = shelf.revision(received)
    assert revision.state in {state, RevisionState.REFUSED}
    assert revision.reason.endswith(".")
    assert shelf.faults() == []


def test_a_file_without_one_page_tells_nobody_that_it_is_readable(shelf):
    shelf.taken_in(b"MZ\x90\x00 a program" * 20)

    assert live_kinds(shelf) == set()


class EndsAfter:
    """A reader host whose worker is killed after so many pages."""

    def __init__(self, host, pages):
        self._host, self._pages = host, pages

    def read(self, source, **facts):
        for count, event in enumerate(self._host.read(source, **facts)):
            if count > self._pages:
                raise KeyboardInterrupt
            yield event


def test_what_was_stored_before_a_worker_died_is_not_read_again(shelf, monkeypatch):
    monkeypatch.setattr(reading_job, "BATCH_PAGES", 4)
    received = shelf.receive(book(10))
    dying = ReadingTools(shelf.database, shelf.blobs, EndsAfter(shelf.tools.host, 6))
    with pytest.raises(KeyboardInterrupt):
        read_revision(dying, shelf.claim())
    before = {page.id for page, _ in shelf.pages(received)}
    revision = shelf.revision(received)
    assert 0 < revision.pages_read == len(before) < 10
    assert found(shelf, '"page number 1"').total == 1

    with shelf.database.writing() as session:
        jobs.take_back_all(session)
    shelf.read()

    after = shelf.pages(received)
    assert before < {page.id for page, _ in after}
    assert [page.number for page, _ in after] == list(range(1, 11))
    assert shelf.revision(received).state is RevisionState.READABLE
    assert shelf.faults() == []


def test_a_worker_that_lost_its_job_writes_nothing_more(shelf):
    received = shelf.receive(book(3))
    slow = shelf.claim()
    with shelf.database.writing() as session:
        jobs.take_back_all(session)
    shelf.read()

    with pytest.raises(JobLostError):
        read_revision(shelf.tools, slow)

    assert len(shelf.pages(received)) == 3
    assert shelf.faults() == []


def test_a_worker_that_is_stopping_leaves_off_between_batches(shelf, monkeypatch):
    monkeypatch.setattr(reading_job, "BATCH_PAGES", 2)
    received = shelf.receive(book(6))
    stopping = ReadingTools(shelf.database, shelf.blobs, shelf.tools.host, is_stopping=lambda: True)
    claim = shelf.claim()

    with pytest.raises(StoppedError):
        read_revision(stopping, claim)

    with shelf.database.writing() as session:
        job_claims.give_back(session, claim)
    assert 0 < shelf.revision(received).pages_read < 6
    shelf.read()
    assert shelf.revision(received).pages_read == 6


def test_reading_a_readable_file_again_changes_nothing(shelf):
    received = shelf.taken_in(book(2))
    with shelf.database.writing() as session:
        jobs.ask(
            session,
            JobKind.READ_REVISION,
            shelf.college.id,
            str(shelf.revision(received).id),
            priority=1,
        )

    shelf.read()

    assert len(shelf.pages(received)) == 2


def test_a_file_that_never_gets_further_is_given_up_with_a_sentence(shelf):
    received = shelf.receive(book(2))
    with shelf.database.writing() as session:
        session.execute(update(Job).values(attempts_without_progress=MOST_ATTEMPTS))

    shelf.read()

    revision = shelf.revision(received)
    assert revision.state is RevisionState.FAILED
    assert "several times" in revision.reason
    assert shelf.faults() == []


def test_a_file_given_up_halfway_keeps_the_pages_it_has(shelf, monkeypatch):
    monkeypatch.setattr(reading_job, "BATCH_PAGES", 4)
    received = shelf.receive(book(10))
    dying = ReadingTools(shelf.database, shelf.blobs, EndsAfter(shelf.tools.host, 6))
    with pytest.raises(KeyboardInterrupt):
        read_revision(dying, shelf.claim())
    with shelf.database.writing() as session:
        jobs.take_back_all(session)
        session.execute(update(Job).values(attempts_without_progress=MOST_ATTEMPTS))

    shelf.read()

    revision = shelf.revision(received)
    assert revision.state is RevisionState.READABLE_WITH_GAPS
    assert revision.reason.startswith("What comes after page ")
    assert JobKind.REVISION_READABLE in live_kinds(shelf)
    assert shelf.faults() == []


def test_a_file_whose_storage_failed_is_given_up_with_that_sentence(shelf):
    received = shelf.receive(book(2))
    claim = shelf.claim()
    with shelf.database.writing() as session:
        job_claims.give_back(session, claim, sentence="The storage does not answer.")
        session.execute(update(Job).values(attempts_without_progress=MOST_ATTEMPTS))

    shelf.read()

    assert shelf.revision(received).reason.startswith("The storage does not answer. ")


def test_a_file_that_is_not_what_was_stored_is_not_read(shelf, settings):
    received = shelf.receive(book(2))
    (path,) = (Path(settings.data_dir) / "blobs").glob("*/*/*")
    path.chmod(0o600)
    path.write_bytes(book(2, "forged"))

    with pytest.raises(DamagedError, match="not what was stored"):
        read_revision(shelf.tools, shelf.claim())

    assert shelf.pages(received) == []


def test_only_the_newest_readable_revision_is_found(shelf):
    first = shelf.taken_in(book(2, "draft"))
    shelf.skip_readable()
    second = shelf.add_revision(first.document_key, book(3, "approved"))
    assert found(shelf, "draft").total == 2

    shelf.read()

    assert found(shelf, "draft").total == 0
    assert found(shelf, "approved").total == 3
    assert shelf.searchable() == {page.id for page, _ in shelf.pages(second)}
    assert len(shelf.pages(first)) == 2
    assert shelf.faults() == []


def test_an_older_revision_read_last_stays_out_of_the_search(shelf):
    first = shelf.receive(book(2, "draft"))
    older = shelf.claim()
    shelf.add_revision(first.document_key, book(3, "approved"))
    shelf.read()

    read_revision(shelf.tools, older)
    shelf.finish(older)

    assert found(shelf, "draft").total == 0
    assert found(shelf, "approved").total == 3
    assert shelf.faults() == []


def test_a_new_revision_that_cannot_be_read_leaves_the_old_one_found(shelf):
    first = shelf.taken_in(book(2, "draft"))
    shelf.skip_readable()
    shelf.add_revision(first.document_key, b"MZ\x90\x00 a program" * 20)

    shelf.read()

    assert found(shelf, "draft").total == 2
    assert shelf.faults() == []


def test_two_revisions_read_at_once_leave_only_the_newer_in_the_search(shelf):
    first = shelf.receive(book(20, "draft"))
    second = shelf.add_revision(first.document_key, book(20, "approved"))
    claims = [shelf.claim(), shelf.claim()]

    at_once(*(lambda claim=claim: read_revision(shelf.tools, claim) for claim in claims))

    for claim in claims:
        shelf.finish(claim)
    assert shelf.searchable() == {page.id for page, _ in shelf.pages(second)}
    assert shelf.faults() == []


def test_pages_marked_before_they_are_read_are_never_open(shelf):
    received = shelf.receive(book(4))
    with shelf.database.writing() as session:
        sensitivities.classify_pages(
            session,
            shelf.leader,
            received.revision_key,
            first_page=2,
            last_page=3,
            sensitivity=Sensitivity.CONFIDENTIAL,
        )

    shelf.read()

    levels = [page.sensitivity for page, _ in shelf.pages(received)]
    assert levels == [
        Sensitivity.INTERNAL,
        Sensitivity.CONFIDENTIAL,
        Sensitivity.CONFIDENTIAL,
        Sensitivity.INTERNAL,
    ]
    assert found(shelf, '"page number 2"').total == 1
    assert found(shelf, '"page number 2"', shelf.contributor).total == 0


def test_pages_stored_while_they_are_being_marked_are_not_open(shelf):
    received = shelf.receive(book(3))
    claim = shelf.claim()
    marked, may_commit = threading.Event(), threading.Event()

    def mark():
        with shelf.database.writing() as session:
            sensitivities.classify_pages(
                session,
                shelf.leader,
                received.revision_key,
                first_page=1,
                last_page=3,
                sensitivity=Sensitivity.CONFIDENTIAL,
            )
            session.flush()
            marked.set()
            assert may_commit.wait(20)

    def read():
        assert marked.wait(20)
        threading.Timer(0.5, may_commit.set).start()
        read_revision(shelf.tools, claim)

    at_once(mark, read)

    assert {page.sensitivity for page, _ in shelf.pages(received)} == {Sensitivity.CONFIDENTIAL}
    assert found(shelf, "report", shelf.contributor).total == 0


def test_every_page_carries_what_reading_made_of_it(shelf):
    received = shelf.taken_in(pdf(page_of("words"), PICTURE_PAGE, BLANK_PAGE))

    with shelf.database.reading() as session:
        revision_id = shelf.revision(received).id
        outcomes = session.scalars(
            select(Page.outcome).where(Page.revision_id == revision_id).order_by(Page.number)
        ).all()
    assert [outcome.value for outcome in outcomes] == ["read", "no_text", "blank"]


def test_a_revision_is_usable_from_its_first_page(shelf, monkeypatch):
    monkeypatch.setattr(reading_job, "BATCH_PAGES", 2)
    received = shelf.receive(book(5))
    seen = []

    class Watching:
        def read(self, source, **facts):
            for event in shelf.tools.host.read(source, **facts):
                yield event
                with shelf.database.reading() as session:
                    revision = session.get_one(Revision, int(claim.subject))
                    seen.append((revision.state, revision.pages_read, revision.pages_total))

    claim = shelf.claim()
    read_revision(ReadingTools(shelf.database, shelf.blobs, Watching()), claim)

    assert {told[1:] for told in seen if told[0] is RevisionState.READING} & {(1, 5), (2, 5)}
    assert shelf.revision(received).readable_at <= utc_now()
