"""Counts of what was found: the total, and each facet, over pages that the viewer may see."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
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
    asked_levels,
    marked,
    matches_of,
    shown_marks,
)
from search_index.generations import engine_of
from search_index.models import Match, MatchedPage, PageMarkKind, SearchMark, SearchPage
from search_index.tallies import Tallies

# Every facet, in the order of the page.
FACETS = ("type", "year", "theme", "dimension", "benchmark", "level", "status", "area", "by")


@dataclass(frozen=True)
class Counted:
    """How many pages there are in all, for each value of each facet, and of each document."""

    total: int
    facets: dict[str, tuple[tuple[str, int], ...]]
    documents: Mapping[int, int]


def total(session: Session, scope: Scope, wanted: Wanted) -> int:
    """How many pages there are in all, without the facets."""
    found = _found(session, scope, wanted)
    return session.scalar(select(func.count()).select_from(found)) or 0


def counted(session: Session, scope: Scope, wanted: Wanted) -> Counted:
    """The total and every facet in one statement over one list of the pages found."""
    found = _found(session, scope, wanted)
    in_all = 0
    facets: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    documents: Counter[str] = Counter()
    parts = union_all(_of_pages(found), _of_documents(found), *_said(scope, found))
    for said, *of_page, pages in session.execute(parts):
        if pages == _DOCUMENTS:
            documents.update(said.split(_PAGE_BREAK) if said else ())
            continue
        if said is not None:
            _add(facets, said)
            continue
        in_all += pages
        for name, value in zip(_OF_A_PAGE, of_page, strict=True):
            if value:
                facets[name][value] += pages
    if asked_levels(scope):
        # A benchmark asks nothing of levels, so beside one its pages are not these.
        facets["benchmark"].clear()
    return Counted(
        in_all,
        {name: _ordered(name, counts) for name, counts in facets.items()},
        {int(document): pages for document, pages in documents.items()},
    )


# Between the texts of two pages.
_PAGE_BREAK = ";"
# What each page has one of: counted together, since few combinations are there.
_OF_A_PAGE = ("type", "year", "area", "by")
_NOTHING: list[Any] = [cast(null(), String) for _ in _OF_A_PAGE]


def _of_pages(found: CTE) -> Select[Any]:
    columns = found.c.type, cast(found.c.year, String), found.c.area, found.c.added_by
    return (
        select(cast(null(), String), *columns, func.count()).select_from(found).group_by(*columns)
    )


# In the place of a number of pages: the row names the document of each page instead.
_DOCUMENTS = -1


def _of_documents(found: CTE) -> Select[Any]:
    """The document of every page as one text: counting it is cheaper than a row for each."""
    of_page = cast(found.c.document_id, String)
    listed = func.aggregate_strings(of_page, _PAGE_BREAK)
    return select(listed, *_NOTHING, literal(_DOCUMENTS)).select_from(found)


def _said(scope: Scope, found: CTE) -> Iterator[Select[Any]]:
    """Pages by all that they speak to, as one text: `1.5:3,2.4:`, or `1.5:3:,1.5::cited`.

    Of a page that nobody has marked the text is kept. It is put together where people have marked
    a page, and for all where a level counts only beside dimensions that were asked for.
    """
    if asked_dimensions(scope, Match.dimension) or asked_levels(scope):
        yield _in_one(_put_together(_speaks(scope, found)))
        return
    marked_pages = select(SearchMark.page_id).where(
        SearchMark.college_id == scope.visibility.college_id
    )
    yield _in_one(_kept(scope, found).where(found.c.page_id.not_in(marked_pages)))
    yield _in_one(_put_together(_speaks(scope, found, found.c.page_id.in_(marked_pages))))


def _in_one(texts: Select[Any]) -> Select[Any]:
    """The texts of all pages as one, which is read sooner than a row for each."""
    of_page = texts.subquery()
    return select(func.aggregate_strings(of_page.c.said, _PAGE_BREAK), *_NOTHING, literal(0))


def _kept(scope: Scope, found: CTE) -> Select[Any]:
    """What each page was matched with, as it was written down then."""
    return select(MatchedPage.speaks_to.label("said")).where(
        MatchedPage.college_id == scope.visibility.college_id,
        MatchedPage.generation == scope.match_generation,
        MatchedPage.page_id == found.c.page_id,
        MatchedPage.speaks_to != "",
    )


def _put_together(speaking: Any) -> Select[Any]:
    """What each page speaks to, put together from its rows."""
    speaks = speaking.subquery("speaks")
    parts = speaks.c.dimension, speaks.c.level, func.coalesce(speaks.c.mark, "")
    said = func.aggregate_strings(parts[0] + ":" + parts[1] + ":" + parts[2], ",")
    return select(said.label("said")).group_by(speaks.c.page_id)


def _add(facets: dict[str, Counter[str]], said: str) -> None:
    """Count each value of each facet that a page has once, however often the page says so."""
    pages = sum(map(_one_of_each, said.split(_PAGE_BREAK)))
    for value, found in _TALLIES.counts(pages):
        facet, _, name = value.partition(":")
        facets[facet][name] += found


_TALLIES = Tallies()


@lru_cache(maxsize=10_000)
def _one_of_each(said: str) -> int:
    return _TALLIES.one_of_each(_values_of(said))


def _values_of(said: str) -> tuple[str, ...]:
    """What a page has of each facet, as `dimension:1.5`."""
    parts = ((*one.split(":"), "")[:3] for one in said.split(","))
    dimensions, levels, marks = map(set, zip(*parts, strict=True))
    themes = {dimension.partition(".")[0] for dimension in dimensions} & _benchmarks().keys()
    values = {
        "dimension": dimensions,
        "theme": themes,
        "benchmark": set().union(*(_benchmarks()[theme] for theme in themes)),
        "level": levels,
        "status": marks | {"used" if any(marks) else ""},
    }
    return tuple(f"{facet}:{value}" for facet, of in values.items() for value in of if value)


@cache
def _benchmarks() -> dict[str, frozenset[str]]:
    """For each theme the benchmarks that the model prints with it."""
    return {str(t.number): frozenset(map(str, t.benchmarks)) for t in builtin().themes}


def _ordered(name: str, counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    if name in {"dimension", "theme", "benchmark", "level"}:
        return tuple(sorted(counts.items(), key=lambda entry: _code_order(entry[0])))
    if name == "year":
        return tuple(sorted(counts.items(), reverse=True))
    return tuple(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


def _code_order(code: str) -> list[tuple[int, str]]:
    """1.10 behind 1.9, whatever codes look like."""
    return [(len(part), part) for part in code.split(".")]


def _found(session: Session, scope: Scope, wanted: Wanted) -> CTE:
    """Every page that matches and passes the filter, with what facets count."""
    page = SearchPage
    columns: list[Any] = [
        page.page_id, page.document_id, page.type, page.year, page.area, page.added_by
    ]  # fmt: skip
    query = select(*columns)
    if wanted.groups:
        engine = engine_of(session, scope.table)
        matching = materialized(engine.matching(session, scope.table, wanted), "matching")
        query = query.join(matching, matching.c.page_id == page.page_id)
    return materialized(query.where(*conditions(session, scope, wanted)), "found")


def _speaks(scope: Scope, found: CTE, *of_found: ColumnElement[bool]) -> Any:
    """Page, dimension, level and mark: matched and not dismissed, or cited or confirmed."""
    nothing, asked = cast(null(), String), asked_dimensions(scope, Match.dimension)
    level = func.coalesce(cast(Match.level, String), "")
    matched = select(
        Match.page_id,
        Match.dimension,
        (case((and_(*asked), level), else_="") if asked else level).label("level"),
        nothing.label("mark"),
    ).where(
        matches_of(scope),
        Match.page_id == found.c.page_id,
        *of_found,
        *_at_asked_levels(scope),
        ~marked((PageMarkKind.DISMISSED,), scope, Match.page_id, Match.dimension),
    )
    # What people cited has no likely level.
    of_mark = literal("") if asked_levels(scope) else SearchMark.dimension
    cited = select(SearchMark.page_id, of_mark, literal(""), cast(SearchMark.kind, String)).where(
        SearchMark.college_id == scope.visibility.college_id,
        SearchMark.page_id == found.c.page_id,
        *of_found,
        SearchMark.kind.in_(shown_marks(scope.visibility)),
    )
    return union_all(matched, cited)


def _at_asked_levels(scope: Scope) -> list[ColumnElement[bool]]:
    """With a level asked for, only what has it is counted: a dimension more asks it of that one."""
    levels = asked_levels(scope)
    if not levels:
        return []
    return [Match.level.in_(levels), *asked_dimensions(scope, Match.dimension)]
