"""One page as people read it: its text, its place in words, its neighbours, its quotes."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import documents, pages
from ingest.kinds import DocumentType, MinutesStatus, Sensitivity
from ingest.models.documents import PageTable
from ingest.pages import between, find_quote, locator_words, sentences
from store.errors import NotFoundError
from tests.factories.library import a_document_with_pages, a_revision
from tests.factories.people import a_college, an_actor

TEXTS = ("The first page.", "The second page.", "The third page.", "The fourth page.")
WORDS = st.lists(st.sampled_from(["a", "b", "ab", "(c)", "d.", "é", "1*"]), min_size=1, max_size=30)
SPACES = st.sampled_from([" ", "\n", "  ", "\t", "\r\n", " ", " \n "])


@pytest.fixture
def library(shelf):
    with shelf.database.writing() as session:
        return a_document_with_pages(
            session, shelf.leader, TEXTS, page_sensitivities={2: Sensitivity.CONFIDENTIAL}
        )


def opened(shelf, actor, library, number):
    with shelf.database.reading() as session:
        return pages.get_page(session, actor, library.revision.key, number)


def test_a_page_is_shown_with_its_place_its_text_and_its_document(shelf, library):
    page = opened(shelf, shelf.leader, library, 3)

    assert (page.text, page.where, page.number, page.count) == (TEXTS[2], "page 3", 3, 4)
    assert (page.title, page.document_key) == (library.document.title, library.document.key)
    assert (page.revision_number, page.has_image, page.problems) == (1, True, ())
    assert page.layer_parser == "a test"


def test_the_pages_before_and_after_are_those_that_may_be_seen(shelf, library):
    leaders = [opened(shelf, shelf.leader, library, number) for number in (1, 2, 4)]
    contributors = [opened(shelf, shelf.contributor, library, number) for number in (1, 3, 4)]

    assert [(page.previous, page.next, page.count) for page in leaders] == [
        (None, 2, 4),
        (1, 3, 4),
        (3, None, 4),
    ]
    assert [(page.previous, page.next, page.count) for page in contributors] == [
        (None, 3, 3),
        (1, 4, 3),
        (3, None, 3),
    ]


def test_every_page_that_may_not_be_seen_is_missed_in_the_same_words(shelf, library):
    with shelf.database.writing() as session:
        stranger = an_actor(session, a_college(session))

    said = set()
    for actor, number in ((shelf.contributor, 2), (shelf.leader, 5), (stranger, 1)):
        with pytest.raises(NotFoundError) as raised:
            opened(shelf, actor, library, number)
        said.add(raised.value.sentence)

    assert said == {"This page is not here, or not shared with you."}


def test_a_page_is_asked_for_by_its_number_in_the_library_too(shelf, library):
    with shelf.database.reading() as session:
        pages.require_page(session, shelf.contributor, library.page(1).id)
        for page_id in (library.page(2).id, 12345):
            with pytest.raises(NotFoundError):
                pages.require_page(session, shelf.contributor, page_id)


def test_the_page_of_an_older_file_stays_as_it_was(shelf, library):
    with shelf.database.writing() as session:
        newer = a_revision(session, library.document, ("New words.",), number=2)

    assert opened(shelf, shelf.leader, library, 1).text == TEXTS[0]
    page = opened(shelf, shelf.leader, newer, 1)
    assert (page.text, page.revision_number, page.count) == ("New words.", 2, 1)


def test_draft_minutes_are_marked_on_every_page(shelf):
    facts = {"type": DocumentType.MINUTES, "minutes_status": MinutesStatus.DRAFT}
    with shelf.database.writing() as session:
        draft = a_document_with_pages(session, shelf.leader, **facts)

    assert opened(shelf, shelf.leader, draft, 1).is_draft


def test_a_pages_tables_are_shown_in_order_as_text(shelf, library):
    with shelf.database.writing() as session:
        for number, rows in ((2, [["second", ""]]), (1, [["Campus", "Learners"], ["North", 12]])):
            session.add(
                PageTable(
                    college_id=shelf.college.id,
                    page_id=library.page(1).id,
                    number=number,
                    rows=rows,
                )
            )

    assert opened(shelf, shelf.leader, library, 1).tables == (
        (("Campus", "Learners"), ("North", "12")),
        (("second", ""),),
    )


def test_stored_pages_are_counted(shelf, library):
    with shelf.database.reading() as session:
        assert pages.count_pages(session, shelf.college.id, library.revision.id) == 4
        assert pages.count_pages(session, shelf.college.id, 999) == 0


def test_of_a_document_a_member_is_listed_the_pages_they_may_open(shelf, library):
    with shelf.database.reading() as session:
        view = documents.get_document(session, shelf.contributor, library.document.key)
        listed = documents.list_pages(session, shelf.contributor, view)

    assert [line.number for line in listed] == [1, 3, 4]


@pytest.mark.parametrize(
    ("locator", "words"),
    [
        ({"kind": "page", "number": 6}, "page 6"),
        ({"kind": "slide", "number": 2, "part": "body"}, "slide 2"),
        ({"kind": "slide", "number": 4, "part": "notes"}, "slide 4, notes"),
        ({"kind": "section", "path": [], "paragraphs": [4, 4]}, "paragraph 4"),
        ({"kind": "section", "path": ["A", "B"], "paragraphs": [4, 9]}, "B, paragraphs 4 to 9"),
        ({"kind": "sheet", "name": "Data", "rows": [1, 50]}, "sheet Data, rows 1 to 50"),
        ({"kind": "sheet", "name": "Data", "rows": [7, 7]}, "sheet Data, row 7"),
        ({"kind": "sheet", "name": "", "rows": [2, 61]}, "rows 2 to 61"),
        ({"kind": "part", "name": "header"}, "header"),
        ({"kind": "part", "path": [], "name": "Plan"}, "Plan"),
        (
            {"kind": "part", "path": ["A", "B"], "name": "C (1 of 2)"},
            "C (1 of 2), inside B, inside A",
        ),
        ({}, "part"),
    ],
)
def test_a_place_is_said_in_words(locator, words):
    assert locator_words(locator) == words


@given(st.data(), WORDS)
def test_words_of_a_text_are_found_however_their_white_space_changes(data, words):
    text = "".join(word + data.draw(SPACES) for word in words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    exact = "".join(word + data.draw(SPACES) for word in words[first:last])

    start, end = find_quote(text, exact)

    assert text[start:end].split() == exact.split()
    assert text[start:end] == text[start:end].strip()


@given(st.data(), WORDS)
def test_with_all_that_stands_around_it_a_quote_is_found_at_its_own_place(data, words):
    text = "".join(word + data.draw(SPACES) for word in words)
    spans = [match.span() for match in re.finditer(r"\S+", text)]
    first = data.draw(st.integers(0, len(spans) - 1))
    start, end = spans[first][0], spans[data.draw(st.integers(first, len(spans) - 1))][1]

    assert find_quote(text, text[start:end], text[:start], text[end:]) == (start, end)


@given(st.text(alphabet="ab.( \n"), st.text(alphabet="ab.( \n", max_size=4))
def test_words_are_found_just_where_they_stand(text, exact):
    found = find_quote(text, exact)

    wanted = " ".join(exact.split())
    assert (found is not None) == (wanted != "" and wanted in " ".join(text.split()))
    assert found is None or text[slice(*found)].split() == exact.split()


@pytest.mark.parametrize("exact", ["", " \n ", "boards", "the Board", "board  met not"])
def test_words_that_do_not_stand_there_are_not_found(exact):
    assert find_quote("the board met", exact) is None


def test_what_stands_before_or_after_chooses_among_equal_words():
    text = "Governors noted it. Staff noted it. Governors noted it again."

    assert find_quote(text, "noted it") == (10, 18)
    assert find_quote(text, "noted it", prefix="met. Staff") == (26, 34)
    assert find_quote(text, "noted it", suffix="again. And") == (46, 54)


@given(st.text(alphabet="aB.!? \n1(“;:"))
def test_sentences_hold_all_that_is_not_blank_in_order(text):
    spans = sentences(text)

    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(
        text.split()
    )
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)


WIDE = "The careers leader met the link governor in each term and told the board about it"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (f"Leadership\nCareers\n{WIDE}.", ["Leadership", "Careers", f"{WIDE}."]),
        (f"{WIDE}. The\nBoard agreed.", [f"{WIDE}.", "The\nBoard agreed."]),
        (f"{WIDE}\n4. Next steps\n5. Risks", [WIDE, "4. Next steps", "5. Risks"]),
        (f"{WIDE}.\n4.\nNext", [f"{WIDE}.", "4.\nNext"]),
        ("• One. Two\n• Three", ["• One.", "Two", "• Three"]),
        ("Issue\tSecond\nKeeper\tThe clerk\nBy", ["Issue\tSecond", "Keeper\tThe clerk", "By"]),
        ("narrow column\nOf words", ["narrow column\nOf words"]),
    ],
)
def test_headings_items_and_rows_of_tables_are_no_part_of_a_sentence(text, pieces):
    assert [text[start:end] for start, end in sentences(text)] == pieces


def test_sentences_end_where_people_end_them():
    text = "Governors met. They noted 3.5 per cent, e.g. by campus; The\nboard agreed.\n\nnext part"

    assert [text[start:end] for start, end in sentences(text)] == [
        "Governors met.",
        "They noted 3.5 per cent, e.g. by campus;",
        "The\nboard agreed.",
        "next part",
    ]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (1, 1, ("One.", "")),
        (2, 3, ("Two. Three.", "One. ")),
        (0, 99, ("One. Two. Three.", "")),
        (-3, 2, ("One. Two.", "")),
    ],
)
def test_sentences_are_taken_by_number(first, last, words):
    assert between("One. Two. Three.", first, last) == words


def test_a_text_without_words_has_no_sentences():
    assert sentences(" \n ") == []
    assert between(" \n ", 1, 2) == ("", "")
