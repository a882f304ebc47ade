"""Work to be done, as rows: asked for in a transaction, claimed, fenced by attempt, finished.

The row is the truth. Whoever wakes workers (polling or Redis) carries no state. A dead worker's
row comes back when its lease ends; a claim raises `attempt`, and every later write of the old
holder is refused.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, Integer, func, select, text, update
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
from store.errors import CareersEvidenceError

LEASE = timedelta(seconds=30)
HEARTBEAT_SECONDS = 10.0
# After this many attempts without progress the work is given up with a sentence. Many, since an
# attempt also ends when its worker is killed, which is not the file's fault.
MOST_ATTEMPTS = 20
_LONGEST_DELAY = timedelta(minutes=1)
# Where work goes that failed once: behind every first reading, before second passes.
AFTER_FAILURE = 70


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
    OCR = "ocr"


QUEUES: dict[JobKind, Queue] = {
    JobKind.READ_REVISION: Queue.READING,
    JobKind.REVISION_READABLE: Queue.READING,
    JobKind.ENRICH_REVISION: Queue.UPKEEP,
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


@dataclass(frozen=True)
class Claim:
    """A job in the hands of a worker: what to do, and the number that fences its writes.

    `fruitless` counts the attempts since the last progress, this one included; `trouble` is the
    sentence of the last one that failed.
    """

    job_id: int
    attempt: int
    kind: JobKind
    college_id: int
    subject: str
    payload: dict[str, Any]
    priority: int
    fruitless: int
    trouble: str | None

    @property
    def is_worn_out(self) -> bool:
        """Whether the job was attempted too often without any progress."""
        return self.fruitless > MOST_ATTEMPTS


class JobLostError(CareersEvidenceError):
    """The job is no longer this worker's: somebody else has claimed it since."""


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


def claim_next(
    session: Session, worker: str, *, queues: Iterable[Queue] = tuple(Queue)
) -> Claim | None:
    """Take the next job that is waiting or whose holder is gone; None when there is none.

    Urgent work goes first, then what has failed least, then the colleges in turn.
    """
    now = database_now(session)
    kinds = [kind for kind, queue in QUEUES.items() if queue in set(queues)]
    # Asked for one after the other: together neither would be answered by the index alone.
    free = (
        _first(session, kinds, (Job.state == JobState.WAITING) & (Job.run_after <= now)),
        _first(session, kinds, (Job.state == JobState.RUNNING) & (Job.lease_until < now)),
    )
    job = min((each for each in free if each is not None), key=_order, default=None)
    if job is None:
        return None
    job.state, job.worker, job.lease_until = JobState.RUNNING, worker, now + LEASE
    job.attempt += 1
    job.attempts_without_progress += 1
    job.started_at = job.started_at or now
    session.flush()
    return Claim(
        job_id=job.id,
        attempt=job.attempt,
        kind=job.kind,
        college_id=job.college_id,
        subject=job.subject,
        payload=job.payload,
        priority=job.priority,
        fruitless=job.attempts_without_progress,
        trouble=job.sentence,
    )


def _first(session: Session, kinds: list[JobKind], is_free: ColumnElement[bool]) -> Job | None:
    query = (
        select(Job)
        .where(Job.kind.in_(kinds), is_free)
        .order_by(Job.priority, Job.attempts_without_progress, Job.turn, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalar(query)


def _order(job: Job) -> tuple[int, int, int, int]:
    return job.priority, job.attempts_without_progress, job.turn, job.id


def _held(session: Session, claim: Claim) -> Job:
    query = select(Job).where(
        Job.id == claim.job_id, Job.attempt == claim.attempt, Job.state == JobState.RUNNING
    )
    job = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if job is None:
        raise JobLostError("This work has been taken over by another worker.")
    return job


def ensure_held(session: Session, claim: Claim, *, progressed: bool = False) -> None:
    """Refuse the writes of a worker that lost its job; extends the lease.

    Call it first in every transaction that writes what the job produced. `progressed` resets
    the count of fruitless attempts. Raises JobLostError.
    """
    job = _held(session, claim)
    job.lease_until = database_now(session) + LEASE
    if progressed:
        job.attempts_without_progress = 0


def heartbeat(session: Session, claim: Claim) -> None:
    """Say that the worker lives. Raises JobLostError when the job is no longer its own."""
    ensure_held(session, claim)


def finish(session: Session, claim: Claim) -> None:
    """Mark the job done. Raises JobLostError."""
    job = _held(session, claim)
    job.state, job.lease_until, job.finished_at = JobState.DONE, None, database_now(session)


def fail(session: Session, claim: Claim, sentence: str) -> None:
    """Give the job up with a sentence for people. Raises JobLostError."""
    job = _held(session, claim)
    job.state, job.lease_until, job.finished_at = JobState.FAILED, None, database_now(session)
    job.sentence = sentence


def is_wanted(session: Session, claim: Claim) -> bool:
    """Whether more urgent work waits than what this worker is at."""
    waiting = select(Job.id).where(
        Job.state == JobState.WAITING,
        Job.priority < claim.priority,
        Job.run_after <= database_now(session),
    )
    return session.scalar(waiting.limit(1)) is not None


def give_back(
    session: Session,
    claim: Claim,
    *,
    delay: timedelta = timedelta(0),
    sentence: str | None = None,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Put the job back for another attempt after `delay`; `sentence` says why. Raises JobLostError.

    `payload` is added to the job's own, so that the next attempt goes on where this one left.
    Work that went wrong goes to the back, behind all that was not tried yet. Without a sentence
    nothing went wrong, and the attempt does not count.
    """
    job = _held(session, claim)
    job.payload = job.payload | dict(payload or {})
    _put_back(session, job, delay, sentence)
    if sentence is None:
        job.attempts_without_progress = max(0, job.attempts_without_progress - 1)
    else:
        job.priority = max(job.priority, AFTER_FAILURE)


def put_off(session: Session, claim: Claim, *, delay: timedelta, sentence: str) -> None:
    """Put the job back since something that it needs is not there, which is not its fault.

    It never wears out by that. Raises JobLostError.
    """
    job = _held(session, claim)
    _put_back(session, job, delay, sentence)
    job.attempts_without_progress = max(0, job.attempts_without_progress - 1)


def _put_back(session: Session, job: Job, delay: timedelta, sentence: str | None) -> None:
    job.state, job.lease_until, job.worker = JobState.WAITING, None, None
    job.run_after, job.sentence = database_now(session) + delay, sentence


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


def retry_delay(claim: Claim) -> timedelta:
    """How long a failed attempt waits: 1, 2, 4 ... seconds, at most a minute."""
    doublings = min(claim.fruitless - 1, 6)
    return min(_LONGEST_DELAY, timedelta(seconds=2**doublings))
