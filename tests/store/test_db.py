"""The two doors to the database and our own column types."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text, update
from sqlalchemy.exc import DBAPIError, StatementError

from store.db import (
    AFTER_COMMIT,
    LAST_STATEMENTS,
    CanonicalJson,
    Database,
    PlainText,
    UtcDateTime,
    canonical_json,
    checked_enum,
    insert_or_nothing,
    new_key,
)
from store.people import College
from tests.factories.people import a_college
from tests.factories.threads import at_once


class Colour(StrEnum):
    RED = "red"
    DARK_BLUE = "dark_blue"


SAMPLES = Table(
    "sample",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime),
    Column("facts", CanonicalJson),
    Column("colour", checked_enum(Colour)),
    Column("words", PlainText),
)


@pytest.fixture
def samples(database):
    with database.engine.begin() as connection:
        SAMPLES.create(connection)
    return SAMPLES


def stored(database, samples, **values):
    """What comes back from a row with these values."""
    with database.writing() as session:
        session.execute(insert(samples).values(id=1, **values))
    with database.reading() as session:
        return session.execute(select(samples)).one()


def decide(database, college_id, name):
    """Rename an undecided college; False when somebody decided before."""
    with database.writing() as session:
        college = session.get_one(College, college_id, with_for_update=True)
        if college.name != "undecided":
            return False
        college.name = name
        return True


def test_of_two_who_decide_at_once_one_wins(database):
    for number in range(20):
        with database.writing() as session:
            college = a_college(session, name="undecided")

        answers = at_once(
            *(
                lambda who=who, college=college: decide(database, college.id, who)
                for who in ("one", "other", "third")
            )
        )

        assert sorted(answers) == [False, False, True], number


def test_many_who_count_up_at_once_lose_no_count(database):
    with database.writing() as session:
        college_id = a_college(session, name="0").id

    def count_up():
        for _ in range(10):
            with database.writing() as session:
                college = session.get_one(College, college_id, with_for_update=True)
                college.name = str(int(college.name) + 1)

    at_once(count_up, count_up, count_up, count_up)

    with database.reading() as session:
        assert session.get_one(College, college_id).name == "40"


def test_nobody_writes_through_the_reading_door(database, college):
    with database.reading() as session, pytest.raises(DBAPIError):
        session.execute(update(College).values(name="changed"))

    with database.reading() as session:
        assert session.get_one(College, college.id).name == college.name


def test_the_writing_door_writes_after_the_reading_door_used_the_same_connection(database):
    for _ in range(3):
        with database.reading() as session:
            session.execute(select(College.id)).all()
        with database.writing() as session:
            a_college(session)

    with database.reading() as session:
        assert len(session.scalars(select(College)).all()) == 3


def test_a_reader_sees_one_moment(database, college):
    with database.reading() as session:
        before = session.scalar(select(College.name).where(College.id == college.id))
        with database.writing() as other:
            other.get_one(College, college.id).name = "later"

        again = session.scalar(select(College.name).where(College.id == college.id))

    assert again == before


def test_a_reader_does_not_hold_up_a_writer(database, college):
    with database.reading() as session:
        session.execute(select(College)).all()

        with database.writing() as other:
            other.get_one(College, college.id).name = "written meanwhile"

    with database.reading() as session:
        assert session.get_one(College, college.id).name == "written meanwhile"


def test_what_fails_halfway_leaves_nothing(database):
    def fail():
        with database.writing() as session:
            a_college(session)
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        fail()

    with database.reading() as session:
        assert session.scalars(select(College)).all() == []


def test_last_statements_run_once_before_the_commit_and_leavers_after_it(database, college):
    seen = []

    def name_of():
        with database.reading() as session:
            return session.get_one(College, college.id).name

    with database.writing() as session:
        session.get_one(College, college.id).name = "new"
        session.info.setdefault(LAST_STATEMENTS, {})["last"] = lambda _: seen.append(name_of())
        session.info.setdefault(AFTER_COMMIT, {})["left"] = lambda: seen.append(name_of())

    assert seen == [college.name, "new"]


def test_nothing_leaves_when_the_transaction_fails(database):
    left = []

    def fail():
        with database.writing() as session:
            session.info.setdefault(AFTER_COMMIT, {})["left"] = lambda: left.append("gone")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert left == []


def test_a_broken_reference_is_refused(database):
    with pytest.raises(DBAPIError), database.writing() as session:
        session.execute(
            text(
                "INSERT INTO area (key, college_id, kind, name, folded_name)"
                " VALUES ('k', 999, 'campus', 'n', 'n')"
            )
        )


def test_a_time_keeps_its_microseconds_and_comes_back_in_utc(database, samples):
    in_summer = datetime(2026, 7, 1, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=1)))

    row = stored(database, samples, at=in_summer)

    assert row.at == in_summer
    assert row.at.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_not_stored(database, samples):
    naive = datetime(2026, 7, 1, 9, 30)  # noqa: DTZ001 - the mistake under test

    with pytest.raises(StatementError, match="without a zone"):
        stored(database, samples, at=naive)


def test_times_sort_as_times(database, samples):
    times = [
        datetime(2026, 7, 1, 9, tzinfo=UTC),
        datetime(2026, 7, 1, 9, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 7, 1, 8, 30, tzinfo=timezone(-timedelta(hours=2))),
    ]
    with database.writing() as session:
        session.execute(
            insert(samples), [{"id": n, "at": time} for n, time in enumerate(reversed(times))]
        )

    with database.reading() as session:
        assert session.scalars(select(samples.c.at).order_by(samples.c.at)).all() == times


def test_an_enum_is_stored_as_its_value_and_nothing_else_is_taken(database, samples):
    row = stored(database, samples, colour=Colour.DARK_BLUE)

    with database.reading() as session:
        raw = session.execute(text("SELECT colour FROM sample")).scalar_one()
    with pytest.raises(DBAPIError), database.writing() as session:
        session.execute(text("INSERT INTO sample (id, colour) VALUES (2, 'green')"))
    assert (row.colour, raw) == (Colour.DARK_BLUE, "dark_blue")


def test_names_sort_by_bytes_whatever_the_locale(database, samples):
    names = ["Zebra", "apple", "Émile", "_under", "Apple"]
    with database.writing() as session:
        session.execute(insert(samples), [{"id": n, "words": w} for n, w in enumerate(names)])

    with database.reading() as session:
        found = session.scalars(select(samples.c.words).order_by(samples.c.words)).all()

    assert found == sorted(names, key=str.encode)


def test_json_comes_back_as_it_was(database, samples):
    facts = {"b": [1, 2.5, None, True], "a": {"ä": "„quoted“"}}

    row = stored(database, samples, facts=facts)

    assert row.facts == facts


@given(st.dictionaries(st.text(), st.recursive(st.none() | st.integers(), st.lists, max_leaves=4)))
def test_equal_values_are_equal_bytes(value):
    backwards = dict(reversed(list(value.items())))

    assert canonical_json(value) == canonical_json(backwards)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_storable_text_comes_back_as_it_was(database, words):
    with database.writing() as session:
        assert session.scalar(select(text(":words").bindparams(words=words))) == words


def test_a_key_is_22_url_safe_characters_and_never_the_same():
    keys = {new_key() for _ in range(1000)}

    assert len(keys) == 1000
    assert all(len(key) == 22 and key.replace("-", "").replace("_", "").isalnum() for key in keys)


def test_inserting_what_is_there_does_nothing(database, college):
    row = {"key": new_key(), "code": college.code, "name": "second", "folded_name": "second"}

    with database.writing() as session:
        session.execute(insert_or_nothing(session, College), row)

    with database.reading() as session:
        assert session.scalars(select(College.name)).all() == [college.name]


def test_a_writer_waits_for_the_other_and_does_not_fail(database, college):
    is_inside, may_go_on = threading.Event(), threading.Event()

    def slow():
        with database.writing() as session:
            session.get_one(College, college.id, with_for_update=True).name = "slow"
            session.flush()
            is_inside.set()
            assert may_go_on.wait(20)

    def quick():
        assert is_inside.wait(20)
        threading.Timer(0.2, may_go_on.set).start()
        with database.writing() as session:
            found = session.get_one(College, college.id, with_for_update=True)
            found.name += " then quick"

    at_once(slow, quick)

    with database.reading() as session:
        assert session.get_one(College, college.id).name == "slow then quick"


@pytest.mark.parametrize(("is_redone", "waits_for_the_disk"), [(False, 2), (True, 1)])
def test_only_what_would_be_done_again_does_not_wait_for_the_disk(
    tmp_path, is_redone, waits_for_the_disk
):
    database = Database(f"sqlite:///{tmp_path / 'one.sqlite'}", is_redone=is_redone)

    with database.writing() as session:
        # SQLite's numbers: 1 is NORMAL, 2 is FULL.
        assert session.scalar(text("PRAGMA synchronous")) == waits_for_the_disk
    database.dispose()
