"""Writes a new generation of a college's index or matches beside the old and swaps; resumable.

The layer above hands over the pages in order of their numbers, as many at a time as it likes,
each prepared outside the transaction. Searches read the old generation until the swap.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from search_index import generations, indexing
from search_index.indexing import PreparedText
from search_index.matching import Matcher
from search_index.models import (
    GenerationKind,
    GenerationState,
    Match,
    MatchedPage,
    SearchGeneration,
    SearchPage,
)
from store.errors import ConflictError


@dataclass(frozen=True)
class Rebuild:
    """A rebuild under way. Go on with the pages whose number is greater than `after`."""

    college_id: int
    kind: GenerationKind
    number: int
    after: int


def is_stale(session: Session, college_id: int, kind: GenerationKind, matcher: Matcher) -> bool:
    """Whether what is read was made by another analysis, framework or word list than today's."""
    live = generations.find_live(session, college_id, kind)
    return live is not None and live.recipe != _recipe(session, kind, matcher)


def _recipe(session: Session, kind: GenerationKind, matcher: Matcher) -> str:
    if kind is GenerationKind.INDEX:
        return generations.index_recipe(session)
    return matcher.recipe


def begin(session: Session, college_id: int, kind: GenerationKind, matcher: Matcher) -> Rebuild:
    """Begin a rebuild, or go on with the one that was begun by the same recipe."""
    indexing.open_college(session, college_id, matcher.recipe)
    building = _find_building(session, college_id, kind)
    if building is not None and building.recipe != _recipe(session, kind, matcher):
        _discard(session, building)
        building = None
    if building is None:
        recipe = _recipe(session, kind, matcher)
        building = generations.begin(session, college_id, kind, GenerationState.BUILDING, recipe)
    return Rebuild(college_id, kind, building.number, building.cursor)


def write(session: Session, rebuild: Rebuild, pages: Sequence[tuple[int, PreparedText]]) -> Rebuild:
    """Write some pages, in order of their numbers, and remember how far it came.

    Pages that came or went meanwhile do no harm. Raises ConflictError when the rebuild was
    ended or begun anew by somebody else.
    """
    building = _building(session, rebuild)
    fresh = _still_missing(session, building, [page_id for page_id, _ in pages])
    batch = [(page_id, text) for page_id, text in pages if page_id in fresh]
    if rebuild.kind is GenerationKind.INDEX:
        indexing.write_texts(session, building, batch)
    else:
        indexing.write_matches(session, building, batch)
    building.cursor = max((page_id for page_id, _ in pages), default=building.cursor)
    session.flush()
    return Rebuild(rebuild.college_id, rebuild.kind, rebuild.number, building.cursor)


def swap(session: Session, rebuild: Rebuild) -> None:
    """Read the new generation from now on and remove the old. Raises ConflictError as `write`."""
    building = _building(session, rebuild)
    for generation in generations.written(session, rebuild.college_id, rebuild.kind):
        if generation is not building:
            _discard(session, generation)
    building.state = GenerationState.LIVE
    session.flush()


def _building(session: Session, rebuild: Rebuild) -> SearchGeneration:
    generations.written(session, rebuild.college_id, rebuild.kind)
    building = _find_building(session, rebuild.college_id, rebuild.kind)
    if building is None or building.number != rebuild.number:
        raise ConflictError("The rebuild was ended or begun anew meanwhile. Start it again.")
    return building


def _find_building(
    session: Session, college_id: int, kind: GenerationKind
) -> SearchGeneration | None:
    return session.scalar(
        select(SearchGeneration).where(
            SearchGeneration.college_id == college_id,
            SearchGeneration.kind == kind,
            SearchGeneration.state == GenerationState.BUILDING,
        )
    )


def _still_missing(
    session: Session, building: SearchGeneration, page_ids: Sequence[int]
) -> set[int]:
    """Pages that are still there and that nobody has written into this generation yet."""
    there = select(SearchPage.page_id).where(
        SearchPage.college_id == building.college_id, SearchPage.page_id.in_(page_ids)
    )
    if building.kind is GenerationKind.INDEX:
        table = generations.table_of(building)
        engine = generations.engine_of(session, table)
        written = set(engine.texts(session, table, page_ids))
    else:
        looked_at = select(MatchedPage.page_id).where(
            MatchedPage.college_id == building.college_id,
            MatchedPage.generation == building.number,
            MatchedPage.page_id.in_(page_ids),
        )
        written = set(session.scalars(looked_at))
    return set(session.scalars(there)) - written


def _discard(session: Session, generation: SearchGeneration) -> None:
    if generation.kind is GenerationKind.INDEX:
        table_ = generations.table_of(generation)
        generations.engine_of(session, table_).drop(session, table_)
    else:
        for table in (Match, MatchedPage):
            session.execute(
                delete(table).where(
                    table.college_id == generation.college_id,
                    table.generation == generation.number,
                )
            )
    session.delete(generation)
    session.flush()
