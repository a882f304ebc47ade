"""The SQL around an engine's answer: permissions, fields, the first 200, totals and facets.

Written once for every engine. Whatever leaves here has passed the viewer's filter, counts too.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    any_,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import Session

from search_index.analysis import analyse, index_text
from search_index.engine import IndexTable, Wanted
from search_index.generations import engine_of
from search_index.models import Match, PageMarkKind, SearchMark, SearchPage
from search_index.query import Filter
from search_index.visibility import Visibility

_SHOWN_MARKS = (PageMarkKind.CITED, PageMarkKind.CONFIRMED)


@dataclass(frozen=True)
class Scope:
    """Where to look: a college's index and matches, seen by one viewer, through fields."""

    table: IndexTable
    match_generation: int
    visibility: Visibility
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True)
class Counted:
    """How many pages there are in all, and how many for each value of each facet."""

    total: int
    facets: dict[str, tuple[tuple[str, int], ...]]


def one_of(session: Session, column: Any, numbers: Iterable[int]) -> ColumnElement[bool]:
    """Whether a column is among numbers, as one parameter however many there are."""
    values = sorted(numbers)
    if session.get_bind().dialect.name == "sqlite":
        listed = func.json_each(json.dumps(values)).table_valued("value")
        return column.in_(select(listed.c.value))  # type: ignore[no-any-return]
    return column == any_(cast(values, ARRAY(BigInteger)))  # type: ignore[no-any-return]


def visible(session: Session, visibility: Visibility) -> ColumnElement[bool]:
    """The viewer's filter over `search_page`."""
    conditions: list[ColumnElement[bool]] = [
        SearchPage.college_id == visibility.college_id,
        SearchPage.sensitivity.in_(sorted(visibility.sensitivities)),
    ]
    if visibility.is_limited:
        conditions.append(
            or_(
                one_of(session, SearchPage.document_id, visibility.documents or ()),
                one_of(session, SearchPage.page_id, visibility.pages or ()),
            )
        )
    return and_(*conditions)


def first(
    session: Session, scope: Scope, wanted: Wanted, *, limit: int, offset: int = 0
) -> list[Row[Any]]:
    """The engine's best pages inside the scope, in its order: `page_id`, `document_id` ..."""
    page = SearchPage
    columns = (
        page.page_id, page.document_id, page.revision_id, page.number, page.title, page.title_stems
    )  # fmt: skip
    query = select(*columns)
    if wanted.groups:
        ranked = _materialized(engine_of(session).ranked(scope.table, wanted), "ranked")
        query = query.join(ranked, ranked.c.page_id == page.page_id).order_by(ranked.c.rank)
    query = query.where(*_conditions(session, scope, wanted)).order_by(page.page_id)
    return list(session.execute(query.limit(limit).offset(offset)))


def counted(session: Session, scope: Scope, wanted: Wanted) -> Counted:
    """The total and every facet in one statement over one list of the pages found."""
    found = _found(session, scope, wanted)
    speaks = _speaks(scope, found).subquery()
    rows = session.execute(
        union_all(
            _group("total", null(), found),
            _group("type", found.c.type, found),
            _group("year", found.c.year, found).where(found.c.year.is_not(None)),
            _group("dimension", speaks.c.dimension, speaks),
        )
    )
    facets: dict[str, list[tuple[str, int]]] = {"type": [], "year": [], "dimension": []}
    total = 0
    for facet, value, pages in rows:
        if facet == "total":
            total = pages
        else:
            facets[facet].append((value, pages))
    return Counted(total, {name: _ordered(name, values) for name, values in facets.items()})


