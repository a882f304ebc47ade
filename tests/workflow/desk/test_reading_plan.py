"""The plan of an assessor: full, light or leave, and what it leaves of the desk."""

import pytest

from store.errors import ConflictError, NotFoundError, NotPermittedError
from tests.factories.workflow import NOW, a_citation, an_engagement
from workflow.desk import desk, reading_plan
from workflow.kinds.reviews import Depth, Outcome
from workflow.reviews import reviews, verdicts


def plan(session, year, depth, actor=None):
    reading_plan.choose(session, actor or year.assessor, {year.claim.key: depth}, now=NOW)
    return desk.load(session, actor or year.assessor)


def test_a_claim_is_read_in_full_lightly_or_left_with_the_minutes_that_it_takes(year):
    with year.database.writing() as session:
        other = a_citation(
            session, year.contributor, year.claim, year.library, "by campus", is_key=True
        )
        full = desk.load(session, year.assessor)
        assert (full.minutes_left, len(full.claims[0].waiting)) == (5, 2)

        light = plan(session, year, Depth.LIGHT)
        assert (light.minutes_left, [c.key for c in light.claims[0].waiting]) == (
            3,
            [year.citation.key],
        )
        verdicts.give(session, year.assessor, other.key, Outcome.SUPPORTS, seen_version=0, now=NOW)
        # One quote is read, whichever it was.
        assert desk.load(session, year.assessor).claims[0].waiting == ()

        left = plan(session, year, Depth.LEAVE)
        assert (left.minutes_left, left.finished, left.first_open) == (0, 0, None)
        assert left.claims[0].is_finished
        assert plan(session, year, Depth.FULL).minutes_left == 3


def test_a_plan_is_ones_own(year):
    with year.database.writing() as session:
        other = an_engagement(session, year.leader, year.college, year.review)
        plan(session, year, Depth.LEAVE)

        assert reading_plan.own_plan(session, other) == {}
        assert reading_plan.own_plan(session, year.assessor) == {year.claim.id: Depth.LEAVE}


def test_a_plan_names_claims_of_the_desk_while_the_review_is_open(year):
    with year.database.writing() as session:
        with pytest.raises(NotFoundError):
            reading_plan.choose(session, year.assessor, {"nothing": Depth.LIGHT}, now=NOW)
        with pytest.raises(NotPermittedError):
            reading_plan.choose(session, year.leader, {year.claim.key: Depth.LIGHT}, now=NOW)
        reviews.release(session, year.assessor, year.review.key, now=NOW)
        with pytest.raises(ConflictError):
            plan(session, year, Depth.LIGHT)
