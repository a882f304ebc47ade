"""Framework versions as canonical JSON, which is what is hashed and stored; and how two differ."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from framework.model import (
    Dimension,
    FrameworkVersion,
    LevelDescriptor,
    RelationKind,
    Statement,
    StatementRelation,
    Theme,
)
from store.db import canonical_json


def to_canonical_json(version: FrameworkVersion) -> str:
    """The version as canonical JSON; `from_canonical_json` gives it back exactly."""
    return canonical_json(_version_json(version))


def from_canonical_json(text: str) -> FrameworkVersion:
    """The version that `to_canonical_json` wrote."""
    raw: dict[str, Any] = json.loads(text)
    return build(raw)


def build(raw: dict[str, Any]) -> FrameworkVersion:
    """A version from checked raw data; its hash is over the canonical JSON of all of it."""
    themes = tuple(_theme(theme) for theme in raw["themes"])
    version = FrameworkVersion(
        raw["id"], raw["title"], str(raw["version"]), raw["source"], themes, sha256=""
    )
    sha256 = hashlib.sha256(to_canonical_json(version).encode()).hexdigest()
    return FrameworkVersion(
        version.id, version.title, version.version, version.source, themes, sha256
    )


def _theme(raw: dict[str, Any]) -> Theme:
    benchmarks = tuple(raw["benchmarks"])
    dimensions = tuple(_dimension(d, raw["number"], benchmarks) for d in raw["dimensions"])
    return Theme(raw["number"], raw["title"], benchmarks, dimensions)


def _dimension(raw: dict[str, Any], theme: int, benchmarks: tuple[int, ...]) -> Dimension:
    levels = tuple(
        LevelDescriptor(
            level["level"], level["text"], tuple(_statement(s) for s in level["statements"])
        )
        for level in sorted(raw["levels"], key=lambda level: level["level"])
    )
    return Dimension(raw["code"], raw["title"], theme, benchmarks, levels)


def _statement(raw: dict[str, Any]) -> Statement:
    relations = tuple(
        StatementRelation(RelationKind(r["kind"]), r["to"]) for r in raw.get("relations", ())
    )
    return Statement(
        raw["code"], raw["text"], raw.get("lead_in", ""), raw.get("optional", False), relations
    )


def _version_json(version: FrameworkVersion) -> dict[str, Any]:
    return {
        "id": version.id,
        "title": version.title,
        "version": version.version,
        "source": version.source,
        "themes": [
            {
                "number": theme.number,
                "title": theme.title,
                "benchmarks": list(theme.benchmarks),
                "dimensions": [_dimension_json(dimension) for dimension in theme.dimensions],
            }
            for theme in version.themes
        ],
    }


def _dimension_json(dimension: Dimension) -> dict[str, Any]:
    return {
        "code": dimension.code,
        "title": dimension.title,
        "levels": [
            {
                "level": descriptor.level,
                "text": descriptor.text,
                "statements": [
                    {
                        "code": statement.code,
                        "text": statement.text,
                        "lead_in": statement.lead_in,
                        "optional": statement.optional,
                        "relations": [{"kind": r.kind.value, "to": r.to} for r in statement.relations],
                    }
                    for statement in descriptor.statements
                ],
            }
            for descriptor in dimension.levels
        ],
    }


def differences(old: FrameworkVersion, new: FrameworkVersion) -> Iterator[str]:
    """One line for every dimension or level whose words differ, in the model's order."""
    before = {dimension.code: dimension for dimension in old.dimensions}
    after = {dimension.code: dimension for dimension in new.dimensions}
    for code in sorted(before.keys() | after.keys()):
        if code not in after:
            yield f"{code} is gone: {before[code].title}"
        elif code not in before:
            yield f"{code} is new: {after[code].title}"
        else:
            yield from _dimension_differences(before[code], after[code])


def _dimension_differences(old: Dimension, new: Dimension) -> Iterator[str]:
    if old.title != new.title:
        yield f"{old.code} is renamed: “{old.title}” to “{new.title}”"
    numbers = {d.level for d in (*old.levels, *new.levels)}
    for number in sorted(numbers):
        before, after = old.level(number), new.level(number)
        if before is None:
            yield f"{old.code} level {number} is new"
        elif after is None:
            yield f"{old.code} level {number} is gone"
        elif before.text != after.text:
            yield f"{old.code} level {number} has other words"
        elif before.statements != after.statements:
            yield f"{old.code} level {number} has other statements"
