"""The last pass over a revision: pages without text that can be used are read from their pictures.

One page at a time, each in a transaction of its own, so that a killed attempt costs one page; and
whatever else waits goes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ingest import personal_checks
from ingest.concluding import conclude_again
from ingest.kinds import RevisionState, TextSource
from ingest.models.documents import OcrReading, Page, Revision, TextLayer
from ingest.preparing import prepare_for
from ingest.reading import ocr_engine, sentences
from ingest.reading.conclusions import WANTS_OCR
from ingest.reading.events import OcrWord, PageOcr, PageOutcome
from ingest.reading.with_ocr import HAS_PICTURES
from ingest.reading_tools import ReadingTools, leave_if_stopping, leave_if_wanted
from ingest.sensitivities import lock_document
from ingest.storing import is_newest, sha256_of
from search_index import indexing
from store import audit, job_claims, jobs
from store.errors import RefusedError
from store.job_claims import Claim
from store.jobs import JobKind
from store.people import College

# Behind everything else that waits.
OCR_PRIORITY = 95
# What OCR gave has to be this much longer than the text beside a picture to take its place.
_CLEARLY_MORE = 1.5
_MAY_WAIT = (RevisionState.NEEDS_OCR, RevisionState.READABLE_WITH_GAPS)


@dataclass(frozen=True)
class _Subject:
    """The revision, and those of its pages that OCR has not tried."""

    revision: Revision
    college_key: str
    pages: tuple[tuple[int, int], ...]
    """Page ids and ordinals."""


def ask_if_wanted(session: Session, revision: Revision) -> None:
    """Ask for OCR in the transaction that ends the pass before it, where pages need it."""
    if revision.media_type not in HAS_PICTURES or not ocr_engine.is_installed():
        return
    if _untried(session, revision):
        jobs.ask(
            session, JobKind.OCR_REVISION, revision.college_id, str(revision.id),
            priority=OCR_PRIORITY,
        )  # fmt: skip


def ask_for_left(session: Session) -> int:
    """Ask for OCR of what was read before OCR was installed; returns for how many files."""
    if not ocr_engine.is_installed():
        return 0
    query = select(Revision).where(
        Revision.state.in_(_MAY_WAIT),
        Revision.enriched_at.is_not(None),
        Revision.media_type.in_(HAS_PICTURES),
    )
    left = [revision for revision in session.scalars(query) if _untried(session, revision)]
    for revision in left:
        ask_if_wanted(session, revision)
        conclude_again(session, revision)
    return len(left)


def is_pending(session: Session, college_id: int, revision_keys: Sequence[str]) -> bool:
    """Whether some of the revisions are still to be read by OCR, or by the pass before it."""
    if not ocr_engine.is_installed():
        return False
    query = select(Revision).where(
        Revision.college_id == college_id,
        Revision.key.in_(revision_keys),
        Revision.state.in_(_MAY_WAIT),
        Revision.media_type.in_(HAS_PICTURES),
    )
    found = {str(revision.id): revision for revision in session.scalars(query)}
    kinds = (JobKind.ENRICH_REVISION, JobKind.OCR_REVISION)
    live = jobs.are_live(session, college_id, kinds, found)
    return any(_untried(session, found[subject]) for subject in live)


def ocr_revision(tools: ReadingTools, claim: Claim) -> None:
    """Handler of OCR_REVISION; running it twice changes nothing more.

    Raises JobLostError, ReaderUnavailableError, StoppedError, also when more urgent work waits.
    """
    with tools.database.reading() as session:
        revision = session.get_one(Revision, int(claim.subject))
        college_key = session.get_one(College, revision.college_id).key
        subject = _Subject(revision, college_key, _untried(session, revision))
    if subject.pages and not claim.is_worn_out:
        with tools.blobs.open(college_key, revision.sha256) as file:
            for page_id, ordinal in subject.pages:
                leave_if_wanted(tools, claim)
                _store(tools, claim, revision, page_id, _found(tools, revision, file, ordinal))
                leave_if_stopping(tools)
    _end(tools, claim, revision.id)


def _untried(session: Session, revision: Revision) -> tuple[tuple[int, int], ...]:
    """Pages that OCR may help and has not looked at, in order; a better text is none of them."""
    settled = select(TextLayer.page_id).where(
        TextLayer.college_id == revision.college_id,
        (TextLayer.source == TextSource.OCR)
        | ((TextLayer.source == TextSource.SECOND_OPINION) & TextLayer.is_current),
    )
    query = (
        select(Page.id, Page.number, Page.outcome, Page.problems)
        .where(
            Page.college_id == revision.college_id,
            Page.revision_id == revision.id,
            Page.id.not_in(settled),
        )
        .order_by(Page.number)
    )
    return tuple(
        (page_id, number)
        for page_id, number, outcome, problems in session.execute(query)
        if outcome in WANTS_OCR or sentences.MOSTLY_PICTURE in problems
    )


def _found(tools: ReadingTools, revision: Revision, file: BinaryIO, ordinal: int) -> PageOcr | str:
    """Read the page, or take what was read of the same bytes; a sentence when it cannot be."""
    with tools.database.reading() as session:
        kept = _kept(session, revision, ordinal)
    if kept is not None:
        return kept
    try:
        return tools.host.ocr(file, ordinal)
    except RefusedError as error:
        return error.sentence


def _kept(session: Session, revision: Revision, ordinal: int) -> PageOcr | None:
    query = (
        select(TextLayer, OcrReading)
        .join(
            OcrReading,
            (OcrReading.college_id == TextLayer.college_id) & (OcrReading.layer_id == TextLayer.id),
        )
        .join(Page, (Page.college_id == TextLayer.college_id) & (Page.id == TextLayer.page_id))
        .join(
            Revision, (Revision.college_id == Page.college_id) & (Revision.id == Page.revision_id)
        )
        .where(
            TextLayer.college_id == revision.college_id,
            TextLayer.source == TextSource.OCR,
            TextLayer.parser == ocr_engine.parser(),
            Revision.sha256 == revision.sha256,
            Page.number == ordinal,
        )
    )
    row = session.execute(query.limit(1)).one_or_none()
    if row is None:
        return None
    layer, reading = row
    words = tuple(
        OcrWord(start, end, layer.text[start:end], confidence, tuple(box))
        for start, end, confidence, *box in reading.words
    )
    size = (reading.width, reading.height)
    return PageOcr(ordinal, layer.text, reading.confidence, words, *size, layer.parser)


def _store(
    tools: ReadingTools, claim: Claim, revision: Revision, page_id: int, found: PageOcr | str
) -> None:
    text = found.text if isinstance(found, PageOcr) else ""
    prepared = prepare_for(tools.database, claim.college_id, text) if text else None
    with tools.database.writing() as session:
        job_claims.ensure_held(session, claim, progressed=True)
        lock_document(session, revision.college_id, revision.document_id)
        page = session.get_one(Page, page_id)
        of_page = (TextLayer.college_id == page.college_id, TextLayer.page_id == page.id)
        before = session.scalars(select(TextLayer).where(*of_page, TextLayer.is_current)).one()
        if session.scalar(select(TextLayer.id).where(*of_page, TextLayer.source == TextSource.OCR)):
            return
        is_better = _is_better(page, before.text, text)
        _add_layer(session, page, found, text, is_current=is_better)
        page.problems = _problems(page, found, is_better=is_better)
        if not is_better or prepared is None:
            return
        page.outcome = PageOutcome.READ
        personal_checks.rewrite(session, page.college_id, page_id, prepared.personal)
        if is_newest(session, revision):
            indexing.replace_texts(session, revision.college_id, [(page_id, prepared.to_find)])


def _is_better(page: Page, before: str, text: str) -> bool:
    """Whether the words of the picture take the place of the text that was there."""
    if page.outcome in WANTS_OCR:
        return bool(text)
    return len(text.split()) > _CLEARLY_MORE * len(before.split())


def _add_layer(
    session: Session, page: Page, found: PageOcr | str, text: str, *, is_current: bool
) -> None:
    if is_current:
        session.execute(
            update(TextLayer)
            .where(TextLayer.college_id == page.college_id, TextLayer.page_id == page.id)
            .values(is_current=False)
        )
    layer = TextLayer(
        college_id=page.college_id,
        page_id=page.id,
        source=TextSource.OCR,
        parser=ocr_engine.parser(),
        text=text,
        sha256=sha256_of(text),
        is_current=is_current,
    )
    session.add(layer)
    session.flush()
    if isinstance(found, PageOcr) and found.words:
        session.add(
            OcrReading(
                college_id=page.college_id,
                layer_id=layer.id,
                confidence=found.confidence,
                width=max(1, round(found.width)),
                height=max(1, round(found.height)),
                words=[[word.start, word.end, word.confidence, *word.box] for word in found.words],
            )
        )


def _problems(page: Page, found: PageOcr | str, *, is_better: bool) -> Sequence[str]:
    if isinstance(found, str):
        return [*page.problems, sentences.OCR_PAGE_FAILED]
    if is_better:
        kept = [said for said in page.problems if said == sentences.PHOTO_SAYS_WHERE]
        return [*kept, sentences.read_by_ocr(found.confidence)]
    if page.outcome in WANTS_OCR:
        return [*page.problems, sentences.OCR_PAGE_EMPTY]
    return [said for said in page.problems if said != sentences.MOSTLY_PICTURE]


def _end(tools: ReadingTools, claim: Claim, revision_id: int) -> None:
    with tools.database.writing() as session:
        job_claims.ensure_held(session, claim, progressed=True)
        revision = session.get_one(Revision, revision_id)
        conclude_again(session, revision, is_ocr_done=True)
        if claim.is_worn_out and revision.state is RevisionState.NEEDS_OCR:
            revision.reason = sentences.OCR_GIVEN_UP
        audit.note(
            session, claim.college_id, "system", "file read by OCR", revision.key,
            state=revision.state.value, pages=revision.pages_read,
        )  # fmt: skip
        jobs.ask(session, JobKind.REVISION_READABLE, claim.college_id, claim.subject, priority=45)
