"""The evidence matrix: one row a citation, as plain rows, CSV and XLSX. Pure.

It is made from what one audience sees of a snapshot (`pack_view.seen_by`), or of the assessment
as it stands now. No cell is a formula in any program.
"""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

from framework.model import Dimension, FrameworkVersion
from workflow.claims import coverage
from workflow.freezing.snapshot_changes import in_force
from workflow.kinds.reviews import BELOW_LOWEST, CoverageMark, Outcome
from workflow.papers import spreadsheets
from workflow.papers.safe_cells import may_calculate
from workflow.papers.spreadsheets import Table

HEADINGS = (
    "Theme", "Dimension", "Claimed level", "Reason", "Shown", "Confirmed level",
    "Cited for level", "Statement", "Quote", "What it shows", "Document", "Where", "Type", "Date",
    "Key", "Verdicts", "Remark",
)  # fmt: skip
_WIDTHS = (22, 34, 14, 50, 34, 16, 10, 50, 60, 40, 34, 18, 16, 12, 6, 40, 34)

View = Mapping[str, Any]
Row = tuple[str, ...]


def rows(view: View, framework: FrameworkVersion) -> Iterator[Row]:
    """The rows below the headings: each dimension at least once, in the order of the model."""
    claims = {claim["dimension"]: claim for claim in view["claims"]}
    cited: dict[str, list[Mapping[str, Any]]] = {}
    for citation in view["citations"]:
        cited.setdefault(citation["dimension"], []).append(citation)
    verdicts = verdicts_of(view)
    confirmed = confirmed_levels(view)
    themes = {theme.number: theme.title for theme in framework.themes}
    for dimension in framework.dimensions:
        claim = claims.get(dimension.code)
        if claim is None:
            continue
        theme = f"{dimension.theme_number} {themes[dimension.theme_number]}"
        first = (theme, *_claimed(claim, dimension), confirmed.get(dimension.code, ""))
        quotes = [_quoted(one, dimension, verdicts) for one in cited.get(dimension.code, ())]
        for quote in quotes or [("",) * (len(HEADINGS) - len(first))]:
            yield (*first, *quote)


def level_words(dimension: Dimension, level: int | None) -> str:
    """A level as people read it: `Level 3`, `Below level 2`, `Not claimed`."""
    if level is None:
        return "Not claimed"
    return f"Below level {dimension.lowest_level}" if level == BELOW_LOWEST else f"Level {level}"


def _claimed(claim: Mapping[str, Any], dimension: Dimension) -> tuple[str, str, str, str]:
    version = in_force(dict(claim))
    title = f"{dimension.code} {dimension.title}"
    if version is None:
        return title, level_words(dimension, None), "", ""
    marks = {code: CoverageMark(mark) for code, mark in claim["marks"].items()}
    shown = coverage.in_words(marks, dimension, version["level"])
    return title, level_words(dimension, version["level"]), version["reason"], shown


def confirmed_levels(view: View) -> dict[str, str]:
    """What released reviews determined, by dimension, each with the review's name."""
    found: dict[str, list[str]] = {}
    for review in view["reviews"]:
        for one in review["determinations"]:
            level = f"Level {one['level']}" if one["level"] else "Below the lowest level"
            found.setdefault(one["dimension"], []).append(f"{level} ({review['title']})")
    return {code: "; ".join(said) for code, said in found.items()}


def verdicts_of(view: View) -> dict[str, list[str]]:
    """What was said of each citation in words, by its key."""
    found: dict[str, list[str]] = {}
    for review in view["reviews"]:
        for one in review["verdicts"]:
            words = Outcome(one["outcome"]).words
            if one["level"] is not None:
                words = f"Supports level {one['level']}"
            reason = f": {one['reason']}" if one["reason"] else ""
            said = f"{words}{reason} ({one['author']}, {review['title']})"
            found.setdefault(one["citation"], []).append(said)
    return found


def _quoted(
    citation: Mapping[str, Any], dimension: Dimension, verdicts: Mapping[str, list[str]]
) -> Row:
    remarks = [
        "Added after submission." if citation["is_after_submission"] else "",
        "From draft minutes." if citation["is_draft"] else "",
        citation["why_not"],
    ]
    return (
        str(citation["level"]),
        _statement(dimension, citation["statement"]),
        citation["exact"],
        citation["shows"],
        citation["title"],
        citation["where"],
        citation["type"].replace("_", " ").capitalize(),
        citation["event_date"] or "",
        "Key" if citation["is_key"] else "",
        "; ".join(verdicts.get(citation["key"], ())),
        " ".join(filter(None, remarks)),
    )


def _statement(dimension: Dimension, code: str | None) -> str:
    for level in dimension.levels:
        for statement in level.statements:
            if statement.code == code:
                return level.in_full(statement)
    return ""


def to_csv(view: View, framework: FrameworkVersion) -> bytes:
    """The matrix as CSV with a mark of UTF-8, which spreadsheet programs look for."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for row in rows(view, framework):
        writer.writerow([f"'{cell}" if may_calculate(cell) else cell for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def to_xlsx(view: View, framework: FrameworkVersion) -> bytes:
    """The matrix as a spreadsheet; the same view gives the same bytes."""
    found = rows(view, framework)
    return spreadsheets.to_xlsx(Table("Evidence matrix", HEADINGS, found, _WIDTHS, fixed="C2"))
