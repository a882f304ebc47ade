"""The schema: up, down and up again with data in it, as it is declared, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DatabaseError

from search_index.models import SearchPage
from store.audit import Event
from store.db import Database
from store.errors import SettingError
from tests.factories.library import a_document_with_pages
from tests.factories.people import a_college, a_member, an_actor
from tests.factories.workflow import a_citation, a_claim, a_review, an_assessment
from webapp import schema
from webapp.schema import METADATA, current_revision, downgrade, newest_revision, upgrade
from webapp.triggers import REFUSAL, TRIGGERS, apply_triggers, drop_triggers


@pytest.fixture
def empty(database_kind, database, tmp_path):
    """A database without one table."""
    if database_kind == "sqlite":
        bare = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        yield bare
        bare.dispose()
        return
    downgrade(database, "base")
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    yield database


def fill(database):
    """A college with a claim, a citation, a review and pages in the search."""
    with database.writing() as session:
        college = a_college(session)
        leader = an_actor(session, college)
        assessment = an_assessment(session, college)
        library = a_document_with_pages(session, leader)
        claim = a_claim(session, leader, assessment)
        a_citation(session, leader, claim, library)
        a_review(session, leader, assessment)


def counts(database):
    """How many rows each table holds, those of the search included."""
    with database.engine.connect() as connection:
        return {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar()  # noqa: S608 - names of ours
            for name in sorted(tables(database) - {"alembic_version"})
        }


def tables(database):
    with database.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def differences(database):
    """What the catalogue and the declaration disagree on, the search's own tables apart."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _: (
                    kind != "table" or not name.startswith("search_text_")
                ),
            },
        )
        return compare_metadata(context, METADATA)


def triggers(database):
    """The names of the triggers that are there."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if database.dialect == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with database.engine.connect() as connection:
        return set(connection.execute(text(query)).scalars())


DECLARED_TRIGGERS = {
    f"keep_{trigger.table}_{what}" for trigger in TRIGGERS for what in ("update", "delete")
}


def test_an_empty_database_comes_to_what_is_declared(empty):
    upgrade(empty)

    assert current_revision(empty) == newest_revision()
    assert differences(empty) == []
    assert triggers(empty) == DECLARED_TRIGGERS


def test_repeating_the_newest_migration_keeps_every_row(database):
    fill(database)
    before = counts(database)

    upgrade(database)

    assert counts(database) == before
    assert triggers(database) == DECLARED_TRIGGERS


def test_up_down_and_up_again_with_data_leaves_nothing_behind(database):
    fill(database)

    downgrade(database, "base")

    assert tables(database) <= {"alembic_version"}
    assert triggers(database) == set()
    upgrade(database)
    assert set(counts(database).values()) == {0}
    assert differences(database) == []
    # The numbers begin anew: nothing of the old college's search may stand in the way.
    fill(database)
    with database.reading() as session:
        assert session.scalar(select(func.count(SearchPage.id))) == 1


def test_going_down_takes_the_functions_along(database):
    if database.dialect == "sqlite":
        query = "SELECT count(*) FROM sqlite_master WHERE name LIKE 'keep_%'"
    else:
        query = "SELECT count(*) FROM pg_proc WHERE proname LIKE 'keep_%'"

    downgrade(database, "base")

    with database.engine.connect() as connection:
        assert connection.execute(text(query)).scalar() == 0


def test_taking_the_triggers_away_and_back_changes_nothing(database):
    with database.engine.begin() as connection:
        drop_triggers(connection)
        drop_triggers(connection)
        apply_triggers(connection)

    assert triggers(database) == DECLARED_TRIGGERS


def test_a_migration_keeps_rows_that_refer_to_a_rebuilt_table(database):
    """Batch mode rebuilds a table; with references in force it would empty those that refer."""
    fill(database)
    before = counts(database)

    def rebuild(config):
        connection = config.attributes["connection"]
        drop_triggers(connection)
        if connection.dialect.name == "sqlite":
            ddl = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE name = 'document'"
            ).scalar()
            connection.exec_driver_sql(ddl.replace("TABLE document", "TABLE rebuilt", 1))
            connection.exec_driver_sql("INSERT INTO rebuilt SELECT * FROM document")
            connection.exec_driver_sql("DROP TABLE document")
            connection.exec_driver_sql("ALTER TABLE rebuilt RENAME TO document")
        apply_triggers(connection)

    schema._run(database, rebuild)  # noqa: SLF001 - the way that every migration goes

    assert counts(database) == before
    assert triggers(database) == DECLARED_TRIGGERS


def test_a_migration_that_breaks_a_reference_is_undone(database):
    expected = DatabaseError if database.dialect == "postgresql" else SettingError
    fill(database)
    before = counts(database)

    def lose_rows(config):
        config.attributes["connection"].exec_driver_sql("DELETE FROM cycle")

    with pytest.raises(expected):
        schema._run(database, lose_rows)  # noqa: SLF001 - the way that every migration goes

    assert counts(database) == before


def test_references_are_in_force_again_after_a_migration(database):
    upgrade(database)

    with pytest.raises(DatabaseError), database.writing() as session:
        session.execute(
            text(
                "INSERT INTO area (key, college_id, kind, name, folded_name)"
                " VALUES ('k', 999, 'campus', 'n', 'n')"
            )
        )


def test_no_reference_takes_rows_along_or_forgets_them():
    acting = {
        (table.name, constraint.name)
        for table in METADATA.tables.values()
        for constraint in table.foreign_key_constraints
        if constraint.ondelete or constraint.onupdate
    }

    assert acting == set()


def test_references_between_tables_of_a_college_carry_the_college():
    """So that no row of one college can point at a row of another."""
    of_colleges = {
        table.name for table in METADATA.tables.values() if "college_id" in table.columns
    }
    loose = {
        f"{table.name} -> {constraint.referred_table.name}"
        for table in METADATA.tables.values()
        if table.name in of_colleges
        for constraint in table.foreign_key_constraints
        if constraint.referred_table.name in of_colleges - {"chain_head"}
        and "college_id" not in constraint.column_keys
    }

    assert loose == set()


def test_kept_rows_are_refused_by_the_database_itself(database):
    with database.writing() as session:
        a_member(session, a_college(session))

    with pytest.raises(DatabaseError, match=REFUSAL), database.writing() as session:
        session.query(Event).delete()


def test_an_empty_database_has_no_revision(empty):
    assert current_revision(empty) is None
