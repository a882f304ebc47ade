"""The college's terms and closures, and the bank holidays beside them."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import CareersEvidenceError, IncompleteError
from store.permissions import Operation
from webapp.current import current_actor, services
from webapp.forms import choice, day, tell, text
from workflow.calendars import college_calendar
from workflow.calendars.working_days import academic_year, bank_holidays, local_day
from workflow.kinds.calendars import PeriodKind

bp = Blueprint("calendar", __name__, url_prefix="/calendar")


@bp.get("")
def show() -> str:
    return _show()


def _show(error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        periods = college_calendar.list_periods(session, actor)
    today = local_day(utc_now())
    first_year = academic_year(today)
    holidays = sorted(
        holiday
        for year in (first_year, first_year + 1)
        for holiday in bank_holidays(year)
        if academic_year(holiday) == first_year
    )
    return render_template(
        "calendar/calendar.html",
        periods=periods,
        kinds=tuple(PeriodKind),
        holidays=holidays,
        years=f"{first_year}/{(first_year + 1) % 100:02}",
        next_working=college_calendar.working_days(periods).add(today, 1),
        may_manage=actor.may(Operation.MANAGE_CALENDAR),
        error=error,
        typed=request.form if error else {},
    )


@bp.post("")
def add() -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            college_calendar.add_period(
                session,
                current_actor(),
                choice("kind", PeriodKind),
                name=text("name"),
                starts_on=day("starts_on"),
                ends_on=day("ends_on"),
            )
    except IncompleteError as error:
        return _show(error), 422
    tell("It is in the calendar. Due dates from now on keep to it.")
    return redirect(url_for(".show"))


@bp.post("/<key>/remove")
def remove(key: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        college_calendar.remove_period(session, current_actor(), key)
    tell("It is no longer in the calendar.")
    return redirect(url_for(".show"))
