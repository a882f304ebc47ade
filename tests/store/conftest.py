"""A college for the tests of what every package stands on."""

import pytest

from tests.factories.people import a_college


@pytest.fixture
def college(database):
    with database.writing() as session:
        return a_college(session)
