"""Finding pages for people: groups, snippets, ways to narrow down, and who finds what."""

from datetime import date

import pytest
from sqlalchemy import delete

from ingest import finding
from ingest.kinds import DocumentType, Sensitivity
from ingest.models.documents import Shown
from search_index import indexing
from store.errors import NotPermittedError
from store.permissions import Role
from tests.factories.library import a_document_with_pages, a_revision
from tests.factories.people import a_college, an_actor
from tests.factories.statements import counted
from tests.factories.workflow import a_review, an_assessment, an_engagement

GOVERNOR = "The link governor for careers reported to the board."
BOILER = "The boiler at the north site was replaced."


def find(shelf, actor, query, **options):
    with shelf.database.reading() as session:
        return finding.find(session, actor, query, **options)


def add(shelf, *texts, **facts):
    with shelf.database.writing() as session:
        return a_document_with_pages(session, shelf.leader, texts, **facts)


def counts(found, name):
    (facet,) = [facet for facet in found.facets if facet.name == name]
    return {value.words: value.count for value in facet.values}


def test_a_found_page_says_where_it_is_and_why(shelf):
    add(shelf, BOILER)
    library = add(shelf, BOILER, GOVERNOR, title="Board minutes", type=DocumentType.MINUTES)

    (page,) = find(shelf, shelf.leader, "link governors").pages

    assert (page.title, page.where, page.number) == ("Board minutes", "page 2", 2)
    assert (page.document_key, page.revision_key) == (library.document.key, library.revision.key)
    assert (page.page_id, page.file_name) == (library.page(2).id, "Board minutes.pdf")
    assert (page.event_date, page.has_all) == (date(2026, 3, 12), True)
    assert "".join(words for words, _ in page.snippet).strip("… ") == GOVERNOR
    assert {words.lower() for words, marked in page.snippet if marked} == {"link", "governor"}


def test_pages_of_one_document_stand_together(shelf):
    two = add(shelf, GOVERNOR, GOVERNOR, title="Two pages")
    one = add(shelf, GOVERNOR, title="One page")

    groups = {
        group.document_key: group for group in find(shelf, shelf.leader, "governor").documents
    }

    assert {key: len(group.pages) for key, group in groups.items()} == {
        two.document.key: 2,
        one.document.key: 1,
    }
    assert groups[two.document.key].title == "Two pages"


def test_what_has_all_the_words_is_counted_apart(shelf):
    add(shelf, f"{GOVERNOR} {BOILER}", GOVERNOR, title="A paper")

    found = find(shelf, shelf.leader, "governor boiler")

    assert (found.total, found.with_all) == (2, 1)
    assert [page.has_all for page in found.pages] == [True, False]


def test_found_pages_come_a_few_at_a_time_each_once(shelf):
    library = add(shelf, *[f"{GOVERNOR} Item {number}." for number in range(5)])

    seen, offset = [], 0
    while offset is not None:
        found = find(shelf, shelf.leader, "governor", limit=2, offset=offset)
        seen += [page.page_id for page in found.pages]
        assert found.total == 5
        offset = found.next_offset

    assert sorted(seen) == sorted(page.id for page in library.pages)


def test_beyond_the_last_page_there_is_nothing_and_no_further(shelf):
    add(shelf, GOVERNOR)

    found = find(shelf, shelf.leader, "governor", offset=20)

    assert (found.pages, found.next_offset) == ((), None)


def test_facets_count_what_each_value_would_find(shelf):
    add(shelf, GOVERNOR, GOVERNOR, type=DocumentType.SCHEME_OF_WORK)
    add(shelf, GOVERNOR, type=DocumentType.PLAN, event_date=date(2025, 1, 1))

    found = find(shelf, shelf.leader, "governor")

    assert counts(found, "Type") == {"Scheme of work": 2, "Plan": 1}
    assert counts(found, "Year") == {"2026": 2, "2025": 1}
    for facet in found.facets:
        for value in facet.values:
            assert find(shelf, shelf.leader, value.query).total == value.count


def test_a_facet_with_one_value_narrows_nothing_and_is_left_out(shelf):
    add(shelf, GOVERNOR)

    assert {facet.name for facet in find(shelf, shelf.leader, "governor").facets} <= {"Dimension"}


def test_what_a_page_is_cited_for_is_told(shelf):
    library = add(shelf, GOVERNOR)
    with shelf.database.writing() as session:
        indexing.describe(
            session, shelf.college.id, page_ids=[library.page(1).id], cited=["B2", "A1"]
        )

    (page,) = find(shelf, shelf.leader, "governor").pages

    assert page.cited_for == ("A1", "B2")


def test_other_words_for_the_same_are_searched_unless_not_wanted(shelf):
    add(shelf, "Learners took part in work experience.")

    with_others = find(shelf, shelf.leader, "work placements")
    without = find(shelf, shelf.leader, '"work placements"', expand=False)

    assert with_others.total == 1
    assert with_others.also_searched_for
    assert (without.total, without.also_searched_for) == (0, ())


@pytest.mark.parametrize("query", ["", "   ", '"', "type:", "-", "%", "' OR 1=1 --", "a" * 5000])
def test_any_text_has_a_meaning(shelf, query):
    add(shelf, GOVERNOR)

    found = find(shelf, shelf.leader, query)

    assert found.total == len(found.pages)


def test_only_the_newest_files_pages_are_found(shelf):
    library = add(shelf, GOVERNOR)
    with shelf.database.writing() as session:
        indexing.remove(session, shelf.college.id, [library.page(1).id])
        newer = a_revision(session, library.document, (GOVERNOR,), number=2)

    (page,) = find(shelf, shelf.leader, "governor").pages

    assert page.revision_key == newer.revision.key


