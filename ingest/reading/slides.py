"""Presentations as pieces: a slide's body and its notes; knows no file format and no layout."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.reading import sentences
from ingest.reading.events import PageOutcome, PageRead, ReadState
from ingest.reading.file_types import UnreadableError
from ingest.reading.storable import storable

_BODY = "body"
_NOTES = "notes"
_COMMENT = "Comment: "


@dataclass(frozen=True, slots=True)
class Slide:
    """What a slide says: its lines with the title first, its notes and what people remarked on it.

    ``shows_more`` tells that there is something on it besides text; ``is_lost`` that it could not
    be read.
    """

    lines: Sequence[str] = ()
    notes: Sequence[str] = ()
    comments: Sequence[str] = ()
    is_hidden: bool = False
    shows_more: bool = False
    is_lost: bool = False


HIDDEN = Slide(is_hidden=True)
LOST = Slide(is_lost=True)


class Slides:
    """The pieces of a presentation, in order; a slide's notes follow its body.

    Slides keep the numbers that their program shows. A hidden one keeps its place without text.

    Raises:
        UnreadableError: there is no slide, or all are hidden.
    """

    pieces_are = "slide"

    def __init__(self, slides: Sequence[Slide], parser: str) -> None:
        if not slides:
            raise UnreadableError(ReadState.REFUSED, sentences.NO_SLIDES)
        if all(slide.is_hidden for slide in slides):
            raise UnreadableError(ReadState.REFUSED, sentences.ALL_HIDDEN)
        self.parser = parser
        self._pieces = list(_pieces(slides))

    @property
    def numbers(self) -> list[int]:
        """The number of the slide that each piece belongs to."""
        return [piece.locator["number"] for piece in self._pieces]

    def __len__(self) -> int:
        return len(self._pieces)

    def piece(self, ordinal: int) -> PageRead:
        """Give the body or the notes of a slide."""
        return self._pieces[ordinal - 1]


def slide_locator(numbers: Sequence[int], ordinal: int) -> dict[str, object]:
    """Give the locator of a piece from the slide numbers of all pieces."""
    number = numbers[ordinal - 1]
    is_second = ordinal > 1 and numbers[ordinal - 2] == number
    return {"kind": "slide", "number": number, "part": _NOTES if is_second else _BODY}


def _pieces(slides: Sequence[Slide]) -> Iterator[PageRead]:
    ordinal = 0
    for number, slide in enumerate(slides, 1):
        ordinal += 1
        yield _body(slide, number, ordinal)
        notes = _text(slide.notes)
        if notes:
            ordinal += 1
            locator = {"kind": "slide", "number": number, "part": _NOTES}
            yield PageRead(locator, notes, "text", (), ordinal)


def _body(slide: Slide, number: int, ordinal: int) -> PageRead:
    locator = {"kind": "slide", "number": number, "part": _BODY}
    text = _text([*slide.lines, *(_COMMENT + comment for comment in slide.comments)])
    if text:
        return PageRead(locator, text, "text", (), ordinal)
    outcome, problem = _without_text(slide)
    return PageRead(locator, "", "none", (problem,), ordinal, outcome)


def _without_text(slide: Slide) -> tuple[PageOutcome, str]:
    if slide.is_hidden:
        return PageOutcome.BLANK, sentences.SLIDE_HIDDEN
    if slide.is_lost:
        return PageOutcome.FAILED, sentences.SLIDE_FAILED
    if slide.shows_more:
        return PageOutcome.NO_TEXT, sentences.SLIDE_NO_TEXT
    return PageOutcome.BLANK, sentences.SLIDE_BLANK


def _text(lines: Sequence[str]) -> str:
    # A tab before or after text parts it from a cell that is empty.
    return storable("\n".join(line.strip(" \n") for line in lines if line.strip()))
