"""Who is told of the steps of a visit, by notice and mail, and in which words."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.people import Engagement, Membership
from store.permissions import JUDGES, LEADERS
from workflow.calendars.working_days import day_words
from workflow.models.reports import ReportEdition
from workflow.models.visits import Visit
from workflow.telling import notices


def team_of(session: Session, visit: Visit) -> list[int]:
    """Who of the team judges, by id."""
    query = select(Engagement.person_id).where(
        Engagement.college_id == visit.college_id,
        Engagement.review_id == visit.review_id,
        Engagement.role.in_(list(JUDGES)),
        Engagement.ended_at.is_(None),
    )
    return list(session.scalars(query.order_by(Engagement.id)))


def _leaders(session: Session, visit: Visit) -> list[int]:
    query = select(Membership.person_id).where(
        Membership.college_id == visit.college_id,
        Membership.role.in_(list(LEADERS)),
        Membership.ended_at.is_(None),
    )
    return list(session.scalars(query))


def _tell(
    session: Session,
    visit: Visit,
    people: list[int],
    sentence: str,
    *,
    now: datetime,
    page: str = "",
) -> None:
    notices.tell(
        session, visit.college_id, people,
        sentence=sentence, path=f"/visits/{visit.key}{page}", now=now,
    )  # fmt: skip


def agreed(session: Session, visit: Visit, *, now: datetime) -> None:
    """Tell the team that the college confirmed the plan."""
    sentence = f"The college confirmed the visit of {day_words(visit.starts_on)}."
    _tell(session, visit, team_of(session, visit), sentence, now=now)


def announced(session: Session, visit: Visit, codes: list[str], *, now: datetime) -> None:
    """Tell the college what the visit tests."""
    sentence = f"The visit of {day_words(visit.starts_on)} tests {', '.join(codes)}."
    _tell(session, visit, _leaders(session, visit), sentence, now=now, page="/sample")


def report_sent(session: Session, visit: Visit, edition: ReportEdition, *, now: datetime) -> None:
    """Ask the college to check facts, and say what its silence means."""
    assert edition.answer_by is not None  # noqa: S101 - a round has a deadline, says the table
    by = day_words(edition.answer_by)
    sentence = (
        f"Check the facts of the report of {visit.review.title} by {by}. "
        "Without a reply by then the report counts as agreed."
    )
    _tell(session, visit, _leaders(session, visit), sentence, now=now, page="/report/check")


def replied(session: Session, visit: Visit, comments: int, *, now: datetime) -> None:
    """Tell the team that the college replied."""
    what = {0: "no comment", 1: "1 comment"}.get(comments, f"{comments} comments")
    sentence = f"The college replied to the report of {visit.review.title} with {what}."
    _tell(session, visit, team_of(session, visit), sentence, now=now, page="/report/write")


def progress_reported(session: Session, visit: Visit, months: int, *, now: datetime) -> None:
    """Tell the team that the college said how areas have moved on."""
    sentence = f"The college reports on progress {months} months after {visit.review.title}."
    _tell(session, visit, team_of(session, visit), sentence, now=now, page="/after")


def progress_marked(session: Session, visit: Visit, months: int, *, now: datetime) -> None:
    """Tell the college what the team says of its progress."""
    sentence = f"Progress {months} months after {visit.review.title} is marked by the team."
    _tell(session, visit, _leaders(session, visit), sentence, now=now, page="/after")


def report_final(session: Session, visit: Visit, number: int, *, now: datetime) -> None:
    """Tell the college that the report is sealed."""
    sentence = f"The report of {visit.review.title} is final, version {number}."
    _tell(session, visit, _leaders(session, visit), sentence, now=now, page="/report")
