"""Jobs in the hands of workers: taken, held by heartbeats, finished, failed or given back.

A dead worker's job comes back when its lease ends; taking it raises `attempt`, and every later
write of the old holder is refused.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session

from store.errors import CareersEvidenceError
from store.jobs import QUEUES, Job, JobKind, JobState, Queue, database_now

LEASE = timedelta(seconds=30)
HEARTBEAT_SECONDS = 10.0
# After this many attempts without progress the work is given up with a sentence. Many, since an
# attempt also ends when its worker is killed, which is not the file's fault.
MOST_ATTEMPTS = 20
_LONGEST_DELAY = timedelta(minutes=1)
# Where work goes that failed once: behind every first reading, before second passes.
AFTER_FAILURE = 70


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


def claim_next(
    session: Session, worker: str, *, queues: Iterable[Queue] = tuple(Queue)
) -> Claim | None:
    """Take the next job that is waiting or whose holder is gone; None when there is none.

    Urgent work goes first, then what has failed least, then the colleges in turn.
    """
    now = database_now(session)
    asked = {"kinds": [kind for kind, queue in QUEUES.items() if queue in set(queues)], "now": now}
    # Asked for one after the other: together neither would be answered by the index alone.
    free = (session.scalar(_FIRST_THAT_WAITS, asked), session.scalar(_FIRST_LEFT_BEHIND, asked))
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


def _first(is_free: ColumnElement[bool]) -> Select[Job]:
    return (
        select(Job)
        .where(Job.kind.in_(bindparam("kinds", expanding=True)), is_free)
        .order_by(Job.priority, Job.attempts_without_progress, Job.turn, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


# Made once: workers ask these several times for each file.
_NOW = bindparam("now", type_=Job.run_after.type)
_FIRST_THAT_WAITS = _first((Job.state == JobState.WAITING) & (Job.run_after <= _NOW))
_FIRST_LEFT_BEHIND = _first((Job.state == JobState.RUNNING) & (Job.lease_until < _NOW))
_HELD = (
    select(Job)
    .where(
        Job.id == bindparam("job"),
        Job.attempt == bindparam("attempt"),
        Job.state == JobState.RUNNING,
    )
    .with_for_update()
    .execution_options(populate_existing=True)
)


def _order(job: Job) -> tuple[int, int, int, int]:
    return job.priority, job.attempts_without_progress, job.turn, job.id


def _held(session: Session, claim: Claim) -> Job:
    job = session.scalar(_HELD, {"job": claim.job_id, "attempt": claim.attempt})
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


def retry_delay(claim: Claim) -> timedelta:
    """How long a failed attempt waits: 1, 2, 4 ... seconds, at most a minute."""
    doublings = min(claim.fruitless - 1, 6)
    return min(_LONGEST_DELAY, timedelta(seconds=2**doublings))
