"""Words to go on with or that were meant: the college's own, from pages that the asker may see."""

import pytest

from ingest import words
from ingest.kinds import Sensitivity
from store.errors import NotPermittedError
from store.permissions import Role
from tests.factories.library import a_document_with_pages
from tests.factories.people import a_college, an_actor


def add(shelf, *texts, actor=None, **facts):
    with shelf.database.writing() as session:
        return a_document_with_pages(session, actor or shelf.leader, texts, **facts)


def complete(shelf, text, actor=None):
    with shelf.database.reading() as session:
        return words.complete(session, actor or shelf.leader, text)


def meant(shelf, text, actor=None):
    with shelf.database.reading() as session:
        return words.did_you_mean(session, actor or shelf.leader, text)


def test_the_last_word_goes_on_as_pages_have_it_the_commonest_first(shelf):
    add(shelf, "Governors met. The governor wrote.", "GOVERNANCE of the college; a governor.")

    assert complete(shelf, "link gov") == ("link governor", "link GOVERNANCE", "link governors")


@pytest.mark.parametrize(
    ("typed", "word"),
    [("informat", "information"), ("polic", "policy"), ("POLI", "policy"), ("caf", "café")],
)
def test_a_word_is_found_whatever_its_stem(shelf, typed, word):
    add(shelf, "Information on the café. The policy stands.")

    assert complete(shelf, typed) == (word,)


@pytest.mark.parametrize(
    "typed", ["", " ", "go", "governor ", "1.5", '"', "gov*", "\x00", "x" * 900]
)
def test_whatever_is_typed_has_an_answer(shelf, typed):
    add(shelf, "The governor wrote.")

    assert complete(shelf, typed) == ()


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("govenor", "governor"),
        ("link govenror", "link governor"),
        ("destinatons -parking", "destinations -parking"),
        ("Destinatoins type:minutes", "destinations type:minutes"),
        ("destnations", "destinations"),
    ],
)
def test_a_word_that_no_page_has_is_replaced_by_a_near_one(shelf, typed, better):
    add(shelf, "The link governor asked about destinations.")

    assert meant(shelf, typed) == better


@pytest.mark.parametrize(
    "typed", ["governor", "entirely", "LMI", '"govenor"', "gov*", "2031", "", "-govenor", "OR"]
)
def test_words_that_are_right_or_like_nothing_are_left(shelf, typed):
    add(shelf, "The link governor asked about destinations.")

    assert meant(shelf, typed) is None


def test_words_of_pages_that_one_may_not_see_are_never_offered(shelf):
    add(shelf, "The chronology of a student.", sensitivity=Sensitivity.RESTRICTED)
    with shelf.database.writing() as session:
        teacher = an_actor(session, shelf.college, Role.CONTRIBUTOR)

    assert complete(shelf, "chron") == ("chronology",)
    assert complete(shelf, "chron", teacher) == ()
    assert meant(shelf, "cronology", teacher) is None


def test_words_of_another_college_are_never_offered(shelf):
    with shelf.database.writing() as session:
        other = an_actor(session, a_college(session, "other"), Role.CAREERS_LEADER)
    add(shelf, "The chronology of a student.", actor=other)
    add(shelf, "The governor wrote.")

    assert (complete(shelf, "chron"), meant(shelf, "cronology")) == ((), None)
    assert (complete(shelf, "chron", other), meant(shelf, "cronology", other)) == (
        ("chronology",),
        "chronology",
    )


def test_who_may_not_search_is_offered_nothing(shelf):
    with shelf.database.writing() as session:
        administrator = an_actor(session, shelf.college, Role.ADMINISTRATOR)

    with pytest.raises(NotPermittedError):
        complete(shelf, "gov", administrator)
    with pytest.raises(NotPermittedError):
        meant(shelf, "govenor", administrator)


def test_a_hyphenated_word_goes_on_behind_its_hyphen(shelf):
    add(shelf, "The careers co-ordinator wrote of co-operation.")

    assert complete(shelf, "careers co-ord") == ("careers co-ordinator",)


def test_the_form_that_was_meant_may_stand_on_an_older_page_than_another(shelf):
    add(shelf, "The government wrote.", "They govern well.")

    assert meant(shelf, "goverment") == "government"
