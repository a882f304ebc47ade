"""Builds a framework version from plain data, rule by rule; reads no file.

The rules that tie statements to their text and to the next level are in `framework.statements`.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from framework.canonical import body
from framework.model import Dimension, FrameworkVersion, LevelDescriptor, Theme
from framework.places import Place
from framework.plain_data import canonical_json
from framework.statements import build_statements, check_relations, check_text

HIGHEST_LEVEL = 4
BENCHMARKS = 8


def build(model: Place) -> FrameworkVersion:
    """Build the version. Raises FrameworkError at the first rule broken."""
    fields = model.fields("id", "title", "version", "source", "themes")
    version = FrameworkVersion(
        id=fields["id"].matching("[a-z0-9]+(-[a-z0-9]+)*", "a-short-name"),
        title=fields["title"].text(),
        version=fields["version"].text(),
        source=fields["source"].text(),
        themes=_themes(fields["themes"]),
        sha256="",
    )
    return replace(version, sha256=sha256_of(body(version)))


def sha256_of(value: object) -> str:
    """The hash of a value's canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def _themes(place: Place) -> tuple[Theme, ...]:
    themes = tuple(
        _theme(place.at(f"theme {n}", item), n) for n, item in enumerate(place.items(), start=1)
    )
    if not themes:
        raise place.error("is an empty list")
    return themes


def _theme(place: Place, expected: int) -> Theme:
    fields = place.fields("number", "title", "benchmarks", "dimensions")
    if fields["number"].number(1, 99) != expected:
        raise fields["number"].error(f"must be {expected}: themes are numbered in order from 1")
    return Theme(
        number=expected,
        title=fields["title"].text(),
        benchmarks=_benchmarks(fields["benchmarks"]),
        dimensions=_dimensions(fields["dimensions"], expected),
    )


def _benchmarks(place: Place) -> tuple[int, ...]:
    found = tuple(place.at(place.where, item).number(1, BENCHMARKS) for item in place.items())
    if not _is_ascending(found):
        raise place.error("must be in ascending order, each once")
    return found


def _is_ascending(numbers: Iterable[int]) -> bool:
    return all(before < after for before, after in pairwise(numbers))


def _dimensions(place: Place, theme: int) -> tuple[Dimension, ...]:
    dimensions = tuple(
        _dimension(place.at(f"theme {theme}, dimension number {n}", item), theme)
        for n, item in enumerate(place.items(), start=1)
    )
    if not dimensions:
        raise place.error("is an empty list")
    if not _is_ascending(int(dimension.code.split(".")[1]) for dimension in dimensions):
        raise place.error("must be in ascending order of their codes, each once")
    return dimensions


def _dimension(place: Place, theme: int) -> Dimension:
    fields = place.fields("code", "title", "levels")
    code = fields["code"].matching(f"{theme}[.][1-9][0-9]?", f"{theme}.1")
    where = f"dimension {code}"
    title = place.at(f"{where}: title", fields["title"].value).text()
    levels = _levels(place.at(where, fields["levels"].value), code)
    return Dimension(code, title, theme, levels)


def _levels(dimension: Place, code: str) -> tuple[LevelDescriptor, ...]:
    published = dimension.mapping()
    if not published:
        raise dimension.error("has no level")
    highest = next(reversed(published))
    levels = tuple(_level(dimension, code, name, is_highest=name == highest) for name in published)
    if not _is_ascending(level.level for level in levels):
        raise dimension.error("must hold its levels in ascending order, each once")
    for level, following in pairwise(levels):
        check_relations(dimension, level, following)
    return levels


def _level(dimension: Place, code: str, name: str, *, is_highest: bool) -> LevelDescriptor:
    number = dimension.at(f"{dimension.where}: a level", name).number(1, HIGHEST_LEVEL)
    place = dimension.at(f"level {number} of dimension {code}", dimension.mapping()[name])
    fields = place.fields("text", "statements")
    text = fields["text"].text()
    statements = build_statements(fields["statements"], f"{code}/{number}", is_highest=is_highest)
    check_text(place, text, statements)
    return LevelDescriptor(number, text, statements)
