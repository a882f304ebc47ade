"""Which dimensions a document's pages speak to, page by page: bars to draw, and the full list."""

from collections.abc import Sequence
from dataclasses import dataclass

from framework.loading import builtin
from framework.model import Dimension
from ingest.documents import PageLine

MOST_ROWS = 10
# Of a longer document each column stands for several pages, and opens the strongest of them.
MOST_COLUMNS = 60
# With fewer pages the bars keep the width of so many columns: one page is no bar across it all.
FEWEST_COLUMNS = 12
MOST_LISTED = 60
# A row of the drawing is stretched to the room there is; a column has so many units of its own.
COLUMN_WIDTH = 10
ROW_HEIGHT = 24
# Scores from which a page speaks clearly and strongly; below it speaks a little.
_CLEARLY, _STRONGLY = 0.6, 0.7
_WORDS = {1: "a little", 2: "clearly", 3: "strongly"}


@dataclass(frozen=True)
class SpeakingPage:
    """A page that speaks to a dimension, and how strongly: `score`, and in three steps."""

    number: int
    where: str
    score: float

    @property
    def step(self) -> int:
        """From 1, a little, to 3, strongly."""
        return 1 + (self.score >= _CLEARLY) + (self.score >= _STRONGLY)

    @property
    def words(self) -> str:
        """`page 4, strongly`."""
        return f"{self.where}, {_WORDS[self.step]}"


@dataclass(frozen=True)
class Bar:
    """One page (or the strongest of several) in its column. Taller is stronger."""

    page: SpeakingPage
    column: int

    @property
    def x(self) -> int:
        """Where it begins, with a gap to the bar before."""
        return self.column * COLUMN_WIDTH + 1

    @property
    def width(self) -> int:
        """How much of its column it takes."""
        return COLUMN_WIDTH - 2

    @property
    def y(self) -> int:
        """Where it begins from above: bars stand on the line."""
        return ROW_HEIGHT - self.height

    @property
    def height(self) -> int:
        """A third of the row for each step."""
        return ROW_HEIGHT // 3 * self.page.step


@dataclass(frozen=True)
class Row:
    """A dimension with its bars and its strongest pages, both in the order of the pages.

    `more` pages are not listed; none of them is stronger than those that are.
    """

    code: str
    title: str
    bars: tuple[Bar, ...]
    pages: tuple[SpeakingPage, ...]
    more: int


@dataclass(frozen=True)
class Strip:
    """Every dimension that a page speaks to, `rows`, of which `drawn` are drawn."""

    rows: tuple[Row, ...]
    drawn: tuple[Row, ...]
    width: int
    end: int
    pages_a_column: int
    first: str
    last: str

    @property
    def left_out(self) -> int:
        """How many dimensions stand in the table only; no page of theirs is stronger."""
        return len(self.rows) - len(self.drawn)


def draw(pages: Sequence[PageLine]) -> Strip | None:
    """Lay out the dimensions that pages speak to; None where no page speaks to any.

    Drawn are those with the strongest single page, of equal ones those with more in all: one page
    that says it clearly is better evidence than many that touch it.
    """
    together = -(-len(pages) // MOST_COLUMNS)
    spoken: dict[str, list[Bar]] = {}
    for at, page in enumerate(pages):
        for code, score in page.strengths:
            bar = Bar(SpeakingPage(page.number, page.words, score), at // together)
            spoken.setdefault(code, []).append(bar)
    if not spoken:
        return None
    strongest = sorted(spoken, key=lambda code: (*_strength(spoken[code]), code))[:MOST_ROWS]
    rows = tuple(
        _row(dimension, spoken[dimension.code])
        for dimension in builtin().dimensions
        if dimension.code in spoken
    )
    columns = -(-len(pages) // together)
    return Strip(
        rows=rows,
        drawn=tuple(row for row in rows if row.code in strongest),
        width=COLUMN_WIDTH * max(columns, FEWEST_COLUMNS),
        end=COLUMN_WIDTH * columns,
        pages_a_column=together,
        first=pages[0].words,
        last=pages[-1].words,
    )


def _strength(bars: Sequence[Bar]) -> tuple[float, float]:
    """The score of the strongest page and that of all, so that the strongest sort first."""
    scores = [bar.page.score for bar in bars]
    return -max(scores), -sum(scores)


def _row(dimension: Dimension, every: Sequence[Bar]) -> Row:
    """A dimension's row, of a bar for each page that speaks to it."""
    strongest_first = sorted(every, key=lambda bar: -bar.page.score)
    drawn: dict[int, Bar] = {}
    for bar in strongest_first:
        drawn.setdefault(bar.column, bar)
    listed = [bar.page for bar in strongest_first[:MOST_LISTED]]
    return Row(
        dimension.code,
        dimension.title,
        bars=tuple(drawn[column] for column in sorted(drawn)),
        pages=tuple(sorted(listed, key=lambda page: page.number)),
        more=len(every) - len(listed),
    )
