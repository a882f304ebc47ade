"""What fields of a query ask of a page, as conditions: type, dates, dimensions, marks, names."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_

from framework.loading import builtin
from search_index.analysis import analyse, index_text
from search_index.engine import IndexTable
from search_index.models import Match, PageMarkKind, SearchMark, SearchPage
from search_index.query import WORD_FIELDS, Filter, day_range
from search_index.visibility import Visibility


@dataclass(frozen=True)
class Scope:
    """Where to look: a college's index and matches, seen by one viewer, through fields."""

    table: IndexTable
    match_generation: int
    visibility: Visibility
    filters: tuple[Filter, ...] = ()


def shown_marks(visibility: Visibility) -> tuple[PageMarkKind, ...]:
    """The marks of use that a viewer is told."""
    both = (PageMarkKind.CITED, PageMarkKind.CONFIRMED)
    return both if visibility.sees_confirmed else both[:1]


def themes_of_benchmark(benchmark: int) -> tuple[int, ...]:
    """The themes that a Gatsby Benchmark is printed with."""
    return tuple(theme.number for theme in builtin().themes if benchmark in theme.benchmarks)


def conditions_of(scope: Scope) -> list[ColumnElement[bool]]:
    """One condition a field: any of its values; and none of the excluded ones."""
    conditions = []
    by_field: dict[tuple[str, bool], list[Filter]] = {}
    for filter_ in scope.filters:
        # Each filter by words stands alone: `title:plan title:strategic` wants both.
        alone = filter_.value if filter_.field in WORD_FIELDS else ""
        by_field.setdefault((filter_.field + alone, filter_.is_excluded), []).append(filter_)
    for (_, is_excluded), group in by_field.items():
        condition = or_(*(_field(scope, filter_) for filter_ in group))
        conditions.append(~condition if is_excluded else condition)
    return conditions


def _field(scope: Scope, filter_: Filter) -> ColumnElement[bool]:
    if filter_.field in _STEMS:
        words = f" {index_text(analyse(filter_.value))} "
        return _STEMS[filter_.field].contains(words)  # type: ignore[no-any-return]
    return _FIELDS[filter_.field](scope, filter_.value)


_STEMS: dict[str, Any] = {
    "title": SearchPage.title_stems,
    "area": SearchPage.area_stems,
    "by": SearchPage.added_by_stems,
}


def _has_type(_: Scope, value: str) -> ColumnElement[bool]:
    return SearchPage.type == value


def _of_year(_: Scope, value: str) -> ColumnElement[bool]:
    first_year, _dots, last_year = value.partition("..")
    year = func.coalesce(SearchPage.year, 0)
    return year.between(int(first_year), int(last_year or first_year))


def _of_date(_: Scope, value: str) -> ColumnElement[bool]:
    return _within(*day_range(value))


def _at_level(scope: Scope, value: str) -> ColumnElement[bool]:
    at_level = Match.level == int(value)
    return _speaks_where(scope, and_(at_level, *asked_dimensions(scope, Match.dimension)), None)


def _with_benchmark(scope: Scope, value: str) -> ColumnElement[bool]:
    themes = themes_of_benchmark(int(value))
    return or_(false(), *(_speaks_to(scope, str(theme)) for theme in themes))


def _within(first_day: date | None, last_day: date | None) -> ColumnElement[bool]:
    day = SearchPage.event_date
    conditions = [day >= first_day] if first_day else []
    conditions += [day <= last_day] if last_day else []
    # A page without a date is in no range, and in none that is left out.
    inside: ColumnElement[bool] = func.coalesce(and_(*conditions), false())
    return inside


def _has_status(scope: Scope, status: str) -> ColumnElement[bool]:
    if status == "unused":
        return ~_is_marked(scope, shown_marks(scope.visibility))
    visibility = scope.visibility
    is_told = {"confirmed": visibility.sees_confirmed, "dismissed": visibility.sees_dismissed}
    if not is_told.get(status, True):
        return false()
    return _is_marked(scope, (PageMarkKind(status),))


def _is_marked(scope: Scope, kinds: tuple[PageMarkKind, ...]) -> ColumnElement[bool]:
    return exists().where(
        SearchMark.college_id == scope.visibility.college_id,
        SearchMark.page_id == SearchPage.page_id,
        SearchMark.kind.in_(kinds),
    )


def _speaks_to(scope: Scope, value: str) -> ColumnElement[bool]:
    return _speaks_where(
        scope, _dimension(Match.dimension, value), _dimension(SearchMark.dimension, value)
    )


_FIELDS: dict[str, Callable[[Scope, str], ColumnElement[bool]]] = {
    "type": _has_type,
    "year": _of_year,
    "date": _of_date,
    "level": _at_level,
    "status": _has_status,
    "benchmark": _with_benchmark,
    "theme": _speaks_to,
    "dimension": _speaks_to,
}


def asked_dimensions(scope: Scope, column: Any) -> list[ColumnElement[bool]]:
    """A level asked for beside dimensions or themes is the level of one of these."""
    asked: dict[str, list[str]] = {}
    for filter_ in scope.filters:
        if filter_.field in {"dimension", "theme"} and not filter_.is_excluded:
            asked.setdefault(filter_.field, []).append(filter_.value)
    return [or_(*(_dimension(column, value) for value in values)) for values in asked.values()]


def asked_levels(scope: Scope) -> list[int]:
    """The likely levels that are asked for: dimensions counted beside them are of such a level."""
    asked = (filter_ for filter_ in scope.filters if filter_.field == "level")
    return [int(filter_.value) for filter_ in asked if not filter_.is_excluded]


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
        matches_of(scope),
        Match.page_id == SearchPage.page_id,
        of_match,
        ~marked((PageMarkKind.DISMISSED,), scope, Match.page_id, Match.dimension),
    )
    if of_mark is None:
        return matched
    cited = exists().where(
        SearchMark.college_id == scope.visibility.college_id,
        SearchMark.page_id == SearchPage.page_id,
        SearchMark.kind.in_(shown_marks(scope.visibility)),
        of_mark,
    )
    return or_(matched, cited)


def matches_of(scope: Scope) -> ColumnElement[bool]:
    """The matches that are read, of the college."""
    return and_(
        Match.college_id == scope.visibility.college_id,
        Match.generation == scope.match_generation,
    )


def marked(
    kinds: tuple[PageMarkKind, ...], scope: Scope, page_id: Any, dimension: Any
) -> ColumnElement[bool]:
    """Whether people have marked a page so for a dimension."""
    return exists().where(
        SearchMark.college_id == scope.visibility.college_id,
        SearchMark.page_id == page_id,
        SearchMark.dimension == dimension,
        SearchMark.kind.in_(kinds),
    )
