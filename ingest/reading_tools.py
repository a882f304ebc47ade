"""What the worker's steps stand on, and how they leave off when the worker is asked to end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ingest.preparing import Preparing
from ingest.reading.host import ReaderHost
from ingest.scanning import Scanner
from store import job_claims
from store.blobs import BlobStore
from store.db import Database
from store.errors import CareersEvidenceError
from store.job_claims import Claim


def _never() -> bool:
    return False


@dataclass(frozen=True)
class ReadingTools:
    """What reading stands on: the database, the blobs and the reader host of this process.

    `is_stopping` says that the worker was asked to end: handlers then leave off where a later
    attempt goes on, and raise StoppedError.
    """

    database: Database
    blobs: BlobStore
    host: ReaderHost
    is_stopping: Callable[[], bool] = _never
    preparing: Preparing = field(default_factory=Preparing)
    # Of a file that comes out of another, in bytes: as large as one that is uploaded.
    largest_file: int = 100 << 20
    scanner: Scanner | None = None
    # Of the installation: signs what is sealed.
    secret_key: str = ""


class StoppedError(CareersEvidenceError):
    """The worker was asked to end in the middle of a job; what was stored stays stored."""


class LaterError(StoppedError):
    """More urgent work waits. `payload` says where the next attempt goes on."""

    def __init__(self, **payload: Any) -> None:
        super().__init__("More urgent work waits. This goes on after it.")
        self.payload = payload


def leave_if_wanted(tools: ReadingTools, claim: Claim, **payload: Any) -> None:
    """Raise LaterError with `payload` when somebody waits for more urgent work."""
    with tools.database.reading() as session:
        wanted = job_claims.is_wanted(session, claim)
    if wanted:
        raise LaterError(**payload)


def leave_if_stopping(tools: ReadingTools) -> None:
    """Raise StoppedError when the worker was asked to end."""
    if tools.is_stopping():
        raise StoppedError("The worker is stopping. The work goes on when it is back.")
