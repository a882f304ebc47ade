"""Finds the headings of Markdown in paragraphs of plain text; changes no character of them."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ingest.reading.sections import Block

_HEADING: Final = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
_UNDERLINE: Final = re.compile(r" {0,3}(?:(={3,})|-{3,})[ \t]*")
_FENCE: Final = re.compile(r" {0,3}(?:```|~~~)")


def blocks_of(paragraphs: Iterable[str]) -> Iterator[Block]:
    """Give paragraphs as blocks, headings as blocks of their own; code is left as it is.

    A heading is a line that begins with up to six "#" and a blank, or the first line of a
    paragraph that the second underlines.
    """
    in_code = False
    for paragraph in paragraphs:
        gathered: list[str] = []
        for line in paragraph.split("\n"):
            if _FENCE.match(line):
                in_code = not in_code
            heading = None if in_code else _heading(gathered, line)
            if heading is None:
                gathered.append(line)
                continue
            # The line that is underlined belongs to its heading.
            if heading.text == line:
                yield from _gathered(gathered)
            gathered = []
            yield heading
        yield from _gathered(gathered)


def _heading(before: list[str], line: str) -> Block | None:
    match = _HEADING.fullmatch(line)
    if match and match[2]:
        return Block(line, len(match[1]), match[2])
    underlined = _UNDERLINE.fullmatch(line)
    if underlined and len(before) == 1 and before[0].strip():
        return Block(f"{before[0]}\n{line}", 1 if underlined[1] else 2, before[0])
    return None


def _gathered(lines: list[str]) -> Iterator[Block]:
    text = "\n".join(lines)
    if text.strip():
        yield Block(text)
