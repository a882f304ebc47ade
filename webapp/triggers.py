"""The triggers that keep released and audited rows as they are; every migration re-applies them.

SQLite and PostgreSQL say it differently; `TRIGGERS` says once which rows may not change.
"""

import re
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

_SAME_QUOTE = " AND ".join(
    f"old.{column} = new.{column}"
    for column in (
        *("claim_id", "revision_id", "page_id", "layer_id", "layer_sha256", "level", "exact"),
        *("prefix", "suffix", "shows", "start", '"end"', "author_id", "at", "key"),
    )
)
_SAME_QUOTE += " AND coalesce(old.statement, '') = coalesce(new.statement, '')"
_SAME_QUOTE += " AND coalesce(old.succeeds, 0) = coalesce(new.succeeds, 0)"

_SAME_CONTENT = " AND ".join(
    f"old.{column} = new.{column}"
    for column in ("key", "occasion", "title", "as_of", "taken_at", "content")
)

_SAME_JUDGEMENT = " AND ".join(
    f"old.{column} = new.{column}"
    for column in (
        *("review_id", "claim_id", "claim_version_id", "author_id", "reason"),
        *("best_fit_reason", "citations_sha256", "submitted_at", "at", "key"),
    )
)
# Without a level in a review that gives none.
_SAME_JUDGEMENT += " AND coalesce(old.level, -1) = coalesce(new.level, -1)"
_SAME_JUDGEMENT += " AND new.submitted_at IS NOT NULL"
_SAME_JUDGEMENT += " AND coalesce(old.strength, '') = coalesce(new.strength, '')"
_SAME_JUDGEMENT += " AND coalesce(old.question, '') = coalesce(new.question, '')"

TRIGGERS: tuple[Trigger, ...] = (
    Trigger(
        "event", "TRUE", unless=f"new.payload IS NULL AND new.salt IS NULL AND {_ONLY_PAYLOAD}"
    ),
    Trigger("claim_version", "TRUE"),
    Trigger("agreement", "TRUE"),
    Trigger("acceptance", "TRUE"),
    Trigger(
        "document_return",
        "TRUE",
        unless="old.mended_at IS NULL AND new.mended_at IS NOT NULL AND old.reason = new.reason"
        " AND old.returned_by = new.returned_by AND old.document_id = new.document_id"
        " AND old.at = new.at",
    ),
    Trigger("submission", "TRUE"),
    Trigger("reservation", "TRUE"),
    Trigger("adoption", "TRUE"),
    Trigger("governor_note", "TRUE"),
    Trigger("governor_answer", "TRUE"),
    Trigger(
        "citation",
        "TRUE",
        unless=f"old.struck_at IS NULL AND new.struck_at IS NOT NULL AND {_SAME_QUOTE}",
    ),
    Trigger("verdict", "old.released_at IS NOT NULL"),
    # Submitted, a judgement is only released, or made anew once the claim has another wording.
    Trigger(
        "judgement",
        "old.released_at IS NOT NULL OR old.submitted_at IS NOT NULL",
        unless=f"old.released_at IS NULL AND ({_SAME_JUDGEMENT}"
        " OR new.claim_version_id <> old.claim_version_id)",
    ),
    Trigger("second_assessment", "TRUE"),
    Trigger("moderation", "TRUE"),
    Trigger(
        "objection",
        "TRUE",
        unless="old.decision IS NULL AND new.decision IS NOT NULL AND old.reason = new.reason"
        " AND old.interest_id = new.interest_id AND old.author_id = new.author_id"
        " AND old.at = new.at",
    ),
    Trigger("coverage", "old.released_at IS NOT NULL"),
    Trigger("determination", "TRUE"),
    Trigger("response", "TRUE"),
    # Released, it is only taken up into the plan, once.
    Trigger(
        "leverage_action",
        "old.released_at IS NOT NULL",
        unless="old.action_id IS NULL AND old.words = new.words"
        " AND old.dimension = new.dimension AND old.review_id = new.review_id"
        " AND old.slot = new.slot AND old.released_at = new.released_at",
    ),
    Trigger("second_reading", "TRUE"),
    Trigger("area_check", "old.marked_at IS NOT NULL"),
    Trigger(
        "hub_summary",
        "TRUE",
        unless="old.withdrawn_at IS NULL AND new.withdrawn_at IS NOT NULL AND old.body = new.body",
    ),
    Trigger("report_edition", "TRUE"),
    Trigger("report_reply", "TRUE"),
    Trigger("snapshot", "TRUE", unless=f"old.sealed_at IS NULL AND {_SAME_CONTENT}"),
    Trigger("request_answer", "TRUE"),
    Trigger("action_progress", "TRUE"),
    Trigger("leadership_pick", "old.shown_at IS NOT NULL"),
    Trigger("text_layer", "TRUE", unless="old.text = new.text AND old.sha256 = new.sha256"),
)

_TEXT_TABLE = re.compile(r"search_text_\d+_\d+(_words)?")
REFUSAL = "is kept as it was and can only be added to"


def _names(trigger: Trigger) -> tuple[str, str]:
    return f"keep_{trigger.table}_update", f"keep_{trigger.table}_delete"


def _sqlite(trigger: Trigger) -> list[str]:
    on_update, on_delete = _names(trigger)
    refuse = f"SELECT RAISE(ABORT, '{trigger.table} {REFUSAL}');"
    changed = f"({trigger.frozen}) AND NOT ({trigger.unless})"
    return [
        f"CREATE TRIGGER {name} BEFORE {what} ON {trigger.table} WHEN {when} BEGIN {refuse} END"
        for name, what, when in (
            (on_update, "UPDATE", changed),
            (on_delete, "DELETE", f"({trigger.frozen})"),
        )
    ]


def _postgresql(trigger: Trigger) -> list[str]:
    on_update, on_delete = _names(trigger)
    changed = f"({trigger.frozen}) AND NOT ({trigger.unless})"
    refuse = f"BEGIN RAISE EXCEPTION '{trigger.table} {REFUSAL}'; END"
    function = (
        f"CREATE OR REPLACE FUNCTION keep_{trigger.table}() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ {refuse} $$"
    )
    return [function] + [
        f"CREATE TRIGGER {name} BEFORE {what} ON {trigger.table} FOR EACH ROW "
        f"WHEN ({when}) EXECUTE FUNCTION keep_{trigger.table}()"
        for name, what, when in (
            (on_update, "UPDATE", changed),
            (on_delete, "DELETE", f"({trigger.frozen})"),
        )
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
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS keep_{trigger.table}()")


def drop_orphaned_texts(connection: Connection) -> None:
    """Remove the colleges' tables of full text once the rows that name them are gone.

    They are made while the service runs, a college at a time, so no migration lists them.
    """
    tables = inspect(connection).get_table_names()
    if "search_generation" in tables:
        return
    # Dropping an FTS5 table takes its inner tables along, which then are no more.
    for name in sorted(name for name in tables if _TEXT_TABLE.fullmatch(name)):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
