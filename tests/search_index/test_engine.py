"""Every engine finds what a reader would find, on random pages and queries, and nothing else."""

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search_index import generations, indexing, searching
from search_index.analysis import analyse
from search_index.highlight import marks_of_terms
from search_index.models import GenerationKind
from search_index.query import parse
from search_index.rerank import REACH
from search_index.visibility import Visibility

NAMES = itertools.count()
WORDS = st.sampled_from(
    [
        *("link", "governor", "governors'", "co-op", "coop", "LMI/ESF", "1.5", "café", "the"),
        *("infor-\nmation", "information", "привет", "x_y", "visit."),
    ]
)
PAGES = st.lists(st.lists(WORDS, max_size=9).map(" ".join), min_size=1, max_size=8)
ASKED = st.lists(
    st.sampled_from(
        [
            *("link", "governor", '"link governor"', "co-op", "coop", "-visit", "OR", "inform*"),
            *("LMI", '"the governor"', "-café", "1.5", "привет", "the", '"co-op visit"', "vis*"),
        ]
    ),
    min_size=1,
    max_size=5,
).map(" ".join)

per_example = settings(
    max_examples=20,
    deadline=None,
    # Every example has colleges of its own in the one database.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def holds(text, query):
    """Whether a reader finds all that is required on the page and nothing that is excluded."""
    return all(marks_of_terms(text, clause.any_of) for clause in query.required) and not any(
        marks_of_terms(text, [term]) for term in query.excluded
    )


def search(library, college, query, visibility=None):
    with library.database.reading() as session:
        sees = visibility or library.sees_all(college)
        return searching.search(session, college, query, sees, expand=False, limit=50)


@per_example
@given(PAGES, ASKED)
def test_the_pages_with_all_words_are_those_that_a_reader_finds(library, pages, asked):
    college = library.college(f"C{next(NAMES)}")
    numbers = library.add(college, *pages)
    query = parse(asked)

    result = search(library, college, asked)

    expected = {n for n, text in zip(numbers, pages, strict=True) if holds(text, query)}
    if query.is_empty:
        expected = set()
    assert {hit.page_id for hit in result.hits if hit.has_all} == expected
    assert result.with_all == len(expected)
    assert result.total == len(result.hits)
    hits = [hit.page_id for hit in result.hits]
    found = {n: text for n, text in zip(numbers, pages, strict=True) if n in hits}
    first = pages_that_come_first(found, query)
    assert [hit in first for hit in hits] == sorted((hit in first for hit in hits), reverse=True)


def pages_that_come_first(found, query):
    """Those with all words; for a heading, those that are within three found pages of all."""
    reach = REACH if query.is_heading else 0
    holding = {n: {c for c in query.required if holds_one(text, c)} for n, text in found.items()}
    return {
        n
        for n in found
        if set().union(*(held for other, held in holding.items() if abs(other - n) <= reach))
        == set(query.required)
    }


def holds_one(text, clause):
    return bool(marks_of_terms(text, clause.any_of))


@per_example
@given(PAGES, PAGES)
def test_word_counts_are_those_of_the_pages_that_are_there(library, kept, removed):
    college = library.college(f"C{next(NAMES)}")
    library.add(college, *kept)
    gone = library.add(college, *removed)
    stems = {token.stem for text in [*kept, *removed] for token in analyse(text)}

    with library.database.writing() as session:
        indexing.remove(session, college, gone)
        live = generations.find_live(session, college, GenerationKind.INDEX)
        table = generations.table_of(live)
        counts = generations.engine_of(session, table).page_counts(
            session, table, [(stem, False) for stem in stems]
        )

    assert counts == {
        (stem, False): sum(stem in {t.stem for t in analyse(text)} for text in kept)
        for stem in stems
    }


@per_example
@given(PAGES, PAGES, ASKED)
def test_another_college_changes_nothing_at_all(library, mine, others, asked):
    college = library.college(f"C{next(NAMES)}")
    library.add(college, *mine)
    before = search(library, college, asked)

    library.add(library.college(f"C{next(NAMES)}"), *others)

    assert search(library, college, asked) == before


@per_example
@given(PAGES, PAGES, ASKED)
def test_pages_a_viewer_may_not_see_are_in_no_count_and_no_facet(library, seen, hidden, asked):
    college = library.college(f"C{next(NAMES)}")
    shown = library.add(college, *seen, type="note")
    library.add(college, *hidden, sensitivity="restricted", type="minutes", year=1999)

    result = search(library, college, asked, Visibility(college, frozenset({"internal"})))

    assert {hit.page_id for hit in result.hits} <= set(shown)
    assert result.total == len(result.hits)
    assert dict(result.facets["type"]) == ({"note": result.total} if result.total else {})
    assert dict(result.facets["year"]).keys() <= {"2026"}
