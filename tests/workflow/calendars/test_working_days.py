"""Working days: bank holidays, terms, closures, and clocks that change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import ConflictError
from workflow.calendars.working_days import (
    Span,
    WorkingDays,
    academic_year,
    at_local_hour,
    bank_holidays,
    local_day,
)

# As gov.uk lists them for England and Wales.
PUBLISHED = {
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_bank_holidays_are_those_that_the_government_publishes(year):
    expected = {date.fromisoformat(f"{year}-{day}") for day in PUBLISHED[year].split()}

    assert bank_holidays(year) == expected


def test_a_due_date_moves_over_weekend_bank_holiday_and_closure():
    days = WorkingDays(closures=(Span(date(2026, 12, 21), date(2026, 12, 31)),))

    assert days.on_or_after(date(2026, 12, 19)) == date(2027, 1, 4)
    assert WorkingDays().on_or_after(date(2026, 12, 25)) == date(2026, 12, 29)


def test_where_terms_are_known_only_days_in_a_term_count():
    autumn, spring = (
        Span(date(2026, 9, 1), date(2026, 12, 18)),
        Span(date(2027, 1, 5), date(2027, 3, 25)),
    )
    days = WorkingDays(terms=(autumn, spring))

    assert days.add(date(2026, 12, 18), 1) == date(2027, 1, 5)
    # The next academic year has no terms yet, so its weekdays count.
    assert days.is_working(date(2027, 8, 2))
    assert not days.is_working(date(2027, 7, 30))


def test_counting_forth_and_back_comes_home():
    days = WorkingDays()
    start = date(2026, 11, 23)

    assert days.add(start, 10) == date(2026, 12, 7)
    assert days.add(days.add(start, 10), -10) == start
    assert days.between(start, date(2026, 12, 7)) == 10
    assert days.between(start, start) == 0


def test_a_calendar_without_a_working_day_says_so():
    closed = WorkingDays(closures=(Span(date(2026, 1, 1), date(2030, 1, 1)),))

    with pytest.raises(ConflictError, match="no working day"):
        closed.on_or_after(date(2026, 6, 1))


def test_the_day_in_england_is_right_across_the_clock_change():
    assert local_day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)
    assert local_day(datetime(2026, 12, 1, 23, 30, tzinfo=UTC)) == date(2026, 12, 1)
    before, after = at_local_hour(date(2027, 3, 27), 8), at_local_hour(date(2027, 3, 28), 8)
    assert (before.astimezone(UTC).hour, after.astimezone(UTC).hour) == (8, 7)


def test_the_academic_year_begins_in_august():
    assert (academic_year(date(2027, 7, 31)), academic_year(date(2027, 8, 1))) == (2026, 2027)


DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(DAYS, st.integers(1, 40))
def test_so_many_working_days_lie_between(day, count):
    days = WorkingDays()
    before = days.add(day, -count)

    span = [before + timedelta(days=n) for n in range((day - before).days)]
    assert sum(map(days.is_working, span)) == count
    assert days.is_working(before)
