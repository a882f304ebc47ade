"""What workflow adds to the library: reviews see a document from when it can be read."""

from ingest import pages
from store import job_claims, jobs
from store.jobs import JobKind
from tests.factories.library import a_document_with_pages, a_revision
from workflow.citations import evidence
from workflow.documents import library
from workflow.kinds.anchors import AnchorOutcome


def read(year, revision):
    """The worker's job on a revision that became readable."""
    with year.database.writing() as session:
        jobs.ask(session, JobKind.REVISION_READABLE, year.college.id, str(revision.id))
    with year.database.writing() as session:
        work = job_claims.claim_next(session, "a test")
    library.revision_became_readable(year.database, work)


def test_a_document_is_shown_to_reviews_when_it_became_readable(year):
    with year.database.writing() as session:
        report = a_document_with_pages(session, year.leader)

    read(year, report.revision)

    with year.database.reading() as session:
        assert pages.get_page(session, year.assessor, report.revision.key, 1).title


def test_quotes_of_older_files_are_looked_for_when_a_newer_one_became_readable(year):
    with year.database.writing() as session:
        newer = a_revision(session, year.document, ["Nothing of it is left."], number=2)

    read(year, newer.revision)

    with year.database.reading() as session:
        (cited,) = evidence.citations_of_document(session, year.leader, year.document.id)
    assert cited.anchor.outcome is AnchorOutcome.GONE
