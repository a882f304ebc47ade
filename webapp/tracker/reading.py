"""Reads a tracker's cells in a limited process of its own; a person waits for it."""

from pathlib import Path
from typing import BinaryIO

from ingest.page_images import picture_limits
from ingest.reading.events import Cells
from ingest.reading.host import ReaderHost
from store.settings import Settings
from webapp.worker import limits_of


def cells_of(settings: Settings, source: Path | BinaryIO) -> Cells:
    """The cells of a workbook. Raises RefusedError with why, ReaderUnavailableError."""
    with ReaderHost(picture_limits(limits_of(settings))) as host:
        return host.cells(source)
