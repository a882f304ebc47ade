"""The labels of list items and numbered headings in OpenDocument texts; knows no paragraph."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from ingest.reading.list_labels import BULLET, DEEPEST, Counter, Level
from ingest.reading.odf import STYLE, TEXT

_OUTLINE: Final = "\0outline"
_NUMBERED: Final = (f"{TEXT}list-level-style-number", f"{TEXT}outline-level-style")


class Lists:
    """Counts the items of a document's lists in the order in which they are asked for.

    ``roots`` are parts of the file; of two styles of one name the one in the earlier part counts.
    """

    def __init__(self, roots: Sequence[Any]) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        for root in roots:
            for style in root.iter(f"{TEXT}list-style", f"{TEXT}outline-style"):
                is_outline = style.tag == f"{TEXT}outline-style"
                name = _OUTLINE if is_outline else style.get(f"{STYLE}name", "")
                self._levels.setdefault(name, dict(_rules(style)))
        self._counters: defaultdict[str, Counter] = defaultdict(Counter)

    def begin(self, listed: Any, style: str, depth: int) -> None:
        """Begin a list within ``depth`` others; its numbers may go on from one before it."""
        goes_on = listed.get(f"{TEXT}continue-numbering") == "true"
        if not goes_on and listed.get(f"{TEXT}continue-list") is None:
            self._counters[style].restart(min(depth, DEEPEST - 1))

    def label(self, item: Any, style: str, depth: int) -> str:
        """Count an item and give its label: a bullet where the style says nothing."""
        level = min(depth, DEEPEST - 2)
        return self._counters[style].next(level, self._levels.get(style, {}), _start(item))

    def outline_label(self, heading: Any, level: int) -> str:
        """Count a heading and give its number, "" where headings of its level have none."""
        levels = self._levels.get(_OUTLINE, {})
        place = level - 1
        is_numbered = place in levels and levels[place].format
        if not is_numbered or heading.get(f"{TEXT}is-list-header") == "true":
            return ""
        return self._counters[_OUTLINE].next(place, levels, _start(heading))


def _rules(style: Any) -> Iterator[tuple[int, Level]]:
    for level in style:
        place = (_whole(level.get(f"{TEXT}level")) or 1) - 1
        if level.tag not in _NUMBERED:
            yield place, Level("", BULLET)
            continue
        shown = max(_whole(level.get(f"{TEXT}display-levels")) or 1, 1)
        first = max(place + 1 - shown, 0)
        numbers = ".".join(f"%{number + 1}" for number in range(first, place + 1))
        start = _whole(level.get(f"{TEXT}start-value"))
        yield (
            place,
            Level(
                level.get(f"{STYLE}num-format", ""),
                level.get(f"{STYLE}num-prefix", "") + numbers + level.get(f"{STYLE}num-suffix", ""),
                1 if start is None else start,
            ),
        )


def _start(element: Any) -> int | None:
    return _whole(element.get(f"{TEXT}start-value"))


def _whole(said: str | None) -> int | None:
    return int(said) if said and said.isdigit() else None
