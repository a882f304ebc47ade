"""The map of an assessment: where each dimension stands, as shapes for an SVG of fixed size."""

from dataclasses import dataclass

from workflow.claims.overview import DimensionRow, Overview
from workflow.kinds.reviews import BELOW_LOWEST, ReviewKind

ROW_HEIGHT = 34
THEME_HEIGHT = 44
LABEL_WIDTH = 560
COLUMN_WIDTH = 90
COLUMNS = ("Below", "1", "2", "3", "4")
WIDTH = LABEL_WIDTH + COLUMN_WIDTH * len(COLUMNS)


@dataclass(frozen=True)
class Mark:
    """A letter in a cell: C claimed, P peer, V validated, T target, o last year."""

    letter: str
    meaning: str
    x: int


@dataclass(frozen=True)
class MapRow:
    """One dimension's line of the map. `y` is its middle."""

    row: DimensionRow
    y: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class MapTheme:
    """A theme's heading and its rows."""

    title: str
    y: int
    rows: tuple[MapRow, ...]


@dataclass(frozen=True)
class Map:
    """The whole drawing; lengths in SVG units."""

    width: int
    height: int
    columns: tuple[tuple[str, int], ...]
    themes: tuple[MapTheme, ...]


def _column(level: int) -> int:
    return LABEL_WIDTH + COLUMN_WIDTH * level + COLUMN_WIDTH // 2


def draw(seen: Overview, rows: tuple[DimensionRow, ...]) -> Map:
    """Lay the given rows out under their themes."""
    themes, y = [], THEME_HEIGHT
    for theme in seen.framework.themes:
        of_theme = [row for row in rows if row.dimension.theme_number == theme.number]
        if not of_theme:
            continue
        heading = y + THEME_HEIGHT // 2
        y += THEME_HEIGHT
        lines = []
        for row in of_theme:
            lines.append(MapRow(row, y + ROW_HEIGHT // 2, _marks(row)))
            y += ROW_HEIGHT
        themes.append(MapTheme(f"{theme.number} {theme.title}", heading, tuple(lines)))
    columns = tuple((name, _column(number)) for number, name in enumerate(COLUMNS))
    return Map(WIDTH, y + 10, columns, tuple(themes))


def _marks(row: DimensionRow) -> tuple[Mark, ...]:
    told = (
        ("C", "claimed", row.level),
        ("P", "peer review", row.level_of(ReviewKind.PEER)),
        ("V", "validated", row.level_of(ReviewKind.EXTERNAL)),
        ("T", "target", row.target),
        ("o", "last year", row.last_level),
    )
    by_level: dict[int, list[tuple[str, str]]] = {}
    for letter, meaning, level in told:
        if level is not None:
            by_level.setdefault(max(level, BELOW_LOWEST), []).append((letter, meaning))
    marks = []
    for level, letters in by_level.items():
        first = _column(level) - 10 * (len(letters) - 1)
        marks += [
            Mark(letter, meaning, first + 20 * number)
            for number, (letter, meaning) in enumerate(letters)
        ]
    return tuple(marks)
