"""The check of a library: every kind of fault is planted once and found."""

from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from ingest.models.documents import BlobUse, Page, Revision, TextLayer
from search_index.models import SearchPage
from store import job_claims, jobs
from store.jobs import Job, JobKind
from tests.factories.people import a_college, an_actor
from tests.ingest.reading.making import page_of, pdf
from webapp.triggers import drop_triggers

FILE = pdf(page_of("The link governor reported"), page_of("and so did the careers leader"))


@pytest.fixture
def received(shelf):
    received = shelf.taken_in(FILE)
    shelf.skip_readable()
    return received


def blob_of(settings):
    (path,) = (Path(settings.data_dir) / "blobs").glob("*/*/*")
    path.chmod(0o600)
    return path


def plant(shelf, statement):
    """Change rows as no operation would: first away with the triggers and references."""
    with shelf.database.engine.begin() as connection:
        drop_triggers(connection)
        connection.execute(statement)


def test_a_library_in_order_has_no_faults(shelf, received):
    shelf.add_revision(received.document_key, pdf(page_of("The approved minutes")))
    shelf.read()

    assert shelf.faults() == []


def test_a_missing_file_is_a_fault(shelf, received, settings):
    blob_of(settings).unlink()

    sha256 = shelf.revision(received).sha256
    assert shelf.faults() == [
        f"{shelf.college.code}: file {sha256} is named by a revision and missing from storage."
    ]


def test_a_changed_file_is_a_fault_that_a_deep_check_finds(shelf, received, settings):
    blob_of(settings).write_bytes(b"forged")

    assert shelf.faults(is_deep=False) == []
    (fault,) = shelf.faults(is_deep=True)
    assert fault.endswith("is not what was stored.")


def test_a_file_that_nothing_names_is_a_fault(shelf, received):
    with shelf.blobs.stage() as staging:
        staging.write(b"nobody's")
        sha256 = shelf.blobs.put(shelf.college.key, staging)

    assert shelf.faults() == [
        f"{shelf.college.code}: file {sha256} is in storage and nothing names it."
    ]


def test_a_file_that_somebody_is_about_to_name_is_no_fault(shelf, received):
    with shelf.blobs.stage() as staging:
        staging.write(b"on its way")
        sha256 = shelf.blobs.put(shelf.college.key, staging)
    with shelf.database.writing() as session:
        session.add(BlobUse(college_id=shelf.college.id, sha256=sha256))

    assert shelf.faults() == []


def test_a_cursor_that_disagrees_with_the_pages_is_a_fault(shelf, received):
    plant(shelf, update(Revision).values(pages_read=3))

    (fault,) = shelf.faults()
    assert "says 3 pages; 2 are stored" in fault


def test_a_page_whose_number_is_out_of_line_is_a_fault(shelf, received):
    plant(shelf, update(Page).where(Page.number == 2).values(number=3))

    (fault,) = shelf.faults()
    assert fault.endswith("says 2 pages; 2 are stored, the last is 3.")


def test_a_changed_text_is_a_fault(shelf, received):
    plant(shelf, update(TextLayer).where(TextLayer.id == 1).values(text="forged"))

    assert shelf.faults() == [f"{shelf.college.code}: text 1 of page 1 was changed."]


def test_a_page_without_a_text_in_force_is_a_fault(shelf, received):
    plant(shelf, update(TextLayer).where(TextLayer.id == 1).values(is_current=False))

    assert shelf.faults() == [f"{shelf.college.code}: page 1 has no text in force."]


def test_a_page_that_the_search_lost_is_a_fault(shelf, received):
    plant(shelf, text("DELETE FROM page_match"))
    plant(shelf, text("DELETE FROM matched_page"))
    plant(shelf, delete(SearchPage).where(SearchPage.page_id == 2))

    assert any(
        "Pages with a page and without a search row: 2." in fault for fault in shelf.faults()
    )


def test_an_older_revision_that_is_still_searched_is_a_fault(shelf, received):
    shelf.add_revision(received.document_key, pdf(page_of("The approved minutes")))
    shelf.read()
    copied = "college_id, document_id, revision_id, number, title, title_stems, type, sensitivity"
    statement = f"INSERT INTO search_page (page_id, {copied}) SELECT 1, {copied} FROM search_page"  # noqa: S608 - ours
    plant(shelf, text(statement))

    assert any(
        "Pages with a search row and without a page: 1." in fault for fault in shelf.faults()
    )


def test_a_file_that_waits_for_no_job_is_a_fault(shelf):
    received = shelf.receive(FILE)
    plant(shelf, delete(Job))

    assert shelf.faults() == [
        f"{shelf.college.code}: revision {received.revision_key} waits to be read and no job will."
    ]


def test_a_file_whose_job_failed_without_a_word_to_it_is_a_fault(shelf):
    shelf.receive(FILE)
    with shelf.database.writing() as session:
        job_claims.fail(session, job_claims.claim_next(session, "a test"), "It failed.")

    (fault,) = shelf.faults()
    assert fault.endswith("waits to be read and no job will.")


def test_a_job_about_a_file_that_is_not_there_is_a_fault(shelf, received):
    with shelf.database.writing() as session:
        jobs.ask(session, JobKind.READ_REVISION, shelf.college.id, "999")

    assert shelf.faults() == [
        f"{shelf.college.code}: a job (read_revision) is about revision 999, which is not there."
    ]


def test_the_faults_of_one_college_are_not_told_of_another(shelf, received, settings):
    with shelf.database.writing() as session:
        elsewhere = a_college(session)
        leader = an_actor(session, elsewhere)
    blob_of(settings).unlink()
    shelf.receive(pdf(page_of("Elsewhere")), by=leader)
    shelf.read()

    here, shelf.college = shelf.college, elsewhere
    assert shelf.faults() == []
    with shelf.database.reading() as session:
        assert session.scalar(select(Page.id).where(Page.college_id == here.id))
