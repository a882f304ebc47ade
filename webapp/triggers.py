"""The triggers that keep released and audited rows as they are; every migration re-applies them.

SQLite and PostgreSQL say it differently; `TRIGGERS` says once which rows may not change.
"""

from typing import NamedTuple

from sqlalchemy import Connection, inspect


class Trigger(NamedTuple):
    """Rows of `table` may not be updated (or deleted) when `frozen` holds of the old row.

    `unless` names what an update may still do, over `old` and `new`.
    """

    table: str
    frozen: str
    unless: str = "FALSE"


_ONLY_PAYLOAD = " AND ".join(
    f"old.{column} = new.{column}"
    for column in (
        "chain",
        "sequence",
        "at",
        "actor",
        "kind",
        "subject",
        "payload_sha256",
        "previous_hash",
        "hash",
    )
)

TRIGGERS: tuple[Trigger, ...] = (
    Trigger(
        "event", "TRUE", unless=f"new.payload IS NULL AND new.salt IS NULL AND {_ONLY_PAYLOAD}"
    ),
    Trigger("claim_version", "TRUE"),
    Trigger("agreement", "TRUE"),
    Trigger("acceptance", "TRUE"),
    Trigger(
        "citation",
        "TRUE",
        unless="old.struck_at IS NULL AND new.struck_at IS NOT NULL AND old.exact = new.exact"
        " AND old.claim_id = new.claim_id AND old.page_id = new.page_id"
        " AND old.level = new.level AND old.shows = new.shows"
        ' AND old.start = new.start AND old."end" = new."end"',
    ),
    Trigger("verdict", "old.released_at IS NOT NULL"),
    Trigger("judgement", "old.released_at IS NOT NULL"),
    Trigger("coverage", "old.released_at IS NOT NULL"),
    Trigger("determination", "TRUE"),
    Trigger("response", "TRUE"),
    Trigger("text_layer", "TRUE", unless="old.text = new.text AND old.sha256 = new.sha256"),
)

REFUSAL = "is kept as it was and can only be added to"


def _names(trigger: Trigger) -> tuple[str, str]:
    return f"keep_{trigger.table}_update", f"keep_{trigger.table}_delete"


def _sqlite(trigger: Trigger) -> list[str]:
    on_update, on_delete = _names(trigger)
    refuse = f"SELECT RAISE(ABORT, '{trigger.table} {REFUSAL}');"
    return [
        f"CREATE TRIGGER {on_update} BEFORE UPDATE ON {trigger.table} "
        f"WHEN ({trigger.frozen}) AND NOT ({trigger.unless}) BEGIN {refuse} END",
        f"CREATE TRIGGER {on_delete} BEFORE DELETE ON {trigger.table} "
        f"WHEN ({trigger.frozen}) BEGIN {refuse} END",
    ]


def _postgresql(trigger: Trigger) -> list[str]:
    on_update, on_delete = _names(trigger)
    return [
        f"CREATE OR REPLACE FUNCTION keep_{trigger.table}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{trigger.table} {REFUSAL}'; END $$",
        f"CREATE TRIGGER {on_update} BEFORE UPDATE ON {trigger.table} FOR EACH ROW "
        f"WHEN (({trigger.frozen}) AND NOT ({trigger.unless})) "
        f"EXECUTE FUNCTION keep_{trigger.table}()",
        f"CREATE TRIGGER {on_delete} BEFORE DELETE ON {trigger.table} FOR EACH ROW "
        f"WHEN ({trigger.frozen}) EXECUTE FUNCTION keep_{trigger.table}()",
    ]


def apply_triggers(connection: Connection) -> None:
    """Create every trigger whose table is there."""
    tables = set(inspect(connection).get_table_names())
    make = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    for trigger in TRIGGERS:
        if trigger.table in tables:
            for statement in make(trigger):
                connection.exec_driver_sql(statement)


def drop_triggers(connection: Connection) -> None:
    """Remove every trigger, so that a migration may rebuild tables."""
    tables = set(inspect(connection).get_table_names())
    for trigger in TRIGGERS:
        if trigger.table not in tables:
            continue
        for name in _names(trigger):
            on = "" if connection.dialect.name == "sqlite" else f" ON {trigger.table}"
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")
