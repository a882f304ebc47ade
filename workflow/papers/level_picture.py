"""Claimed and judged levels as a picture (SVG) with its words for those who cannot see it. Pure."""

from collections.abc import Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

_ROW: Final = 26
_LEFT: Final = 70
_STEP: Final = 90
_HEAD: Final = 34
_COLUMNS: Final = ("Below", "Level 1", "Level 2", "Level 3", "Level 4")


def svg(levels: Sequence[dict[str, Any]]) -> str:
    """A row for each dimension: C where the college claims, V where the visit judges."""
    width, height = _LEFT + _STEP * len(_COLUMNS), _HEAD + _ROW * len(levels) + 8
    drawn = [_text(_LEFT + _STEP * n + _STEP / 2, 20, words) for n, words in enumerate(_COLUMNS)]
    for number, one in enumerate(levels):
        middle = _HEAD + _ROW * number + _ROW / 2
        drawn.append(
            f'<line x1="0" y1="{middle - _ROW / 2}" x2="{width}" y2="{middle - _ROW / 2}" '
            'stroke="#b1b8bd"/>'
        )
        drawn.append(_text(_LEFT / 2, middle + 5, str(one["dimension"])))
        drawn += _marks(one["claimed"], one["judged"], middle)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="Libertinus Serif, sans-serif" '
        f'font-size="14">{"".join(drawn)}</svg>'
    )


def _marks(claimed: int, judged: int, middle: float) -> list[str]:
    # Side by side where both say the same level.
    aside = 14 if claimed == judged else 0
    return [
        *_mark("C", _LEFT + _STEP * claimed + _STEP / 2 - aside, middle, "#ffffff", "#0b0c0c"),
        *_mark("V", _LEFT + _STEP * judged + _STEP / 2 + aside, middle, "#00534f", "#ffffff"),
    ]


def _mark(letter: str, x: float, y: float, fill: str, ink: str) -> list[str]:
    return [
        f'<circle cx="{x}" cy="{y}" r="11" fill="{fill}" stroke="#0b0c0c"/>',
        _text(x, y + 5, letter, ink),
    ]


def _text(x: float, y: float, words: str, ink: str = "#0b0c0c") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="middle" fill="{ink}">{escape(words)}</text>'


def in_words(levels: Sequence[dict[str, Any]]) -> str:
    """What the picture shows, as a sentence; the table beside it has each level."""
    same = sum(one["claimed"] == one["judged"] for one in levels)
    higher = sum(one["judged"] > one["claimed"] for one in levels)
    return (
        f"Levels of {len(levels)} tested dimensions, C claimed by the college and V judged by the "
        f"visit: {same} the same, {higher} judged higher, {len(levels) - same - higher} lower. "
        "The table gives each level."
    )
