"""Colleges take turns, whatever each has brought, and finding the next job stays cheap."""

from datetime import timedelta

import pytest
from sqlalchemy import event, insert, select, text

from store import job_claims, jobs
from store.db import utc_now
from store.job_claims import AFTER_FAILURE, MOST_ATTEMPTS
from store.jobs import Job, JobKind, JobState
from tests.factories.people import a_college

READ = JobKind.READ_REVISION
INTERACTIVE, BULK = 40, 60
MANY = 10_000


@pytest.fixture
def colleges(database):
    with database.writing() as session:
        return [a_college(session) for _ in range(3)]


def ask(database, college, subjects, priority=BULK):
    with database.writing() as session:
        for subject in subjects:
            jobs.ask(session, READ, college.id, str(subject), priority=priority)


def claim(database):
    with database.writing() as session:
        return job_claims.claim_next(session, "a worker")


def done(database):
    """Do the next job; gives its college and subject."""
    found = claim(database)
    with database.writing() as session:
        job_claims.finish(session, found)
    return found.college_id, found.subject


def test_a_college_with_one_file_does_not_wait_for_another_with_hundreds(database, colleges):
    big, small, _ = colleges
    ask(database, big, range(100))
    ask(database, small, ["only"])

    served = [done(database) for _ in range(2)]

    assert (small.id, "only") in served


def test_colleges_that_wait_are_served_in_turn_and_each_in_its_own_order(database, colleges):
    for college, name in zip(colleges, "abc", strict=True):
        ask(database, college, [f"{name}{n}" for n in range(3)])

    order = [done(database)[1] for _ in range(9)]

    assert order == ["a0", "b0", "c0", "a1", "b1", "c1", "a2", "b2", "c2"]


def test_who_comes_late_takes_turns_from_then_on_and_does_not_catch_up(database, colleges):
    early, late, _ = colleges
    ask(database, early, [f"early{n}" for n in range(50)])
    for _ in range(40):
        done(database)
    ask(database, late, [f"late{n}" for n in range(50)])

    served = [done(database)[0] for _ in range(20)]

    assert served.count(early.id) == served.count(late.id) == 10
    assert all(served[at] != served[at + 1] for at in range(19))


def test_one_file_at_a_time_is_no_way_past_the_others(database, colleges):
    patient, hasty, _ = colleges
    ask(database, patient, range(20))
    served = []
    for number in range(10):
        ask(database, hasty, [f"hasty{number}"])
        served += [done(database)[0], done(database)[0]]

    assert served.count(patient.id) >= 10


def test_what_somebody_waits_for_goes_before_what_came_by_the_hundred(database, colleges):
    first, second, _ = colleges
    ask(database, first, range(5), BULK)
    ask(database, second, ["urgent"], INTERACTIVE)

    assert done(database) == (second.id, "urgent")


def test_a_poison_file_is_tried_behind_all_others_and_given_up_in_the_end(database, colleges):
    first, second, _ = colleges
    ask(database, first, ["poison"], INTERACTIVE)
    ask(database, second, range(3), BULK)

    found = claim(database)
    with database.writing() as session:
        job_claims.give_back(session, found, sentence="The reader stopped.")
    others = [done(database)[1] for _ in range(3)]

    assert others == ["0", "1", "2"]
    for _ in range(MOST_ATTEMPTS - 1):
        found = claim(database)
        with database.writing() as session:
            job_claims.give_back(session, found, sentence="The reader stopped.")
    last = claim(database)
    assert (last.subject, last.is_worn_out, last.trouble) == ("poison", True, "The reader stopped.")


def test_second_passes_stay_behind_what_failed(database, colleges):
    with database.writing() as session:
        jobs.ask(session, JobKind.ENRICH_REVISION, colleges[0].id, "1", priority=90)
    ask(database, colleges[0], ["failed"], INTERACTIVE)
    found = claim(database)
    with database.writing() as session:
        job_claims.give_back(session, found, sentence="It went wrong.")

    again = claim(database)

    assert again.subject == "failed"
    with database.reading() as session:
        assert session.get_one(Job, again.job_id).priority == AFTER_FAILURE


def test_work_put_off_keeps_its_place_and_never_wears_out(database, colleges):
    ask(database, colleges[0], ["waits for a scanner"], INTERACTIVE)
    for _ in range(MOST_ATTEMPTS + 3):
        found = claim(database)
        with database.writing() as session:
            job_claims.put_off(session, found, delay=timedelta(0), sentence="Not there.")

    found = claim(database)

    assert not found.is_worn_out
    assert found.trouble == "Not there."
    with database.reading() as session:
        assert session.get_one(Job, found.job_id).priority == INTERACTIVE


def test_work_put_off_waits_its_delay(database, colleges):
    ask(database, colleges[0], ["1"])
    found = claim(database)
    with database.writing() as session:
        job_claims.put_off(session, found, delay=timedelta(seconds=30), sentence="Not there.")

    assert claim(database) is None


def many_waiting(database, colleges):
    rows = [
        {
            "college_id": colleges[number % 3].id,
            "kind": READ,
            "subject": str(number),
            "payload": {},
            "priority": BULK,
            "turn": number // 3,
            "state": JobState.WAITING,
            "run_after": utc_now() - timedelta(minutes=1),
        }
        for number in range(MANY)
    ]
    with database.writing() as session:
        session.execute(insert(Job), rows)
        session.execute(text("ANALYZE"))


def plans(database, work):
    """How the database goes about each query on jobs that `work` asks."""
    asked = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        if statement.lstrip().upper().startswith("SELECT") and "job" in statement:
            asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    work()
    event.remove(database.engine, "before_cursor_execute", note)
    how = "EXPLAIN QUERY PLAN " if database.dialect == "sqlite" else "EXPLAIN "
    with database.engine.connect() as connection:
        return [
            "\n".join(str(row) for row in connection.exec_driver_sql(how + statement, parameters))
            for statement, parameters in asked
        ]


def test_among_ten_thousand_the_next_job_and_the_next_turn_come_from_an_index(database, colleges):
    many_waiting(database, colleges)

    def work():
        claim(database)
        ask(database, colleges[0], ["one more"])

    told = plans(database, work)

    assert len(told) >= 3
    for plan in told:
        assert "ix_job" in plan or "pk_job" in plan.lower() or "PRIMARY KEY" in plan
        assert "Sort" not in plan
        assert "TEMP B-TREE" not in plan


def test_ten_thousand_are_all_served_in_turn(database, colleges):
    many_waiting(database, colleges)

    served = [claim(database).college_id for _ in range(9)]

    assert [served.count(college.id) for college in colleges] == [3, 3, 3]
    with database.reading() as session:
        assert len(session.scalars(select(Job.id).where(Job.state == JobState.RUNNING)).all()) == 9
