"""A page's text as the blocks that people see: headings, paragraphs, lists, tables, fields.

A pure function of the text layer and its locator: nothing of it is stored, and every piece of
text is a range of the layer, so marks and quotes lie exactly.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any, TypeAlias

from ingest.reading.events import Figure

Span: TypeAlias = tuple[int, int]

# Readers part the cells of a row by tabs, and put each paragraph or row on a line of its own.
_CELL = "\t"
_ITEM = re.compile(r"[•◦▪‣–-]\s+(?=\S)")
_FIELD = re.compile(r"(?:From|To|Cc|Date|Subject|Attachments):[ \t]")
_LINE = re.compile(r"[^\n]*")
# What people wrap by hand; elsewhere a line is a paragraph.
_WRAPPED = frozenset({"text", "eml", "msg"})
_LONGEST_TITLE = 200


class BlockKind(StrEnum):
    """What a block is drawn as."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    FIELDS = "fields"


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A block of a page. ``rows`` are ranges of the text: cells of rows, or one cell a line."""

    kind: BlockKind
    rows: tuple[tuple[Span, ...], ...]

    @property
    def start(self) -> int:
        """Where the block begins in the text: its name on the page."""
        return self.rows[0][0][0]


def page_layout(text: str, locator: Mapping[str, Any], media_type: str) -> tuple[PageBlock, ...]:
    """Lay out a text layer. ``locator`` is its page's, ``media_type`` its file's kind."""
    if locator.get("kind") == "page":
        # The lines of a printed page are the printer's; its picture shows what they are.
        return (PageBlock(BlockKind.PARAGRAPH, (((0, len(text)),),)),) if text.strip() else ()
    kinds = _kinds(text, locator)
    blocks: list[PageBlock] = []
    for (kind, _), lines in groupby(kinds, key=lambda entry: entry[:2]):
        spans = [span for _, _, span in lines]
        if kind is BlockKind.TABLE:
            blocks.append(PageBlock(kind, tuple(tuple(_cells(text, span)) for span in spans)))
        elif kind is BlockKind.PARAGRAPH and media_type in _WRAPPED:
            blocks.append(PageBlock(kind, (((spans[0][0], spans[-1][1]),),)))
        elif kind in {BlockKind.PARAGRAPH, BlockKind.HEADING}:
            blocks += [PageBlock(kind, ((span,),)) for span in spans]
        else:
            blocks.append(PageBlock(kind, tuple((span,) for span in spans)))
    return tuple(blocks)


def _kinds(text: str, locator: Mapping[str, Any]) -> Iterator[tuple[BlockKind, int, Span]]:
    """Give each line that is not blank with its kind and the number of blank lines before it."""
    headings = _headings(locator)
    fields = locator.get("kind") == "part"
    title = locator.get("kind") == "slide" and locator.get("part") == "body"
    blanks = 0
    for span in _lines(text):
        words = " ".join(text[span[0] : span[1]].split())
        if not words:
            blanks += 1
            fields = False
            continue
        # The marks of a heading in Markdown are not in its name.
        is_named = {words[:_LONGEST_TITLE], words.strip("# ")[:_LONGEST_TITLE]} & headings
        if (title or is_named) and _CELL not in text[slice(*span)]:
            kind = BlockKind.HEADING
        elif fields and _FIELD.match(text, span[0]):
            kind = BlockKind.FIELDS
        elif _CELL in text[slice(*span)].strip():
            kind = BlockKind.TABLE
        elif _ITEM.match(text, span[0]):
            kind = BlockKind.LIST
        else:
            kind = BlockKind.PARAGRAPH
        title = False
        yield kind, blanks, span


def _headings(locator: Mapping[str, Any]) -> frozenset[str]:
    """The lines that are headings: those of the path, where the section is of the body."""
    if locator.get("kind") != "section" or locator.get("part"):
        return frozenset()
    return frozenset(locator["path"])


def _lines(text: str) -> Iterator[Span]:
    at = 0
    while at <= len(text):
        found = _LINE.match(text, at)
        end = found.end() if found else len(text)
        yield at, end
        at = end + 1


def _cells(text: str, line: Span) -> Iterator[Span]:
    at = line[0]
    for cell in text[slice(*line)].split(_CELL):
        yield at, at + len(cell)
        at += len(cell) + len(_CELL)


def pieces(text: str, span: Span, marks: Sequence[Span]) -> list[tuple[str, int]]:
    """Cut a range of the text at marks: pieces, each with its mark's number from 1, or 0.

    ``marks`` are sorted; where two overlap, the first counts.
    """
    found, at = [], span[0]
    for number, mark in enumerate(marks, start=1):
        start, end = max(mark[0], at), min(mark[1], span[1])
        if start < end:
            found += [(text[at:start], 0), (text[start:end], number)]
            at = end
    found.append((text[at : span[1]], 0))
    return [(words, number) for words, number in found if words]


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A block to draw: ``start`` names it; each cell is pieces as (words, number of the mark).

    A block of kind "figure" is a picture that stands between two others, and has no rows.
    """

    kind: str
    start: int
    rows: tuple[tuple[tuple[tuple[str, int], ...], ...], ...]
    figure: Figure | None = None


def marked_layout(
    text: str,
    locator: Mapping[str, Any],
    media_type: str,
    marks: Sequence[Span],
) -> list[MarkedBlock]:
    """Lay out a text layer with ranges of it marked."""
    inside = sorted(marks)
    return [
        MarkedBlock(
            block.kind.value,
            block.start,
            tuple(tuple(tuple(pieces(text, cell, inside)) for cell in row) for row in block.rows),
        )
        for block in page_layout(text, locator, media_type)
    ]


def with_figures(blocks: Sequence[MarkedBlock], figures: Sequence[Figure]) -> list[MarkedBlock]:
    """Put each picture behind the last block that begins before it."""
    waiting = sorted(figures, key=lambda figure: figure.after)
    found: list[MarkedBlock] = []
    for block in blocks:
        while waiting and waiting[0].after <= block.start:
            found.append(_figure_block(waiting.pop(0)))
        found.append(block)
    return found + [_figure_block(figure) for figure in waiting]


def _figure_block(figure: Figure) -> MarkedBlock:
    return MarkedBlock("figure", figure.after, (), figure)
