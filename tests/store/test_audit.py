"""The audit trail: nothing changed in it goes unseen."""

import pytest
from sqlalchemy import select, text

from store import audit
from store.audit import BEGINNING, ChainHead, Event
from tests.factories.people import a_college
from tests.factories.threads import at_once
from webapp.triggers import REFUSAL, drop_triggers


@pytest.fixture
def chain(database):
    """A college with four events, the first of them its own beginning."""
    with database.writing() as session:
        college = a_college(session)
    for number in range(3):
        with database.writing() as session:
            audit.note(session, college.id, "person", "document added", f"doc-{number}", n=number)
    return college


def faults(database, college_id):
    with database.reading() as session:
        return list(audit.verify(session, college_id))


def tamper(database, statement, **values):
    """What somebody with the database in their hands does: first away with the triggers."""
    with database.engine.begin() as connection:
        drop_triggers(connection)
        connection.execute(text(statement), values)


def test_an_untouched_chain_is_whole(database, chain):
    assert faults(database, chain.id) == []


def test_the_installation_has_a_chain_of_its_own(database, chain):
    with database.writing() as session:
        audit.note(session, None, "person", "signed in", "person")

    assert faults(database, None) == []
    with database.reading() as session:
        assert session.get_one(ChainHead, 0).sequence == 1
        assert session.get_one(ChainHead, chain.id).sequence == 4


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'somebody else'",
        "kind = 'document accepted'",
        "subject = 'doc-9'",
        "previous_hash = 'f00'",
        "hash = 'f00'",
        "payload_sha256 = 'f00'",
        "payload = '[]'",
        "salt = 'other'",
    ],
)
def test_a_changed_line_is_found(database, chain, change):
    statement = f"UPDATE event SET {change} WHERE chain = :c AND sequence = 2"  # noqa: S608 - ours

    tamper(database, statement, c=chain.id)

    assert any("line 2" in fault or "line 3" in fault for fault in faults(database, chain.id))


def test_a_changed_time_is_found(database, chain):
    tamper(
        database,
        "UPDATE event SET at = '2020-01-01 00:00:00+00:00' WHERE chain = :c AND sequence = 3",
        c=chain.id,
    )

    assert faults(database, chain.id) == [f"Chain {chain.id}, line 3: it was changed."]


def test_a_missing_line_is_found(database, chain):
    tamper(database, "DELETE FROM event WHERE chain = :c AND sequence = 2", c=chain.id)

    assert f"Chain {chain.id}, line 3: line 2 is missing before it." in faults(database, chain.id)


def test_missing_last_lines_are_found(database, chain):
    tamper(database, "DELETE FROM event WHERE chain = :c AND sequence > 2", c=chain.id)

    assert faults(database, chain.id) == [f"Chain {chain.id}: its last lines are missing."]


def test_lines_that_changed_places_are_found(database, chain):
    tamper(database, "UPDATE event SET sequence = -1 WHERE chain = :c AND sequence = 2", c=chain.id)
    tamper(database, "UPDATE event SET sequence = 2 WHERE chain = :c AND sequence = 3", c=chain.id)
    tamper(database, "UPDATE event SET sequence = 3 WHERE chain = :c AND sequence = -1", c=chain.id)

    assert len(faults(database, chain.id)) >= 2


def test_a_line_whose_payload_was_erased_still_stands_in_the_chain(database, chain):
    with database.writing() as session:
        session.execute(text("UPDATE event SET payload = NULL, salt = NULL WHERE sequence = 2"))

    assert faults(database, chain.id) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET kind = 'x'",
        "UPDATE event SET payload = NULL, kind = 'x'",
        "DELETE FROM event",
    ],
)
def test_the_database_itself_refuses_to_change_the_trail(database, chain, change):
    with pytest.raises(Exception, match=REFUSAL), database.writing() as session:
        session.execute(text(change))


def test_events_of_a_failed_transaction_are_not_in_the_trail(database, chain):
    def fail():
        with database.writing() as session:
            audit.note(session, chain.id, "person", "document added", "doc")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    with database.reading() as session:
        assert session.get_one(ChainHead, chain.id).sequence == 4


def test_many_who_note_at_once_make_one_whole_chain(database, chain):
    def note():
        for _ in range(10):
            with database.writing() as session:
                audit.note(session, chain.id, "person", "document added", "doc")

    at_once(note, note, note)

    assert faults(database, chain.id) == []
    with database.reading() as session:
        assert session.get_one(ChainHead, chain.id).sequence == 34


def test_two_may_begin_a_chain_at_once(database):
    def note():
        with database.writing() as session:
            audit.note(session, None, "person", "signed in", "person")

    at_once(note, note, note, note)

    assert faults(database, None) == []


def test_transactions_over_several_chains_do_not_wait_for_each_other_forever(database, chain):
    with database.writing() as session:
        other = a_college(session)

    def note(first, second):
        for _ in range(10):
            with database.writing() as session:
                audit.note(session, first, "person", "kind", "subject")
                audit.note(session, second, "person", "kind", "subject")

    at_once(lambda: note(chain.id, other.id), lambda: note(other.id, chain.id))

    assert faults(database, chain.id) == faults(database, other.id) == []


def test_equal_payloads_have_unequal_hashes(database, chain):
    with database.writing() as session:
        for _ in range(2):
            audit.note(session, chain.id, "person", "kind", "subject", secret="same")

    with database.reading() as session:
        found = session.scalars(select(Event.payload_sha256).where(Event.kind == "kind")).all()
    assert len(set(found)) == 2


def test_the_export_holds_every_line_in_order(database, chain):
    with database.reading() as session:
        lines = [line for line in audit.export_lines(session) if line["chain"] == chain.id]

    assert [line["sequence"] for line in lines] == [1, 2, 3, 4]
    assert [line["previous_hash"] for line in lines] == [
        BEGINNING,
        *(line["hash"] for line in lines[:-1]),
    ]
    assert lines[1]["payload"] == {"n": 0}
