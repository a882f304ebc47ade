"""Compares what the search holds with itself, both ways and by number; repairs nothing."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from search_index import generations, indexing
from search_index.models import (
    GenerationKind,
    GenerationState,
    Match,
    MatchedPage,
    SearchGeneration,
    SearchPage,
)

_NAMED = 5


def faults(session: Session, college_id: int, page_ids: Iterable[int] | None = None) -> list[str]:
    """A sentence for each fault of a college's search; none when all agree.

    `page_ids` are the pages that ought to be findable, where the caller knows them. On SQLite
    call it in a writing transaction: FTS5's own check counts as a write.
    """
    rows = set(session.scalars(_pages_of(SearchPage, college_id)))
    found = [] if page_ids is None else _differences("a page", set(page_ids), "a search row", rows)
    for generation in generations.written(session, college_id, GenerationKind.INDEX):
        found += _index_faults(session, generation, rows)
    for generation in generations.written(session, college_id, GenerationKind.MATCH):
        found += _match_faults(session, generation, rows)
    return found


def _index_faults(session: Session, generation: SearchGeneration, rows: set[int]) -> list[str]:
    table = generations.table_of(generation)
    engine = generations.engine_of(session, table)
    indexed = engine.page_ids(session, table)
    found = engine.faults(session, table)
    found += _compared(generation, "an indexed text", indexed, rows)
    if generation.pages != len(indexed):
        found.append(f"The index counts {generation.pages} pages and holds {len(indexed)}.")
    return found


def _match_faults(session: Session, generation: SearchGeneration, rows: set[int]) -> list[str]:
    looked_at = _pages_of(MatchedPage, generation.college_id).where(
        MatchedPage.generation == generation.number
    )
    matched = _pages_of(Match, generation.college_id).where(Match.generation == generation.number)
    found = _compared(generation, "a look for matches", set(session.scalars(looked_at)), rows)
    silent = set(session.scalars(looked_at.where(MatchedPage.abstained)))
    speaking = set(session.scalars(matched))
    both = sorted(silent & speaking)
    if both:
        found.append(f"Pages that match nothing have matches: {_named(both)}.")
    neither = sorted(set(session.scalars(looked_at)) - silent - speaking)
    if neither:
        found.append(f"Pages that match something have no matches: {_named(neither)}.")
    others = sorted(_counted_otherwise(session, generation))
    if others:
        found.append(f"Pages are counted by other matches than they have: {_named(others)}.")
    return found


def _counted_otherwise(session: Session, generation: SearchGeneration) -> set[int]:
    """Pages whose text for counting says something else than their matches."""
    written = (MatchedPage.college_id, MatchedPage.generation, MatchedPage.page_id)
    of_page = (Match.college_id, Match.generation, Match.page_id)
    query = (
        select(MatchedPage.page_id, MatchedPage.speaks_to, Match.dimension, Match.level)
        .join(Match, tuple_(*written) == tuple_(*of_page), isouter=True)
        .where(
            MatchedPage.college_id == generation.college_id,
            MatchedPage.generation == generation.number,
        )
        .order_by(MatchedPage.page_id)
    )
    others = set()
    for (page_id, said), rows in groupby(session.execute(query), itemgetter(0, 1)):
        matches = sorted(indexing.spoken(row[2], row[3]) for row in rows if row[2])
        if sorted(filter(None, said.split(","))) != matches:
            others.add(page_id)
    return others


def _compared(generation: SearchGeneration, name: str, held: set[int], rows: set[int]) -> list[str]:
    found = _differences("a search row", rows, name, held)
    if generation.state is GenerationState.BUILDING:
        # What is being written beside is behind; only what should not be there is a fault.
        return _differences("a search row", rows & held, name, held)
    return found


def _differences(one: str, ones: set[int], other: str, others: set[int]) -> list[str]:
    found = []
    if ones - others:
        found.append(f"Pages with {one} and without {other}: {_named(sorted(ones - others))}.")
    if others - ones:
        found.append(f"Pages with {other} and without {one}: {_named(sorted(others - ones))}.")
    return found


def _named(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:_NAMED]))
    return shown if len(numbers) <= _NAMED else f"{shown} and {len(numbers) - _NAMED} more"


def _pages_of(
    table: type[SearchPage] | type[MatchedPage] | type[Match], college_id: int
) -> Select[int]:
    return select(table.page_id).where(table.college_id == college_id)
