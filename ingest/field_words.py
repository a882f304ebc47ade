"""The fields of a query as people read them: names, values, how to write one, what was asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from framework.loading import builtin
from ingest.kinds import DocumentType
from search_index.query import Filter, filters_in, not_understood

FIELDS = {
    "type": "Type",
    "year": "Year",
    "theme": "Theme",
    "dimension": "Dimension",
    "benchmark": "Gatsby Benchmark",
    "level": "Likely level",
    "status": "Status",
    "area": "Area",
    "by": "Added by",
}
_STATUSES = {
    "cited": "Cited",
    "confirmed": "Confirmed",
    "unused": "Not cited yet",
    "dismissed": "Dismissed",
}
# Numbers that say nothing alone.
_NUMBERED = {"benchmark": "Benchmark ", "level": "Level "}
_TYPES = {kind.value for kind in DocumentType}


@dataclass(frozen=True)
class Narrowed:
    """A field that a query asks for, in words, with the query as it is without it."""

    words: str
    without: str


def narrowings(text: str) -> Iterator[Narrowed]:
    """The fields that a query asks for, in order."""
    for filter_, without in filters_in(text):
        name = FIELDS.get(filter_.field, filter_.field.capitalize())
        is_not = "not " if filter_.is_excluded else ""
        yield Narrowed(f"{name}: {is_not}{_filter_words(filter_)}", without)


def advice(text: str) -> Iterator[str]:
    """A sentence for each field whose value it cannot have, or nothing has: how to write it."""
    for field, typed in not_understood(text):
        yield f"“{typed}” was searched for as words. {_how_to_write()[field]}"
    for filter_, _ in filters_in(text):
        known = _known().get(filter_.field)
        if known is not None and filter_.value not in known:
            typed = f"{filter_.field}:{filter_.value}"
            yield f"Nothing is “{typed}”. {_how_to_write()[filter_.field]}"


def narrowed(text: str, field: str, value: str) -> str:
    """The query with one more field: before the words, so that no open quote takes it in."""
    wanted = f'"{value}"' if " " in value else value
    return f"{field}:{wanted} {text}".strip()


def of_value(field: str, value: str) -> str:
    """One value of a field, as it stands in a list under the field's name."""
    if field == "type" and value in _TYPES:
        return DocumentType(value).words
    if field in {"theme", "dimension"}:
        return f"{value} {_titles().get(value, '')}".strip()
    if field == "status":
        return _STATUSES[value]
    return f"{_NUMBERED.get(field, '')}{value}"


def _filter_words(filter_: Filter) -> str:
    if filter_.field in {"dimension", "theme", "type", "status"}:
        return of_value(filter_.field, filter_.value)
    return filter_.value.replace("..", " to ")


@cache
def _titles() -> dict[str, str]:
    """The titles of themes and dimensions by their numbers."""
    themes = {str(theme.number): theme.title for theme in builtin().themes}
    return themes | {dimension.code: dimension.title for dimension in builtin().dimensions}


@cache
def _known() -> dict[str, frozenset[str]]:
    """The values that there are, of fields that have few."""
    themes, dimensions = builtin().themes, builtin().dimensions
    numbers = frozenset(str(theme.number) for theme in themes)
    return {
        "type": frozenset(_TYPES),
        "theme": numbers,
        "dimension": numbers | {dimension.code for dimension in dimensions},
        "benchmark": frozenset(str(one) for theme in themes for one in theme.benchmarks),
        "level": frozenset(str(level.level) for one in dimensions for level in one.levels),
    }


@cache
def _how_to_write() -> dict[str, str]:
    known = {field: ", ".join(sorted(values)) for field, values in _known().items()}
    return {
        "type": f"The types are {known['type']}.",
        "theme": f"The themes are {known['theme']}: write theme:1.",
        "dimension": "Write a dimension by its number: dimension:1.5.",
        "benchmark": f"The benchmarks are {known['benchmark']}: write benchmark:3.",
        "level": f"The levels are {known['level']}: write level:3, or level:2 level:3 for either.",
        "year": "Write a year as year:2026, year:2025/26 or year:2024..2026.",
        "date": "Write a date as date:2026-09-14, date:2026-09 or date:2026-09..2027-01.",
        "status": "The statuses are cited, confirmed and unused: write status:unused.",
        "title": "Write words of the title, without a space before them: title:plan.",
        "area": "Write words of the area, without a space before them: area:construction.",
        "by": "Write words of the name, without a space before them: by:name.",
        "star": "Write a star at the end of two letters or more: gov*.",
        "or": "Write OR in capitals to find pages with either word.",
    }
