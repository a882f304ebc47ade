"""What a framework version is: immutable values and lookups; knows no file and no database."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from store.errors import NotFoundError

NO_DESCRIPTOR = "No descriptor is published for this level."


class RelationKind(StrEnum):
    """What becomes of a statement at the next published level."""

    SAME = "same"
    GROWS_INTO = "grows_into"
    REPLACED_BY = "replaced_by"


@dataclass(frozen=True, slots=True)
class StatementRelation:
    """One statement's relation to a statement (`to`, a code) of the next published level."""

    kind: RelationKind
    to: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or bullet of a descriptor: the unit that evidence is shown for.

    `completes` is the code of the sentence that a bullet completes, else None. `relations` is
    empty at the highest level, and where a person decided that the next level has no such thing.
    """

    code: str
    text: str
    optional: bool = False
    relations: tuple[StatementRelation, ...] = ()
    completes: str | None = None

    @property
    def is_left_behind(self) -> bool:
        """Whether it describes weak practice that the next level replaces."""
        return any(relation.kind is RelationKind.REPLACED_BY for relation in self.relations)


@dataclass(frozen=True, slots=True)
class LevelDescriptor:
    """The published text of one level, and the statements that it was split into."""

    level: int
    text: str
    statements: tuple[Statement, ...]

    def in_full(self, statement: Statement) -> str:
        """The statement as it reads alone: a bullet after the sentence that it completes."""
        lead = next((s.text for s in self.statements if s.code == statement.completes), "")
        return f"{lead} {statement.text}".lstrip()


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension; `levels` are the published ones, lowest first, with gaps possible."""

    code: str
    title: str
    theme_number: int
    levels: tuple[LevelDescriptor, ...]

    def level(self, number: int) -> LevelDescriptor | None:
        """The descriptor of a level, or None where none is published."""
        return next((level for level in self.levels if level.level == number), None)

    def level_text(self, number: int) -> str:
        """The text of a level, or the sentence that none is published."""
        descriptor = self.level(number)
        return descriptor.text if descriptor else NO_DESCRIPTOR

    @property
    def lowest_level(self) -> int:
        """The lowest level that is published."""
        return self.levels[0].level

    @property
    def highest_level(self) -> int:
        """The highest level that is published."""
        return self.levels[-1].level


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of dimensions; `benchmarks` are the Gatsby Benchmarks printed with it, if any."""

    number: int
    title: str
    benchmarks: tuple[int, ...]
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True)
class FrameworkVersion:
    """An edition of a model that never changes; two are equal when their hashes are.

    `sha256` is the hash of the canonical JSON of everything else in it.
    """

    id: str = field(compare=False)
    title: str = field(compare=False)
    version: str = field(compare=False)
    source: str = field(compare=False)
    themes: tuple[Theme, ...] = field(compare=False, repr=False)
    sha256: str

    @cached_property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Every dimension in the order of the model."""
        return tuple(dimension for theme in self.themes for dimension in theme.dimensions)

    @cached_property
    def _statements(self) -> dict[str, Statement]:
        levels = (level for dimension in self.dimensions for level in dimension.levels)
        return {statement.code: statement for level in levels for statement in level.statements}

    def dimension(self, code: str) -> Dimension:
        """Return the dimension with this code. Raises NotFoundError."""
        found = next((d for d in self.dimensions if d.code == code), None)
        if found is None:
            raise NotFoundError(f"{self.title} has no dimension {code}. Choose one of its list.")
        return found

    def statement(self, code: str) -> Statement:
        """Return the statement with this code. Raises NotFoundError."""
        found = self._statements.get(code)
        if found is None:
            raise NotFoundError(f"{self.title} has no statement {code}. Choose one of its list.")
        return found
