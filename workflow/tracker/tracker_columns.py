"""The columns of a college's tracker and what stands in them; pure, knows no file and no database.

Colleges name their columns as they like: headings are guessed from their words, and a person
changes what was guessed wrongly.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from workflow.kinds.reviews import BELOW_LOWEST

# The heading may stand below a title and some lines about the sheet.
_HEADING_WITHIN = 20
_LEAST_HEADINGS = 2


class Column(StrEnum):
    """What a column of a tracker holds; in the order in which a tracker is written."""

    DIMENSION = "dimension"
    LEVEL = "level"
    REASON = "reason"
    FILE = "file"
    PAGE = "page"
    QUOTE = "quote"
    OWNER = "owner"
    DUE = "due"

    @property
    def heading(self) -> str:
        """The heading that a tracker of ours has, and that pages show."""
        return "File or link" if self is Column.FILE else self.value.capitalize()


# Words of headings, the surest first; a heading takes the first column that claims it.
_WORDS: Mapping[Column, tuple[str, ...]] = {
    Column.DIMENSION: ("dimension", "statement number", "criterion", "indicator", "ref"),
    Column.DUE: ("due", "deadline", "by when", "target date", "complete by"),
    Column.OWNER: ("owner", "lead", "responsible", "who", "person"),
    Column.QUOTE: ("quote", "extract", "passage", "words"),
    Column.PAGE: ("page", "slide", "pp"),
    Column.FILE: ("file", "link", "document", "evidence", "source", "url", "hyperlink"),
    Column.REASON: ("reason", "rationale", "justification", "why", "comment", "narrative", "notes"),
    Column.LEVEL: ("level", "score", "rating", "judgement", "self assessment", "grade"),
}

Cells = Mapping[int, str]


@dataclass(frozen=True)
class TableRow:
    """A row of a sheet: its number and its cells by column, from 1."""

    number: int
    cells: Cells


@dataclass(frozen=True)
class Mapped:
    """Which column of a sheet holds what, and in which row the headings stand (0: none)."""

    heading_row: int
    columns: Mapping[Column, int]


@dataclass(frozen=True)
class Quoted:
    """A row's evidence: the file or link, the page and the words; each may be missing."""

    row: int
    file: str
    page: int | None
    words: str


@dataclass
class Said:
    """What a tracker says of one dimension, over all of its rows."""

    code: str
    rows: list[int] = field(default_factory=list)
    level: int | None = None
    reason: str = ""
    owner: str = ""
    due: date | None = None
    quotes: list[Quoted] = field(default_factory=list)


@dataclass(frozen=True)
class Problem:
    """What of a row could not be understood, as a sentence."""

    row: int
    sentence: str


def guess(rows: Sequence[TableRow]) -> Mapped:
    """Find the row of headings and which column is which."""
    best = Mapped(0, {})
    for row in rows[:_HEADING_WITHIN]:
        columns = _columns_of(row.cells)
        if len(columns) > len(best.columns):
            best = Mapped(row.number, columns)
    return best if len(best.columns) >= _LEAST_HEADINGS else Mapped(0, {})


def _columns_of(cells: Cells) -> dict[Column, int]:
    found: dict[Column, int] = {}
    wanted = {place: _words(text) for place, text in cells.items()}
    for column, words in _WORDS.items():
        for word in words:
            match = next(
                (p for p, said in wanted.items() if p not in found.values() and word in said), None
            )
            if match is not None:
                found[column] = match
                break
    return found


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))


def read(
    rows: Sequence[TableRow], mapped: Mapped, codes: Sequence[str]
) -> tuple[list[Said], list[Problem]]:
    """What the rows say of each dimension, in the order of `codes`, and what is not understood.

    A row without a dimension belongs to the one above, as in cells that were merged.
    """
    by_code: dict[str, Said] = {}
    problems: list[Problem] = []
    current = ""
    for row in rows:
        if row.number <= mapped.heading_row:
            continue
        cell = _Cells(row, mapped.columns)
        named = cell.text(Column.DIMENSION)
        code = dimension_code(named) if named else current
        if code not in codes:
            if any(cell.text(column) for column in mapped.columns):
                problems.append(Problem(row.number, _unknown(named)))
            current = ""
            continue
        current = code
        said = by_code.setdefault(code, Said(code))
        said.rows.append(row.number)
        problems += [Problem(row.number, sentence) for sentence in _take(said, cell)]
    return [by_code[code] for code in codes if code in by_code], problems


def _unknown(named: str) -> str:
    if not named:
        return "No dimension stands in this row or above it."
    return f"“{named}” is no dimension of this model. Write its number, such as 1.5."


class _Cells:
    def __init__(self, row: TableRow, columns: Mapping[Column, int]) -> None:
        self.row, self._columns = row, columns

    def text(self, column: Column) -> str:
        return self.row.cells.get(self._columns.get(column, 0), "").strip()


def _take(said: Said, cell: _Cells) -> Iterator[str]:
    """Add a row to what is said of its dimension; gives what is not understood of it."""
    if text := cell.text(Column.LEVEL):
        level = level_of(text)
        if level is None:
            yield f"“{text}” is no level. Write 1 to 4, or Below."
        elif said.level is not None and level != said.level:
            yield f"Another row says another level of {said.code}; the first one counts."
        else:
            said.level = level
    if reason := cell.text(Column.REASON):
        if said.reason and reason != said.reason:
            yield f"Another row gives another reason for {said.code}; the first one counts."
        said.reason = said.reason or reason
    said.owner = said.owner or cell.text(Column.OWNER)
    if text := cell.text(Column.DUE):
        due = day_of(text)
        if due is None:
            yield f"“{text}” is no date. Write it as 31 January 2027."
        said.due = said.due or due
    page = cell.text(Column.PAGE)
    file, words = cell.text(Column.FILE), cell.text(Column.QUOTE)
    if file or words:
        said.quotes.append(Quoted(cell.row.number, file, page_of(page), words))


def dimension_code(text: str) -> str:
    """The code at the beginning of a cell such as `1.5 Governance` or `Dimension 1.5`."""
    found = re.search(r"(?<![\d.])(\d{1,2})\s*[.,]\s*(\d{1,2})(?!\d)", text)
    return f"{int(found[1])}.{int(found[2])}" if found else ""


def level_of(text: str) -> int | None:
    """A level as people write it: `3`, `Level 3`, `L3`, `3 - Established`, `Below`."""
    if re.match(r"\s*below\b", text, re.IGNORECASE):
        return BELOW_LOWEST
    found = re.match(r"\s*(?:level|l)?\s*([0-4])(?:\.0)?(?![\d.])", text, re.IGNORECASE)
    return int(found[1]) if found else None


def page_of(text: str) -> int | None:
    """The first page of `6`, `p. 6`, `pp 6-7`; None where there is none."""
    found = re.search(r"\d{1,5}", text)
    return int(found[0]) if found and int(found[0]) else None


_DAY_FORMATS = (
    "%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y",
    "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%Y-%m-%d %H:%M:%S",
)  # fmt: skip


def day_of(text: str) -> date | None:
    """A date in the forms that British spreadsheets show; the day before the month."""
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
