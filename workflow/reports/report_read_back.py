"""A report edited outside: what a Word document says of each section, beside what stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from store.errors import IncompleteError, NotFoundError
from store.permissions import Actor
from workflow.models.reports import ReportSection
from workflow.reports import report

# What the reader of documents says of one piece: the headings above it, and its lines.
Piece = tuple[tuple[str, ...], str]


@dataclass(frozen=True)
class Difference:
    """A section that the file words otherwise than what stands."""

    code: str
    title: str
    before: str
    after: str
    row_version: int


@dataclass(frozen=True)
class ReadBack:
    """The differences of a file, and what in it was left aside, in sentences."""

    differences: tuple[Difference, ...]
    left_out: tuple[str, ...]


def compare(session: Session, actor: Actor, visit_key: str, pieces: Iterable[Piece]) -> ReadBack:
    """Compare a file with the sections as they stand; saves nothing.

    Raises IncompleteError when no heading of the file is one of the report's.
    """
    seen = report.load(session, actor, visit_key)
    texts, left_out = _by_section(pieces, seen.tree["title"])
    if not texts:
        raise IncompleteError(
            "No heading of this file is a section of the report. Take the report as a Word "
            "document, edit that and send it.",
            "file",
        )
    made = _made_by_us(seen.tree)
    found = []
    for code, row in seen.sections.items():
        if code not in texts:
            left_out.append(f"“{report.SECTIONS[code]}” is not in the file, so it stays.")
            continue
        after = _words(texts[code], made)
        if not after:
            left_out.append(f"“{report.SECTIONS[code]}” is empty in the file, so it stays.")
        elif after != _words(row.words.splitlines(), frozenset()):
            found.append(_difference(code, row, after))
    return ReadBack(tuple(found), tuple(left_out))


def _difference(code: str, row: ReportSection, after: str) -> Difference:
    return Difference(code, report.SECTIONS[code], row.words, after, row.row_version)


def _by_section(pieces: Iterable[Piece], title: str) -> tuple[dict[str, list[str]], list[str]]:
    codes = {name.casefold(): code for code, name in report.SECTIONS.items()}
    texts: dict[str, list[str]] = {}
    left_out: list[str] = []
    for path, text in pieces:
        code = next((codes[h.casefold()] for h in reversed(path) if h.casefold() in codes), None)
        # A heading inside a section is a line of it, so only the section's own is dropped.
        lines = [line for line in text.splitlines() if line.casefold() not in codes]
        if code is not None:
            texts.setdefault(code, []).extend(lines)
        elif path and path[-1] != title:
            left_out.append(f"“{path[-1]}” is no section of the report, so it is left out.")
    return texts, left_out


def _made_by_us(tree: Mapping[str, Any]) -> frozenset[str]:
    """Lines of the file that nobody typed: captions, rows of tables, who read it second."""
    lines = {str(tree["title"])}
    for section in tree["sections"]:
        for block in section["blocks"]:
            if block["kind"] == "table":
                lines.add(block["caption"])
                rows = [block["head"], *block["rows"]]
                lines |= {_line("\t".join(row)) for row in rows}
            elif block["id"] == "method/second":
                lines.add(_line(block["text"]))
    return frozenset(lines)


def _line(text: str) -> str:
    return " ".join(text.split())


def _words(lines: Iterable[str], made: frozenset[str]) -> str:
    """Paragraphs as the editor keeps them; a row of a table is none."""
    typed = [_line(line) for line in lines if "\t" not in line]
    return "\n\n".join(line for line in typed if line and line not in made)


def take(
    session: Session, actor: Actor, visit_key: str, taken: Mapping[str, tuple[str, int]]
) -> int:
    """Save the sections that were ticked, by code, with the version each was compared with.

    All or nothing. Raises EditedMeanwhileError when somebody saved one of them since.
    """
    if unknown := set(taken) - set(report.SECTIONS):
        raise NotFoundError(f"{len(unknown)} of these sections are not of this report.")
    for code, (words, seen) in taken.items():
        report.edit(session, actor, visit_key, code, words, seen_version=seen)
    return len(taken)
