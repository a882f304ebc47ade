"""What an engine is asked for: all words, or the weightiest of them when few pages hold all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from search_index import facets, generations
from search_index.engine import Wanted
from search_index.facets import Counted
from search_index.fields import Scope
from search_index.first_guess import rarity
from search_index.models import SearchGeneration
from search_index.query import Clause, Query
from search_index.rerank import Statistics

# With fewer pages than this that hold all words, pages with some of them follow.
FEW_PAGES = 10
# The weightiest words that such a page must hold one of.
SOME_WORDS = 8
# A word on more than this share of the pages is not one of them, if there are others.
TOO_COMMON = 0.3


def statistics_for(session: Session, index: SearchGeneration, query: Query) -> Statistics:
    """The college's own figures for the words that a page must hold."""
    terms = [
        (stem, term.is_prefix and place == len(term.stems) - 1)
        for clause in query.required
        for term in clause.any_of
        for place, stem in enumerate(term.stems)
    ]
    table = generations.table_of(index)
    counts = generations.engine_of(session, table).page_counts(session, table, terms)
    return Statistics(index.pages, index.words / max(index.pages, 1), counts)


@dataclass(frozen=True)
class Plan:
    """What the engine is asked for, its counts, and how many pages hold everything.

    `all_words` is what those hold. `left_out` are words, as they were typed, that so many pages
    have that one with nothing else of the query was not looked for.
    """

    wanted: Wanted
    all_words: Wanted
    counted: Counted
    with_all: int
    left_out: tuple[str, ...] = ()


def choose(session: Session, scope: Scope, query: Query, statistics: Statistics) -> Plan:
    """All words where enough pages hold them, else some of them."""
    all_words = wanted_for(query, statistics)
    some, left_out = _some_words(query, statistics) if len(query.required) > 1 else ([], ())
    with_all = facets.total(session, scope, all_words) if some else FEW_PAGES
    if with_all >= FEW_PAGES or (
        with_all and _are_enough_without_fields(session, scope, all_words)
    ):
        counted = facets.counted(session, scope, all_words)
        return Plan(all_words, all_words, counted, counted.total)
    some_words = replace(_wanted(some, query, statistics), any_group=True)
    counted = facets.counted(session, scope, some_words)
    return Plan(some_words, all_words, counted, with_all, left_out)


def _are_enough_without_fields(session: Session, scope: Scope, all_words: Wanted) -> bool:
    """Whether enough pages would hold all words with nothing narrowed down.

    Only narrowing made them few then, and it adds no pages with some of the words: each value of a
    facet leads to the pages that it counted.
    """
    if not scope.filters:
        return False
    return facets.total(session, replace(scope, filters=()), all_words) >= FEW_PAGES


def wanted_for(query: Query, statistics: Statistics) -> Wanted:
    """Pages that hold all that a query requires."""
    return _wanted(query.required, query, statistics)


def _wanted(clauses: Sequence[Clause], query: Query, statistics: Statistics) -> Wanted:
    """Pages that hold every clause and nothing that is excluded."""
    return Wanted(
        tuple(clause.any_of for clause in clauses),
        query.excluded,
        rarities=tuple(
            tuple(rarity(statistics.pages, statistics.pages_of(term)) for term in clause.any_of)
            for clause in clauses
        ),
        average_words=max(statistics.average_words, 1.0),
    )


def _some_words(query: Query, statistics: Statistics) -> tuple[list[Clause], tuple[str, ...]]:
    """The weightiest clauses that stand on any page; common ones only if there are no others.

    With the words of those that are too common.
    """
    known = [clause for clause in query.required if _pages(clause, statistics)]
    known.sort(key=lambda clause: -statistics.weight(clause))
    rare = [c for c in known if _pages(c, statistics) <= TOO_COMMON * statistics.pages]
    common = tuple(c.terms[0].text for c in known if c not in rare) if rare else ()
    expanded = [c for c in query.required if c.expansions and c not in known]
    return ((rare or known) + expanded)[:SOME_WORDS], common


def _pages(clause: Clause, statistics: Statistics) -> int:
    return max(statistics.pages_of(term) for term in clause.terms)
