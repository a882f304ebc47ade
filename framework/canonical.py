"""A framework version as plain values for canonical JSON; the shape is that of a model file."""

from collections import defaultdict
from typing import Any

from framework.model import Dimension, FrameworkVersion, LevelDescriptor, Statement, Theme
from framework.statements import NO_RELATION


def body(version: FrameworkVersion) -> dict[str, Any]:
    """Everything in a version but its hash, ready for `canonical_json`."""
    return {
        "id": version.id,
        "title": version.title,
        "version": version.version,
        "source": version.source,
        "themes": [_theme(theme) for theme in version.themes],
    }


def _theme(theme: Theme) -> dict[str, Any]:
    return {
        "number": theme.number,
        "title": theme.title,
        "benchmarks": list(theme.benchmarks),
        "dimensions": [_dimension(dimension) for dimension in theme.dimensions],
    }


def _dimension(dimension: Dimension) -> dict[str, Any]:
    levels = {
        str(level.level): _level(level, is_highest=level.level == dimension.highest_level)
        for level in dimension.levels
    }
    return {"code": dimension.code, "title": dimension.title, "levels": levels}


def _level(level: LevelDescriptor, *, is_highest: bool) -> dict[str, Any]:
    statements = [_statement(statement, is_highest=is_highest) for statement in level.statements]
    return {"text": level.text, "statements": statements}


def _statement(statement: Statement, *, is_highest: bool) -> dict[str, Any]:
    written: dict[str, Any] = {"code": statement.code, "text": statement.text}
    if statement.optional:
        written["optional"] = True
    if statement.completes is not None:
        written["completes"] = statement.completes
    if not is_highest:
        written["relations"] = _relations(statement) or NO_RELATION
    return written


def _relations(statement: Statement) -> dict[str, list[str]]:
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for relation in statement.relations:
        by_kind[relation.kind].append(relation.to)
    return dict(by_kind)
