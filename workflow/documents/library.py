"""What workflow adds to the library's operations: reviews see a change the moment it is made."""

from sqlalchemy.orm import Session

from ingest import inner_files, sketches
from ingest.models.documents import Revision
from store import job_claims
from store.db import Database, utc_now
from workflow.documents import sharing
from workflow.quotes import reanchoring


def revision_became_readable(database: Database, claim: job_claims.Claim) -> None:
    """Handler of REVISION_READABLE: show the document to reviews, look for its quotes again.

    Its words are sketched, by which newer versions of it are known. What may take long stands
    outside the transaction that writes.
    """
    with database.reading() as session:
        prepared = reanchoring.prepare(session, claim.college_id, int(claim.subject))
        hashes = sketches.sketch_of(session, claim.college_id, int(claim.subject))
    with database.writing() as session:
        job_claims.ensure_held(session, claim)
        revision = session.get_one(Revision, int(claim.subject))
        # Holds the document: who cites from the older file now is refused or seen.
        sharing.rewrite_for_document(session, claim.college_id, revision.document_id)
        reanchoring.keep(session, prepared, now=utc_now())
        sketches.write(session, claim.college_id, revision.id, hashes)


def document_changed(session: Session, college_id: int, document_id: int) -> None:
    """Call in the transaction that changes a document's type, dates, sensitivity or scope."""
    sharing.rewrite_for_document(session, college_id, document_id)
    # What came out of it is closed together with it.
    for inner in inner_files.documents_inside(session, college_id, document_id):
        sharing.rewrite_for_document(session, college_id, inner.id)
