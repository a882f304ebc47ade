"""The page that says where each rule is held, against the code and a fresh database."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, inspect, text

from store.db import Base
from webapp.triggers import TRIGGERS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "lifecycles.md"
# Keys of tables with foreign keys that carry a person or a claim along, as the page writes them.
KEY = re.compile(r"(\w+) \((.+)\)")
PERSONS = re.compile(r"\w+ <> \w+")


def cells():
    """The names of the tables' rows: operations, and what the database holds."""
    rows = [line.split("|")[1:-1] for line in PAGE.read_text("utf-8").splitlines() if "`" in line]
    rows = [row for row in rows if len(row) == 3]
    return tuple(
        sorted({name for row in rows for name in re.findall(r"`([^`]+)`", row[column])})
        for column in (1, 2)
    )


OPERATIONS, HELD = cells()


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_of_the_page_exists(name):
    module, _, function = name.rpartition(".")

    assert callable(getattr(import_module(module), function))


def names_in(database):
    """Every constraint, index and trigger of a database, and every foreign key by its columns."""
    looked = inspect(database.engine)
    found = set()
    for table in looked.get_table_names():
        found.update(c["name"] for c in looked.get_check_constraints(table))
        found.update(c["name"] for c in looked.get_unique_constraints(table))
        found.update(i["name"] for i in looked.get_indexes(table))
        for key in looked.get_foreign_keys(table):
            found.add(f"{table} ({', '.join(key['constrained_columns'])})")
    listed = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with database.reading() as session:
        found.update(session.scalars(text(listed[database.dialect])))
    return found


def test_everything_that_the_page_names_is_in_the_database(database):
    assert set(HELD) - names_in(database) == set()


@pytest.mark.parametrize("trigger", TRIGGERS, ids=lambda trigger: trigger.table)
def test_every_trigger_is_on_the_page(trigger):
    assert {f"keep_{trigger.table}_update", f"keep_{trigger.table}_delete"} <= set(HELD)


def test_every_constraint_that_compares_two_persons_is_on_the_page():
    comparing = {
        constraint.name
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint) and PERSONS.fullmatch(str(constraint.sqltext))
    }

    assert len(comparing) == 4
    assert comparing <= set(HELD)


def test_every_person_that_a_constraint_compares_stands_in_a_foreign_key():
    keys = {name for name in HELD if KEY.fullmatch(name)}

    assert {name.split()[0] for name in keys} >= {
        "acceptance", "agreement", "verdict", "judgement",
    }  # fmt: skip


def test_no_foreign_key_between_rows_of_colleges_leaves_the_college():
    """Only a person and a framework version belong to no college."""
    leaving = [
        str(constraint)
        for table in Base.metadata.sorted_tables
        if "college_id" in table.c
        for constraint in table.foreign_key_constraints
        if "college_id" in constraint.referred_table.c
        and "college_id" not in constraint.column_keys
    ]

    assert leaving == []
