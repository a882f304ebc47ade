"""How values read on a page: dates, levels, lists, durations."""

from datetime import date, datetime

from flask import Flask
from markupsafe import Markup, escape

from framework.model import Dimension
from workflow.calendars.working_days import LONDON
from workflow.claims.claims import level_words


def day(value: date) -> str:
    """`9 December 2026`."""
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime) -> str:
    """`9 December 2026 at 14:05`, as clocks in England show it."""
    local = value.astimezone(LONDON)
    return f"{day(local.date())} at {local:%H:%M}"


def level(value: int | None, dimension: Dimension) -> str:
    """`Level 3`, `Below level 2`, or `None`."""
    return "None" if value is None else level_words(dimension, value)


def lines(value: str) -> Markup:
    """Text with its line breaks kept."""
    return Markup("<br>").join(escape(line) for line in value.split("\n"))


def capitalize_first(value: str) -> str:
    """The first letter in upper case, the rest as it is."""
    return value[:1].upper() + value[1:]


def duration(minutes: int) -> str:
    """`1 h 40 min`, `25 min`."""
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"


def register(app: Flask) -> None:
    """Make the filters known to templates."""
    for filter_ in (day, moment, level, lines, capitalize_first, duration):
        app.add_template_filter(filter_)
