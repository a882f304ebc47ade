"""Splits the descriptors of a model into statements, once, for a person to review.

Reads a model file whose levels are plain text (`1: |-`), and prints the same file with a text, its
statements and their codes for each level; every other line stays as it is. A statement is a
sentence or a bullet. Recurring sentences are related as the same; every other relation is left
for a person to decide, and the loader refuses the file until that is done.

    python tools/split_statements.py model.yaml > framework/data/model.yaml
"""

import json
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from string import ascii_lowercase
from typing import NamedTuple

# A full stop ends a sentence when a capital follows, unless it belongs to one of these.
SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)\s+(?=[A-Z])")
BULLET = "- "
CODE = re.compile(r'^\s*- code: "?([\d.]+)"?$')
LEVEL = re.compile(r"^(?P<indent> +)(?P<level>\d): \|-$")
UNREVIEWED = "to be reviewed"


class Piece(NamedTuple):
    """A statement's text, and whether it is a bullet of the sentence before it."""

    text: str
    is_bullet: bool


class Level(NamedTuple):
    """A level as it stands in the file."""

    dimension: str
    level: int
    indent: str
    lines: list[str]

    @property
    def pieces(self) -> list[Piece]:
        """Its statements in order."""
        return split("\n".join(line.strip() for line in self.lines))


def split(text: str) -> list[Piece]:
    """Split a descriptor into its sentences and bullets; no word is changed, dropped or moved."""
    pieces: list[Piece] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line.startswith(BULLET):
            pieces.append(Piece(line.removeprefix(BULLET), is_bullet=True))
        else:
            pieces.extend(Piece(part, is_bullet=False) for part in SENTENCE_END.split(line))
    return pieces


def read(lines: list[str]) -> Iterator[str | Level]:
    """Yield each level of the file whole, and every other line as it stands."""
    dimension, at = "", 0
    while at < len(lines):
        line, at = lines[at], at + 1
        if found := CODE.match(line):
            dimension = found[1]
        if not (found := LEVEL.match(line)):
            yield line
            continue
        end = _end_of_block(lines, at, found["indent"])
        yield Level(dimension, int(found["level"]), found["indent"], lines[at:end])
        at = end


def _end_of_block(lines: list[str], start: int, indent: str) -> int:
    """Return where the lines end that are blank or stand deeper than `indent`."""
    for at in range(start, len(lines)):
        if lines[at].strip() and not lines[at].startswith(indent + " "):
            return at
    return len(lines)


def code(level: Level, place: int) -> str:
    """Return the code of a level's statement: 1.2/3/b is the second of level 3."""
    return f"{level.dimension}/{level.level}/{ascii_lowercase[place]}"


def rewrite(level: Level, following: Level | None) -> Iterator[str]:
    """Yield the lines of a level with its statements."""
    inner = level.indent + "  "
    yield f"{level.indent}{level.level}:"
    yield f"{inner}text: |-"
    yield from (f"  {line}" if line.strip() else "" for line in level.lines)
    yield f"{inner}statements:"
    sentence = ""
    for place, piece in enumerate(level.pieces):
        yield f"{inner}  - code: {code(level, place)}"
        yield f"{inner}    text: {json.dumps(piece.text, ensure_ascii=False)}"
        if piece.is_bullet:
            yield f"{inner}    completes: {sentence}"
        else:
            sentence = code(level, place)
        if following is not None:
            yield f"{inner}    relations: {_relations(piece, following)}"


def _relations(piece: Piece, following: Level) -> str:
    same = [code(following, n) for n, other in enumerate(following.pieces) if other == piece]
    return "{same: [" + ", ".join(same) + "]}" if same else UNREVIEWED


def rewrite_file(text: str) -> str:
    """Return the whole file with statements."""
    parts = list(read(text.splitlines()))
    levels = [part for part in parts if isinstance(part, Level)]
    next_of = {
        id(level): after for level, after in pairwise(levels) if after.dimension == level.dimension
    }
    written: list[str] = []
    for part in parts:
        if isinstance(part, Level):
            written.extend(rewrite(part, next_of.get(id(part))))
        else:
            written.append(part)
    return "\n".join(written) + "\n"


if __name__ == "__main__":
    sys.stdout.write(rewrite_file(Path(sys.argv[1]).read_text(encoding="utf-8")))
