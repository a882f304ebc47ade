"""Rules that hold across the whole workflow package, on the same year as its own tests."""

from tests.workflow.conftest import year  # noqa: F401 - a fixture
