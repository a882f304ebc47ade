"""The shapes of a framework version: frozen, hashed, the same for every college."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from store.errors import CareersEvidenceError, NotFoundError

NOT_PUBLISHED = "No descriptor is published for this level."


class FrameworkError(CareersEvidenceError):
    """A framework file is not what the schema asks for; the sentence names the place."""


class RelationKind(StrEnum):
    """What becomes of a statement at the next level."""

    SAME = "same"
    GROWS_INTO = "grows_into"
    REPLACED_BY = "replaced_by"


@dataclass(frozen=True)
class StatementRelation:
    """Leads from a statement to one of the next level, named by its code."""

    kind: RelationKind
    to: str


@dataclass(frozen=True)
class Statement:
    """One sentence or bullet of a descriptor; the unit that evidence is shown for.

    `lead_in` is the sentence that a bullet completes. Sentences with "may" are optional.
    """

    code: str
    text: str
    lead_in: str
    optional: bool
    relations: tuple[StatementRelation, ...]

    @property
    def full_text(self) -> str:
        """The statement as it reads alone, with its lead-in."""
        return f"{self.lead_in} {self.text}" if self.lead_in else self.text


@dataclass(frozen=True)
class LevelDescriptor:
    """The published text of one level of a dimension, with its statements in order."""

    level: int
    text: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Dimension:
    """One dimension, such as 1.5, with its published levels from low to high."""

    code: str
    title: str
    theme_number: int
    benchmarks: tuple[int, ...]
    levels: tuple[LevelDescriptor, ...]

    def level(self, number: int) -> LevelDescriptor | None:
        """The descriptor of a level, None where none is published."""
        return next((d for d in self.levels if d.level == number), None)

    @property
    def lowest_level(self) -> int:
        """The lowest level that is published."""
        return self.levels[0].level

    @property
    def highest_level(self) -> int:
        """The highest level that is published."""
        return self.levels[-1].level


@dataclass(frozen=True)
class Theme:
    """A theme with the Gatsby benchmarks that the model prints beside it (theme 1: none)."""

    number: int
    title: str
    benchmarks: tuple[int, ...]
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True)
class FrameworkVersion:
    """An immutable edition of a model. `sha256` is over its canonical JSON."""

    id: str
    title: str
    version: str
    source: str
    themes: tuple[Theme, ...]
    sha256: str

    @cached_property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Every dimension in the model's order."""
        return tuple(dimension for theme in self.themes for dimension in theme.dimensions)

    @cached_property
    def _by_code(self) -> dict[str, Dimension]:
        return {dimension.code: dimension for dimension in self.dimensions}

    @cached_property
    def _statements(self) -> dict[str, Statement]:
        return {statement.code: statement for statement in self.statements()}

    def dimension(self, code: str) -> Dimension:
        """A dimension by its code. Raises NotFoundError."""
        found = self._by_code.get(code)
        if found is None:
            raise NotFoundError(f"There is no dimension {code} in this model.")
        return found

    def statement(self, code: str) -> Statement:
        """A statement by its code, such as `1.2/3/b`. Raises NotFoundError."""
        found = self._statements.get(code)
        if found is None:
            raise NotFoundError(f"There is no statement {code} in this model.")
        return found

    def statements(self) -> Iterator[Statement]:
        """Every statement in the model's order."""
        for dimension in self.dimensions:
            for descriptor in dimension.levels:
                yield from descriptor.statements

    def theme(self, number: int) -> Theme:
        """A theme by its number. Raises NotFoundError."""
        found = next((theme for theme in self.themes if theme.number == number), None)
        if found is None:
            raise NotFoundError(f"There is no theme {number} in this model.")
        return found