def _ordered(name: str, values: list[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    if name == "dimension":
        return tuple(sorted(values, key=lambda entry: _code_order(entry[0])))
    if name == "year":
        return tuple(sorted(values, reverse=True))
    return tuple(sorted(values, key=lambda entry: (-entry[1], entry[0])))


def _code_order(code: str) -> list[tuple[int, str]]:
    """1.10 behind 1.9, whatever codes look like."""
    return [(len(part), part) for part in code.split(".")]


def _group(name: str, value: Any, source: Any) -> Select[Any]:
    pages = func.count().label("pages")
    columns: list[Any] = [literal(name).label("facet"), cast(value, String).label("value"), pages]
    query = select(*columns).select_from(source)
    return query if name == "total" else query.group_by(value)


def _found(session: Session, scope: Scope, wanted: Wanted) -> CTE:
    """Every page that matches and passes the filter, with what facets count."""
    page = SearchPage
    columns: list[Any] = [page.page_id, page.type, page.year]
    query = select(*columns)
    if wanted.groups:
        engine = engine_of(session)
        matching = _materialized(engine.matching(scope.table, wanted), "matching")
        query = query.join(matching, matching.c.page_id == page.page_id)
    return _materialized(query.where(*_conditions(session, scope, wanted)), "found")


def _materialized(query: Select[Any], name: str) -> CTE:
    """A list made once. Left to itself a planner may ask the index anew for every page."""
    return query.cte(name).prefix_with("MATERIALIZED")


def _conditions(session: Session, scope: Scope, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The viewer's filter, the fields, and exclusions where no group carries them."""
    conditions = [visible(session, scope.visibility), *_fields(scope)]
    if wanted.excluded and not wanted.groups:
        unwanted = engine_of(session).matching(scope.table, Wanted((wanted.excluded,)))
        conditions.append(SearchPage.page_id.not_in(unwanted))
    return conditions


def _speaks(scope: Scope, found: CTE) -> Any:
    """Pairs of page and dimension: matched and not dismissed, or cited."""
    matched = select(Match.page_id, Match.dimension).where(
        _matches(scope),
        Match.page_id == found.c.page_id,
        ~_marked((PageMarkKind.DISMISSED,), scope, Match.page_id, Match.dimension),
    )
    cited = select(SearchMark.page_id, SearchMark.dimension).where(
        SearchMark.college_id == scope.visibility.college_id,
        SearchMark.page_id == found.c.page_id,
        SearchMark.kind.in_(_SHOWN_MARKS),
    )
    return union(matched, cited)


def _matches(scope: Scope) -> ColumnElement[bool]:
    return and_(
        Match.college_id == scope.visibility.college_id,
        Match.generation == scope.match_generation,
    )


def _marked(
    kinds: tuple[PageMarkKind, ...], scope: Scope, page_id: Any, dimension: Any
) -> ColumnElement[bool]:
    return exists().where(
        SearchMark.college_id == scope.visibility.college_id,
        SearchMark.page_id == page_id,
        SearchMark.dimension == dimension,
        SearchMark.kind.in_(kinds),
    )


def _fields(scope: Scope) -> list[ColumnElement[bool]]:
    """One condition a field: any of its values; and none of the excluded ones."""
    conditions = []
    by_field: dict[tuple[str, bool], list[Filter]] = {}
    for filter_ in scope.filters:
        # Each title filter stands alone: `title:plan title:strategic` wants both.
        alone = filter_.value if filter_.field == "title" else ""
        by_field.setdefault((filter_.field + alone, filter_.is_excluded), []).append(filter_)
    for (_, is_excluded), group in by_field.items():
        condition = or_(*(_field(scope, filter_) for filter_ in group))
        conditions.append(~condition if is_excluded else condition)
    return conditions


def _field(scope: Scope, filter_: Filter) -> ColumnElement[bool]:
    if filter_.field == "type":
        return SearchPage.type == filter_.value
    if filter_.field == "year":
        return func.coalesce(SearchPage.year, 0) == int(filter_.value)
    if filter_.field == "title":
        return SearchPage.title_stems.contains(f" {index_text(analyse(filter_.value))} ")
    if filter_.field == "level":
        at_level = Match.level == int(filter_.value)
        return _speaks_where(scope, and_(at_level, *_asked_dimensions(scope)), None)
    return _speaks_where(
        scope,
        _dimension(Match.dimension, filter_.value),
        _dimension(SearchMark.dimension, filter_.value),
    )


def _asked_dimensions(scope: Scope) -> list[ColumnElement[bool]]:
    """A level asked for beside dimensions is the level of one of these."""
    asked = [f.value for f in scope.filters if f.field == "dimension" and not f.is_excluded]
    return [or_(*(_dimension(Match.dimension, value) for value in asked))] if asked else []


def _dimension(column: Any, value: str) -> ColumnElement[bool]:
    """A dimension by its code, or every dimension of a theme by its number."""
    same: ColumnElement[bool] = column == value
    inside: ColumnElement[bool] = column.startswith(f"{value}.")
    return same if "." in value else inside


def _speaks_where(
    scope: Scope, of_match: ColumnElement[bool], of_mark: ColumnElement[bool] | None
) -> ColumnElement[bool]:
    """Whether the page is matched so and not dismissed, or cited so."""
    matched = exists().where(
        _matches(scope),
        Match.page_id == SearchPage.page_id,
        of_match,
        ~_marked((PageMarkKind.DISMISSED,), scope, Match.page_id, Match.dimension),
    )
    if of_mark is None:
        return matched
    cited = exists().where(
        SearchMark.college_id == scope.visibility.college_id,
        SearchMark.page_id == SearchPage.page_id,
        SearchMark.kind.in_(_SHOWN_MARKS),
        of_mark,
    )
    return or_(matched, cited)
