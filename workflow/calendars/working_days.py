"""Working days of a college in England: weekdays in term, no bank holidays or closures. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from store.errors import ConflictError

LONDON = ZoneInfo("Europe/London")
_SATURDAY = 5
_DAY = timedelta(days=1)
# Without a working day in this many the calendar is wrong, not the year.
_MOST_DAYS = 400
_FIRST_MONTH = 8  # of an academic year


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England in a calendar year, by the rules in force since 1978.

    One day in the place of another and extra days by proclamation are not in it: a college adds
    those as closures.
    """
    easter = _easter(year)
    found = {
        _in_place(date(year, 1, 1), set()),
        easter - timedelta(days=2),
        easter + _DAY,
        _first_monday(year, 5),
        _last_monday(year, 5),
        _last_monday(year, 8),
    }
    for day in (date(year, 12, 25), date(year, 12, 26)):
        found.add(_in_place(day, {date(year, 12, 25), date(year, 12, 26), *found} - {day}))
    return frozenset(found)


def _in_place(day: date, taken: set[date]) -> date:
    """The day itself, or where it falls on a weekend the next weekday that is none already."""
    if day.weekday() < _SATURDAY:
        return day
    while day.weekday() >= _SATURDAY or day in taken:
        day += _DAY
    return day


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7)


def _last_monday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - _DAY
    return last - timedelta(days=last.weekday())


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the method of Meeus, Jones and Butcher."""
    century, of_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * (year % 19) + century - leap_centuries - moon + 15) % 30
    leaps, leap_rest = divmod(of_century, 4)
    weekday = (32 + 2 * century_rest + 2 * leaps - epact - leap_rest) % 7
    shift = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def academic_year(day: date) -> int:
    """The calendar year in which the academic year of `day` began: 1 August to 31 July."""
    return day.year if day.month >= _FIRST_MONTH else day.year - 1


@dataclass(frozen=True)
class Span:
    """Days in a row, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class WorkingDays:
    """A college's working days.

    Where the terms of an academic year are known, only days inside one of them count.
    """

    terms: tuple[Span, ...] = ()
    closures: tuple[Span, ...] = ()
    _years_with_terms: frozenset[int] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        years = frozenset(academic_year(term.first) for term in self.terms)
        object.__setattr__(self, "_years_with_terms", years)

    def is_working(self, day: date) -> bool:
        """Whether people work on `day`."""
        if day.weekday() >= _SATURDAY or day in bank_holidays(day.year):
            return False
        if any(day in closure for closure in self.closures):
            return False
        if academic_year(day) not in self._years_with_terms:
            return True
        return any(day in term for term in self.terms)

    def on_or_after(self, day: date) -> date:
        """`day` where it is a working day, else the next one. Raises ConflictError."""
        return next(self._walk(day, _DAY))

    def add(self, day: date, number: int) -> date:
        """The `number`-th working day after `day`; before it with a negative number.

        With nothing to add it is the first working day on or after. Raises ConflictError.
        """
        if number == 0:
            return self.on_or_after(day)
        step = _DAY if number > 0 else -_DAY
        walk = self._walk(day + step, step)
        for _ in range(abs(number) - 1):
            next(walk)
        return next(walk)

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and with `end`; 0 when it is not later."""
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.is_working(day) for day in days)

    def _walk(self, day: date, step: timedelta) -> Iterator[date]:
        idle = 0
        while idle < _MOST_DAYS:
            if self.is_working(day):
                idle = 0
                yield day
            idle += 1
            day += step
        raise ConflictError(
            "The college's calendar has no working day for more than a year. "
            "An administrator mends its terms and closures under Calendar."
        )


def local_day(moment: datetime) -> date:
    """The day on which `moment` falls in England."""
    return moment.astimezone(LONDON).date()


def day_words(day: date) -> str:
    """A day as people write it: `9 December 2026`."""
    return f"{day.day} {day:%B %Y}"


def at_local_hour(day: date, hour: int, minute: int = 0) -> datetime:
    """The moment at which clocks in England show this hour on `day`, summer time or not."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)
