"""Waking workers through Redis and RQ; carries no work and no state, only "look at the rows"."""

from collections.abc import Callable

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue as RedisQueue
from rq import Worker

from store.jobs import Queue

# The function that RQ calls by name, without arguments: it claims rows until none waits.
DRAIN = "webapp.worker.drain"


def _queue(redis_url: str, queue: Queue) -> RedisQueue:
    return RedisQueue(queue.value, connection=Redis.from_url(redis_url), serializer="json")


def waker(redis_url: str) -> Callable[[], None]:
    """What `Database.writing()` runs after a commit that asked for work.

    A wake-up that Redis does not take is no loss: the row waits, and workers look again by
    themselves at least every fifteen seconds.
    """
    queue = _queue(redis_url, Queue.READING)

    def wake() -> None:
        try:
            queue.enqueue(DRAIN, job_timeout=-1, result_ttl=0, failure_ttl=3600)
        except RedisError:
            return

    return wake


def run_worker(redis_url: str, *, burst: bool) -> None:
    """Serve wake-ups until told to stop (with `burst`: until no wake-up waits)."""
    queue = _queue(redis_url, Queue.READING)
    worker = Worker([queue], connection=queue.connection, serializer="json")
    worker.work(burst=burst, logging_level="WARNING")


def is_reachable(redis_url: str) -> bool:
    """Whether Redis answers."""
    try:
        return bool(Redis.from_url(redis_url, socket_timeout=2).ping())
    except RedisError:
        return False
