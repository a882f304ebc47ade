"""The tables of transitions, compared with the pictures that were drawn from the specification."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import ConflictError, IncompleteError, NotPermittedError
from store.permissions import PERMISSIONS, Operation, Role
from workflow import lifecycle
from workflow.lifecycle import (
    ALL_TRANSITIONS,
    AssessmentState,
    ClaimAction,
    ClaimState,
    CycleState,
    ItemState,
    LeadershipState,
    ReviewState,
    Transition,
    VisitState,
    follow,
    offered,
    refuse_own,
)

README = Path(lifecycle.__file__).with_name("README.md")
DIAGRAM = re.compile(r"```mermaid\nstateDiagram-v2\n(.*?)```", re.DOTALL)
ARROW = re.compile(r"(\w+) --> (\w+) : (\w+) by who may (.+?)(, with a reason)?")
EDGE = re.compile(r"\[\*\] --> (\w+)|(\w+) --> \[\*\]")
STATES = {
    "cycle": CycleState,
    "claim": ClaimState,
    "assessment": AssessmentState,
    "review": ReviewState,
    "visit": VisitState,
    "leadership review": LeadershipState,
    "dimension in a leadership meeting": ItemState,
}


def read_diagrams():
    """What each picture says: arrows by (state, action), the first states and the last ones."""
    found = []
    for body in DIAGRAM.findall(README.read_text(encoding="utf-8")):
        arrows, firsts, lasts = {}, set(), set()
        for line in map(str.strip, body.strip().splitlines()):
            if edge := EDGE.fullmatch(line):
                (firsts if edge[1] else lasts).add(edge[1] or edge[2])
                continue
            arrow = ARROW.fullmatch(line)
            assert arrow, f"this line of the picture cannot be read: {line}"
            start, to, action, phrase, reason = arrow.groups()
            assert (start, action) not in arrows
            arrows[start, action] = (to, phrase, bool(reason))
        found.append((arrows, firsts, lasts))
    return dict(zip(tuple(STATES), found, strict=True))


@pytest.mark.parametrize("life", ALL_TRANSITIONS)
def test_each_table_says_what_its_picture_says(life):
    arrows, _, _ = read_diagrams()[life]

    table = {
        (state.value, action.value): (move.to.value, move.by.value, move.needs_reason)
        for (state, action), move in ALL_TRANSITIONS[life].items()
    }

    assert table == arrows


@pytest.mark.parametrize("life", ALL_TRANSITIONS)
def test_each_life_begins_and_ends_where_its_picture_says(life):
    _, firsts, lasts = read_diagrams()[life]
    table = ALL_TRANSITIONS[life]

    left = {state.value for state, _ in table}

    assert firsts == {next(iter(STATES[life])).value}
    assert lasts == {state.value for state in STATES[life]} - left


@pytest.mark.parametrize("life", ALL_TRANSITIONS)
def test_every_state_is_reached_from_the_first(life):
    table, states = ALL_TRANSITIONS[life], list(STATES[life])
    reached, before = {states[0]}, set()

    while reached != before:
        before = set(reached)
        reached |= {move.to for (state, _), move in table.items() if state in before}

    assert reached == set(states)


@pytest.mark.parametrize("life", ALL_TRANSITIONS)
def test_somebody_may_take_every_arrow(life):
    assert all(PERMISSIONS[move.by] for move in ALL_TRANSITIONS[life].values())


@given(st.sampled_from(list(ClaimState)), st.sampled_from(list(ClaimAction)))
def test_an_action_leads_where_the_table_says_or_nowhere(state, action):
    table = ALL_TRANSITIONS["claim"]

    if (state, action) in table:
        assert follow(table, state, action, reason="Because.") == table[state, action]
    else:
        with pytest.raises(ConflictError, match=f"you cannot {action.value} it"):
            follow(table, state, action, reason="Because.")


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_an_action_that_needs_a_reason_is_refused_without_one(reason):
    table = ALL_TRANSITIONS["claim"]

    with pytest.raises(IncompleteError) as refused:
        follow(table, ClaimState.SUBMITTED, ClaimAction.REOPEN, reason=reason)

    assert refused.value.field == "reason"


def test_the_state_is_named_in_words_when_it_forbids_an_action():
    with pytest.raises(ConflictError, match="It is not claimed now"):
        follow(ALL_TRANSITIONS["claim"], ClaimState.NOT_CLAIMED, ClaimAction.AGREE)


def test_buttons_are_what_the_table_and_the_roles_allow():
    leaders = frozenset({Role.CAREERS_LEADER})
    seniors = frozenset({Role.SENIOR_LEADER})
    table = ALL_TRANSITIONS["claim"]

    assert offered(table, ClaimState.DRAFT, PERMISSIONS, leaders) == (
        ClaimAction.CLAIM,
        ClaimAction.AGREE,
        ClaimAction.ACCEPT,
    )
    assert offered(table, ClaimState.AGREED, PERMISSIONS, leaders) == (
        ClaimAction.CLAIM,
        ClaimAction.ACCEPT,
    )
    assert offered(table, ClaimState.REVISED, PERMISSIONS, leaders) == (
        ClaimAction.ACCEPT,
        ClaimAction.AGREE,
    )
    assert ClaimAction.SUBMIT in offered(table, ClaimState.AGREED, PERMISSIONS, seniors)
    assert offered(table, ClaimState.ADOPTED, PERMISSIONS, leaders | seniors) == ()


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.CONTRIBUTOR, Role.ASSESSOR])
def test_nobody_else_gets_a_button_on_a_claim(role):
    for state in ClaimState:
        found = offered(ALL_TRANSITIONS["claim"], state, PERMISSIONS, frozenset({role}))
        assert found == ()


def test_deciding_about_ones_own_work_is_refused_with_the_sentence_given():
    with pytest.raises(NotPermittedError, match="not yours"):
        refuse_own(7, 7, "This is not yours to decide.")

    refuse_own(7, 8, "This is not yours to decide.")


def test_a_transition_asks_for_no_reason_unless_it_says_so():
    assert not Transition(ClaimState.AGREED, Operation.AGREE_CLAIM).needs_reason
