"""Which dimensions a document's pages speak to, page by page: shapes for an SVG of fixed size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from framework.loading import builtin
from ingest.documents import PageLine

MOST_ROWS = 10
# Of a longer document each column stands for several pages, and opens the strongest of them.
MOST_COLUMNS = 60
LABEL_WIDTH = 70
ROW_HEIGHT = 32
HEAD_HEIGHT = 28
WIDTH = 1000
_WIDEST = 60
# Scores from which a page speaks clearly and strongly; below it speaks a little.
_CLEARLY, _STRONGLY = 0.6, 0.7
_WORDS = {1: "a little", 2: "clearly", 3: "strongly"}


@dataclass(frozen=True)
class Cell:
    """One page (or the strongest of several) for one dimension. Taller is stronger."""

    number: int
    where: str
    step: int
    x: float
    y: float
    width: float
    height: int

    @property
    def words(self) -> str:
        """`page 4, strongly`."""
        return f"{self.where}, {_WORDS[self.step]}"


@dataclass(frozen=True)
class Row:
    """A dimension with its cells in the order of the pages."""

    code: str
    title: str
    y: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Strip:
    """The whole drawing; `left_out` dimensions are spoken to less than those that are drawn."""

    width: int
    height: int
    rows: tuple[Row, ...]
    left_out: int
    pages_a_column: int
    first: str
    last: str
    last_x: float


def draw(pages: Sequence[PageLine]) -> Strip | None:
    """Lay out the dimensions that pages speak to most; None where no page speaks to any."""
    totals: dict[str, float] = {}
    for page in pages:
        for code, score in page.strengths:
            totals[code] = totals.get(code, 0.0) + score
    if not totals:
        return None
    titles = {dimension.code: dimension.title for dimension in builtin().dimensions}
    chosen = set(sorted(totals, key=lambda code: (-totals[code], code))[:MOST_ROWS])
    together = -(-len(pages) // MOST_COLUMNS)
    columns = [pages[at : at + together] for at in range(0, len(pages), together)]
    width = min((WIDTH - LABEL_WIDTH) / len(columns), _WIDEST)
    in_order = [code for code in titles if code in chosen]
    return Strip(
        width=WIDTH,
        height=HEAD_HEIGHT + ROW_HEIGHT * len(in_order),
        rows=tuple(
            _row(code, titles, HEAD_HEIGHT + ROW_HEIGHT * number, columns, width)
            for number, code in enumerate(in_order)
        ),
        left_out=len(totals) - len(in_order),
        pages_a_column=together,
        first=pages[0].words,
        last=pages[-1].words,
        last_x=LABEL_WIDTH + width * len(columns),
    )


def _row(
    code: str,
    titles: Mapping[str, str],
    y: int,
    columns: Sequence[Sequence[PageLine]],
    width: float,
) -> Row:
    cells = []
    for number, pages in enumerate(columns):
        score, page = max(
            ((dict(page.strengths).get(code, 0.0), page) for page in pages),
            key=lambda found: found[0],
        )
        if score:
            step = 1 + (score >= _CLEARLY) + (score >= _STRONGLY)
            height = 8 * step
            cells.append(
                Cell(
                    page.number,
                    page.words,
                    step,
                    round(LABEL_WIDTH + width * number + 1, 1),
                    y + (ROW_HEIGHT - height) / 2,
                    round(width - 2, 1),
                    height,
                )
            )
    return Row(code, titles[code], y + ROW_HEIGHT // 2, tuple(cells))
