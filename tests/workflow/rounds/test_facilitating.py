"""The facilitator's page of a round, and the release of its reviews together."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from store.errors import ConflictError, NotPermittedError
from store.people import InterestKind, Person
from store.permissions import Role
from tests.factories.people import a_college, a_person, an_actor, as_actor
from tests.factories.statements import counted
from tests.factories.workflow import NOW, a_claim, a_review, an_assessment, an_engagement
from workflow.models.reviews import Determination, Review
from workflow.reviews import judgements, moderation, reviews
from workflow.rounds import facilitating, rounds

DAY = date(2027, 2, 25)
THEN = NOW + timedelta(days=25)


def say(session, actor, claim, level):
    judgements.judge(
        session, actor, claim.key, level=level, reason="As read.", seen_version=0, now=NOW
    )
    judgements.submit(session, actor, now=NOW)


class OfCollege:
    """A college of the round with one judged claim."""

    def __init__(self, session, name):
        self.college = a_college(session, name=name)
        self.leader = an_actor(session, self.college)
        assessment = an_assessment(session, self.college)
        self.claim = a_claim(session, self.leader, assessment)
        self.review = a_review(session, self.leader, assessment)
        self.assessor = an_engagement(session, self.leader, self.college, self.review)
        say(session, self.assessor, self.claim, 3)


@pytest.fixture
def trio(year):
    """A round of three, a claim judged in each; the facilitator at work in the first."""
    with year.database.writing() as session:
        person = a_person(session, "Owain Lydgate")
        say(session, year.assessor, year.claim, 3)
        begun = rounds.begin(
            session, year.leader, year.review.key,
            name="Marlshire trio", release_on=DAY, facilitator=person, now=NOW,
        )  # fmt: skip
        others = [OfCollege(session, name) for name in ("Ashenholt", "Tallowmere")]
        for one in others:
            rounds.join(session, one.leader, one.review.key, begun.key, now=NOW)
    return as_actor(year.college, person, Role.FACILITATOR, review=year.review), others


def differ(session, one):
    """A second assessor of a college judges its claim differently."""
    other = an_engagement(session, one.leader, one.college, one.review)
    say(session, other, one.claim, 2)
    return other


def released(session):
    query = select(func.count(Review.id)).where(Review.released_at.is_not(None))
    return session.scalar(query)


def test_the_facilitator_sees_who_has_come_how_far_and_what_differs(year, trio):
    facilitator, (ashenholt, _) = trio
    with year.database.writing() as session:
        differ(session, ashenholt)
        seen = facilitating.load(session, facilitator, today=NOW.date())

    found = {one.college: one for one in seen.reviews}
    one = found["Ashenholt"]
    assert [(p.judged, p.submitted, p.verdicts) for p in one.people] == [(1, 1, 0)] * 2
    assert (one.looked_at, one.claims, one.waits_for) == (1, 1, ["1.5"])
    assert [d.code for d, _ in one.differing] == ["1.5"]
    assert found["Tallowmere"].waits_for == []
    assert len(found) == 3
    assert not seen.may_release(NOW.date())
    assert seen.may_release(DAY)


def test_one_action_of_the_facilitator_releases_every_review_on_the_day(year, trio):
    """Item 8: one release date for all its reviews, released together."""
    facilitator, _ = trio
    with year.database.writing() as session:
        with pytest.raises(ConflictError, match="Nothing is released yet"):
            facilitating.release_all(session, facilitator, now=NOW)

        assert facilitating.release_all(session, facilitator, now=THEN) == 3

        assert released(session) == 3
        deciders = set(session.scalars(select(Determination.decided_by)))
        assert facilitator.person_id not in deciders
        with pytest.raises(ConflictError, match="released already"):
            facilitating.release_all(session, facilitator, now=THEN)


def test_all_are_released_or_none_and_the_college_that_is_not_ready_is_named(year, trio):
    facilitator, (ashenholt, _) = trio
    with year.database.writing() as session:
        other = differ(session, ashenholt)
    with pytest.raises(ConflictError, match="Ashenholt: Two assessors"):  # noqa: SIM117
        with year.database.writing() as session:
            facilitating.release_all(session, facilitator, now=THEN)
    with year.database.writing() as session:
        assert released(session) == 0
        moderation.moderate(
            session, other, ashenholt.claim.key, level=2, reason="We agree.", seen="", now=NOW
        )
        seen = facilitating.load(session, facilitator, today=NOW.date())
        assert [one.waits_for for one in seen.reviews] == [[], [], []]

        assert facilitating.release_all(session, facilitator, now=THEN) == 3


def test_what_a_lead_released_on_the_day_is_left_as_it_is(year, trio):
    facilitator, (ashenholt, _) = trio
    with year.database.writing() as session:
        reviews.release(session, ashenholt.assessor, ashenholt.review.key, now=THEN)

        assert facilitating.release_all(session, facilitator, now=THEN) == 2


def test_a_review_that_the_facilitator_may_no_longer_enter_is_not_shown(year, trio):
    facilitator, (ashenholt, _) = trio
    with year.database.writing() as session:
        person = session.get_one(Person, facilitator.person_id)
        reviews.declare_interest(session, ashenholt.college.id, person, InterestKind.SUPPLIER)

        seen = facilitating.load(session, facilitator, today=NOW.date())

        assert [one.college for one in seen.reviews if "Ashenholt" in one.college] == []
        assert seen.elsewhere == ("Ashenholt",)
        with pytest.raises(ConflictError, match="no longer take part in the review of Ashenholt"):
            facilitating.release_all(session, facilitator, now=THEN)


def test_nobody_else_keeps_a_round(year, trio):
    with year.database.writing() as session:
        for actor in (year.assessor, year.leader):
            with pytest.raises(NotPermittedError):
                facilitating.load(session, actor, today=NOW.date())
            with pytest.raises(NotPermittedError):
                facilitating.release_all(session, actor, now=THEN)


def test_the_page_costs_the_same_statements_for_three_colleges_as_for_four(year, trio):
    facilitator, _ = trio

    def cost():
        with year.database.reading() as session, counted(year.database) as seen:
            facilitating.load(session, facilitator, today=NOW.date())
        return len(seen)

    before = cost()
    with year.database.writing() as session:
        one = OfCollege(session, "Eastmarsh")
        code = rounds.own_round(session, facilitator).key
        rounds.join(session, one.leader, one.review.key, code, now=NOW)

    assert cost() == before <= 12
