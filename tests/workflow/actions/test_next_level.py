"""What the next level asks: sentences that the present level does not have."""

import pytest

from framework.loading import builtin
from framework.model import RelationKind
from tests.factories.workflow import NOW, a_claim
from workflow.actions import actions, next_level
from workflow.actions.actions import Step
from workflow.claims import claims
from workflow.kinds.reviews import BELOW_LOWEST


def of(session, year, code):
    found = next_level.list_next(session, year.leader, year.assessment)
    return next((one for one in found if one.row.dimension.code == code), None)


def test_the_next_levels_sentences_that_the_present_one_does_not_have_are_candidates(year):
    with year.database.reading() as session:
        one = of(session, year, "1.5")

    assert one.level == 4
    assert [c.statement.code for c in one.candidates] == [
        statement.code for statement in builtin().dimension("1.5").level(4).statements
    ]


@pytest.mark.parametrize("dimension", builtin().dimensions, ids=lambda d: d.code)
def test_no_sentence_that_stays_the_same_is_a_candidate(dimension):
    for present in dimension.levels[:-1]:
        same = {
            relation.to
            for statement in present.statements
            for relation in statement.relations
            if relation.kind is RelationKind.SAME
        }
        asked = {statement.code for statement in next_level.beyond(dimension, present.level)}

        following = next_level.next_descriptor(dimension, present.level)
        assert asked | same == {statement.code for statement in following.statements}
        assert not asked & same


def test_below_the_lowest_level_everything_of_the_lowest_is_asked(year):
    with year.database.writing() as session:
        a_claim(session, year.leader, year.assessment, "6.2", level=BELOW_LOWEST)
        one = of(session, year, "6.2")

    assert one.level == 2
    assert len(one.candidates) == len(builtin().dimension("6.2").level(2).statements)


def test_the_highest_level_has_no_next_one_and_targets_come_first(year):
    with year.database.writing() as session:
        a_claim(session, year.leader, year.assessment, "2.4", level=4)
        a_claim(session, year.leader, year.assessment, "1.1", level=2)
        claims.set_target(session, year.leader, year.claim.key, 4)
        found = next_level.list_next(session, year.leader, year.assessment)

    assert [one.row.dimension.code for one in found] == ["1.5", "1.1"]


def test_an_action_that_aims_at_a_candidate_is_named(year):
    step = Step(
        "1.5", 4, "Put it on each agenda.", year.leader.person_key, NOW.date(),
        cost="Two hours a term", statement="1.5/4/a",
    )  # fmt: skip
    with year.database.writing() as session:
        action = actions.plan(session, year.leader, step, now=NOW)
        candidates = {c.statement.code: c.action_key for c in of(session, year, "1.5").candidates}

    assert action.cost == "Two hours a term"
    assert candidates["1.5/4/a"] == action.key
    assert set(candidates.values()) == {action.key, None}
