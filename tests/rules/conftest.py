"""Rules that hold across the whole workflow package, on the same year as its own tests."""

import pytest

from store.db import Database
from tests.workflow.conftest import year  # noqa: F401 - a fixture
from webapp.schema import upgrade


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """The file of a migrated, empty SQLite database, to be copied."""
    path = tmp_path_factory.mktemp("walks") / "template.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.dispose()
    return path
