"""The programme of a visit as a calendar file (RFC 5545) that calendars take in. Pure."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time

from workflow.calendars.working_days import LONDON
from workflow.models.visits import Visit, VisitSession

# Octets of one line; longer ones are folded.
_LINE = 75


def calendar_file(visit: Visit, title: str, sessions: Iterable[VisitSession]) -> bytes:
    """The sessions as events; taken in again after a change, each replaces its former self.

    Times are in UTC, so that no time zone has to travel along; cancelled sessions say so.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Careers Evidence//Visit//EN",
             "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(title)}"]  # fmt: skip
    for meeting in sessions:
        lines += _event(visit, title, meeting)
    lines.append("END:VCALENDAR")
    return b"".join(part for line in lines for part in folded(line))


def _event(visit: Visit, title: str, meeting: VisitSession) -> Iterator[str]:
    told = [f"To meet: {meeting.who}"]
    if meeting.dimensions:
        told.append(f"Dimensions: {', '.join(meeting.dimensions)}")
    told += [words for words in (meeting.questions, visit.safeguarding) if words]
    place = ", ".join(part for part in (meeting.room, visit.place) if part) or visit.mode.words
    yield "BEGIN:VEVENT"
    yield f"UID:{meeting.key}@careers-evidence"
    yield f"SEQUENCE:{meeting.row_version - 1}"
    yield f"DTSTAMP:{_stamp(visit.proposed_at)}"
    yield f"DTSTART:{_stamp(_at(meeting.held_on, meeting.starts_at))}"
    yield f"DTEND:{_stamp(_at(meeting.held_on, meeting.ends_at))}"
    yield f"SUMMARY:{escaped(f'{meeting.title} ({title})')}"
    yield f"LOCATION:{escaped(place)}"
    yield f"DESCRIPTION:{escaped(chr(10).join(told))}"
    yield f"STATUS:{'CANCELLED' if meeting.cancelled_at else 'CONFIRMED'}"
    yield "END:VEVENT"


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=LONDON)


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Text as a calendar file writes it."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def folded(line: str) -> Iterator[bytes]:
    """A line in pieces of at most 75 octets, each with its line end."""
    room, rest = _LINE, line
    while rest:
        piece = rest[:room].encode()[:room].decode(errors="ignore")
        yield (b"" if room == _LINE else b" ") + piece.encode() + b"\r\n"
        rest, room = rest[len(piece) :], _LINE - 1
