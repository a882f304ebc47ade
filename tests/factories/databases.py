"""Databases of the tests: made once, found empty by each test."""

import shutil
from pathlib import Path

from sqlalchemy import text

from store.db import Database

# Row by row is quicker than a new database (10 ms, not 200), and what a test did to the schema
# shows in `_SHAPE`.
_EMPTY = """DO $$
DECLARE name text;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT relname FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        AND relname ~ '^search_text_[0-9]'
  LOOP EXECUTE format('DROP TABLE %I CASCADE', name); END LOOP;
  FOR name IN SELECT relname FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
  LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
  PERFORM setval(oid::regclass, 1, false) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'S';
END $$"""
_SHAPE = """SELECT md5(string_agg(line, ',' ORDER BY line COLLATE "C")) FROM (
  SELECT concat(relname, relkind) AS line FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat(tgrelid::regclass, tgname, tgenabled) FROM pg_trigger
    WHERE NOT tgisinternal
  UNION ALL SELECT concat(conrelid::regclass, conname, convalidated, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT concat(attrelid::regclass, attname, atttypid, attnotnull) FROM pg_attribute
    WHERE attnum > 0 AND attrelid IN (
      SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r')
  UNION ALL SELECT concat(proname, md5(prosrc)) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
) AS lines"""
# What a test left in the middle of a transaction would be waited for without end.
_END_OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"""


def shape_of(database: Database) -> str:
    """Says in one word what tables, triggers, constraints and functions a database has."""
    with database.engine.connect() as connection:
        shape: str = connection.execute(text(_SHAPE)).scalar_one()
        return shape


def is_emptied(database: Database, shape: str) -> bool:
    """Take everything out of a PostgreSQL database; False where its schema is another now."""
    with database.engine.begin() as connection:
        connection.execute(text(_END_OTHERS))
        connection.execute(text(_EMPTY))
    return shape_of(database) == shape


def copy_over(template: str, path: Path) -> None:
    """Put a copy of an SQLite database where the last test had its own, and what lay beside it."""
    for old in path.parent.iterdir():
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink()
    shutil.copy(template, path)
