"""How long a document speaks for the present, by its type; pure."""

import calendar
from datetime import date

from ingest.kinds import DocumentType

MONTHS = 18
MONTHS_OF_DESTINATIONS = 30
# They hold for the period or until the review date that they state, not for a time.
_STATE_IT_THEMSELVES = frozenset(
    {
        DocumentType.STRATEGY,
        DocumentType.PLAN,
        DocumentType.POLICY,
        DocumentType.SCHEME_OF_WORK,
        DocumentType.STATEMENT,
    }
)


def fresh_until(kind: DocumentType, event_date: date | None, valid_to: date | None) -> date | None:
    """The last day on which a document is fresh; None where that cannot be told.

    Plans and policies state it themselves, minutes and surveys are fresh for 18 months,
    destinations for 30, since they are published a year after learners have left.
    """
    if valid_to is not None or kind in _STATE_IT_THEMSELVES:
        return valid_to
    if event_date is None:
        return None
    is_late = kind is DocumentType.DESTINATIONS
    return months_after(event_date, MONTHS_OF_DESTINATIONS if is_late else MONTHS)


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of a month that is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
