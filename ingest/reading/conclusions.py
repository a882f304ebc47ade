"""Turns what became of each page into the state and sentence of the whole; a pure rule."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ingest.reading import sentences
from ingest.reading.events import GAPS, OcrStage, PageOutcome, ReadEnd, ReadState, UnpackEnd

_NOUNS: Final = {
    "page": "Page",
    "section": "Section",
    "slide": "Slide",
    "part": "Part",
    "sheet": "Part",
}
# What a file without one readable page comes to; the first that fits.
_WITHOUT_TEXT: Final = (
    (PageOutcome.GARBLED, (ReadState.NEEDS_OCR, sentences.ALL_GARBLED)),
    (PageOutcome.NO_TEXT, (ReadState.NEEDS_OCR, sentences.NEEDS_OCR)),
    (PageOutcome.FAILED, (ReadState.FAILED, sentences.NOTHING_READ)),
    (None, (ReadState.REFUSED, sentences.ALL_BLANK)),
)
_WITH_OCR: Final = {
    OcrStage.WAITING: sentences.WAITS_FOR_OCR,
    OcrStage.DONE: sentences.OCR_FOUND_NOTHING,
}
# Only pages are pictures that OCR is given.
_READ_BY_OCR: Final = "page"
WANTS_OCR: Final = frozenset({PageOutcome.NO_TEXT, PageOutcome.GARBLED})


def conclude(
    outcomes: Mapping[int, PageOutcome],
    *,
    pages: int,
    parser: str,
    unread_from: int | None = None,
    pieces_are: str = "page",
    numbers: Sequence[int] | None = None,
    ocr: OcrStage = OcrStage.MISSING,
) -> ReadEnd:
    """End a reading whose pages came out as ``outcomes`` (by ordinal) of ``pages`` in the file.

    ``unread_from`` is the first page that was given up with all after it; ``pieces_are`` the kind
    of the locators; ``numbers`` those that people know the pieces by, None for their place;
    ``ocr`` how far OCR has come with the file.
    """
    known = numbers or range(1, pages + 1)
    state, reason = _judged(outcomes, known, unread_from, _NOUNS[pieces_are])
    if state is ReadState.NEEDS_OCR:
        is_read = pieces_are == _READ_BY_OCR
        reason = _WITH_OCR.get(ocr, reason) if is_read else sentences.PICTURES_ELSEWHERE
    waiting = sum(1 for outcome in outcomes.values() if outcome in WANTS_OCR)
    if state is ReadState.READABLE_WITH_GAPS and ocr is OcrStage.WAITING and waiting:
        reason = f"{reason} {sentences.SOME_WAIT_FOR_OCR}" if pieces_are == _READ_BY_OCR else reason
    return ReadEnd(state, pages, reason, parser, unread_from)


def with_files_inside(
    end: ReadEnd,
    told: UnpackEnd,
    *,
    count: int,
    missing: Sequence[str],
    is_too_deep: bool,
) -> ReadEnd:
    """Add to the end of a reading what became of the ``count`` files inside.

    ``missing`` are the paths of those that could not be taken out.
    """
    said = [end.reason] if end.reason else []
    if missing:
        said.append(sentences.not_taken_out(missing, count))
    if told.left_out:
        said.append(sentences.TOO_DEEP_INSIDE if is_too_deep else sentences.left_out(told.left_out))
    if told.reason:
        said.append(told.reason)
    is_whole = end.state is not ReadState.READABLE or not said
    state = end.state if is_whole else ReadState.READABLE_WITH_GAPS
    return replace(end, state=state, reason=" ".join(said) or None)


def _judged(
    outcomes: Mapping[int, PageOutcome],
    numbers: Sequence[int],
    unread_from: int | None,
    noun: str,
) -> tuple[ReadState, str | None]:
    found = set(outcomes.values())
    gaps = sorted(
        {numbers[ordinal - 1] for ordinal, outcome in outcomes.items() if outcome in GAPS}
    )
    if PageOutcome.READ in found:
        if not gaps and unread_from is None:
            return ReadState.READABLE, None
        unread = None if unread_from is None else (numbers[unread_from - 1], numbers[-1])
        return ReadState.READABLE_WITH_GAPS, sentences.gaps(gaps, unread, noun)
    if unread_from is not None and not found & GAPS:
        return ReadState.FAILED, sentences.TOO_MUCH_TIME
    return next(answer for outcome, answer in _WITHOUT_TEXT if outcome in found or not outcome)
