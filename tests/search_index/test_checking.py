"""Each fault that can be planted is found and named."""

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import IntegrityError

from search_index import checking, generations, indexing, rebuilding
from search_index.models import GenerationKind, Match, MatchedPage, SearchPage

LINK = "The link governor visited the college and reported to the corporation."


@pytest.fixture
def pages(library):
    college = library.college("A")
    return college, library.add(college, LINK, LINK, "Parking is closed.")


def table(session, college):
    live = generations.find_live(session, college, GenerationKind.INDEX)
    return generations.table_of(live)


def faults(library, college, expected=None):
    with library.database.writing() as session:
        return checking.faults(session, college, expected)


def test_what_agrees_has_no_fault(library, pages):
    college, numbers = pages

    assert faults(library, college, numbers) == []


def test_pages_and_search_rows_are_compared_both_ways(library, pages):
    college, numbers = pages

    found = faults(library, college, [*numbers[1:], 998, 999])

    assert found == [
        "Pages with a page and without a search row: 998, 999.",
        f"Pages with a search row and without a page: {numbers[0]}.",
    ]


def test_a_page_that_is_not_in_the_index_is_named(library, pages):
    college, numbers = pages
    with library.database.writing() as session:
        where = table(session, college)
        generations.engine_of(session, where).remove(session, where, numbers[:1])

    assert faults(library, college) == [
        f"Pages with a search row and without an indexed text: {numbers[0]}.",
        "The index counts 3 pages and holds 2.",
    ]


def test_a_text_without_a_row_is_named(library, pages):
    college, numbers = pages
    with library.database.writing() as session:
        for name in (Match, MatchedPage, SearchPage):
            session.execute(delete(name).where(name.page_id == numbers[2]))

    assert faults(library, college) == [
        f"Pages with an indexed text and without a search row: {numbers[2]}."
    ]


def test_a_page_nobody_matched_is_named(library, pages):
    college, numbers = pages
    with library.database.writing() as session:
        session.execute(delete(MatchedPage).where(MatchedPage.page_id == numbers[2]))

    assert faults(library, college) == [
        f"Pages with a search row and without a look for matches: {numbers[2]}."
    ]


def test_matches_and_abstentions_must_agree(library, pages):
    college, numbers = pages
    with library.database.writing() as session:
        session.execute(delete(Match).where(Match.page_id == numbers[0]))
        session.execute(
            update(MatchedPage).where(MatchedPage.page_id == numbers[1]).values(abstained=True)
        )

    assert faults(library, college) == [
        f"Pages that match nothing have matches: {numbers[1]}.",
        f"Pages that match something have no matches: {numbers[0]}.",
        f"Pages are counted by other matches than they have: {numbers[0]}.",
    ]


def test_a_page_that_is_counted_by_another_level_than_its_match_is_named(library, pages):
    college, numbers = pages
    with library.database.writing() as session:
        session.execute(update(Match).where(Match.page_id == numbers[1]).values(level=None))

    assert faults(library, college) == [
        f"Pages are counted by other matches than they have: {numbers[1]}."
    ]


def test_what_is_being_written_beside_may_be_behind_but_not_ahead(library, pages):
    college, numbers = pages
    with library.database.writing() as session:
        rebuild = rebuilding.begin(session, college, GenerationKind.INDEX, library.matcher)
        text_ = indexing.prepare(LINK, library.matcher)
        rebuilding.write(session, rebuild, [(numbers[0], text_)])
    behind = faults(library, college)
    with library.database.writing() as session:
        for name in (Match, MatchedPage, SearchPage):
            session.execute(delete(name).where(name.page_id == numbers[0]))

    ahead = faults(library, college)

    named = f"Pages with an indexed text and without a search row: {numbers[0]}."
    assert (behind, ahead) == ([], [named, named])


def test_many_pages_are_counted_and_not_listed(library):
    college = library.college("A")

    found = faults(library, college, range(1, 9))

    assert found == ["Pages with a page and without a search row: 1, 2, 3, 4, 5 and 3 more."]


def test_damage_inside_the_index_is_found(library, pages):
    college, _ = pages
    with library.database.writing() as session:
        name = table(session, college).name
        if library.database.dialect == "sqlite" and not table(session, college).in_files:
            session.execute(text(f"UPDATE {name}_content SET c0 = 'other words' WHERE id = 1"))  # noqa: S608 - our own table
        else:
            session.execute(text(f"UPDATE {name}_words SET pages = 9 WHERE term = 'governor'"))  # noqa: S608 - our own table

    (found,) = faults(library, college)

    assert found.startswith(f"The index {name} ")


def test_a_match_cannot_point_to_a_page_of_another_college(library, pages):
    _, numbers = pages
    other = library.college("B")

    row = {"college_id": other, "generation": 1, "page_id": numbers[0], "abstained": True}

    def plant(session):
        # Nested, so that the door's own transaction outlives the refusal.
        with session.begin_nested():
            session.execute(insert(MatchedPage), [row])

    with library.database.writing() as session, pytest.raises(IntegrityError):
        plant(session)
