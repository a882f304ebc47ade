"""Counts of what was found: the total, and each facet, over pages that the viewer may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    Integer,
    Null,
    Select,
    String,
    cast,
    column,
    func,
    literal,
    null,
    select,
    text,
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


def total(session: Session, scope: Scope, wanted: Wanted) -> int:
    """How many pages there are in all, without the facets."""
    found = _found(session, scope, wanted)
    return session.scalar(select(func.count()).select_from(found)) or 0


def counted(session: Session, scope: Scope, wanted: Wanted) -> Counted:
    """The total and every facet in one statement over one list of the pages found."""
    found = _found(session, scope, wanted)
    speaks = materialized(_speaks(scope, found), "speaks")
    facets: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    in_all = 0
    rows = session.execute(union_all(*_of_pages(found), *_of(scope, speaks)))
    for facet, *of_row, pages in rows:
        if facet == "page":
            in_all += pages
            for name, value in zip(_OF_A_PAGE, of_row, strict=True):
                if value:
                    facets[name][value] = facets[name].get(value, 0) + pages
        elif pages:
            facets[facet][_told(facet, of_row[0])] = pages
    themes = {str(theme.number) for theme in builtin().themes}
    facets["theme"] = {n: pages for n, pages in facets["theme"].items() if n in themes}
    return Counted(in_all, {name: _ordered(name, counts) for name, counts in facets.items()})


# What each page has one of: counted together, since few combinations are there.
_OF_A_PAGE = ("type", "year", "area", "by")


def _of_pages(found: CTE) -> Iterator[Select[Any]]:
    columns = found.c.type, cast(found.c.year, String), found.c.area, found.c.added_by
    yield (select(literal("page"), *columns, func.count()).select_from(found).group_by(*columns))


def _of(scope: Scope, speaks: CTE) -> Iterator[Select[Any]]:
    """Pages for each value of what a page may have several of."""
    theme, mark = func.rtrim(speaks.c.dimension, _DIGITS), speaks.c.mark
    of_asked = asked_dimensions(scope, speaks.c.dimension)
    benchmarks = _benchmarks()
    yield _group("dimension", speaks.c.dimension, speaks)
    yield _group("theme", theme, speaks)
    yield _group("benchmark", benchmarks.c.number, speaks.join(
        benchmarks, benchmarks.c.theme == theme
    ), pages=speaks)  # fmt: skip
    yield _group("level", cast(speaks.c.level, String), speaks).where(
        speaks.c.level.is_not(None), *of_asked
    )
    yield _group("status", mark, speaks).where(mark.is_not(None))
    yield _group("status", null(), speaks).where(mark.is_not(None))


# A dimension without them is its theme: `1.10` is of `1.`.
_DIGITS = "0123456789"


def _told(facet: str, value: str | None) -> str:
    """A value as people are told it."""
    if facet == "theme":
        return str(value).rstrip(".")
    return "used" if value is None else value


def _ordered(name: str, counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    if name in {"dimension", "theme", "benchmark", "level"}:
        return tuple(sorted(counts.items(), key=lambda entry: _code_order(entry[0])))
    if name == "year":
        return tuple(sorted(counts.items(), reverse=True))
    return tuple(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


def _code_order(code: str) -> list[tuple[int, str]]:
    """1.10 behind 1.9, whatever codes look like."""
    return [(len(part), part) for part in code.split(".")]


def _group(name: str, value: Any, source: Any, pages: Any = None) -> Select[Any]:
    """Count pages, each once, for each value; without a value all together."""
    counted_ = func.count((source if pages is None else pages).c.page_id.distinct())
    nothing = (cast(null(), String) for _ in _OF_A_PAGE[1:])
    query = select(literal(name), value, *nothing, counted_).select_from(source)
    return query if isinstance(value, Null) else query.group_by(value)


@cache
def _benchmarks() -> CTE:
    """Themes, as `1.`, with the benchmarks that the model prints with them."""
    pairs = [(theme.number, number) for theme in builtin().themes for number in theme.benchmarks]
    lines = (f"SELECT '{theme:d}.' AS theme, '{number:d}' AS number" for theme, number in pairs)
    columns = column("theme", String), column("number", String)
    return text(" UNION ALL ".join(lines)).columns(*columns).cte("benchmarks")


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