def test_what_is_closed_is_neither_found_nor_counted_nor_a_way_to_narrow_down(shelf):
    add(shelf, GOVERNOR, type=DocumentType.PLAN)
    add(
        shelf, GOVERNOR, type=DocumentType.SURVEY, sensitivity=Sensitivity.CONFIDENTIAL,
        event_date=date(2024, 1, 1),
    )  # fmt: skip
    add(
        shelf, BOILER, GOVERNOR, type=DocumentType.REPORT,
        page_sensitivities={2: Sensitivity.RESTRICTED}, event_date=date(2023, 1, 1),
    )  # fmt: skip

    closed, everything = (
        find(shelf, actor, "governor") for actor in (shelf.contributor, shelf.leader)
    )

    assert (closed.total, closed.with_all, len(closed.pages)) == (1, 1, 1)
    assert not {facet.name for facet in closed.facets} & {"Type", "Year"}
    assert everything.total == 3
    assert counts(everything, "Type") == {"Plan": 1, "Survey": 1, "Report": 1}
    assert counts(everything, "Year") == {"2026": 1, "2024": 1, "2023": 1}


def test_an_outsider_finds_and_counts_only_what_the_review_is_shown(shelf):
    shown = add(
        shelf, GOVERNOR, GOVERNOR, GOVERNOR, page_sensitivities={3: Sensitivity.CONFIDENTIAL}
    )
    add(shelf, GOVERNOR, type=DocumentType.SURVEY, event_date=date(2024, 1, 1))
    with shelf.database.writing() as session:
        review = a_review(session, shelf.leader, an_assessment(session, shelf.college))
        assessor = an_engagement(session, shelf.leader, shelf.college, review)
        session.execute(delete(Shown))
        for page in (shown.page(2), shown.page(3)):
            session.add(
                Shown(
                    college_id=shelf.college.id,
                    review_id=review.id,
                    document_id=shown.document.id,
                    page_id=page.id,
                )
            )

    found = find(shelf, assessor, "governor")

    assert [page.page_id for page in found.pages] == [shown.page(2).id]
    assert (found.total, found.with_all, found.next_offset) == (1, 1, None)
    assert not {facet.name for facet in found.facets} & {"Type", "Year"}


def test_another_college_finds_its_own(shelf):
    add(shelf, GOVERNOR)
    with shelf.database.writing() as session:
        stranger = an_actor(session, a_college(session))
        its_own = a_document_with_pages(session, stranger, (GOVERNOR,))

    assert [page.page_id for page in find(shelf, stranger, "governor").pages] == [
        its_own.page(1).id
    ]


def test_who_runs_the_service_finds_nothing(shelf):
    with shelf.database.writing() as session:
        administrator = an_actor(session, shelf.college, Role.ADMINISTRATOR)

    with pytest.raises(NotPermittedError):
        find(shelf, administrator, "governor")


def test_finding_costs_the_same_number_of_statements_however_much_is_found(shelf):
    costs = []
    for texts in ((GOVERNOR,) * 2, (GOVERNOR,) * 12):
        add(shelf, *texts)
        with counted(shelf.database) as statements:
            find(shelf, shelf.leader, "governor")
        costs.append(len(statements))

    assert costs[0] == costs[1]


def test_every_facet_counts_what_its_values_would_find(shelf):
    library = add(shelf, GOVERNOR, BOILER, type=DocumentType.MINUTES)
    add(shelf, GOVERNOR, f"{GOVERNOR} {BOILER}", type=DocumentType.PLAN, event_date=None)
    with shelf.database.writing() as session:
        of_page = {"page_ids": [library.page(2).id]}
        indexing.describe(session, shelf.college.id, cited=["6.1", "2.2"], **of_page)

    found = find(shelf, shelf.leader, "governor OR boiler")

    names = {facet.name for facet in found.facets}
    assert {"Type", "Theme", "Dimension", "Gatsby Benchmark", "Status"} <= names
    for facet in found.facets:
        for value in facet.values:
            assert find(shelf, shelf.leader, value.query).total == value.count, value


def test_pages_like_one_are_told_with_their_place(shelf):
    library = add(shelf, GOVERNOR, BOILER, f"Again: {GOVERNOR}", title="Minutes")

    with shelf.database.reading() as session:
        found = finding.find_like(session, shelf.leader, library.page(1).id)

    assert [(one.title, one.where) for one in found] == [("Minutes", "page 3")]


def test_the_next_and_the_last_page_with_the_words_are_known(shelf):
    library = add(shelf, GOVERNOR, BOILER, GOVERNOR, BOILER)

    def around(number):
        with shelf.database.reading() as session:
            return finding.pages_with(
                session, shelf.leader, "governor", library.document.id, number
            )

    assert [around(number) for number in (1, 2, 3, 4)] == [(None, 3), (1, 3), (1, None), (3, None)]


def test_a_page_of_a_dimension_is_shown_by_the_passage_that_speaks_to_it(shelf):
    opening = "Minutes of the corporation. " * 20
    library = add(shelf, f"{opening}\n\n{GOVERNOR} The link governor asked about destinations.")

    (page,) = find(shelf, shelf.leader, "dimension:1.5").pages

    assert page.page_id == library.page(1).id
    assert "link governor" in {words.lower() for words, marked in page.snippet if marked}
    (other,) = find(shelf, shelf.leader, "-dimension:6.1").pages
    assert "".join(words for words, _ in other.snippet).startswith("Minutes of the corporation.")


def test_a_document_says_how_many_of_its_pages_are_found_in_all(shelf):
    add(shelf, GOVERNOR, GOVERNOR, BOILER, title="Minutes")

    (document,) = find(shelf, shelf.leader, "governor", limit=1).documents

    assert (len(document.pages), document.total) == (1, 2)
