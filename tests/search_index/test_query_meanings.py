"""A hundred queries as people type them: what each means, and what it finds."""

from pathlib import Path

import yaml

from search_index import indexing, searching
from search_index.query import parse

TOLD = yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text(encoding="utf-8"))


def spelled(query):
    """The tree of a query as the file writes it."""
    parts = ["|".join(map(spelled_term, clause.terms)) for clause in query.required]
    parts += [f"-{spelled_term(term)}" for term in query.excluded]
    for filter_ in query.filters:
        parts.append(f"{'-' * filter_.is_excluded}{filter_.field}={filter_.value}")
    return " ".join(parts)


def spelled_term(term):
    words = " ".join(term.stems)
    return (f'"{words}"' if len(term.stems) > 1 else words) + "*" * term.is_prefix


def fill(library, college):
    """Put the small library in; the names of its pages by number."""
    names = {}
    for name, paper in TOLD["library"].items():
        numbers = library.add(college, *paper["pages"], **paper["facts"])
        names |= {number: f"{name} {at}" for at, number in enumerate(numbers, 1)}
    with library.database.writing() as session:
        for number, name in names.items():
            if name in TOLD["cited"]:
                indexing.describe(session, college, page_ids=[number], cited=TOLD["cited"][name])
    return names


def test_every_query_means_what_people_mean_by_it():
    understood = {told["asked"]: spelled(parse(told["asked"])) for told in TOLD["queries"]}

    assert len(understood) >= 100
    assert understood == {told["asked"]: told["means"] for told in TOLD["queries"]}


def test_every_query_finds_what_it_means(library):
    college = library.college("A")
    names = fill(library, college)

    found, expected = {}, {}
    for told in TOLD["queries"]:
        with library.database.reading() as session:
            result = searching.search(session, college, told["asked"], library.sees_all(college))
        whole = sorted(names[hit.page_id] for hit in result.hits if hit.has_all)
        found[told["asked"]] = whole or [names[hit.page_id] for hit in result.hits[:1]]
        nearest = [told["nearest"]] if "nearest" in told else []
        expected[told["asked"]] = told["finds"] or nearest

    assert found == expected
