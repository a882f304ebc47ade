"""Counts of levels as bars, drawn on the server: one bar a year, one part a level."""

from dataclasses import dataclass

from workflow.claims.trends import COLUMN_WORDS, COLUMNS, Trend

WIDTH = 560
LABEL = 80
BAR = 26
STEP = 36
SHORT_WORDS = {-1: "–", 0: "<"}


@dataclass(frozen=True)
class Part:
    """The part of a bar for one level."""

    x: float
    width: float
    column: int
    text: str
    title: str


@dataclass(frozen=True)
class Bar:
    """One year."""

    year: str
    y: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Bars:
    """A picture for one theme or benchmark."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    words: str


def draw(trend: Trend) -> Bars:
    """The bars of a trend; each part says its level as a letter and how many it counts."""
    widest = max((year.total for year in trend.years), default=1) or 1
    unit = (WIDTH - LABEL) / widest
    bars = []
    for row, year in enumerate(trend.years):
        x, parts = float(LABEL), []
        for column, count in zip(COLUMNS, year.counts, strict=True):
            if not count:
                continue
            letter = SHORT_WORDS.get(column, str(column))
            parts.append(
                Part(
                    round(x, 1),
                    round(count * unit, 1),
                    column,
                    f"{letter} × {count}" if count * unit >= 40 else letter,  # noqa: PLR2004 - room for the words
                    f"{COLUMN_WORDS[column]}: {count}",
                )
            )
            x += count * unit
        bars.append(Bar(year.year, row * STEP, tuple(parts)))
    words = "; ".join(f"{year.year}: {year.words}" for year in trend.years)
    return Bars(WIDTH, STEP * len(trend.years), tuple(bars), words)
