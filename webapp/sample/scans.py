"""Scans of sample papers: a page as an office copier would have seen it; holds no text."""

import random
from datetime import datetime
from io import BytesIO

import pypdfium2
from PIL import Image

_DOTS_PER_INCH = 150
_TILT_DEGREES = 0.6
_SPECKS = 900
_PAPER_GREY = 246


def scanned(pdf: bytes, made_at: datetime) -> bytes:
    """A PDF whose only page is a grey, slightly tilted and specked image of the first of `pdf`."""
    image = _speckled(
        _first_page(pdf).rotate(_TILT_DEGREES, Image.Resampling.BICUBIC, fillcolor=_PAPER_GREY)
    )
    written = BytesIO()
    when = made_at.timetuple()
    image.save(
        written, "PDF", resolution=_DOTS_PER_INCH, creationDate=when, modDate=when, quality=70
    )
    return written.getvalue()


def _first_page(pdf: bytes) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        rendered = document[0].render(scale=_DOTS_PER_INCH / 72, grayscale=True)
        image: Image.Image = rendered.to_pil().convert("L")
        return image.point(lambda grey: min(grey, _PAPER_GREY))
    finally:
        document.close()


def _speckled(image: Image.Image) -> Image.Image:
    chance = random.Random(1)  # noqa: S311  (specks of dust, the same every time)
    for _ in range(_SPECKS):
        place = (chance.randrange(image.width), chance.randrange(image.height))
        image.putpixel(place, chance.randrange(90, 220))
    return image
