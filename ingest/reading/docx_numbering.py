"""The labels of list items and numbered headings in Word files; knows no paragraph's text."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from ingest.reading.docx_names import W, property_of, value_of
from ingest.reading.list_labels import BULLET, DEEPEST, Counter, Level

_FORMATS: Final = {
    "decimal": "1",
    "decimalZero": "01",
    "ordinal": "1st",
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
    "none": "",
}
_MOST_LINKS: Final = 20


class Numbering:
    """Counts the items of a document's lists in the order in which they are asked for.

    ``roots`` are its w:numbering elements, ``styles`` its styles by id.
    """

    def __init__(self, roots: Sequence[Any], styles: dict[str | None, Any]) -> None:
        self._styles = styles
        self._kinds = {
            kind.get(f"{W}abstractNumId"): kind
            for root in roots
            for kind in root.findall(f"{W}abstractNum")
        }
        self._lists = {each.get(f"{W}numId"): each for r in roots for each in r.findall(f"{W}num")}
        self._levels: dict[str, dict[int, Level]] = {}
        self._counters: defaultdict[str, Counter] = defaultdict(Counter)
        self._begun: set[tuple[str, int]] = set()

    def label(self, paragraph: Any, style_line: Sequence[Any]) -> str:
        """Count the paragraph and give its label: a bullet, a number, or "" outside lists.

        ``style_line`` are its styles, the nearest first.
        """
        number = place = None
        style = None
        for holder in (paragraph, *style_line):
            numbering = property_of(holder.find(f"{W}pPr"), "numPr")
            if numbering is not None:
                place = value_of(numbering, "ilvl") if place is None else place
                number = value_of(numbering, "numId")
                if number is not None:
                    style = None if holder is paragraph else holder
                    break
        if number is None or number == "0":
            return ""
        kind = self._kind_of(number)
        if kind not in self._kinds:
            return BULLET
        level = self._level(place, style, kind)
        levels = self._levels_of(number, kind)
        return self._counters[kind].next(level, levels, self._own_start(number, level))

    def _level(self, place: str | None, style: Any | None, kind: str) -> int:
        """Give the level that a paragraph says, or the one that is tied to its style."""
        if place is not None and place.isdigit():
            return min(int(place), DEEPEST - 2)
        if style is not None:
            for level in self._kinds[kind].findall(f"{W}lvl"):
                if value_of(level, "pStyle") == style.get(f"{W}styleId"):
                    return _index(level)
        return 0

    def _own_start(self, number: str, level: int) -> int | None:
        """Give the number that a list begins at, apart from others of its kind, the first time."""
        if (number, level) in self._begun:
            return None
        self._begun.add((number, level))
        for override in self._lists[number].findall(f"{W}lvlOverride"):
            if _index(override) == level:
                return _whole(value_of(override, "startOverride"))
        return None

    def _kind_of(self, number: str | None) -> str:
        """Name the kind of a list, also where it is that of the list of a style; "" for none."""
        kind = ""
        for _ in range(_MOST_LINKS):
            if number not in self._lists:
                break
            kind = value_of(self._lists[number], "abstractNumId") or ""
            link = value_of(self._kinds[kind], "numStyleLink") if kind in self._kinds else None
            style = self._styles.get(link) if link else None
            numbering = None if style is None else property_of(style.find(f"{W}pPr"), "numPr")
            number = None if numbering is None else value_of(numbering, "numId")
        return kind

    def _levels_of(self, number: str, kind: str) -> dict[int, Level]:
        if number not in self._levels:
            levels = {_index(level): _rule(level) for level in self._kinds[kind].findall(f"{W}lvl")}
            for override in self._lists[number].findall(f"{W}lvlOverride"):
                own = override.find(f"{W}lvl")
                if own is not None:
                    levels[_index(override)] = _rule(own)
            self._levels[number] = levels
        return self._levels[number]


def _rule(level: Any) -> Level:
    said = value_of(level, "numFmt") or "decimal"
    if said == "bullet":
        return Level("", BULLET)
    start = _whole(value_of(level, "start"))
    return Level(
        _FORMATS.get(said, "1"),
        value_of(level, "lvlText") or "",
        0 if start is None else start,
        level.find(f"{W}isLgl") is not None,
        _whole(value_of(level, "lvlRestart")),
    )


def _index(element: Any) -> int:
    return min(_whole(element.get(f"{W}ilvl")) or 0, DEEPEST - 2)


def _whole(said: str | None) -> int | None:
    return int(said) if said and said.isdigit() else None
