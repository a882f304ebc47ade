"""Says again how a revision came out after pages of it were read another way; reads no file."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.kinds import RevisionState
from ingest.models.documents import Page, Revision
from ingest.reading import ocr_engine
from ingest.reading.conclusions import conclude
from ingest.reading.events import OcrStage

# A file that was refused or failed has no pages that could change it.
_MAY_CHANGE = frozenset({RevisionState.NEEDS_OCR, RevisionState.READABLE_WITH_GAPS})


def conclude_again(session: Session, revision: Revision, *, is_ocr_done: bool = False) -> None:
    """Bring state and reason of a revision with pages up to what became of its pages since.

    Sheets, slides, files inside and the like are read in one way only: their gaps stay.
    """
    if revision.state not in _MAY_CHANGE or revision.pages_total is None:
        return
    query = select(Page.number, Page.outcome, Page.locator).where(
        Page.college_id == revision.college_id, Page.revision_id == revision.id
    )
    pages = session.execute(query).all()
    if any(locator.get("kind") != "page" for _, _, locator in pages):
        return
    stage = OcrStage.DONE
    if not is_ocr_done:
        stage = OcrStage.WAITING if ocr_engine.is_installed() else OcrStage.MISSING
    is_cut_short = revision.pages_read < revision.pages_total
    end = conclude(
        {number: outcome for number, outcome, _ in pages},
        pages=revision.pages_total,
        parser=revision.parser,
        unread_from=revision.pages_read + 1 if is_cut_short else None,
        ocr=stage,
    )
    revision.state, revision.reason = RevisionState(end.state.value), end.reason
