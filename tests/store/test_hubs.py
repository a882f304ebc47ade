"""Hubs: who reads the summaries of which."""

import pytest

from store import hubs
from store.errors import ConflictError, NotFoundError
from tests.factories.people import a_person
from tests.factories.workflow import NOW


def test_a_person_reads_the_hubs_they_were_added_to_until_it_ends(database):
    with database.writing() as session:
        hub = hubs.add_hub(session, "Marlshire")
        person = a_person(session)
        hubs.add_member(session, hub, person)
        with pytest.raises(ConflictError, match="already"):
            hubs.add_member(session, hub, person)
        assert [one.name for one in hubs.hubs_of(session, person.id)] == ["Marlshire"]
        hubs.end_member(session, hubs.find_hub(session, "Marlshire"), person, now=NOW)
        with pytest.raises(NotFoundError, match="does not read"):
            hubs.end_member(session, hub, person, now=NOW)

        assert hubs.hubs_of(session, person.id) == []


def test_names_and_addresses_that_are_not_there_are_said(database):
    with database.writing() as session:
        hubs.add_hub(session, "Marlshire")
        with pytest.raises(ConflictError, match="already"):
            hubs.add_hub(session, "Marlshire ")
        with pytest.raises(NotFoundError, match="no hub"):
            hubs.find_hub(session, "Elsewhere")
        with pytest.raises(NotFoundError, match="Nobody signs in"):
            hubs.find_person(session, "nobody@hub.example")
