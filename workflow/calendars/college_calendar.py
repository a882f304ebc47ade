"""A college's own terms and closures, and the working days that follow from them."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from store import audit
from store.errors import IncompleteError, NotFoundError
from store.permissions import Actor, Operation
from workflow.calendars.working_days import Span, WorkingDays
from workflow.kinds.calendars import PeriodKind
from workflow.models.calendars import CollegePeriod

LONGEST_NAME = 100
_LONGEST = {PeriodKind.TERM: timedelta(days=200), PeriodKind.CLOSURE: timedelta(days=100)}


def list_periods(session: Session, actor: Actor) -> list[CollegePeriod]:
    """The college's terms and closures, earliest first."""
    actor.require(Operation.SEE_CALENDAR)
    return list(_periods(session, actor.college_id))


def _periods(session: Session, college_id: int) -> Sequence[CollegePeriod]:
    query = select(CollegePeriod).where(CollegePeriod.college_id == college_id)
    return session.scalars(query.order_by(CollegePeriod.starts_on, CollegePeriod.id)).all()


def working_days_of(session: Session, college_id: int) -> WorkingDays:
    """The college's working days, by its terms and closures and England's bank holidays."""
    return working_days(_periods(session, college_id))


def working_days(periods: Sequence[CollegePeriod]) -> WorkingDays:
    """The working days that follow from these terms and closures."""

    def spans(kind: PeriodKind) -> tuple[Span, ...]:
        return tuple(Span(p.starts_on, p.ends_on) for p in periods if p.kind is kind)

    return WorkingDays(spans(PeriodKind.TERM), spans(PeriodKind.CLOSURE))


def term_ends(session: Session, college_id: int) -> list[date]:
    """The last days of the college's terms, earliest first."""
    return sorted(p.ends_on for p in _periods(session, college_id) if p.kind is PeriodKind.TERM)


def last_term_end(college_id: int, today: date) -> ScalarSelect[date]:
    """The last day of the term that ended last by `today`, as part of another query.

    Without one it is the earliest day there is.
    """
    query = select(func.coalesce(func.max(CollegePeriod.ends_on), date.min)).where(
        CollegePeriod.college_id == college_id,
        CollegePeriod.kind == PeriodKind.TERM,
        CollegePeriod.ends_on <= today,
    )
    return query.scalar_subquery()


def add_period(
    session: Session,
    actor: Actor,
    kind: PeriodKind,
    *,
    name: str,
    starts_on: date,
    ends_on: date,
) -> CollegePeriod:
    """Add a term or a closure. Raises IncompleteError for a wrong name or wrong days."""
    actor.require(Operation.MANAGE_CALENDAR)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise IncompleteError(f"Give it a name of at most {LONGEST_NAME} characters.", "name")
    if ends_on < starts_on:
        raise IncompleteError("It cannot end before it begins. Change a date.", "ends_on")
    if ends_on - starts_on > _LONGEST[kind]:
        most = _LONGEST[kind].days
        raise IncompleteError(
            f"A {kind.value} lasts at most {most} days. Check the years.", "ends_on"
        )
    period = CollegePeriod(
        college_id=actor.college_id,
        kind=kind,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        added_by=actor.person_id,
    )
    session.add(period)
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "calendar changed", period.key,
        added=name, what=kind.value, first=starts_on.isoformat(), last=ends_on.isoformat(),
    )  # fmt: skip
    return period


def remove_period(session: Session, actor: Actor, key: str) -> None:
    """Take a term or closure out of the calendar. Raises NotFoundError."""
    actor.require(Operation.MANAGE_CALENDAR)
    query = select(CollegePeriod).where(
        CollegePeriod.college_id == actor.college_id, CollegePeriod.key == key
    )
    period = session.scalar(query.with_for_update())
    if period is None:
        raise NotFoundError("This is not in the calendar any more.")
    session.delete(period)
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "calendar changed", key,
        removed=period.name, what=period.kind.value,
    )  # fmt: skip
