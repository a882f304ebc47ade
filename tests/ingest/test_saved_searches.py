"""Saved searches: each person's own, in each college."""

import pytest

from ingest import saved_searches
from ingest.saved_searches import LONGEST_NAME, MOST_SAVED
from search_index.candidates import Sort
from store.errors import ConflictError, IncompleteError, NotFoundError


def saved(shelf, actor):
    with shelf.database.reading() as session:
        return [(one.name, one.query) for one in saved_searches.list_saved(session, actor)]


def save(shelf, actor, *facts):
    with shelf.database.writing() as session:
        return saved_searches.save(session, actor, *facts).key


def test_a_search_is_kept_by_name_and_the_same_name_takes_its_place(shelf):
    save(shelf, shelf.leader, "  Link   governors ", "link governor", Sort.NEWEST)
    save(shelf, shelf.leader, "Links", "links")
    save(shelf, shelf.leader, "Link governors", "governor type:minutes")

    assert saved(shelf, shelf.leader) == [
        ("Link governors", "governor type:minutes"),
        ("Links", "links"),
    ]


def test_a_search_is_kept_as_it_was_asked(shelf):
    with shelf.database.writing() as session:
        saved_searches.save(session, shelf.leader, "Typed", "LMI", Sort.NEWEST, expand=False)
        saved_searches.save(session, shelf.leader, "Usual", "LMI")

    with shelf.database.reading() as session:
        kept = saved_searches.list_saved(session, shelf.leader)
    assert [(one.name, one.sort, one.expand) for one in kept] == [
        ("Typed", "newest", False),
        ("Usual", "best", True),
    ]


def test_who_keeps_another_under_a_name_is_told_so(shelf):
    with shelf.database.writing() as session:
        kept = [
            saved_searches.save(session, shelf.leader, name, "governor")
            for name in ("Links", "links", " Links ")
        ]

    assert [(one.name, one.is_new) for one in kept] == [
        ("Links", True),
        ("links", True),
        ("Links", False),
    ]
    assert kept[2].key == kept[0].key


def test_what_is_missing_is_said_and_names_are_cut(shelf):
    with pytest.raises(IncompleteError, match="name"):
        save(shelf, shelf.leader, " ", "governor")
    with pytest.raises(IncompleteError, match="Search for something"):
        save(shelf, shelf.leader, "Nothing", " ")
    save(shelf, shelf.leader, "n" * 200, "governor")

    assert [len(name) for name, _ in saved(shelf, shelf.leader)] == [LONGEST_NAME]


def test_there_is_an_end_to_them(shelf):
    for number in range(MOST_SAVED):
        save(shelf, shelf.leader, f"Search {number}", "governor")

    with pytest.raises(ConflictError, match="Remove one first"):
        save(shelf, shelf.leader, "One more", "governor")


def test_nobody_sees_or_removes_those_of_another_person(shelf):
    key = save(shelf, shelf.leader, "Mine", "governor")

    assert saved(shelf, shelf.contributor) == []
    with pytest.raises(NotFoundError), shelf.database.writing() as session:
        saved_searches.remove(session, shelf.contributor, key)
    with shelf.database.writing() as session:
        saved_searches.remove(session, shelf.leader, key)
    assert saved(shelf, shelf.leader) == []
