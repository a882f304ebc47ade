"""Loads a framework version from YAML and checks it; every fault is one sentence that says where.

The loader never splits text: statements stand in the file, with fixed codes.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from framework.library import build
from framework.model import Dimension, FrameworkError, FrameworkVersion, RelationKind

BUILTIN = "careers-impact-colleges.yaml"
HIGHEST_LEVEL = 4

# Field: type, for every object of the file. Optional fields stand in `_OPTIONAL`.
_FIELDS: dict[str, dict[str, type]] = {
    "framework": {"id": str, "title": str, "version": str, "source": str, "themes": list},
    "theme": {"number": int, "title": str, "benchmarks": list, "dimensions": list},
    "dimension": {"code": str, "title": str, "levels": list},
    "level": {"level": int, "text": str, "statements": list},
    "statement": {"code": str, "text": str},
    "relation": {"kind": str, "to": str},
}
_OPTIONAL: dict[str, dict[str, type]] = {
    "statement": {"lead_in": str, "optional": bool, "relations": list}
}


class _StrictLoader(yaml.SafeLoader):
    """YAML in which a key that stands twice is a fault instead of a silent loss."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                line = node.start_mark.line + 1
                raise FrameworkError(f"“{key}” stands twice in the block at line {line}.")
        return super().construct_mapping(node, deep)


def load(source: Path | str) -> FrameworkVersion:
    """A framework version from a file or from YAML text. Raises FrameworkError."""
    text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
    raw = load_yaml(text)
    _check_object("framework", raw, "The file")
    for theme in raw["themes"]:
        _check_theme(theme)
    version = build(raw)
    for fault in _faults(version):
        raise FrameworkError(fault)
    return version


def load_yaml(text: str) -> dict[str, Any]:
    """A mapping from YAML text, duplicate keys refused. Raises FrameworkError."""
    try:
        raw = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - derived from SafeLoader
    except (yaml.YAMLError, TypeError, RecursionError, ValueError) as error:
        raise FrameworkError(f"The file is not YAML: {str(error).splitlines()[0]}.") from error
    if not isinstance(raw, dict):
        raise FrameworkError("The file holds no mapping at its top.")
    return raw


@cache
def builtin() -> FrameworkVersion:
    """The packaged Careers Impact Maturity Model for Colleges."""
    return load((files("framework") / "data" / BUILTIN).read_text(encoding="utf-8"))


def _check_object(kind: str, raw: object, where: str) -> None:
    if not isinstance(raw, dict):
        raise FrameworkError(f"{where} should be a block of fields.")
    optional = _OPTIONAL.get(kind, {})
    for field, expected in _FIELDS[kind].items():
        if field not in raw:
            raise FrameworkError(f"{where} lacks “{field}”.")
        _check_type(raw[field], expected, f"{where}: “{field}”")
    for field, value in raw.items():
        if field not in _FIELDS[kind]:
            if field not in optional:
                raise FrameworkError(f"{where} has an unknown field “{field}”.")
            _check_type(value, optional[field], f"{where}: “{field}”")


def _check_type(value: object, expected: type, where: str) -> None:
    # A YAML `true` is an int to Python, but never a number to the person who wrote it.
    is_right = isinstance(value, expected) and (expected is bool or not isinstance(value, bool))
    if not is_right:
        names = {str: "text", int: "a number", bool: "true or false", list: "a list"}
        raise FrameworkError(f"{where} should be {names[expected]}.")
    if value in ("", []) and not where.endswith(("“benchmarks”", "“relations”")):
        raise FrameworkError(f"{where} is empty.")


def _check_theme(theme: object) -> None:
    _check_object("theme", theme, "A theme")
    assert isinstance(theme, dict)  # noqa: S101 - _check_object has seen to it
    if not all(isinstance(number, int) for number in theme["benchmarks"]):
        raise FrameworkError(f"Theme {theme['number']}: benchmarks should be numbers.")
    for dimension in theme["dimensions"]:
        _check_object("dimension", dimension, f"A dimension of theme {theme['number']}")
        for level in dimension["levels"]:
            _check_level(level, f"Dimension {dimension['code']}")


def _check_level(level: object, where: str) -> None:
    _check_object("level", level, f"{where}: a level")
    assert isinstance(level, dict)  # noqa: S101 - _check_object has seen to it
    for statement in level["statements"]:
        _check_object("statement", statement, f"{where}, level {level['level']}: a statement")
        for relation in statement.get("relations", ()):
            place = f"Statement {statement['code']}: a relation"
            _check_object("relation", relation, place)
            if relation["kind"] not in set(RelationKind):
                raise FrameworkError(f"{place} is of an unknown kind “{relation['kind']}”.")


def _faults(version: FrameworkVersion) -> Iterator[str]:
    yield from _repeated("Theme", [str(theme.number) for theme in version.themes])
    yield from _repeated("Dimension", [dimension.code for dimension in version.dimensions])
    for dimension in version.dimensions:
        yield from _dimension_faults(dimension)


def _repeated(what: str, names: list[str]) -> Iterator[str]:
    for number, name in enumerate(names):
        if name in names[:number]:
            yield f"{what} {name} stands twice."


def _dimension_faults(dimension: Dimension) -> Iterator[str]:
    where = f"Dimension {dimension.code}"
    if not re.fullmatch(rf"{dimension.theme_number}\.[1-9]\d?", dimension.code):
        yield f"{where} does not belong to theme {dimension.theme_number}."
    yield from _repeated(f"{where}: level", [str(d.level) for d in dimension.levels])
    for descriptor in dimension.levels:
        place = f"{where}, level {descriptor.level}"
        if not 1 <= descriptor.level <= HIGHEST_LEVEL:
            yield f"{place}: levels run from 1 to {HIGHEST_LEVEL}."
        if _letters(descriptor.text) != _letters(_said(descriptor.statements)):
            yield f"{place}: the statements are not the descriptor's words."
        for number, statement in enumerate(descriptor.statements):
            expected = f"{dimension.code}/{descriptor.level}/{chr(ord('a') + number)}"
            if statement.code != expected:
                yield f"{place}: statement {statement.code} should be {expected}."
    yield from _relation_faults(dimension)


def _said(statements: tuple[Any, ...]) -> str:
    """The statements' words in order, a lead-in once before its first bullet."""
    words, last = [], ""
    for statement in statements:
        if statement.lead_in != last:
            words.append(statement.lead_in)
        last = statement.lead_in
        words.append(statement.text)
    return "".join(words)


def _letters(text: str) -> str:
    return re.sub(r"\s+|^- ", "", re.sub(r"\n- ", "\n", text))


def _relation_faults(dimension: Dimension) -> Iterator[str]:
    for lower, higher in zip(dimension.levels, dimension.levels[1:], strict=False):
        codes = {statement.code for statement in higher.statements}
        for statement in lower.statements:
            for relation in statement.relations:
                if relation.to not in codes:
                    yield f"Statement {statement.code} leads to {relation.to}, which is not next."
    for statement in dimension.levels[-1].statements:
        if statement.relations:
            yield f"Statement {statement.code} is of the highest level and leads nowhere."
