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
        ("govenor, destinatons", "governor, destinations"),
        ('"link govenor"', '"link governor"'),
        ("linkgovernor destinatons", "link governor destinations"),
        ('"the linkgovernor"', '"the link governor"'),
        ("govenor OR destinatons", "governor OR destinations"),
        ("what do governors say about destinatons", "what do governors say about destinations"),
    ],
)
def test_a_word_that_no_page_has_is_replaced_by_a_near_one(shelf, typed, better):
    add(shelf, "The link governor asked about destinations.")

    assert meant(shelf, typed) == better


@pytest.mark.parametrize(
    "typed",
    [
        "governor",
        "entirely",
        "LMI",
        "gov*",
        "2031",
        "",
        "-govenor",
        "OR",
        "govenor OR destinations",
    ],
)
def test_words_that_are_right_or_like_nothing_are_left(shelf, typed):
    add(shelf, "The link governor asked about destinations.")

    assert meant(shelf, typed) is None


@pytest.mark.parametrize(
    "typed", ["govenor entirely", '"govenor entirely"', "govenor 2031", "govenor abouts xyzzy"]
)
def test_nothing_is_offered_that_still_holds_a_word_that_no_page_has(shelf, typed):
    add(shelf, "The link governor asked about destinations.")

    assert meant(shelf, typed) is None


def test_a_word_is_split_only_where_both_stand_side_by_side(shelf):
    add(shelf, "The link governor asked about destinations.")

    assert meant(shelf, "governorlink") is None
    assert meant(shelf, "askedabout") == "asked about"


def test_a_question_that_finds_pages_is_offered_no_other_word_for_one_of_its_own(shelf):
    add(shelf, "A complaint about the website. Provider access legislation.")

    assert meant(shelf, "is our website compliant with provider access legislation") is None
    assert meant(shelf, "compliant") == "complaint"
    assert meant(shelf, "is there any compliant") == "is there any complaint"


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("title:stratgey", "title:strategy"),
        ('title:"careers stratgey"', 'title:"careers strategy"'),
        ("title:stratgey govenor", "title:strategy governor"),
        ("title:destinations", None),
        ("title:strategy", None),
        ("-title:stratgey", None),
    ],
)
def test_words_of_a_title_are_compared_with_titles(shelf, typed, better):
    add(shelf, "The governor asked about destinations.", title="Careers strategy")

    assert meant(shelf, typed) == better


def test_names_that_one_may_not_see_are_never_offered(shelf):
    add(shelf, "A page.", title="Chronology", sensitivity=Sensitivity.RESTRICTED)
    with shelf.database.writing() as session:
        teacher = an_actor(session, shelf.college, Role.CONTRIBUTOR)

    assert meant(shelf, "title:cronology") == "title:chronology"
    assert meant(shelf, "title:cronology", teacher) is None


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("careers type:min", ("careers type:minutes",)),
        ("type:bo", ('type:"board paper"',)),
        ('type:"board p', ('type:"board paper"',)),
        ("TYPE:scheme-of", ('TYPE:"scheme of work"',)),
        ("type:minutes", ()),
        ("dimension:6.1", ()),
        ("-theme:", ("-theme:1", "-theme:2", "-theme:3", "-theme:4", "-theme:5", "-theme:6")),
        ("level:", ("level:1", "level:2", "level:3", "level:4")),
        ("status:c", ("status:cited", "status:confirmed")),
        ("status:d", ("status:dismissed",)),
        ("year:20", ()),
        ("date:minutes", ()),
        ("title:mini", ("title:ministry",)),
        ("nofield:mini", ("nofield:ministry",)),
    ],
)
def test_behind_a_field_its_own_values_go_on(shelf, typed, offered):
    add(shelf, "The ministry has a mind of its own; the board, statuses, dismissed, cited.")

    assert complete(shelf, typed) == offered


def test_every_dimension_of_a_theme_goes_on(shelf):
    offered = complete(shelf, "dimension:1.")

    assert offered[0] == "dimension:1.1"
    assert "dimension:1.5" in offered
    assert all(one.startswith("dimension:1.") for one in offered)


def test_what_was_dismissed_is_offered_to_those_who_may_dismiss(shelf):
    assert complete(shelf, "status:dis", shelf.governor) == ()


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
