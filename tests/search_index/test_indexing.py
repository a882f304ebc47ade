"""Pages come and go with everything that is known of them, in the caller's transaction."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from search_index import checking, indexing, searching, speaking
from search_index.models import Match, SearchGeneration, SearchMark, SearchPage
from store.people import College

LINK = "The link governor visited the college and reported to the corporation."


def total(library, college, query):
    with library.database.reading() as session:
        sees = library.sees_all(college)
        return searching.search(session, college, query, sees, expand=False).total


def faults(library, college, page_ids=None):
    with library.database.writing() as session:
        return checking.faults(session, college, page_ids)


def test_a_page_is_found_in_the_transaction_that_adds_it_and_not_after_it_failed(library):
    college = library.college("A")
    page = indexing.PageToIndex(1, 1, 1, 1, "Title", "note", None, "open")
    prepared = indexing.prepare(LINK, library.matcher)

    def add_and_fail():
        with library.database.writing() as session:
            indexing.add(session, college, [(page, prepared)])
            sees = library.sees_all(college)
            assert searching.search(session, college, "governor", sees).total == 1
            raise TimeoutError

    with pytest.raises(TimeoutError):
        add_and_fail()

    assert total(library, college, "governor") == 0
    assert faults(library, college, []) == []


def test_a_page_that_is_in_already_is_refused(library):
    college = library.college("A")
    (page_id,) = library.add(college, LINK)
    page = indexing.PageToIndex(page_id, 1, 1, 1, "Title", "note", None, "open")

    with pytest.raises(IntegrityError), library.database.writing() as session:
        indexing.add(session, college, [(page, indexing.prepare(LINK, library.matcher))])


def test_adding_no_pages_is_nothing(library):
    college = library.college("A")

    with library.database.writing() as session:
        indexing.add(session, college, [])

    assert faults(library, college) == []


def test_a_removed_page_leaves_nothing_behind(library):
    college = library.college("A")
    gone, kept = library.add(college, LINK, LINK)
    with library.database.writing() as session:
        indexing.describe(session, college, page_ids=[gone, kept], cited=["1.5"])

    with library.database.writing() as session:
        indexing.remove(session, college, [gone, 999])

    with library.database.reading() as session:
        sees = library.sees_all(college)
        hits = speaking.pages_for_dimension(session, college, "1.5", sees)
        assert [hit.page_id for hit in hits] == [kept]
        assert session.scalar(select(func.count()).select_from(SearchMark)) == 1
    assert total(library, college, "governor") == 1
    assert faults(library, college, [kept]) == []


def test_a_page_gets_another_text_and_keeps_its_marks(library):
    college = library.college("A")
    (page,) = library.add(college, "")
    with library.database.writing() as session:
        indexing.describe(session, college, page_ids=[page], cited=["1.5"])

    with library.database.writing() as session:
        read = indexing.prepare(LINK, library.matcher)
        indexing.replace_texts(session, college, [(page, read)])

    with library.database.reading() as session:
        sees = library.sees_all(college)
        (hit,) = speaking.pages_for_dimension(session, college, "1.5", sees)
    assert hit.is_cited
    assert total(library, college, "governor") == 1
    assert faults(library, college, [page]) == []


def test_a_document_is_described_anew_on_all_its_pages(library):
    college = library.college("A")
    library.add(college, LINK, LINK, document_id=7)

    with library.database.writing() as session:
        indexing.describe(
            session, college, document_id=7, title="Visit note", type="note", year=2024
        )

    assert total(library, college, "governor type:note year:2024 title:visits") == 2


def test_marks_take_the_place_of_those_before_and_other_kinds_stay(library):
    college = library.college("A")
    (page,) = library.add(college, LINK)

    with library.database.writing() as session:
        indexing.describe(
            session, college, page_ids=[page], cited=["1.5", "1.1"], dismissed=["2.1"]
        )
        indexing.describe(session, college, page_ids=[page, 999], cited=["1.2", "1.2"])

    with library.database.reading() as session:
        marks = session.execute(select(SearchMark.kind, SearchMark.dimension))
        assert sorted((str(kind), code) for kind, code in marks) == [
            ("cited", "1.2"),
            ("dismissed", "2.1"),
        ]


def test_a_mark_taken_back_is_gone(library):
    college = library.college("A")
    (page,) = library.add(college, LINK)
    with library.database.writing() as session:
        indexing.describe(session, college, page_ids=[page], dismissed=["1.5"])

    with library.database.writing() as session:
        indexing.describe(session, college, page_ids=[page], dismissed=[])

    with library.database.reading() as session:
        sees = library.sees_all(college)
        assert speaking.pages_for_dimension(session, college, "1.5", sees)


def test_a_college_is_dropped_with_its_tables_and_the_others_stay(library):
    college, other = library.college("A"), library.college("B")
    library.add(college, LINK)
    library.add(other, LINK)

    with library.database.writing() as session:
        indexing.drop_college(session, college)

    with library.database.reading() as session:
        for table in (SearchPage, Match, SearchGeneration):
            owners = set(session.scalars(select(table.college_id)))
            assert owners == {other}
    assert (total(library, college, "governor"), total(library, other, "governor")) == (0, 1)


def test_opening_a_college_twice_is_opening_it_once(library):
    college = library.college("A")

    with library.database.writing() as session:
        indexing.open_college(session, college)

    with library.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SearchGeneration)) == 2


def test_workers_that_bring_pages_at_the_same_moment_lose_none(library):
    with library.database.writing() as session:
        college = College(code="new", name="New", folded_name="new")
        session.add(college)
        session.flush()
        college_id = college.id

    def bring(_):
        return [library.add(college_id, LINK)[0] for _ in range(5)]

    with ThreadPoolExecutor(4) as workers:
        brought = [page for pages in workers.map(bring, range(4)) for page in pages]

    assert total(library, college_id, "governor") == 20
    assert faults(library, college_id, brought) == []


def test_any_text_can_be_put_in(library):
    college = library.college("A")

    library.add(college, "x" * 100_000, "governor " * 20_000, "a-b " * 5_000, "", "' \\ \" %")

    assert total(library, college, "governor") == 1
    assert faults(library, college) == []
