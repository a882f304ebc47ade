"""Tells tables written as text by their delimiters from prose; keeps no file open."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

DELIMITERS: Final = (",", ";", "\t", "|")
_NOT_IN_PROSE: Final = frozenset("\t|")
_SAMPLE_LINES: Final = 200
_FEWEST_ROWS: Final = 2
_MOST_ALIKE: Final = 0.9
_MOST_SPACED: Final = 0.5
# Lines of a letter or a verse end with a comma; behind it there is no field.
_LEAST_FILLED: Final = 0.5
_LONGEST_FIELD: Final = 1 << 20
# A line of Markdown's tables begins and ends with its delimiter.
_MARKDOWN: Final = re.compile(r"\s*\|")


def is_table(head: bytes) -> bool:
    """Tell whether the beginning of a text file, in UTF-8 or of one byte a letter, is a table."""
    return delimiter_of(head.decode("latin-1").removeprefix("ï»¿"), is_cut=True) is not None


def delimiter_of(text: str, *, is_cut: bool = False) -> str | None:
    """Name what parts the columns of a table, or None for a text that is none.

    Nearly all rows have as many fields as the others, two at least; what parts them has seldom a
    space after it, as a comma in a sentence has. ``is_cut``: the last line may be broken off.
    """
    lines = text.splitlines()[: _SAMPLE_LINES + 1]
    if is_cut and len(lines) > _FEWEST_ROWS and not text.endswith(("\n", "\r")):
        del lines[-1]
    lines = lines[:_SAMPLE_LINES]
    if not lines or _MARKDOWN.match(lines[0]):
        return None
    marked = [mark for mark in DELIMITERS if any(mark in line for line in lines)]
    found = [(_columns(lines, mark), mark) for mark in marked if not _is_prose(lines, mark)]
    columns, mark = max(found, default=(0, ""), key=lambda entry: entry[0])
    return mark if columns > 1 else None


def rows_of(text: str, delimiter: str) -> Iterator[list[str]]:
    """Give the rows of a table whose lines end with line feeds."""
    csv.field_size_limit(_LONGEST_FIELD)
    return csv.reader(_lines(text), delimiter=delimiter)


def _lines(text: str) -> Iterator[str]:
    """Give the lines one by one: a file in memory would hold each character in four bytes."""
    at = 0
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        yield text[at:end]
        at = end


def _columns(lines: list[str], mark: str) -> int:
    """Give how many fields nearly all rows have; 0 where they differ."""
    try:
        fields = [row for row in rows_of("\n".join(lines), mark) if row]
    except csv.Error:
        return 0
    rows = list(map(len, fields))
    filled = sum(len([field for field in row if field.strip()]) > 1 for row in fields)
    if len(rows) < _FEWEST_ROWS or filled < _LEAST_FILLED * len(rows):
        return 0
    # A quote that is cut in the middle takes the last lines into one field.
    (columns, count), *_ = Counter(rows).most_common(1)
    return columns if count >= _MOST_ALIKE * len(rows) or count >= len(rows) - 1 > 1 else 0


def _is_prose(lines: list[str], mark: str) -> bool:
    if mark in _NOT_IN_PROSE:
        return False
    text = "\n".join(lines)
    return text.count(f"{mark} ") > _MOST_SPACED * text.count(mark)
