"""One reader host for the tests that do not kill it."""

import pytest

from ingest.reading.events import ReadLimits
from ingest.reading.host import ReaderHost


@pytest.fixture(scope="session")
def reader():
    with ReaderHost(ReadLimits()) as host:
        yield host
