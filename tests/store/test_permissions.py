"""The one table of who may do what."""

import pytest

from store.errors import NotPermittedError
from store.permissions import (
    CONDITIONS,
    INSIDE,
    JUDGES,
    OUTSIDE,
    PERMISSIONS,
    Actor,
    Operation,
    Role,
)


def acting(*roles, review_id=None):
    return Actor(1, "key", "Ada Marsh", 1, "college", frozenset(roles), review_id)


def test_every_operation_is_in_the_table_and_somebody_may_do_it():
    assert set(PERMISSIONS) == set(Operation)
    assert all(PERMISSIONS.values())


def test_every_role_is_inside_or_outside_and_may_do_something():
    assert {role for role in Role if role.is_outside} == OUTSIDE
    assert set(Role) == INSIDE | OUTSIDE
    assert not INSIDE & OUTSIDE
    assert set().union(*PERMISSIONS.values()) == set(Role)


@pytest.mark.parametrize("role", sorted(OUTSIDE))
def test_outsiders_change_nothing_of_the_colleges(role):
    allowed = {operation for operation in Operation if acting(role).may(operation)}

    assert allowed <= {
        Operation.READ_ASSESSMENT,
        Operation.READ_SUMMARY,
        # What they see of the visit is frozen, and theirs to hand over among them.
        Operation.SEE_SNAPSHOTS,
        Operation.MAKE_PACK,
        Operation.SEARCH_EVIDENCE,
        Operation.MARK_COVERAGE,
        Operation.MAKE_REQUEST,
        Operation.DECLARE_INTEREST,
        Operation.DECIDE_OBJECTION,
        # Among themselves, in their own review.
        Operation.ASK_SECOND,
        Operation.MODERATE,
        Operation.NAME_LEVERAGE,
        Operation.GIVE_VERDICT,
        Operation.JUDGE_CLAIM,
        Operation.RELEASE_REVIEW,
        Operation.KEEP_ROUND,
        Operation.SEE_VISITS,
        Operation.READ_OUTCOME,
        Operation.MARK_PROGRESS,
        Operation.PLAN_VISIT,
        Operation.TAKE_NOTES,
        Operation.WRITE_REPORT,
    }


def test_only_assessors_judge_and_a_facilitator_reads_only():
    assert PERMISSIONS[Operation.GIVE_VERDICT] == PERMISSIONS[Operation.JUDGE_CLAIM] == JUDGES
    assert acting(Role.FACILITATOR).may(Operation.SEARCH_EVIDENCE)
    assert not acting(Role.FACILITATOR).may(Operation.JUDGE_CLAIM)


def test_only_a_senior_leader_submits_and_only_administrators_manage_people():
    assert PERMISSIONS[Operation.SUBMIT_ASSESSMENT] == {Role.SENIOR_LEADER}
    assert PERMISSIONS[Operation.MANAGE_PEOPLE] == {Role.ADMINISTRATOR}


def test_what_is_closed_stays_with_leaders_and_governance():
    assert PERMISSIONS[Operation.SEE_EVERY_SENSITIVITY] == {
        Role.CAREERS_LEADER,
        Role.SENIOR_LEADER,
        Role.GOVERNANCE_PROFESSIONAL,
    }


def test_several_roles_allow_what_each_allows():
    both = acting(Role.GOVERNOR, Role.ADMINISTRATOR)

    assert both.may(Operation.SEARCH_EVIDENCE)
    assert both.may(Operation.MANAGE_PEOPLE)
    assert not both.may(Operation.CITE)


def test_a_refusal_says_what_and_who_may():
    with pytest.raises(NotPermittedError) as raised:
        acting(Role.CONTRIBUTOR).require(Operation.SUBMIT_ASSESSMENT)

    assert raised.value.sentence == (
        "You may not submit the assessment to review. These roles may: senior leader."
    )


def test_nobody_without_a_role_may_do_anything():
    assert not any(acting().may(operation) for operation in Operation)


def test_an_actor_with_a_review_is_an_outsider():
    assert acting(Role.ASSESSOR, review_id=3).is_outside
    assert not acting(Role.CONTRIBUTOR).is_outside


def test_conditions_are_of_operations_in_the_table():
    assert set(CONDITIONS) <= set(PERMISSIONS)
