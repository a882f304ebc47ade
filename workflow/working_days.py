"""Working days in England: weekdays that are no bank holiday. Pure."""

from datetime import date, timedelta
from functools import cache

_SATURDAY = 5
_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Whether people can be expected to work on it."""
    return day.weekday() < _SATURDAY and day not in bank_holidays(day.year)


def working_days_before(day: date, count: int) -> date:
    """The working day that lies `count` working days before `day`."""
    return _step(day, count, -_DAY)


def working_days_after(day: date, count: int) -> date:
    """The working day that lies `count` working days after `day`."""
    return _step(day, count, _DAY)


def _step(day: date, count: int, by: timedelta) -> date:
    while count:
        day += by
        count -= is_working_day(day)
    return day


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The eight bank holidays of England and Wales that recur, moved off weekends."""
    easter = _easter(year)
    fixed = {_first_monday(year, 5), _last_monday(year, 5), _last_monday(year, 8)}
    found = {easter - 2 * _DAY, easter + _DAY, *fixed}
    for day in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while day.weekday() >= _SATURDAY or day in found:
            day += _DAY  # noqa: PLW2901 - a substitute day is the next free weekday
        found.add(day)
    return frozenset(found)


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7)


def _last_monday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.weekday())


def _easter(year: int) -> date:
    # The anonymous Gregorian computus; the letters are those of the published algorithm.
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
