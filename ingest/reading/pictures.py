"""PNG, JPEG, TIFF, GIF and BMP by Pillow: each frame is a page without text, drawn upright.

Nothing is decoded before its size is known and allowed.
"""

import mmap
import struct
import warnings
import zlib
from io import BytesIO
from typing import Any, Final, cast

import PIL
from PIL import ExifTags, Image, ImageOps

from ingest.reading import sentences
from ingest.reading.events import PageOutcome, PageRead, ReadState
from ingest.reading.file_types import UnreadableError

KINDS: Final = ("png", "jpeg", "tiff", "gif", "bmp")
PARSER: Final = f"Pillow {PIL.__version__}"
# What Pillow itself thinks safe to unpack: a quarter of a gibibyte.
MOST_PIXELS: Final = 89_000_000
MOST_FRAMES: Final = 2_000
# The other formats hold moving pictures or small copies of the first.
_MANY_PAGED: Final = "TIFF"
_WHITE: Final = "white"
# Enough of a JPEG to see that its bytes are all there.
_ENOUGH_TO_TELL: Final = 256
_ORIENTATION: Final = 0x0112
_PLACE: Final = ExifTags.IFD.GPSInfo
_ON_ITS_SIDE: Final = frozenset({5, 6, 7, 8})
_SIXTEEN_BITS: Final = 1 / 256

# What Pillow answers broken files with.
_BROKEN: Final = (
    OSError,
    SyntaxError,
    EOFError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RuntimeError,
    NotImplementedError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)


class PictureFile:
    """An open picture. Its frames are counted from 1.

    Raises:
        UnreadableError: it is damaged, or all that it holds is too large.
    """

    parser = PARSER
    pieces_are = "page"

    def __init__(self, data: mmap.mmap | bytes) -> None:
        try:
            with warnings.catch_warnings():
                # What is large is weighed here, frame by frame; the rest Pillow mends itself.
                warnings.simplefilter("ignore")
                self._image = Image.open(BytesIO(data), formats=[kind.upper() for kind in KINDS])
                self._frames = self._count()
        except Image.DecompressionBombError as error:
            raise UnreadableError(ReadState.REFUSED, sentences.PICTURE_TOO_LARGE) from error
        except _BROKEN as error:
            raise UnreadableError(ReadState.FAILED, sentences.DAMAGED) from error
        if self._frames > MOST_FRAMES:
            raise UnreadableError(ReadState.REFUSED, sentences.TOO_MANY_FRAMES)
        if self._frames == 1 and _is_too_large(self._image):
            raise UnreadableError(ReadState.REFUSED, sentences.PICTURE_TOO_LARGE)

    def __len__(self) -> int:
        return self._frames

    def piece(self, ordinal: int) -> PageRead:
        """Say that a frame is a page whose text has to be read from the picture."""
        outcome, problem = PageOutcome.NO_TEXT, sentences.PAGE_NO_TEXT
        place: tuple[str, ...] = ()
        try:
            frame = self._frame(ordinal, _ENOUGH_TO_TELL)
            frame.load()
            if frame.getexif().get_ifd(_PLACE):
                place = (sentences.PHOTO_SAYS_WHERE,)
        except UnreadableError as error:
            outcome, problem = PageOutcome.FAILED, error.sentence
        except _BROKEN:
            outcome, problem = PageOutcome.FAILED, sentences.PAGE_FAILED
        locator = {"kind": "page", "number": ordinal}
        return PageRead(locator, "", "none", (problem, *place), ordinal, outcome)

    def size(self, number: int) -> tuple[int, int]:
        """Give width and height of a frame in pixels, the right way up."""
        try:
            frame = self._frame(number, None)
            width, height = frame.size
            is_on_its_side = frame.getexif().get(_ORIENTATION, 1) in _ON_ITS_SIDE
        except _BROKEN as error:
            raise UnreadableError(ReadState.FAILED, sentences.NOT_DRAWN) from error
        return (height, width) if is_on_its_side else (width, height)

    def picture(self, number: int, longest: int) -> Image.Image:
        """Draw a frame the right way up in RGB, its longer side at most ``longest`` pixels.

        Raises:
            UnreadableError: it is too large or damaged.
        """
        try:
            frame = ImageOps.exif_transpose(self._frame(number, longest))
            frame.thumbnail((longest, longest))
            return _on_paper(frame)
        except _BROKEN as error:
            raise UnreadableError(ReadState.FAILED, sentences.NOT_DRAWN) from error

    def _count(self) -> int:
        if self._image.format != _MANY_PAGED:
            return 1
        return cast("int", getattr(self._image, "n_frames", 1))

    def _frame(self, number: int, longest: int | None) -> Image.Image:
        """Go to a frame; a JPEG that is far larger than asked for is unpacked small."""
        if self._frames > 1:
            self._image.seek(number - 1)
        if _is_too_large(self._image):
            raise UnreadableError(ReadState.REFUSED, sentences.PICTURE_TOO_LARGE)
        if longest is not None and self._image.format == "JPEG":
            self._image.draft(None, (longest, longest))
        return self._image


def _is_too_large(image: Image.Image) -> bool:
    return image.width * image.height > MOST_PIXELS


def _on_paper(image: Image.Image) -> Image.Image:
    """Bring every kind of picture to red, green and blue on white."""
    if image.mode.startswith(("I", "F")):
        deep: Any = image.convert("I")
        return cast("Image.Image", deep.point(lambda grey: grey * _SIXTEEN_BITS + 0)).convert("RGB")
    if "A" in image.mode or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGBA", clear.size, _WHITE)
        return Image.alpha_composite(paper, clear).convert("RGB")
    return image.convert("RGB")
