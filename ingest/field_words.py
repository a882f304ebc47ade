"""The fields of a query as people read them: names, values, how to write one, what was asked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from framework.loading import builtin
from ingest.kinds import DocumentType
from search_index.query import WORD_FIELDS, Filter, day_range, filters_in, not_understood

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
_NOT_STATUSES = {
    "cited": "Not cited",
    "confirmed": "Not confirmed",
    "unused": "Cited or confirmed",
    "dismissed": "Not dismissed",
}
# Numbers that say nothing alone.
_NUMBERED = {"benchmark": "Benchmark ", "level": "Level "}
_TYPES = {kind.value for kind in DocumentType}
# What may be missing where words of a name find nothing.
_NAMED = {"title": "title", "area": "area", "by": "person"}
_ALONE = re.compile(
    r"(?:(?:gatsby )?(?P<field>dimension|theme|benchmark|level):? )?(?P<value>\d(?:\.\d+)?)",
    re.ASCII | re.IGNORECASE,
)


# A field that stands last, with what is typed of its value so far.
_LAST_FIELD = re.compile(
    r"""(?<!\S)-*(?P<field>[a-z]+):(?P<typed>["“”][^"“”]*|[^\s"“”]*)\Z""", re.IGNORECASE
)


@dataclass(frozen=True)
class Value:
    """A value that a query asks for, in words, with the query as it is without it."""

    words: str
    without: str


@dataclass(frozen=True)
class Narrowed:
    """A field that a query asks for with all its values; `joined` is "or", or "and" for all."""

    name: str
    joined: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class FieldQuery:
    """A query for one field that somebody may mean, and the title of what it asks for."""

    query: str
    title: str


def narrowings(text: str) -> Iterator[Narrowed]:
    """The fields that a query asks for, in order; what must not be stands by itself."""
    groups: dict[tuple[str, bool], list[Value]] = {}
    for filter_, without in filters_in(text):
        value = Value(_filter_words(filter_), without)
        groups.setdefault((filter_.field, filter_.is_excluded), []).append(value)
    for (field, is_excluded), values in groups.items():
        joined = "and" if is_excluded or field in WORD_FIELDS else "or"
        yield Narrowed(FIELDS.get(field, field.capitalize()), joined, tuple(values))


def advice(text: str) -> Iterator[str]:
    """A sentence for each field whose value it cannot have, or nothing has: how to write it."""
    for field, typed in not_understood(text):
        yield f"“{typed}” was searched for as words. {_how_to_write()[field]}"
    for filter_, _ in filters_in(text):
        field, value = filter_.field, filter_.value
        known = _known().get(field)
        if known is not None and value not in known:
            typed = value.replace("_", " ")
            yield f"There is no {field} “{typed}”. {_quoted(value) or _how_to_write()[field]}"
        if _ends_before_it_begins(filter_):
            yield f"“{field}:{value}” ends before it begins. Write the earlier {field} first."


def why_nothing(text: str, *, sees_dismissed: bool) -> Iterator[str]:
    """Why a query that found nothing may have: names that there may not be, what is not told."""
    for filter_, _ in filters_in(text):
        if filter_.is_excluded:
            continue
        if filter_.field in _NAMED:
            yield f"There may be no {_NAMED[filter_.field]} with the words “{filter_.value}”."
        elif filter_ == Filter("status", "dismissed") and not sees_dismissed:
            yield "Only those who may dismiss pages see which were dismissed."


def complete(text: str, *, sees_dismissed: bool) -> tuple[str, ...] | None:
    """The text with the value of its last field completed; None where words are typed.

    Empty behind a year or a date, and where no value of the field begins so.
    """
    last = _LAST_FIELD.search(text)
    field = last["field"].lower() if last else ""
    if last is None or field not in {*_known(), "status", "year", "date"}:
        return None
    statuses = [status for status in _STATUSES if status != "dismissed" or sees_dismissed]
    values = statuses if field == "status" else _known().get(field, ())
    typed = re.sub(r"[\s_-]+", "_", last["typed"].strip('"“”').casefold())
    offered = (value for value in values if value.startswith(typed) and value != typed)
    return tuple(f"{text[: last.start('typed')]}{_typed(value)}" for value in offered)


def find_meant(text: str) -> FieldQuery | None:
    """The field that is meant by its number alone, or by its name and number: `level 3`."""
    found = _ALONE.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    field, value = (found["field"] or "dimension").lower(), found["value"]
    if value not in _known()[field] or not (found["field"] or "." in value):
        return None
    title = _titles().get(value, "") if field in {"dimension", "theme"} else ""
    return FieldQuery(f"{field}:{value}", title)


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
    if filter_.field == "status":
        return (_NOT_STATUSES if filter_.is_excluded else _STATUSES)[filter_.value]
    is_listed = filter_.field in {"dimension", "theme", "type"}
    words = of_value(filter_.field, filter_.value) if is_listed else _range_words(filter_.value)
    return f"not {words}" if filter_.is_excluded else words


def _range_words(value: str) -> str:
    first, dots, last = value.partition("..")
    if not dots:
        return value
    if first and last:
        return f"{first} to {last}"
    return f"from {first}" if first else f"until {last}"


def _quoted(value: str) -> str:
    """How to write the type of several words that begins so."""
    whole = next((kind for kind in sorted(_TYPES) if kind.startswith(f"{value}_")), None)
    return f"Write it in quotes: type:{_typed(whole)}." if whole else ""


def _typed(value: str) -> str:
    """A value as people type it behind its field."""
    spaced = value.replace("_", " ")
    return f'"{spaced}"' if " " in spaced else spaced


def _ends_before_it_begins(filter_: Filter) -> bool:
    if filter_.field not in {"year", "date"}:
        return False
    first, last = day_range(filter_.value)
    return first is not None and last is not None and first > last


@cache
def _titles() -> dict[str, str]:
    """The titles of themes and dimensions by their numbers."""
    themes = {str(theme.number): theme.title for theme in builtin().themes}
    return themes | {dimension.code: dimension.title for dimension in builtin().dimensions}


@cache
def _known() -> dict[str, tuple[str, ...]]:
    """The values that there are, in their order, of fields that have few."""
    themes, dimensions = builtin().themes, builtin().dimensions
    numbers = tuple(str(theme.number) for theme in themes)
    benchmarks = {one for theme in themes for one in theme.benchmarks}
    levels = {level.level for one in dimensions for level in one.levels}
    return {
        "type": tuple(sorted(_TYPES)),
        "theme": numbers,
        "dimension": numbers + tuple(dimension.code for dimension in dimensions),
        "benchmark": tuple(str(one) for one in sorted(benchmarks)),
        "level": tuple(str(level) for level in sorted(levels)),
    }


@cache
def _how_to_write() -> dict[str, str]:
    known = {field: ", ".join(map(_typed, values)) for field, values in _known().items()}
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
