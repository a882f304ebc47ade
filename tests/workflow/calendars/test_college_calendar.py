"""A college's own terms and closures."""

from datetime import date

import pytest

from store.errors import IncompleteError, NotFoundError, NotPermittedError
from workflow.calendars import college_calendar
from workflow.kinds.calendars import PeriodKind

TERM = {"name": "Autumn term", "starts_on": date(2026, 9, 1), "ends_on": date(2026, 12, 18)}


def test_terms_shape_the_working_days_until_they_are_removed(year):
    with year.database.writing() as session:
        term = college_calendar.add_period(session, year.leader, PeriodKind.TERM, **TERM)
        days = college_calendar.working_days_of(session, year.college.id)
        assert not days.is_working(date(2026, 8, 28))
        assert college_calendar.term_ends(session, year.college.id) == [TERM["ends_on"]]

        college_calendar.remove_period(session, year.leader, term.key)

        days = college_calendar.working_days_of(session, year.college.id)
        assert days.is_working(date(2026, 8, 28))
        assert college_calendar.list_periods(session, year.contributor) == []
        with pytest.raises(NotFoundError):
            college_calendar.remove_period(session, year.leader, term.key)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"ends_on": date(2026, 8, 1)}, "ends_on"),
        ({"ends_on": date(2028, 8, 1)}, "ends_on"),
    ],
)
def test_what_is_wrong_is_named_at_its_field(year, changed, field):
    with pytest.raises(IncompleteError) as refused, year.database.writing() as session:
        college_calendar.add_period(session, year.leader, PeriodKind.TERM, **(TERM | changed))

    assert refused.value.field == field


def test_a_contributor_reads_the_calendar_and_does_not_change_it(year):
    with pytest.raises(NotPermittedError), year.database.writing() as session:
        college_calendar.add_period(session, year.contributor, PeriodKind.TERM, **TERM)
