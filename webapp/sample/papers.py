"""Papers of the sample college as their Markdown sources say them; knows no file format."""

import re
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any

import yaml

_EMPHASIS = re.compile(r"(\*\*.+?\*\*|\*[^*\s][^*]*?\*)")
_HEADING = re.compile(r"(#{1,3}) +(.+)")
_BULLET = re.compile(r"- +(.*)")
_NUMBER = re.compile(r"\d+\. +(.*)")
_TABLE_RULE = re.compile(r"\|[\s:|-]+\|")


@dataclass(frozen=True)
class Run:
    """A stretch of text in one face."""

    text: str
    bold: bool = False
    italic: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading, level 1 to 3."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    runs: Runs


@dataclass(frozen=True)
class Listing:
    """A bulleted or numbered list."""

    ordered: bool
    items: tuple[Runs, ...]


@dataclass(frozen=True)
class Table:
    """A table; its first row is the header."""

    rows: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True)
class PageBreak:
    """The rest stands on a new page."""


Block = Heading | Paragraph | Listing | Table | PageBreak


@dataclass(frozen=True)
class Paper:
    """One paper: what its front matter says of it and the blocks of its text.

    `file` is the name under which people would keep it, `format` one of pdf, docx and scan.
    `provided_by` is a key of the people in facts.yaml, `area` a code of its areas.
    """

    number: int
    title: str
    file: str
    format: str
    type: str
    event_date: date
    blocks: tuple[Block, ...] = field(repr=False)
    provided_by: str
    valid_from: date | None = None
    valid_to: date | None = None
    body: str | None = None
    status: str | None = None
    minutes: tuple[str, ...] = ()
    confidential_pages: tuple[int, ...] = ()
    area: str | None = None
    header: str = ""


def papers() -> list[Paper]:
    """All papers of the sample college, by number."""
    folder = files("webapp.sample") / "documents"
    sources = (each for each in folder.iterdir() if each.name.endswith(".md"))
    read = (parse(source.read_text(encoding="utf-8")) for source in sources)
    return sorted(read, key=lambda paper: paper.number)


def content(name: str) -> Any:
    """What a YAML file beside this module holds: `facts`, `college` or `claims`."""
    source = files("webapp.sample") / f"{name}.yaml"
    return yaml.safe_load(source.read_text(encoding="utf-8"))


def parse(source: str) -> Paper:
    """Read one paper.

    Raises:
        ValueError: there is no front matter.
        TypeError: the front matter lacks a name or has one that no paper has.
    """
    _, front, text = source.split("---\n", 2)
    said = yaml.safe_load(front)
    for name in ("minutes", "confidential_pages"):
        said[name] = tuple(said.get(name) or ())
    said["header"] = said.get("header") or f"Wyrecombe College | {said['title']}"
    return Paper(blocks=blocks(text), **said)


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text, in order."""
    chunks = (chunk.strip() for chunk in re.split(r"\n\s*\n", text))
    return tuple(block for chunk in chunks if chunk for block in _chunk(chunk.split("\n")))


def _chunk(lines: list[str]) -> list[Block]:
    """Blocks of lines that stand together; a heading may stand right above its text."""
    first = lines[0].strip()
    if first == r"\pagebreak":
        return [PageBreak(), *_rest(lines)]
    if found := _HEADING.fullmatch(first):
        return [Heading(len(found.group(1)), found.group(2)), *_rest(lines)]
    if first.startswith("|"):
        return [_table(lines)]
    if _BULLET.match(first):
        return [_listing(lines, _BULLET, ordered=False)]
    if _NUMBER.match(first):
        return [_listing(lines, _NUMBER, ordered=True)]
    starts = (n for n, line in enumerate(lines) if _BULLET.match(line.strip()))
    cut = next(starts, len(lines))
    paragraph = Paragraph(runs(" ".join(line.strip() for line in lines[:cut])))
    return [paragraph, *_rest(lines[cut - 1 :])]


def _rest(lines: list[str]) -> list[Block]:
    return _chunk(lines[1:]) if len(lines) > 1 else []


def _listing(lines: list[str], mark: re.Pattern[str], *, ordered: bool) -> Listing:
    items: list[str] = []
    for line in (line.strip() for line in lines):
        if found := mark.match(line):
            items.append(found.group(1))
        else:
            items[-1] += f" {line}"
    return Listing(ordered, tuple(runs(item) for item in items))


def _table(lines: list[str]) -> Table:
    rows = [line.strip() for line in lines if not _TABLE_RULE.fullmatch(line.strip())]
    return Table(
        tuple(tuple(runs(cell.strip()) for cell in row.strip("|").split("|")) for row in rows)
    )


def runs(text: str) -> Runs:
    """Cut a line of text where it turns bold or italic."""
    parts = (part for part in _EMPHASIS.split(text) if part)
    return tuple(_run(part) for part in parts)


def _run(part: str) -> Run:
    if part.startswith("**") and part.endswith("**"):
        return Run(part[2:-2], bold=True)
    if _EMPHASIS.fullmatch(part):
        return Run(part[1:-1], italic=True)
    return Run(part)
