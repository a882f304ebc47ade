"""What workflow adds to the library: reviews see a document from when it can be read."""

from ingest import pages
from store.jobs import Claim, JobKind
from tests.factories.library import a_document_with_pages
from workflow import library


def test_a_document_is_shown_to_reviews_when_it_became_readable(year):
    with year.database.writing() as session:
        report = a_document_with_pages(session, year.leader)
        work = Claim(
            job_id=1,
            attempt=1,
            kind=JobKind.REVISION_READABLE,
            college_id=year.college.id,
            subject=str(report.revision.id),
            payload={},
            priority=45,
            fruitless=1,
            trouble=None,
        )

        library.revision_became_readable(session, work)

        assert pages.get_page(session, year.assessor, report.revision.key, 1).title
