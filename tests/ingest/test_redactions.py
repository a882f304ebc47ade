"""Words are taken out by who may, where they stand; lifted again; a rectangle takes its words."""

import pytest

from ingest import redactions
from ingest.reading.events import PageBoxes
from store.errors import ConflictError, IncompleteError, NotPermittedError
from store.permissions import Role
from tests.factories.library import LINK_GOVERNOR, a_document_with_pages
from tests.factories.people import a_college, an_actor
from tests.factories.workflow import NOW


@pytest.fixture
def shelf(database):
    with database.writing() as session:
        college = a_college(session)
        leader = an_actor(session, college, Role.CAREERS_LEADER)
        contributor = an_actor(session, college, Role.CONTRIBUTOR)
        library = a_document_with_pages(session, leader)
    return database, leader, contributor, library


def take_out(shelf, spans, *, actor=None, layer=None):
    database, leader, _, library = shelf
    with database.writing() as session:
        marking = redactions.load(session, leader, library.revision.key, 1)
        return redactions.take_out(
            session, actor or leader, library.revision.key, 1, spans,
            layer_sha256=layer or marking.layer_sha256, reason="Names a learner.", now=NOW,
        )  # fmt: skip


def taken_out(shelf):
    database, leader, _, library = shelf
    with database.reading() as session:
        return redactions.load(session, leader, library.revision.key, 1).taken_out


def test_words_are_taken_out_and_put_back(shelf):
    database, leader, _, _ = shelf
    [made] = take_out(shelf, [((4, 17), [(0.1, 0.1, 0.3, 0.12)])])

    [one] = taken_out(shelf)
    assert one.words == LINK_GOVERNOR[4:17]
    assert (one.reason, one.author) == ("Names a learner.", leader.name)
    with database.writing() as session:
        redactions.lift(session, leader, made.key, now=NOW)
    assert taken_out(shelf) == ()


def test_a_rectangle_without_words_is_taken_out_too(shelf):
    take_out(shelf, [(None, [(0.1, 0.1, 0.3, 0.2)])])

    [one] = taken_out(shelf)
    assert (one.words, one.boxes) == ("", ((0.1, 0.1, 0.3, 0.2),))


def test_who_may_not_nothing_and_words_of_another_text_are_refused(shelf):
    with pytest.raises(NotPermittedError):
        take_out(shelf, [((0, 3), [])], actor=shelf[2])
    with pytest.raises(IncompleteError):
        take_out(shelf, [])
    with pytest.raises(IncompleteError):
        take_out(shelf, [((0, 99_999), [])])
    with pytest.raises(ConflictError, match="read anew"):
        take_out(shelf, [((0, 3), [])], layer="0" * 64)


def test_a_rectangle_takes_the_words_under_it_along():
    words = redactions.words_of("One two three")
    places = PageBoxes(
        100, 100, (((0.1, 0.1, 0.2, 0.2),), ((0.3, 0.1, 0.4, 0.2),), ((0.5, 0.5, 0.6, 0.6),))
    )

    assert redactions.words_inside((0.15, 0.05, 0.45, 0.25), words, places) == words[:2]


def test_words_in_a_row_are_one_place():
    text = "One two three four"

    assert redactions.joined(text, [(4, 7), (0, 3), (14, 18)]) == [(0, 7), (14, 18)]
