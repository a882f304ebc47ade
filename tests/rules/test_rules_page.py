"""The page that says where each rule is held, against the code and a fresh database."""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from sqlalchemy import CheckConstraint, inspect, text

import ingest
import store
import workflow
from store.db import Base
from webapp.triggers import TRIGGERS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "lifecycles.md"
OPERATION = re.compile(r"`(\w+\.\w+)`")
NAME = re.compile(r"`(\w+)`")
PERSONS = re.compile(r"\w+ <> \w+")
# What the page names beside constraints: what a form sends along, and rows that are written anew.
OTHER_WORDS = {"seen_version", "shown"}


def cells(column):
    """The cells of one column of every table of the page."""
    rows = [line.split("|")[1:-1] for line in PAGE.read_text("utf-8").splitlines() if "|" in line]
    return [row[column] for row in rows if len(row) > column]


OPERATIONS = sorted({name for cell in cells(1) for name in OPERATION.findall(cell)})
HELD = {name for cell in cells(2) for name in NAME.findall(cell)} - OTHER_WORDS


def modules():
    """The modules that hold operations, by the last word of their names."""
    for package in (store, ingest, workflow):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            if not found.ispkg and not {"models", "kinds"} & set(found.name.split(".")):
                yield found.name.rpartition(".")[2], found.name


MODULES = dict(modules())


def find_operation(name):
    module, _, function = name.partition(".")
    return getattr(import_module(MODULES[module]), function, None) if module in MODULES else None


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_of_the_page_exists(name):
    assert callable(find_operation(name))


def names_in(database):
    """Every table of a database, and every CHECK without the prefix of its table."""
    looked = inspect(database.engine)
    found = set()
    for table in looked.get_table_names():
        found.add(table)
        found.update(
            check["name"].removeprefix(f"ck_{table}_")
            for check in looked.get_check_constraints(table)
        )
    return found


def test_every_constraint_that_the_page_names_is_in_the_database(database):
    assert len(HELD) > 10
    assert HELD - names_in(database) == set()


def triggers_in(database):
    listed = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with database.reading() as session:
        return set(session.scalars(text(listed[database.dialect])))


def test_every_table_that_a_trigger_keeps_has_one_for_changes_and_one_for_deletions(database):
    expected = {
        f"keep_{trigger.table}_{what}" for trigger in TRIGGERS for what in ("update", "delete")
    }

    assert expected <= triggers_in(database)


def test_every_trigger_that_the_page_names_is_one():
    named = {
        name
        for cell in cells(2)
        for clause in re.findall(r"triggers? on ((?:`\w+`(?:, )?)+)", cell)
        for name in NAME.findall(clause)
    }

    assert len(named) > 5
    assert named <= {trigger.table for trigger in TRIGGERS}


def test_every_constraint_that_compares_two_persons_is_on_the_page():
    comparing = {
        (table.name, constraint.name.removeprefix(f"ck_{table.name}_"))
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint) and PERSONS.fullmatch(str(constraint.sqltext))
    }

    assert len(comparing) == 9
    assert all(
        any(f"`{table}`: `{name}`" in cell for cell in cells(2)) for table, name in comparing
    )


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("acceptance", ["college_id", "document_id", "uploader_id"]),
        ("document_return", ["college_id", "document_id", "uploader_id"]),
        ("agreement", ["college_id", "claim_version_id", "author_id"]),
        ("verdict", ["college_id", "citation_id", "citation_author_id"]),
        ("judgement", ["college_id", "claim_version_id", "claim_author_id"]),
        ("moderation", ["college_id", "claim_version_id", "claim_author_id"]),
        ("objection", ["college_id", "interest_id", "person_id"]),
        ("second_reading", ["college_id", "judgement_id", "judge_id"]),
    ],
)
def test_the_person_that_a_constraint_compares_stands_in_a_foreign_key(database, table, columns):
    keys = inspect(database.engine).get_foreign_keys(table)

    assert columns in [key["constrained_columns"] for key in keys]
