"""The difference of two framework versions, as facts a person can read; decides nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from framework.model import Dimension, FrameworkVersion, LevelDescriptor, Statement

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that differs: `before` is None when it was added, `after` when it was removed."""

    where: str
    before: str | None
    after: str | None

    @property
    def sentence(self) -> str:
        """The change in words, for one line of output."""
        if self.before is None:
            return f"Added: {self.where}: {self.after}"
        if self.after is None:
            return f"Removed: {self.where}: {self.before}"
        return f"Changed: {self.where}: {self.before} -> {self.after}"


def compare(before: FrameworkVersion, after: FrameworkVersion) -> list[Change]:
    """List what differs: first in the order of `before`, then what only `after` has.

    Text differs only by its words: white space is folded. The list is empty exactly when nothing
    that a reader could notice differs.
    """
    old, new = dict(_facts(before)), dict(_facts(after))
    every = [*old, *(where for where in new if where not in old)]
    return [
        Change(where, old.get(where), new.get(where))
        for where in every
        if old.get(where) != new.get(where)
    ]


def _facts(version: FrameworkVersion) -> Iterator[Fact]:
    yield "model: id", version.id
    yield "model: title", version.title
    yield "model: version", version.version
    yield "model: source", version.source
    for theme in version.themes:
        yield f"theme {theme.number}: title", theme.title
        yield f"theme {theme.number}: benchmarks", ", ".join(map(str, theme.benchmarks)) or "none"
        for dimension in theme.dimensions:
            yield from _facts_of_dimension(dimension)


def _facts_of_dimension(dimension: Dimension) -> Iterator[Fact]:
    yield f"dimension {dimension.code}: title", dimension.title
    for level in dimension.levels:
        yield from _facts_of_level(dimension, level)


def _facts_of_level(dimension: Dimension, level: LevelDescriptor) -> Iterator[Fact]:
    yield f"dimension {dimension.code}, level {level.level}: text", " ".join(level.text.split())
    for statement in level.statements:
        yield from _facts_of_statement(statement)


def _facts_of_statement(statement: Statement) -> Iterator[Fact]:
    where = f"statement {statement.code}"
    yield f"{where}: text", " ".join(statement.text.split())
    yield f"{where}: asked for", "optional" if statement.optional else "required"
    yield f"{where}: completes", statement.completes or "nothing"
    relations = [f"{r.kind.replace('_', ' ')} {r.to}" for r in statement.relations]
    yield f"{where}: at the next level", ", ".join(relations) or "nothing"
