"""Puts boxes on a slide in the order in which people read them; knows no text and no format."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

_Item = TypeVar("_Item")
_Placed = tuple["Box", _Item]
# Boxes may reach into each other by this share of their size and still stand apart.
_OVERLAP = 0.1
_DEEPEST = 20


class Box(NamedTuple):
    """Where something lies, in any unit, from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float


def in_reading_order(placed: Sequence[tuple[Box, _Item]]) -> list[_Item]:
    """Order from top to bottom and, within what stands side by side, from left to right.

    Where a line can be drawn across between boxes, all above it comes first; else, where one can
    be drawn down, all left of it does; boxes that no line parts go by their top left corners.
    """
    return [item for _, item in _ordered(list(placed), _DEEPEST)]


def _ordered(placed: list[_Placed[_Item]], deepest: int) -> list[_Placed[_Item]]:
    if len(placed) > 1 and deepest:
        for cut in (_rows, _columns):
            parts = cut(placed)
            if len(parts) > 1:
                return [each for part in parts for each in _ordered(part, deepest - 1)]
    return sorted(placed, key=lambda each: (each[0].top, each[0].left))


def _rows(placed: list[_Placed[_Item]]) -> list[list[_Placed[_Item]]]:
    return _parted(placed, lambda box: (box.top, box.bottom))


def _columns(placed: list[_Placed[_Item]]) -> list[list[_Placed[_Item]]]:
    return _parted(placed, lambda box: (box.left, box.right))


def _parted(
    placed: list[_Placed[_Item]], span: Callable[[Box], tuple[float, float]]
) -> list[list[_Placed[_Item]]]:
    parts: list[list[_Placed[_Item]]] = []
    reach = 0.0
    for each in sorted(placed, key=lambda each: span(each[0])):
        start, end = span(each[0])
        end -= (end - start) * _OVERLAP
        if parts and start < reach:
            parts[-1].append(each)
            reach = max(reach, end)
        else:
            parts.append([each])
            reach = end
    return parts
