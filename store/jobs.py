"""Work to be done, as rows: its kinds and queues, asked for in the transaction that needs it.

The row is the truth. Whoever wakes workers (polling or Redis) carries no state. What a worker
does with a job that it took is told in `store.job_claims`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.db import (
    AFTER_COMMIT,
    Base,
    CanonicalJson,
    Id,
    checked_enum,
    insert_or_nothing,
    utc_now,
)


class JobKind(StrEnum):
    """Every kind of work; each has one handler, registered where everything is put together."""

    READ_REVISION = "read_revision"
    ENRICH_REVISION = "enrich_revision"
    REVISION_READABLE = "revision_readable"
    OCR_REVISION = "ocr_revision"
    REINDEX = "reindex"
    REMATCH = "rematch"
    SEAL_SNAPSHOT = "seal_snapshot"
    BUILD_PACK = "build_pack"


class Queue(StrEnum):
    """Queues in the order in which workers look at them."""

    READING = "reading"
    UPKEEP = "upkeep"
    TABLES = "tables"
    OCR = "ocr"


QUEUES: dict[JobKind, Queue] = {
    JobKind.READ_REVISION: Queue.READING,
    JobKind.REVISION_READABLE: Queue.READING,
    JobKind.ENRICH_REVISION: Queue.TABLES,
    JobKind.REINDEX: Queue.UPKEEP,
    JobKind.REMATCH: Queue.UPKEEP,
    JobKind.SEAL_SNAPSHOT: Queue.UPKEEP,
    JobKind.BUILD_PACK: Queue.UPKEEP,
    JobKind.OCR_REVISION: Queue.OCR,
}


class JobState(StrEnum):
    """Where a job is in its life."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


_LIVE = "state IN ('waiting', 'running')"


class Job(Base):
    """One piece of work on one subject. At most one live job per kind and subject."""

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "ix_job_live_subject",
            "kind",
            "college_id",
            "subject",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        # The order in which work is taken: the next is found without a look at the rest.
        Index("ix_job_order", "state", "priority", "attempts_without_progress", "turn", "id"),
        Index(
            "ix_job_turns",
            "college_id",
            "priority",
            "turn",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"))
    kind: Mapped[JobKind] = mapped_column(checked_enum(JobKind))
    subject: Mapped[str]
    payload: Mapped[Any] = mapped_column(CanonicalJson)
    priority: Mapped[int] = mapped_column(Integer, default=50)
    # Colleges take turns: of each, at most one job of a priority has the same number.
    turn: Mapped[int] = mapped_column(Id, default=0, server_default=text("0"))
    state: Mapped[JobState] = mapped_column(checked_enum(JobState), default=JobState.WAITING)
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    attempts_without_progress: Mapped[int] = mapped_column(Integer, default=0)
    worker: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    run_after: Mapped[datetime] = mapped_column(default=utc_now)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    sentence: Mapped[str | None]


def database_now(session: Session) -> datetime:
    """The database's own clock, which all workers share; on SQLite that is this machine's."""
    if session.get_bind().dialect.name == "sqlite":
        return utc_now()
    now: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return now.astimezone(utc_now().tzinfo)


def ask(
    session: Session,
    kind: JobKind,
    college_id: int,
    subject: str,
    *,
    priority: int = 50,
    delay: timedelta = timedelta(0),
    **payload: Any,
) -> None:
    """Ask for work in the transaction that makes it necessary; asking twice is asking once.

    Nobody takes it up before `delay` is over.
    """
    session.execute(
        insert_or_nothing(session, Job),
        {
            "kind": kind,
            "college_id": college_id,
            "subject": subject,
            "priority": priority,
            "turn": _next_turn(session, college_id, priority),
            "payload": payload,
            "run_after": database_now(session) + delay,
        },
    )
    leave = session.info.get("wake_workers")
    if leave is not None:
        session.info.setdefault(AFTER_COMMIT, {})["wake_workers"] = leave


def _next_turn(session: Session, college_id: int, priority: int) -> int:
    """The turn of a college's next job: one after its last that waits, or the one at hand now.

    So a college that brings a hundred files is served in turns with those that bring one.
    """
    waiting = (Job.state == JobState.WAITING) & (Job.priority == priority)
    own = session.scalar(
        select(Job.turn)
        .where(waiting, Job.college_id == college_id)
        .order_by(Job.turn.desc())
        .limit(1)
    )
    if own is not None:
        return own + 1
    untried = Job.attempts_without_progress == 0
    at_hand = select(Job.turn).where(waiting, untried).order_by(Job.turn).limit(1)
    return session.scalar(at_hand) or 0


def take_back_all(session: Session) -> int:
    """Put every running job back. Only for who holds the exclusive lock on the data folder.

    Returns how many came back.
    """
    back = (
        update(Job)
        .where(Job.state == JobState.RUNNING)
        .values(state=JobState.WAITING, lease_until=None, worker=None)
    )
    return session.execute(back).rowcount or 0  # type: ignore[attr-defined]


def count_waiting(session: Session, *, college_id: int | None = None) -> int:
    """How many jobs wait or run."""
    query = select(func.count()).select_from(Job)
    query = query.where(Job.state.in_([JobState.WAITING, JobState.RUNNING]))
    if college_id is not None:
        query = query.where(Job.college_id == college_id)
    return session.scalar(query) or 0


def oldest_waiting(session: Session) -> datetime | None:
    """When the job that waits longest was asked for."""
    return session.scalar(select(func.min(Job.created_at)).where(Job.state == JobState.WAITING))


def are_live(
    session: Session, college_id: int, kinds: Iterable[JobKind], subjects: Iterable[str]
) -> set[str]:
    """Those of the subjects that work of these kinds waits or runs for."""
    query = select(Job.subject).where(
        Job.college_id == college_id,
        Job.kind.in_(list(kinds)),
        Job.subject.in_(list(subjects)),
        Job.state.in_([JobState.WAITING, JobState.RUNNING]),
    )
    return set(session.scalars(query))
