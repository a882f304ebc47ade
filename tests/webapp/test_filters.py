"""How values read on pages."""

from datetime import UTC, date, datetime

import pytest
from markupsafe import Markup

from framework.loading import builtin
from webapp import filters


def test_a_day_reads_as_people_write_it():
    assert filters.day(date(2026, 12, 9)) == "9 December 2026"


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (datetime(2026, 12, 9, 14, 5, tzinfo=UTC), "9 December 2026 at 14:05"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "2 July 2026 at 00:30"),
    ],
)
def test_a_moment_reads_as_clocks_in_england_show_it(at, told):
    assert filters.moment(at) == told


@pytest.mark.parametrize(
    ("code", "value", "told"),
    [("1.5", 3, "Level 3"), ("1.5", None, "None"), ("6.2", 0, "Below level 2")],
)
def test_a_level_is_told_in_the_words_of_its_dimension(code, value, told):
    dimension = next(one for one in builtin().dimensions if one.code == code)

    assert filters.level(value, dimension) == told


def test_line_breaks_are_kept_and_markup_is_not():
    assert filters.lines("a\n<b>") == Markup("a<br>&lt;b&gt;")


@pytest.mark.parametrize(("minutes", "told"), [(25, "25 min"), (100, "1 h 40 min"), (0, "0 min")])
def test_a_duration_is_told_in_hours_and_minutes(minutes, told):
    assert filters.duration(minutes) == told


def test_only_the_first_letter_is_raised():
    assert filters.capitalize_first("page of the LSIP") == "Page of the LSIP"
    assert filters.capitalize_first("") == ""
