"""Working days in England, against the published bank holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.working_days import (
    bank_holidays,
    is_working_day,
    working_days_after,
    working_days_before,
)

# As published for England and Wales.
PUBLISHED = {
    2026: ("01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"),
    2027: ("01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"),
    2028: ("01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"),
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_bank_holidays_are_those_that_are_published(year):
    assert bank_holidays(year) == {date.fromisoformat(f"{year}-{d}") for d in PUBLISHED[year]}


def test_ten_working_days_before_easter_week_go_round_the_holidays():
    assert working_days_before(date(2027, 4, 7), 10) == date(2027, 3, 22)


DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(DAYS, st.integers(1, 40))
def test_so_many_working_days_lie_between(day, count):
    before = working_days_before(day, count)

    span = [before + timedelta(days=n) for n in range((day - before).days)]
    assert sum(map(is_working_day, span)) == count
    assert is_working_day(before)


@given(DAYS.filter(is_working_day), st.integers(1, 40))
def test_forth_and_back_leads_to_the_same_day(day, count):
    assert working_days_before(working_days_after(day, count), count) == day
