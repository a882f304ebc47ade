"""Finding pages for people: hits with their places, snippets, facets and counts."""

from datetime import date

import pytest

from ingest import finding
from ingest.kinds import DocumentType
from search_index import indexing
from store.errors import NotPermittedError
from store.permissions import Role
from tests.factories.library import a_document_with_pages
from tests.factories.people import an_actor
from tests.factories.statements import counted

GOVERNOR = "The link governor for careers reported to the board."
OTHER = "Enrolment and finance of the estates, governor by governor."


@pytest.fixture
def libraries(shelf):
    with shelf.database.writing() as session:
        report = a_document_with_pages(session, shelf.leader, (GOVERNOR, "Nothing here", GOVERNOR))
        minutes = a_document_with_pages(
            session,
            shelf.leader,
            (OTHER,),
            title="Minutes",
            type=DocumentType.MINUTES,
            event_date=date(2025, 11, 3),
        )
    return report, minutes


def find(shelf, text, actor=None, **facts):
    with shelf.database.reading() as session:
        return finding.find(session, actor or shelf.leader, text, **facts)


def test_pages_come_with_their_document_place_and_marked_words(shelf, libraries):
    found = find(shelf, '"link governor"')

    assert (found.total, found.with_all) == (2, 2)
    page = found.pages[0]
    assert (page.title, page.file_name) == (
        "Careers report to governors",
        "Careers report to governors.pdf",
    )
    assert page.where in {"page 1", "page 3"}
    assert "link governor" in " ".join(part for part, is_marked in page.snippet if is_marked)
    assert "".join(part for part, _ in page.snippet) in GOVERNOR


def test_pages_with_some_of_the_words_follow_those_with_all(shelf, libraries):
    found = find(shelf, "link governor")

    assert (found.total, found.with_all) == (3, 2)
    assert [page.has_all for page in found.pages] == [True, True, False]
    assert found.pages[2].title == "Minutes"


def test_the_pages_of_one_document_stand_together(shelf, libraries):
    report, minutes = find(shelf, "governor").documents

    assert [len(report.pages), len(minutes.pages)] in ([2, 1], [1, 2])


def test_results_come_a_page_at_a_time(shelf, libraries):
    first = find(shelf, "governor", limit=2)
    last = find(shelf, "governor", limit=2, offset=first.next_offset)

    assert (first.next_offset, last.next_offset) == (2, None)
    ids = [page.page_id for page in (*first.pages, *last.pages)]
    assert len(set(ids)) == 3


def test_a_facet_has_counts_and_a_query_that_narrows_to_them(shelf, libraries):
    found = find(shelf, "governor")

    kinds = next(facet for facet in found.facets if facet.name == "Type")
    assert {(value.words, value.count) for value in kinds.values} == {("Report", 2), ("Minutes", 1)}
    for value in kinds.values:
        assert find(shelf, value.query).total == value.count


def test_pages_say_for_what_they_are_cited(shelf, libraries):
    report, _ = libraries
    with shelf.database.writing() as session:
        indexing.describe(
            session, shelf.college.id, page_ids=[report.page(1).id], cited=["2.4", "1.5"]
        )

    found = find(shelf, "link governor careers")

    assert {page.number: page.cited_for for page in found.pages if page.has_all} == {
        1: ("1.5", "2.4"),
        3: (),
    }


@pytest.mark.parametrize("text", ["", "   ", '"', "(((", "-", "level:9 dimension:", "\0"])
def test_no_query_is_a_mistake(shelf, libraries, text):
    found = find(shelf, text)

    assert found.total >= len(found.pages)


def test_the_search_costs_the_same_number_of_statements_however_much_it_finds(shelf, libraries):
    costs = []
    for _ in range(2):
        with counted(shelf.database) as statements:
            find(shelf, "governor")
        costs.append(len(statements))
        with shelf.database.writing() as session:
            for _ in range(5):
                a_document_with_pages(session, shelf.leader, (GOVERNOR, OTHER))

    assert costs[0] == costs[1]


def test_who_runs_the_service_does_not_search_the_evidence(shelf, libraries):
    with shelf.database.writing() as session:
        administrator = an_actor(session, shelf.college, Role.ADMINISTRATOR)

    with pytest.raises(NotPermittedError):
        find(shelf, "governor", administrator)
