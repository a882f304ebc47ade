"""What the worker's steps stand on, and how they leave off when the worker is asked to end."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from framework.keywords import builtin_keywords
from framework.loading import builtin
from ingest.reading.host import ReaderHost
from search_index.matching import Matcher
from store.blobs import BlobStore
from store.db import Database
from store.errors import CareersEvidenceError


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


class StoppedError(CareersEvidenceError):
    """The worker was asked to end in the middle of a job; what was stored stays stored."""


def leave_if_stopping(tools: ReadingTools) -> None:
    """Raise StoppedError when the worker was asked to end."""
    if tools.is_stopping():
        raise StoppedError("The worker is stopping. The work goes on when it is back.")


@cache
def matcher() -> Matcher:
    """The matcher over the packaged model and keywords; made once a process."""
    return Matcher(builtin(), builtin_keywords())
