"""Jobs: asked for once, claimed by one, fenced by attempt, never lost."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from store import job_claims, jobs
from store.db import utc_now
from store.job_claims import MOST_ATTEMPTS, JobLostError
from store.jobs import QUEUES, Job, JobKind, JobState, Queue
from tests.factories.people import a_college
from tests.factories.threads import at_once

READ = JobKind.READ_REVISION


def ask(database, college, subject="1", kind=READ, **facts):
    with database.writing() as session:
        jobs.ask(session, kind, college.id, subject, **facts)


def claim(database, worker="a worker", **facts):
    with database.writing() as session:
        return job_claims.claim_next(session, worker, **facts)


def the_job(database):
    with database.reading() as session:
        return session.scalars(select(Job)).one()


def let_lease_end(database):
    with database.writing() as session:
        session.execute(update(Job).values(lease_until=utc_now() - timedelta(seconds=1)))


def test_asking_twice_is_asking_once(database, college):
    ask(database, college)
    ask(database, college)

    assert the_job(database).state is JobState.WAITING


def test_two_who_ask_at_once_ask_once_and_neither_fails(database, college):
    for number in range(10):
        at_once(*(lambda n=number: ask(database, college, str(n)) for _ in range(4)))

    with database.reading() as session:
        assert jobs.count_waiting(session) == 10


def test_what_is_asked_for_in_a_failed_transaction_is_not_asked_for(database, college):
    def fail():
        with database.writing() as session:
            jobs.ask(session, READ, college.id, "1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert claim(database) is None


def test_a_finished_job_can_be_asked_for_again(database, college):
    ask(database, college)
    first = claim(database)
    with database.writing() as session:
        job_claims.finish(session, first)

    ask(database, college)

    assert claim(database).job_id != first.job_id


def test_of_many_workers_each_gets_a_job_of_its_own(database, college):
    for number in range(24):
        ask(database, college, str(number))

    def work():
        claims = [claim(database) for _ in range(6)]
        return [found.subject for found in claims if found]

    worked = itertools.chain(*at_once(work, work, work, work))

    assert sorted(worked, key=int) == [str(number) for number in range(24)]


def test_a_claim_tells_what_was_asked_for(database, college):
    ask(database, college, "7", JobKind.REMATCH, reason="new words")

    found = claim(database)

    assert (found.kind, found.college_id, found.subject) == (JobKind.REMATCH, college.id, "7")
    assert found.payload == {"reason": "new words"}
    assert the_job(database).worker == "a worker"


def test_urgent_work_goes_first_then_the_oldest_and_what_failed_goes_to_the_back(database, college):
    ask(database, college, "tried")
    tried = claim(database)
    with database.writing() as session:
        job_claims.give_back(session, tried, sentence="It went wrong.")
    ask(database, college, "bulk", priority=60)
    ask(database, college, "older")
    ask(database, college, "newer")
    ask(database, college, "urgent", priority=10)

    order = [claim(database).subject for _ in range(5)]

    assert order == ["urgent", "older", "newer", "bulk", "tried"]


def test_a_worker_of_one_queue_leaves_the_others(database, college):
    ask(database, college, kind=JobKind.ENRICH_REVISION)

    assert claim(database, queues=[Queue.READING]) is None
    assert claim(database, queues=[Queue.TABLES]) is not None


def test_a_running_job_is_left_to_its_worker_while_its_lease_lasts(database, college):
    ask(database, college)
    claim(database)

    assert claim(database, "another") is None


def test_the_work_of_a_dead_worker_comes_back_and_its_writes_are_refused(database, college):
    ask(database, college)
    dead = claim(database, "dead")
    let_lease_end(database)

    alive = claim(database, "alive")

    assert alive.attempt == dead.attempt + 1
    for end in (
        job_claims.heartbeat,
        job_claims.ensure_held,
        job_claims.finish,
        job_claims.give_back,
    ):
        with pytest.raises(JobLostError), database.writing() as session:
            end(session, dead)
    with pytest.raises(JobLostError), database.writing() as session:
        job_claims.fail(session, dead, "It failed.")
    with database.writing() as session:
        job_claims.finish(session, alive)
    assert the_job(database).state is JobState.DONE


def test_a_heartbeat_keeps_the_lease(database, college):
    ask(database, college)
    held = claim(database)
    let_lease_end(database)

    with database.writing() as session:
        job_claims.heartbeat(session, held)

    assert claim(database, "another") is None


def test_whoever_holds_the_data_folder_takes_everything_back_at_once(database, college):
    for subject in "12":
        ask(database, college, subject)
    old = [claim(database, "dead"), claim(database, "dead")]

    with database.writing() as session:
        assert jobs.take_back_all(session) == 2

    assert {claim(database).subject, claim(database).subject} == {"1", "2"}
    with pytest.raises(JobLostError), database.writing() as session:
        job_claims.ensure_held(session, old[0])


def test_work_given_back_waits_its_delay(database, college):
    ask(database, college)
    held = claim(database)

    with database.writing() as session:
        job_claims.give_back(session, held, delay=timedelta(minutes=1), sentence="Not now.")

    assert claim(database) is None
    assert the_job(database).sentence == "Not now."


def attempt_in_vain(database, times):
    for _ in range(times):
        found = claim(database)
        with database.writing() as session:
            job_claims.give_back(session, found, sentence="The storage does not answer.")
    return claim(database)


def test_work_is_worn_out_after_many_attempts_without_progress(database, college):
    ask(database, college)

    last = attempt_in_vain(database, MOST_ATTEMPTS)

    assert last.is_worn_out
    assert last.trouble == "The storage does not answer."


def test_progress_begins_the_count_anew(database, college):
    ask(database, college)
    found = attempt_in_vain(database, MOST_ATTEMPTS - 1)
    with database.writing() as session:
        job_claims.ensure_held(session, found, progressed=True)
        job_claims.give_back(session, found, sentence="It went wrong.")

    assert claim(database).fruitless == 1


def test_stopping_a_worker_is_not_held_against_the_work(database, college):
    ask(database, college)
    for _ in range(MOST_ATTEMPTS + 3):
        found = claim(database)
        with database.writing() as session:
            job_claims.give_back(session, found)

    assert not claim(database).is_worn_out


def test_work_given_up_says_why(database, college):
    ask(database, college)
    held = claim(database)

    with database.writing() as session:
        job_claims.fail(session, held, "The file cannot be read.")

    job = the_job(database)
    assert (job.state, job.sentence) == (JobState.FAILED, "The file cannot be read.")
    assert job.finished_at is not None
    assert claim(database) is None


def test_failed_attempts_wait_longer_and_longer_up_to_a_minute(database, college):
    ask(database, college)

    waits = []
    for _ in range(9):
        found = claim(database)
        waits.append(job_claims.retry_delay(found).seconds)
        with database.writing() as session:
            job_claims.give_back(session, found, sentence="It went wrong.")

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_waiting_work_is_counted_by_college(database, college):
    with database.writing() as session:
        other = a_college(session)
    ask(database, college)
    ask(database, other)
    claim(database)

    with database.reading() as session:
        assert jobs.count_waiting(session) == 2
        assert jobs.count_waiting(session, college_id=other.id) == 1
        assert jobs.oldest_waiting(session) is not None


def test_workers_are_woken_once_after_the_commit(database, college):
    woken = []

    with database.writing() as session:
        session.info["wake_workers"] = lambda: woken.append(the_job(database).subject)
        jobs.ask(session, READ, college.id, "5")
        jobs.ask(session, READ, college.id, "5")

    assert woken == ["5"]


def test_every_kind_of_work_has_a_queue():
    assert set(QUEUES) == set(JobKind)


def test_more_urgent_work_that_waits_is_known_to_who_is_at_something_else(database, college):
    ask(database, college, subject="1", priority=90)
    held = claim(database)
    ask(database, college, subject="2", priority=90)
    with database.reading() as session:
        assert not job_claims.is_wanted(session, held)

    ask(database, college, subject="3", priority=40)

    with database.reading() as session:
        assert job_claims.is_wanted(session, held)


def test_what_is_given_back_knows_where_to_go_on(database, college):
    ask(database, college, file="one")

    with database.writing() as session:
        job_claims.give_back(session, claim(database), payload={"done": 7})

    again = claim(database)
    assert (again.payload, again.fruitless) == ({"file": "one", "done": 7}, 1)
