"""The numbers that programs count for lists and headings; knows no file format."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

BULLET: Final = "•"
DEEPEST: Final = 10
_PLACE: Final = re.compile(r"%(\d)")
_LETTERS: Final = 26
_MOST_LETTERS: Final = 10
_MOST_ROMAN: Final = 3999
_ROMAN: Final = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


class Level(NamedTuple):
    """How a level of a list is counted.

    ``format`` is "1", "01", "1st", "a", "A", "i", "I", or "" for no number; in ``text`` "%1" stands
    for the number of the first level. ``is_plain`` writes every number of it as "1". It begins
    again after an item of the first ``restarts_after`` levels, None for all above it.
    """

    format: str
    text: str
    start: int = 1
    is_plain: bool = False
    restarts_after: int | None = None


class Counter:
    """The numbers of one list, level by level from 0."""

    def __init__(self) -> None:
        self._values: list[int | None] = [None] * DEEPEST

    def restart(self, level: int) -> None:
        """Begin again at a level and below it."""
        self._values[level:] = [None] * (DEEPEST - level)

    def next(self, level: int, levels: Mapping[int, Level], start: int | None = None) -> str:
        """Count an item and give its label: a bullet where it has no letter or number."""
        rule = levels.get(level, Level("", BULLET))
        value = self._values[level]
        if start is None:
            start = rule.start if value is None else value + 1
        self._values[level] = start
        for above in range(level):
            # A level that an item skips has begun with it.
            if self._values[above] is None and above in levels:
                self._values[above] = levels[above].start
        for below in range(level + 1, DEEPEST):
            if below not in levels or _restarts(below, levels[below], level):
                self._values[below] = None
        text = _PLACE.sub(lambda place: self._shown(int(place[1]) - 1, rule, levels), rule.text)
        label = text.strip()
        return label if not label or any(map(str.isalnum, label)) else BULLET

    def _shown(self, level: int, rule: Level, levels: Mapping[int, Level]) -> str:
        own = levels.get(level)
        if own is None or not 0 <= level < DEEPEST:
            return ""
        value = self._values[level]
        return written(own.start if value is None else value, "1" if rule.is_plain else own.format)


def _restarts(level: int, rule: Level, after: int) -> bool:
    last = level if rule.restarts_after is None else rule.restarts_after
    return after < last


def written(number: int, format_: str) -> str:
    """Write a number as a list shows it; what cannot be written so is written in digits."""
    match format_:
        case "":
            return ""
        case "01":
            return f"{number:02}"
        case "1st":
            return _ordinal(number)
        case "a" | "A" if 0 < number <= _LETTERS * _MOST_LETTERS:
            times, place = divmod(number - 1, _LETTERS)
            return chr(ord(format_) + place) * (times + 1)
        case "i" | "I" if 0 < number <= _MOST_ROMAN:
            roman = _roman(number)
            return roman if format_ == "i" else roman.upper()
        case _:
            return str(number)


def _ordinal(number: int) -> str:
    is_teen = number // 10 % 10 == 1
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _roman(number: int) -> str:
    found = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        found += letters * times
    return found
