"""Counts of what was found: the total, and each facet, over pages that the viewer may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Null,
    Select,
    String,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from framework.loading import builtin
from search_index.candidates import conditions, materialized
from search_index.engine import Wanted
from search_index.fields import (
    Scope,
    asked_dimensions,
    marked,
    matches_of,
    shown_marks,
    themes_of_benchmark,
)
from search_index.generations import engine_of
from search_index.models import Match, PageMarkKind, SearchMark, SearchPage

# Every facet, in the order of the page.
FACETS = ("type", "year", "theme", "dimension", "benchmark", "level", "status", "area", "by")


@dataclass(frozen=True)
class Counted:
    """How many pages there are in all, and how many for each value of each facet."""

    total: int
    facets: dict[str, tuple[tuple[str, int], ...]]


def counted(session: Session, scope: Scope, wanted: Wanted) -> Counted:
    """The total and every facet in one statement over one list of the pages found."""
    found = _found(session, scope, wanted)
    speaks = materialized(_speaks(scope, found), "speaks")
    rows = session.execute(
        union_all(
            _group("total", null(), found),
            _group("type", found.c.type, found),
            _group("year", found.c.year, found).where(found.c.year.is_not(None)),
            _group("area", found.c.area, found).where(found.c.area != ""),
            _group("by", found.c.added_by, found).where(found.c.added_by != ""),
            _group("dimension", speaks.c.dimension, speaks, of_pages=True),
            _group("level", speaks.c.level, speaks, of_pages=True).where(
                speaks.c.level.is_not(None), *asked_dimensions(scope, speaks.c.dimension)
            ),
            *(
                _group(name, null(), speaks, of_pages=True).where(_in_themes(speaks, themes))
                for name, themes in _themes_of().items()
            ),
            _group("status", speaks.c.mark, speaks, of_pages=True).where(
                speaks.c.mark.is_not(None)
            ),
            _group("status used", null(), speaks, of_pages=True).where(speaks.c.mark.is_not(None)),
        )
    )
    facets: dict[str, list[tuple[str, int]]] = {name: [] for name in FACETS}
    total = 0
    for facet, value, pages in rows:
        name, _, number = facet.partition(" ")
        if name == "total":
            total = pages
        elif pages:
            facets[name].append((number or value, pages))
    return Counted(total, {name: _ordered(name, values) for name, values in facets.items()})


def _in_themes(speaks: CTE, themes: Sequence[int]) -> ColumnElement[bool]:
    return or_(*(speaks.c.dimension.startswith(f"{theme}.") for theme in themes))


def _ordered(name: str, values: list[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    if name in {"dimension", "theme", "benchmark", "level"}:
        return tuple(sorted(values, key=lambda entry: _code_order(entry[0])))
    if name == "year":
        return tuple(sorted(values, reverse=True))
    return tuple(sorted(values, key=lambda entry: (-entry[1], entry[0])))


def _code_order(code: str) -> list[tuple[int, str]]:
    """1.10 behind 1.9, whatever codes look like."""
    return [(len(part), part) for part in code.split(".")]


def _group(name: str, value: Any, source: Any, *, of_pages: bool = False) -> Select[Any]:
    """Count rows, or with `of_pages` pages that stand in several rows once."""
    pages: Any = func.count(source.c.page_id.distinct()) if of_pages else func.count()
    columns: list[Any] = [literal(name).label("facet"), cast(value, String).label("value")]
    query = select(*columns, pages.label("pages")).select_from(source)
    return query if isinstance(value, Null) else query.group_by(value)


@cache
def _themes_of() -> dict[str, tuple[int, ...]]:
    """The themes that each value of two facets stands for: `theme 1`, `benchmark 3`."""
    themes = builtin().themes
    benchmarks = sorted({number for theme in themes for number in theme.benchmarks})
    return {f"theme {theme.number}": (theme.number,) for theme in themes} | {
        f"benchmark {number}": themes_of_benchmark(number) for number in benchmarks
    }


def _found(session: Session, scope: Scope, wanted: Wanted) -> CTE:
    """Every page that matches and passes the filter, with what facets count."""
    page = SearchPage
    columns: list[Any] = [page.page_id, page.type, page.year, page.area, page.added_by]
    query = select(*columns)
    if wanted.groups:
        engine = engine_of(session, scope.table)
        matching = materialized(engine.matching(session, scope.table, wanted), "matching")
        query = query.join(matching, matching.c.page_id == page.page_id)
    return materialized(query.where(*conditions(session, scope, wanted)), "found")


def _speaks(scope: Scope, found: CTE) -> Any:
    """Page, dimension, level and mark: matched and not dismissed, or cited or confirmed."""
    nothing, no_level = cast(null(), String), cast(null(), Integer)
    matched = select(
        Match.page_id, Match.dimension, Match.level.label("level"), nothing.label("mark")
    ).where(
        matches_of(scope),
        Match.page_id == found.c.page_id,
        ~marked((PageMarkKind.DISMISSED,), scope, Match.page_id, Match.dimension),
    )
    cited = select(
        SearchMark.page_id, SearchMark.dimension, no_level, cast(SearchMark.kind, String)
    ).where(
        SearchMark.college_id == scope.visibility.college_id,
        SearchMark.page_id == found.c.page_id,
        SearchMark.kind.in_(shown_marks(scope.visibility)),
    )
    return union_all(matched, cited)
