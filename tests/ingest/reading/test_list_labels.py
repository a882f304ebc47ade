"""Numbers of lists: how they are written, when they begin again."""

import pytest

from ingest.reading.list_labels import BULLET, Counter, Level, written

ONE, LETTER, ROMAN = Level("1", "%1."), Level("a", "(%2)"), Level("i", "%1.%2.%3")
LEVELS = {0: ONE, 1: LETTER, 2: ROMAN}


@pytest.mark.parametrize(
    ("number", "format_", "text"),
    [
        (7, "1", "7"),
        (7, "01", "07"),
        (7, "", ""),
        (2, "a", "b"),
        (28, "A", "BB"),
        (0, "a", "0"),
        (1949, "i", "mcmxlix"),
        (4, "I", "IV"),
        (4000, "i", "4000"),
        (1, "1st", "1st"),
        (12, "1st", "12th"),
        (103, "1st", "103rd"),
        (112, "1st", "112th"),
    ],
)
def test_numbers_are_written_as_their_level_says(number, format_, text):
    assert written(number, format_) == text


def counted(levels, *places):
    counter = Counter()
    return [counter.next(place, levels) for place in places]


def test_a_level_begins_again_below_the_next_item_above_it():
    found = counted(LEVELS, 0, 1, 1, 2, 0, 1, 2)

    assert found == ["1.", "(a)", "(b)", "1.b.i", "2.", "(a)", "2.a.i"]


def test_a_level_that_is_skipped_has_begun():
    assert counted(LEVELS, 2, 1, 0) == ["1.a.i", "(b)", "2."]


def test_a_level_may_go_on_or_be_plain():
    levels = {0: Level("I", "%1"), 1: Level("1", "%1.%2", is_plain=True, restarts_after=0)}

    assert counted(levels, 0, 1, 0, 1) == ["I", "1.1", "II", "2.2"]


def test_what_has_no_letter_or_number_is_a_bullet():
    counter = Counter()

    assert counter.next(0, {}) == BULLET
    assert counter.next(0, {0: Level("", "\uf0b7")}) == BULLET
    assert counter.next(0, {0: Level("", "")}) == ""
    assert counter.next(0, {0: Level("1", "%9%1%7")}, start=5) == "5"
