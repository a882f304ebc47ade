"""The strip of dimensions over a document's pages: what stands where, and how strongly."""

from ingest.documents import PageLine
from ingest.kinds import Sensitivity
from webapp.evidence.heat_strip import (
    COLUMN_WIDTH,
    FEWEST_COLUMNS,
    MOST_COLUMNS,
    MOST_LISTED,
    MOST_ROWS,
    draw,
)


def page(number, **strengths):
    codes = {name.replace("_", ".").lstrip("d"): score for name, score in strengths.items()}
    return PageLine(
        number, f"page {number}", Sensitivity.INTERNAL, "", tuple(codes.items()), is_matched=True
    )


def words_of(bars):
    return [bar.page.words for bar in bars]


def test_a_document_that_speaks_to_nothing_has_no_strip():
    assert draw([page(1), page(2)]) is None
    assert draw([]) is None


def test_each_dimension_is_a_row_and_each_page_that_speaks_to_it_a_bar_in_words_too():
    strip = draw([page(1, d2_4=0.5, d1_5=0.8), page(2), page(3, d1_5=0.65)])

    assert [row.code for row in strip.drawn] == ["1.5", "2.4"]
    assert words_of(strip.drawn[0].bars) == ["page 1, strongly", "page 3, clearly"]
    assert words_of(strip.drawn[1].bars) == ["page 1, a little"]
    assert [one.number for one in strip.rows[0].pages] == [1, 3]


def test_stronger_is_taller_and_later_is_further_right():
    strong, weak = draw([page(1, d1_5=0.9), page(2, d1_5=0.3)]).drawn[0].bars

    assert strong.height > weak.height
    assert strong.x + strong.width < weak.x
    assert strong.y + strong.height == weak.y + weak.height


def test_few_pages_do_not_fill_the_whole_width():
    strip = draw([page(1, d1_5=0.9)])

    assert strip.width == FEWEST_COLUMNS * COLUMN_WIDTH
    assert strip.end == COLUMN_WIDTH


def test_a_long_document_shares_columns_and_opens_the_strongest_page():
    pages = [page(number, d1_5=0.9 if number == 7 else 0.4) for number in range(1, 501)]

    strip = draw(pages)

    bars = strip.drawn[0].bars
    assert len(bars) <= MOST_COLUMNS
    assert bars[0].page.number == 7
    assert strip.pages_a_column == 9
    assert max(bar.x + bar.width for bar in bars) <= strip.end == strip.width


def test_the_table_lists_the_strongest_pages_of_a_long_document_and_counts_the_others():
    pages = [page(number, d1_5=0.9 if number > 490 else 0.4) for number in range(1, 501)]

    row = draw(pages).rows[0]

    assert len(row.pages) == MOST_LISTED
    assert {*range(491, 501)} < {one.number for one in row.pages}
    assert [one.number for one in row.pages] == sorted(one.number for one in row.pages)
    assert row.more == 500 - MOST_LISTED


def codes(many):
    every = [f"d{theme}_{number}" for theme in (1, 2) for number in range(1, 7)]
    return every[:many]


def test_one_strong_page_is_drawn_before_many_that_touch_a_dimension():
    touching = dict.fromkeys(codes(MOST_ROWS), 0.4)

    strip = draw([page(1, **touching), page(2, **touching), page(3, d6_2=0.9)])

    assert len(strip.drawn) == MOST_ROWS
    assert strip.drawn[-1].code == "6.2"


def test_of_equally_strong_dimensions_those_with_more_in_all_are_drawn():
    equal = dict.fromkeys(codes(MOST_ROWS), 0.7)

    strip = draw([page(1, **equal, d6_2=0.7), page(2, d6_2=0.2)])

    drawn = [row.code for row in strip.drawn]
    assert drawn[-1] == "6.2"
    assert drawn == sorted(drawn)


def test_what_is_not_drawn_is_in_the_table_and_counted():
    every = {code: 0.5 + at / 100 for at, code in enumerate(codes(12))}

    strip = draw([page(1, **every)])

    assert strip.left_out == 12 - MOST_ROWS
    assert "1.1" not in {row.code for row in strip.drawn}
    assert [row.code for row in strip.rows] == [code[1:].replace("_", ".") for code in codes(12)]
