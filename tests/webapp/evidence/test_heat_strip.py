"""The strip of dimensions over a document's pages: what stands where, and how strongly."""

from ingest.documents import PageLine
from ingest.kinds import Sensitivity
from webapp.evidence.heat_strip import MOST_COLUMNS, MOST_ROWS, WIDTH, draw


def page(number, **strengths):
    codes = {name.replace("_", ".").lstrip("d"): score for name, score in strengths.items()}
    return PageLine(number, f"page {number}", Sensitivity.INTERNAL, "", tuple(codes.items()))


def test_a_document_that_speaks_to_nothing_has_no_strip():
    assert draw([page(1), page(2)]) is None
    assert draw([]) is None


def test_each_dimension_is_a_row_and_each_page_that_speaks_to_it_a_bar_in_words_too():
    strip = draw([page(1, d2_4=0.5, d1_5=0.8), page(2), page(3, d1_5=0.65)])

    assert [row.code for row in strip.rows] == ["1.5", "2.4"]
    assert [cell.words for cell in strip.rows[0].cells] == ["page 1, strongly", "page 3, clearly"]
    assert [cell.words for cell in strip.rows[1].cells] == ["page 1, a little"]


def test_stronger_is_taller_and_later_is_further_right():
    strong, weak = draw([page(1, d1_5=0.9), page(2, d1_5=0.3)]).rows[0].cells

    assert strong.height > weak.height
    assert strong.x + strong.width < weak.x


def test_a_long_document_shares_columns_and_opens_the_strongest_page():
    pages = [page(number, d1_5=0.9 if number == 7 else 0.4) for number in range(1, 501)]

    strip = draw(pages)

    cells = strip.rows[0].cells
    assert len(cells) <= MOST_COLUMNS
    assert cells[0].number == 7
    assert strip.pages_a_column == 9
    assert max(cell.x + cell.width for cell in cells) <= WIDTH


def test_only_the_dimensions_spoken_to_most_are_drawn_and_the_rest_counted():
    codes = [f"d{theme}_{number}" for theme, last in ((1, 7), (2, 7)) for number in range(1, last)]

    strip = draw([page(1, **{code: 0.5 + at / 100 for at, code in enumerate(codes)})])

    assert len(strip.rows) == MOST_ROWS
    assert strip.left_out == len(codes) - MOST_ROWS
    assert "1.1" not in {row.code for row in strip.rows}
