"""No foreign key leaves its college, and nothing is deleted or emptied in passing."""

import pytest

from webapp.schema import METADATA

TENANT_TABLES = {name: t for name, t in METADATA.tables.items() if "college_id" in t.columns}
# The chains of events are numbered by college, with 0 for the installation's own.
NOT_TENANT = {"chain_head"}
CONSTRAINTS = [
    pytest.param(constraint, id=f"{table.name}-{constraint.elements[0].target_fullname}")
    for table in METADATA.sorted_tables
    for constraint in sorted(
        table.foreign_key_constraints, key=lambda c: [e.target_fullname for e in c.elements]
    )
]


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_a_foreign_key_between_tables_of_a_college_holds_the_college(constraint):
    names = set(TENANT_TABLES) - NOT_TENANT
    if constraint.table.name in names and constraint.referred_table.name in names:
        pairs = {(e.parent.name, e.column.name) for e in constraint.elements}
        assert ("college_id", "college_id") in pairs


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_deleting_a_row_takes_no_other_along(constraint):
    assert constraint.ondelete is None
    assert constraint.onupdate is None


@pytest.mark.parametrize("name", sorted(set(TENANT_TABLES) - NOT_TENANT))
def test_every_row_of_a_college_names_one(name):
    assert not TENANT_TABLES[name].columns["college_id"].nullable
