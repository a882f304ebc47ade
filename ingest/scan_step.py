"""The step before reading: no byte of a file is parsed before the virus scanner called it clean."""

from typing import BinaryIO

from ingest.kinds import RevisionState, ScanState
from ingest.models.documents import Revision
from ingest.reading_tools import ReadingTools
from ingest.scanning import Scanned, Scanner, ScannerUnavailableError
from store import audit, job_claims
from store.job_claims import Claim


def is_cleared(tools: ReadingTools, claim: Claim, file: BinaryIO) -> bool:
    """Whether the file of a revision may be read; if not, the revision says why.

    Where no scanner is configured every file may. A file is scanned once, however often its
    reading is taken up again.

    Raises ScannerUnavailableError (the revision waits, with a sentence), JobLostError.
    """
    if tools.scanner is None or _scan_of(tools, claim) is ScanState.CLEAN:
        return True
    scanned = _scanned(tools, claim, tools.scanner, file)
    with tools.database.writing() as session:
        job_claims.ensure_held(session, claim)
        revision = session.get_one(Revision, int(claim.subject))
        revision.scan, revision.reason = scanned.state, scanned.sentence
        if scanned.state is not ScanState.CLEAN:
            revision.state = RevisionState.REFUSED
            audit.note(
                session, claim.college_id, "system", "file refused by the virus scanner",
                revision.key, verdict=scanned.state.value,
            )  # fmt: skip
    return scanned.state is ScanState.CLEAN


def _scan_of(tools: ReadingTools, claim: Claim) -> ScanState | None:
    with tools.database.reading() as session:
        return session.get_one(Revision, int(claim.subject)).scan


def _scanned(tools: ReadingTools, claim: Claim, scanner: Scanner, file: BinaryIO) -> Scanned:
    try:
        scanned = scanner.scan(file)
    except ScannerUnavailableError as error:
        with tools.database.writing() as session:
            job_claims.ensure_held(session, claim)
            revision = session.get_one(Revision, int(claim.subject))
            revision.state, revision.reason = RevisionState.RECEIVED, error.sentence
        raise
    file.seek(0)
    return scanned
