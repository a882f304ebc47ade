"""The highest-leverage actions of a review: three at most, seen when released, planned once."""

from datetime import date

import pytest

from store.errors import (
    ConflictError,
    EditedMeanwhileError,
    IncompleteError,
    NotFoundError,
    NotPermittedError,
)
from store.permissions import Role
from tests.factories.workflow import NOW, a_review, an_engagement
from workflow.actions import actions
from workflow.actions.actions import Step
from workflow.kinds.actions import ActionOrigin
from workflow.reviews import leverage, moderation, reviews

WORDS = "Put destinations before the board each term."


def name(session, actor, words=WORDS, dimension="1.5", **more):
    return leverage.name(session, actor, dimension=dimension, words=words, now=NOW, **more)


def named(session, actor, review):
    return [one.words for one in leverage.list_named(session, actor, review)]


def test_a_review_names_three_actions_at_most(year):
    """Item 8: at most three highest-leverage actions."""
    with year.database.writing() as session:
        made = [name(session, year.assessor, f"Action {n}") for n in range(3)]
        with pytest.raises(ConflictError, match="three actions at most"):
            name(session, year.assessor, "A fourth")
        leverage.take_back(session, year.assessor, made[1].key, now=NOW)
        name(session, year.assessor, "Another second")

        assert named(session, year.assessor, year.review) == [
            "Action 0", "Another second", "Action 2",
        ]  # fmt: skip


def test_the_college_sees_them_once_the_whole_review_is_released(year):
    with year.database.writing() as session:
        name(session, year.assessor)
        assert named(session, year.leader, year.review) == []
        reviews.release(session, year.assessor, year.review.key, now=NOW, themes=[1])
        assert named(session, year.leader, year.review) == []

        reviews.release(session, year.assessor, year.review.key, now=NOW)

        assert named(session, year.leader, year.review) == [WORDS]
        with pytest.raises(ConflictError, match="has been released"):
            name(session, year.assessor, "Too late")


def test_those_who_judge_make_one_list_and_who_owes_a_blind_judgement_waits(year):
    with year.database.writing() as session:
        second = an_engagement(session, year.leader, year.college, year.review)
        facilitator = an_engagement(
            session, year.leader, year.college, year.review, role=Role.FACILITATOR
        )
        later = an_engagement(
            session, year.leader, year.college, a_review(session, year.leader, year.assessment)
        )
        name(session, year.assessor)
        assert named(session, second, year.review) == [WORDS]

        moderation.ask_second(session, year.assessor, year.claim.key, second.person_key, now=NOW)

        assert named(session, second, year.review) == []
        assert named(session, facilitator, year.review) == [WORDS]
        assert named(session, later, year.review) == []
        with pytest.raises(ConflictError, match="Submit the second judgement"):
            name(session, second, "Mine")


def test_where_somebody_leads_they_name_them(year):
    with year.database.writing() as session:
        lead = an_engagement(
            session, year.leader, year.college, year.review, role=Role.LEAD_ASSESSOR
        )
        with pytest.raises(NotPermittedError, match="lead assessor names"):
            name(session, year.assessor)
        name(session, lead)
        with pytest.raises(NotPermittedError):
            name(session, year.leader)


def test_who_rewords_second_gets_the_first_words_back(year):
    with year.database.writing() as session:
        made = name(session, year.assessor)
        seen = made.row_version
        name(session, year.assessor, "First", key=made.key, seen_version=seen)

        with pytest.raises(EditedMeanwhileError) as refused:
            name(session, year.assessor, "Second", key=made.key, seen_version=seen)

    assert refused.value.theirs == "First"


@pytest.mark.parametrize(
    ("words", "dimension", "field"),
    [(" ", "1.5", "words"), ("x" * 501, "1.5", "words"), ("Do.", "9.9", "dimension")],
)
def test_an_action_has_words_and_a_dimension(year, words, dimension, field):
    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        name(session, year.assessor, words, dimension)

    assert refused.value.field == field


def test_a_released_one_is_offered_to_the_plan_and_taken_up_once(year):
    """Item 8: offered as actions in the plan."""
    with year.database.writing() as session:
        made = name(session, year.assessor)
        with pytest.raises(NotFoundError):
            leverage.find_named(session, year.leader, made.key)
        reviews.release(session, year.assessor, year.review.key, now=NOW)
        [offered] = leverage.list_to_plan(session, year.leader, year.assessment)
        step = Step(
            "1.5", 4, offered.words, year.leader.person_key, date(2027, 6, 1),
            origin=ActionOrigin.REVIEW, leverage_key=offered.key,
        )  # fmt: skip

        action = actions.plan(session, year.leader, step, now=NOW)

        assert leverage.list_to_plan(session, year.leader, year.assessment) == []
        assert leverage.list_named(session, year.leader, year.review)[0].action_id == action.id
        with pytest.raises(ConflictError, match="in the plan already"):
            actions.plan(session, year.leader, step, now=NOW)
