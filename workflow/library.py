"""What workflow adds to the library's operations: reviews see a change the moment it is made."""

from sqlalchemy.orm import Session

from ingest import inner_files
from ingest.models import Revision
from store import jobs
from workflow import sharing


def revision_became_readable(session: Session, claim: jobs.Claim) -> None:
    """Handler of REVISION_READABLE: show the document to the reviews that may see it."""
    revision = session.get_one(Revision, int(claim.subject))
    sharing.rewrite_for_document(session, claim.college_id, revision.document_id)


def document_changed(session: Session, college_id: int, document_id: int) -> None:
    """Call in the transaction that changes a document's type, dates, sensitivity or scope."""
    sharing.rewrite_for_document(session, college_id, document_id)
    # What came out of it is closed together with it.
    for inner in inner_files.documents_inside(session, college_id, document_id):
        sharing.rewrite_for_document(session, college_id, inner.id)
