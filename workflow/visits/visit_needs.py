"""What a validation visit needs of somebody today: a plan, a report, progress long afterwards."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from store.permissions import Actor, Operation
from workflow.calendars.working_days import local_day
from workflow.kinds.after_visits import CHECK_MONTHS
from workflow.kinds.reports import EditionKind, FindingKind
from workflow.lifecycle import VisitState
from workflow.models.after_visits import AreaCheck
from workflow.models.reports import Finding, ReportEdition, ReportReply
from workflow.models.reviews import Review
from workflow.models.visits import Visit
from workflow.visits.after_visit import months_after

# How long before its day a check of progress is asked for.
_AHEAD = timedelta(days=30)


class VisitPage(StrEnum):
    """Where it is done; pages turn it into an address."""

    PLAN = "plan"
    CHECK = "check"
    WRITE = "write"
    AFTER = "after"


@dataclass(frozen=True)
class VisitNeed:
    """One thing to do for a visit: what, on which page, by when."""

    sentence: str
    page: VisitPage
    visit: str
    due: date | None = None


@dataclass(frozen=True)
class _Standing:
    """Where one visit stands: its report at the college, and its areas with what was said."""

    key: str
    title: str
    state: VisitState
    starts_on: date
    finished_at: datetime | None
    answer_by: date | None
    has_reply: bool
    areas: int
    said: dict[int, int]
    marked: dict[int, int]


def list_visit_needs(session: Session, actor: Actor, *, today: date) -> list[VisitNeed]:
    """What the actor can do for the visits that they see, in one statement."""
    if not actor.may(Operation.SEE_VISITS):
        return []
    found: list[VisitNeed] = []
    for one in _standings(session, actor):
        for operation, finder in _FINDERS:
            if actor.may(operation):
                found.extend(finder(one, today))
    return found


def _to_agree(one: _Standing, _today: date) -> Iterator[VisitNeed]:
    if one.state is VisitState.PROPOSED:
        words = f"Confirm the plan of {one.title}, or ask for a change."
        yield VisitNeed(words, VisitPage.PLAN, one.key, one.starts_on)


def _to_check(one: _Standing, today: date) -> Iterator[VisitNeed]:
    is_round = one.state is VisitState.FACTUAL_CHECK and not one.has_reply
    if is_round and one.answer_by and today <= one.answer_by:
        words = f"Check the facts in the report of {one.title}. Silence counts as agreed."
        yield VisitNeed(words, VisitPage.CHECK, one.key, one.answer_by)


def _to_finish(one: _Standing, today: date) -> Iterator[VisitNeed]:
    if one.state is not VisitState.FACTUAL_CHECK or one.answer_by is None:
        return
    if one.has_reply:
        words = f"The college has replied to the report of {one.title}. Answer, and finish it."
        yield VisitNeed(words, VisitPage.WRITE, one.key)
    elif today > one.answer_by:
        words = f"The college's days to reply have passed. Finish the report of {one.title}."
        yield VisitNeed(words, VisitPage.WRITE, one.key)


def _to_report(one: _Standing, today: date) -> Iterator[VisitNeed]:
    for months in CHECK_MONTHS:
        if one.finished_at is None or one.said[months] >= one.areas:
            continue
        due = months_after(local_day(one.finished_at), months)
        if today >= due - _AHEAD:
            words = f"Say how the areas for improvement of {one.title} go, {months} months on."
            yield VisitNeed(words, VisitPage.AFTER, one.key, due)
        return


def _to_mark(one: _Standing, _today: date) -> Iterator[VisitNeed]:
    if any(one.marked[months] < one.said[months] for months in CHECK_MONTHS):
        words = f"Mark the progress that the college reported after {one.title}."
        yield VisitNeed(words, VisitPage.AFTER, one.key)


_Finder = Callable[[_Standing, date], Iterator[VisitNeed]]
_FINDERS: tuple[tuple[Operation, _Finder], ...] = (
    (Operation.AGREE_VISIT, _to_agree),
    (Operation.ANSWER_REPORT, _to_check),
    (Operation.WRITE_REPORT, _to_finish),
    (Operation.REPORT_PROGRESS, _to_report),
    (Operation.MARK_PROGRESS, _to_mark),
)


def _standings(session: Session, actor: Actor) -> Iterator[_Standing]:
    newest = _newest_round()
    is_of_area = (
        (Finding.college_id == Visit.college_id)
        & (Finding.visit_id == Visit.id)
        & (Finding.kind == FindingKind.AREA)
        & Finding.removed_at.is_(None)
    )
    areas = select(func.count(Finding.id)).where(is_of_area).correlate(Visit).scalar_subquery()
    counts = [_count_checks(is_of_area, m, marked) for m in CHECK_MONTHS for marked in (0, 1)]
    query = (
        select(Visit, Review.title, ReportEdition.answer_by, ReportReply.id, areas, *counts)
        .join(Review, (Review.college_id == Visit.college_id) & (Review.id == Visit.review_id))
        .outerjoin(
            ReportEdition,
            (ReportEdition.college_id == Visit.college_id) & (ReportEdition.id == newest),
        )
        .outerjoin(
            ReportReply,
            (ReportReply.college_id == ReportEdition.college_id)
            & (ReportReply.edition_id == ReportEdition.id),
        )
        .where(Visit.college_id == actor.college_id)
        .order_by(Visit.starts_on, Visit.id)
    )
    if actor.review_id is not None:
        query = query.where(Visit.review_id == actor.review_id)
    for visit, title, answer_by, reply, count, *told in session.execute(query):
        yield _Standing(
            visit.key, title, visit.state, visit.starts_on, visit.finished_at, answer_by,
            reply is not None, count,
            dict(zip(CHECK_MONTHS, told[::2], strict=True)),
            dict(zip(CHECK_MONTHS, told[1::2], strict=True)),
        )  # fmt: skip


def _newest_round() -> Any:
    """The newest edition of a visit's report that was sent to the college."""
    return (
        select(func.max(ReportEdition.id))
        .where(
            ReportEdition.college_id == Visit.college_id,
            ReportEdition.visit_id == Visit.id,
            ReportEdition.kind == EditionKind.FACTUAL_CHECK,
        )
        .correlate(Visit)
        .scalar_subquery()
    )


def _count_checks(is_of_area: ColumnElement[bool], months: int, is_marked: int) -> Any:
    query = (
        select(func.count(AreaCheck.id))
        .join(
            Finding,
            (Finding.college_id == AreaCheck.college_id) & (Finding.id == AreaCheck.finding_id),
        )
        .where(is_of_area, AreaCheck.months == months)
    )
    if is_marked:
        query = query.where(AreaCheck.mark.is_not(None))
    return query.correlate(Visit).scalar_subquery()
