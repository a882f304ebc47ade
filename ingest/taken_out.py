"""Takes marked words out of a page's text and marked rectangles out of its picture. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any, TypeAlias

from PIL import Image, ImageDraw

# One character for one, so that offsets of quotes stay what they are.
BLACK = "\u2588"
TAKEN_OUT = "[taken out]"
_RUN = re.compile(rf"{BLACK}+(?:\s+{BLACK}+)*")
_SHORTEST_WORD = 2
# Letters reach beyond the rectangle of their words: this much of the page around it goes too.
_MARGIN = 0.004

Marked: TypeAlias = Mapping[str, Any]


def of_page(text: str, layer_sha256: str, marked: Iterable[Marked]) -> str | None:
    """The text of a page without what is marked; None where words cannot be found in this text.

    Marks carry `layer_sha256`, `start`, `end` and `words`: in another text than the one they were
    made in, the words are looked for, and every place where they stand is blackened.
    """
    for mark in marked:
        if mark["start"] is None:
            continue
        if mark["layer_sha256"] == layer_sha256:
            places = [(mark["start"], mark["end"])]
        else:
            places = _places(text, mark["words"])
        if not places:
            return None
        for start, end in places:
            text = _blackened(text, start, end)
    return text


def of_quote(exact: str, start: int, layer_sha256: str, marked: Iterable[Marked]) -> str:
    """A quote that begins at `start` of its page's text, without what is marked there.

    Of marks that were made in another text of the page, every single word goes.
    """
    for mark in marked:
        if mark["start"] is None:
            continue
        if mark["layer_sha256"] == layer_sha256:
            first, last = max(mark["start"] - start, 0), min(mark["end"] - start, len(exact))
            if first < last:
                exact = _blackened(exact, first, last)
            continue
        for word in mark["words"].split():
            if len(word) >= _SHORTEST_WORD:
                for place in _places(exact, word):
                    exact = _blackened(exact, *place)
    return exact


def in_words(text: str) -> str:
    """The text with what is blackened said in words."""
    return _RUN.sub(TAKEN_OUT, text)


def _places(text: str, words: str) -> list[tuple[int, int]]:
    pieces = words.split()
    if not pieces:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, pieces)), re.IGNORECASE)
    return [match.span() for match in pattern.finditer(text)]


def _blackened(text: str, start: int, end: int) -> str:
    inside = "".join(c if c in "\n\t" else BLACK for c in text[start:end])
    return f"{text[:start]}{inside}{text[end:]}"


def of_picture(png: bytes, boxes: Sequence[Sequence[float]]) -> bytes:
    """A picture with rectangles, given as fractions of it, burned in black."""
    with Image.open(BytesIO(png)) as opened:
        picture = opened.convert("RGB")
    draw = ImageDraw.Draw(picture)
    for x0, y0, x1, y1 in boxes:
        left, right = sorted((x0, x1))
        top, bottom = sorted((y0, y1))
        draw.rectangle(
            (
                (left - _MARGIN) * picture.width,
                (top - _MARGIN) * picture.height,
                (right + _MARGIN) * picture.width,
                (bottom + _MARGIN) * picture.height,
            ),
            fill="black",
        )
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def can_be_drawn(marked: Iterable[Marked]) -> bool:
    """Whether every mark has a rectangle, without which its words would stand in the picture."""
    return all(mark["boxes"] for mark in marked)


def boxes_of(marked: Iterable[Marked]) -> list[Sequence[float]]:
    """The rectangles of all marks."""
    return [box for mark in marked for box in mark["boxes"]]
