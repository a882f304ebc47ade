"""One's own due dates as a calendar file (RFC 5545) of whole days. Pure."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from workflow.visits.visit_calendar import escaped, folded


def due_dates_file(dates: Iterable[tuple[str, date, str]], *, now: datetime) -> bytes:
    """Whole-day events from (what, day, address of its page).

    Taken in again, each replaces its former self, since its name is its address.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Careers Evidence//Due dates//EN",
             "METHOD:PUBLISH", "X-WR-CALNAME:Careers Evidence"]  # fmt: skip
    for what, day, address in dates:
        lines += _event(what, day, address, now)
    lines.append("END:VCALENDAR")
    return b"".join(part for line in lines for part in folded(line))


def _event(what: str, day: date, address: str, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(address)}"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(what)}"
    yield f"URL:{address}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"
