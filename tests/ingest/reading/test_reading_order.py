"""Boxes come in the order in which people read them."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.reading.reading_order import Box, in_reading_order


def order(**boxes):
    return in_reading_order([(Box(*box), name) for name, box in boxes.items()])


def test_rows_come_before_columns_in_a_grid():
    found = order(d=(5, 5, 9, 9), c=(0, 5, 4, 9), b=(5, 0, 9, 4), a=(0, 0, 4, 4))

    assert found == ["a", "b", "c", "d"]


def test_a_tall_box_beside_a_column_is_read_after_it_or_before_it():
    assert order(right=(5, 0, 9, 20), second=(0, 6, 4, 10), first=(0, 1, 4, 5)) == [
        "first",
        "second",
        "right",
    ]


def test_boxes_that_touch_still_stand_apart():
    assert order(below=(0, 9.5, 9, 20), above=(0, 0, 9, 10)) == ["above", "below"]


def test_boxes_over_each_other_go_by_their_corners():
    assert order(inner=(2, 2, 4, 4), outer=(0, 0, 9, 9)) == ["outer", "inner"]


def test_boxes_whose_place_is_unknown_keep_their_order():
    assert order(b=(0, 0, 0, 0), a=(0, 0, 0, 0)) == ["b", "a"]


NUMBERS = st.integers(-9, 9)


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS)))
def test_nothing_is_lost_or_doubled(boxes):
    placed = [(Box(*box), number) for number, box in enumerate(boxes)]

    assert sorted(in_reading_order(placed)) == list(range(len(boxes)))
