"""Waking workers through Redis."""

import pytest
from redis import Redis
from rq import Queue as RedisQueue

from store import jobs, wakeups
from store.db import Database
from store.jobs import JobKind, Queue

pytestmark = pytest.mark.redis

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def queue(redis_url):
    connection = Redis.from_url(redis_url)
    connection.flushdb()
    yield RedisQueue(Queue.READING.value, connection=connection, serializer="json")
    connection.close()


def test_a_wake_up_names_what_drains_the_rows_and_carries_nothing(redis_url, queue):
    wakeups.waker(redis_url)()

    (job,) = queue.jobs
    assert (job.func_name, job.args, job.kwargs) == (wakeups.DRAIN, [], {})
    assert job.timeout == -1


def test_work_that_was_asked_for_wakes_workers_after_the_commit(
    redis_url, queue, database_url, college
):
    database = Database(database_url, wake_workers=wakeups.waker(redis_url))

    def fail():
        with database.writing() as session:
            jobs.ask(session, JobKind.READ_REVISION, college.id, "1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert len(queue) == 0

    with database.writing() as session:
        jobs.ask(session, JobKind.READ_REVISION, college.id, "1")
    database.dispose()

    assert len(queue) == 1


def test_without_redis_a_wake_up_is_lost_without_harm():
    wakeups.waker(NOWHERE)()

    assert not wakeups.is_reachable(NOWHERE)


def test_redis_answers(redis_url):
    assert wakeups.is_reachable(redis_url)
