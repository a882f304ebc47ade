"""Scanned pages made for the tests: text drawn as a picture, then turned, leaned or dirtied."""

from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFont

WORDS = (
    "The governors discussed the careers programme at length.",
    "Every learner met two employers before Easter.",
    "The link governor reports to the board each term.",
    "Destinations are followed for three years after leaving.",
)
WIDTH, HEIGHT = 1240, 1754


def scan(*lines: str, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Image.Image:
    """A grey page with a line of text under the other, as a scanner at 150 dots an inch sees it."""
    page = Image.new("L", size, 255)
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(30)
    for number, line in enumerate(lines or WORDS * 3):
        pen.text((130, 150 + 45 * number), line, font=font, fill=0)
    return page


def shaded(page: Image.Image) -> Image.Image:
    """The page as photographed with a shadow over most of it."""
    shade = Image.linear_gradient("L").resize(page.size).point(lambda grey: 40 + grey * 0.8)
    return ImageChops.multiply(page, shade)


def leaning(page: Image.Image, degrees: float) -> Image.Image:
    """The page as it comes out of a feeder that pulled at one side."""
    return page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def saved_as(kind: str, *pages: Image.Image, **options: object) -> bytes:
    """The bytes of a picture file, or of a PDF of pictures."""
    out = BytesIO()
    first, *others = pages
    more = {"save_all": True, "append_images": others} if others else {}
    first.save(out, kind, **more, **options)
    return out.getvalue()


def scanned_pdf(*pages: Image.Image) -> bytes:
    """A PDF whose pages are pictures without text."""
    return saved_as("PDF", *pages, resolution=150.0)
