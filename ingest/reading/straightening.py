"""Makes a scanned page straight before it is read, and leads boxes back to the page as it was.

Pure: a grey picture in, a grey picture and the way back out. Knows no OCR program.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from PIL import Image, ImageChops, ImageFilter

from ingest.reading.events import Rectangle

# Lines of text show as dark and light rows; how much is looked at on a small copy.
_SMALL: Final = 480
_STEEPEST: Final = 12.0
_STEPS: Final = (1.0, 0.25, 0.05)
# What a picture may lean without harm: turning it costs sharpness.
_UPRIGHT: Final = 0.15
# How much clearer the rows of a page on its side must be than those of one that stands.
_CLEARLY: Final = 1.3
_WHITE: Final = 255
# The paper's own shade is looked for on a copy reduced by this, between letters and lines.
_COARSE: Final = 8
_LETTER: Final = 5
_SHADOW: Final = 8
_QUARTERS: Final = {
    90: Image.Transpose.ROTATE_90,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_270,
}


@dataclass(frozen=True)
class Straight:
    """A picture turned by quarters and then by degrees, both against the clock."""

    picture: Image.Image
    quarter: int
    angle: float
    turned: tuple[int, int]
    """Width and height after the quarters."""

    def back(self, box: tuple[float, float, float, float]) -> Rectangle:
        """Give the rectangle around a box of pixels, as fractions of the picture as it came."""
        left, top, right, bottom = box
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        points = [self._point(x, y) for x, y in corners]
        across, down = [x for x, _ in points], [y for _, y in points]
        return (_within(min(across)), _within(min(down)), _within(max(across)), _within(max(down)))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        width, height = self.turned
        x, y = x - self.picture.width / 2, y - self.picture.height / 2
        lean = -math.radians(self.angle)
        cosine, sine = math.cos(lean), math.sin(lean)
        u = (cosine * x + sine * y) / width + 0.5
        v = (-sine * x + cosine * y) / height + 0.5
        return {0: (u, v), 90: (1 - v, u), 180: (1 - u, 1 - v), 270: (v, 1 - u)}[self.quarter]


def flattened(picture: Image.Image) -> Image.Image:
    """Take out of a grey picture what light and shadow made of the paper."""
    if min(picture.size) < _COARSE * _LETTER:
        return picture
    paper = picture.reduce(_COARSE).filter(ImageFilter.MaxFilter(_LETTER))
    paper = paper.filter(ImageFilter.GaussianBlur(_SHADOW))
    paper = paper.resize(picture.size, Image.Resampling.BILINEAR)
    return ImageChops.invert(ImageChops.subtract(paper, picture))


def quarters_to_try(picture: Image.Image) -> Sequence[int]:
    """Give the quarter turns in the order in which they are likely to make the text stand."""
    small = _small(picture)
    _, standing = _lean(small)
    _, lying = _lean(small.transpose(Image.Transpose.ROTATE_90))
    return (90, 270, 0, 180) if lying > _CLEARLY * standing else (0, 180, 90, 270)


def straightened(picture: Image.Image, quarter: int) -> Straight:
    """Turn a grey picture by ``quarter`` degrees, then so that its lines of text are level."""
    turned = picture.transpose(_QUARTERS[quarter]) if quarter else picture
    angle, _ = _lean(_small(turned))
    size = turned.size
    if abs(angle) <= _UPRIGHT:
        return Straight(turned, quarter, 0.0, size)
    level = turned.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=_WHITE)
    return Straight(level, quarter, angle, size)


def _small(picture: Image.Image) -> Image.Image:
    """A small negative: ink is light, and what comes in at the corners is dark as paper is."""
    scale = _SMALL / min(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BOX).point(lambda grey: _WHITE - grey)


def _lean(small: Image.Image) -> tuple[float, float]:
    """Find the turn that makes rows clearest, and how clear they are then."""
    best = (0.0, _clearness(small, 0.0))
    reach = _STEEPEST
    for step in _STEPS:
        around, count = best[0], round(reach / step)
        for at in range(-count, count + 1):
            angle = around + at * step
            if at and (clear := _clearness(small, angle)) > best[1]:
                best = (angle, clear)
        reach = step
    return best


def _clearness(small: Image.Image, angle: float) -> float:
    turned = small.rotate(angle, Image.Resampling.BILINEAR) if angle else small
    rows = turned.reduce((turned.width, 1)).tobytes()
    changes = sum((one - other) ** 2 for one, other in pairwise(rows))
    return changes / len(rows)


def _within(fraction: float) -> float:
    return round(min(max(fraction, 0.0), 1.0), 4)
