"""The college's areas, kept by the college."""

from datetime import UTC, datetime

import pytest

from store import areas
from store.errors import ConflictError, IncompleteError, NotFoundError, NotPermittedError
from store.people import AreaKind
from store.permissions import Role
from tests.factories.people import an_actor

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def leader(database, college):
    with database.writing() as session:
        return an_actor(session, college)


def names(session, actor):
    return [area.name for area in areas.list_areas(session, actor)]


def test_an_area_is_added_called_otherwise_and_put_away(database, leader):
    with database.writing() as session:
        area = areas.add(session, leader, "  Motor  vehicle ", AreaKind.CURRICULUM)
        assert names(session, leader) == ["Motor vehicle"]

        areas.rename(session, leader, area.key, "Motor Vehicle")
        assert names(session, leader) == ["Motor Vehicle"]

        areas.put_away(session, leader, area.key, now=NOW)
        assert names(session, leader) == []
        with pytest.raises(NotFoundError):
            areas.rename(session, leader, area.key, "Again")


def test_a_name_is_given_and_not_there_already(database, leader):
    with database.writing() as session:
        areas.add(session, leader, "Quayside", AreaKind.CAMPUS)
        with pytest.raises(ConflictError):
            areas.add(session, leader, "QUAYSIDE", AreaKind.CURRICULUM)
        with pytest.raises(IncompleteError):
            areas.add(session, leader, " ", AreaKind.CURRICULUM)


def test_others_do_not_keep_them(database, college):
    with database.writing() as session:
        contributor = an_actor(session, college, Role.CONTRIBUTOR)
        with pytest.raises(NotPermittedError):
            areas.add(session, contributor, "Quayside", AreaKind.CAMPUS)
