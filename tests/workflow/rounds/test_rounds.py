"""Rounds: begun and joined by colleges, which learn names and days of each other, nothing else."""

from datetime import date, timedelta

import pytest

from store.errors import ConflictError, IncompleteError, NotFoundError, NotPermittedError
from store.people import InterestKind, Person
from store.permissions import Role
from tests.factories.people import a_college, a_person, an_actor, as_actor
from tests.factories.workflow import (
    ENDS,
    NOW,
    a_claim,
    a_review,
    an_assessment,
    an_engagement,
)
from workflow.kinds.reviews import ReviewKind
from workflow.lifecycle import ReviewState
from workflow.needs import needs
from workflow.reviews import judgements, reviews
from workflow.rounds import rounds

DAY = date(2027, 2, 25)
THEN = NOW + timedelta(days=25)
CANARY = "kanarienvogel"


@pytest.fixture
def trio(year):
    """A round of two colleges: the year's own and another full of a canary; its facilitator."""
    with year.database.writing() as session:
        person = a_person(session, "Owain Lydgate")
        begun = rounds.begin(
            session, year.leader, year.review.key,
            name="Marlshire trio", release_on=DAY, facilitator=person, now=NOW,
        )  # fmt: skip
        other = a_college(session, name="Ashenholt College")
        leader = an_actor(session, other, person=a_person(session, f"L. {CANARY}"))
        assessment = an_assessment(session, other)
        assessment.scope = CANARY
        claim = a_claim(session, leader, assessment, reason=CANARY)
        review = a_review(session, leader, assessment, title=f"Review {CANARY}")
        assessor = an_engagement(
            session, leader, other, review, person=a_person(session, f"A. {CANARY}")
        )
        judgements.judge(
            session, assessor, claim.key, level=2, reason=CANARY, seen_version=0, now=NOW
        )
        rounds.join(session, leader, review.key, begun.key, now=NOW)
    return Trio(begun, person, leader, review, assessor)


class Trio:
    def __init__(self, begun, person, leader, review, assessor):
        self.round, self.person, self.leader = begun, person, leader
        self.review, self.assessor = review, assessor

    def facilitator(self, year):
        return as_actor(year.college, self.person, Role.FACILITATOR, review=year.review)


def test_a_round_ties_reviews_of_several_colleges_to_one_facilitator_and_one_day(year, trio):
    """Item 8: rounds with a facilitator and one release date."""
    with year.database.reading() as session:
        seen = rounds.seen_of(session, year.leader, year.review)
        engaged = [
            [one.role for one in reviews.list_engagements(session, review)]
            for review in (year.review, trio.review)
        ]

    assert (seen.name, seen.release_on, seen.facilitator) == (
        "Marlshire trio", DAY, "Owain Lydgate",
    )  # fmt: skip
    assert [(one.is_own, one.is_released) for one in seen.colleges] == [
        (True, False), (False, False),
    ]  # fmt: skip
    assert engaged == [[Role.ASSESSOR, Role.FACILITATOR]] * 2


def test_colleges_learn_names_and_days_of_each_other_and_nothing_else(year, trio):
    with year.database.writing() as session:
        newcomer = an_actor(session, a_college(session))
        seen = [
            rounds.seen_of(session, year.leader, year.review),
            rounds.seen_of(session, year.assessor, year.review),
            rounds.find_by_code(session, newcomer, trio.round.key),
            needs.list_needs(session, year.leader),
        ]

    assert CANARY not in repr(seen)
    assert "Ashenholt College" in repr(seen[0])
    assert seen[1].code == ""


def test_nothing_of_a_review_is_released_before_the_day_of_its_round(year, trio):
    with year.database.writing() as session:
        for themes in (None, [1]):
            with pytest.raises(ConflictError, match="together on 25 February 2027"):
                reviews.release(session, year.assessor, year.review.key, now=NOW, themes=themes)

        review = reviews.release(session, year.assessor, year.review.key, now=THEN)

        assert review.state is ReviewState.RELEASED
        seen = rounds.seen_of(session, trio.leader, trio.review)
    assert [one.is_released for one in seen.colleges] == [True, False]


def test_a_college_joins_once_with_an_open_peer_review_whose_time_holds_the_day(year, trio):
    with year.database.writing() as session:
        college = a_college(session)
        leader = an_actor(session, college)
        assessment = an_assessment(session, college)
        hub = a_review(session, leader, assessment, kind=ReviewKind.HUB)
        short = reviews.open_review(
            session, leader, assessment, kind=ReviewKind.PEER, title="Short",
            starts_on=date(2027, 2, 1), ends_on=date(2027, 2, 20),
        )  # fmt: skip
        good = a_review(session, leader, assessment)
        code = trio.round.key

        with pytest.raises(ConflictError, match="peer reviews"):
            rounds.join(session, leader, hub.key, code, now=NOW)
        with pytest.raises(IncompleteError, match="to 20 February 2027"):
            rounds.join(session, leader, short.key, code, now=NOW)
        with pytest.raises(IncompleteError, match="No round has this code"):
            rounds.join(session, leader, good.key, "guessed", now=NOW)
        with pytest.raises(ConflictError, match="day of this round is over"):
            rounds.join(session, leader, good.key, code, now=THEN)
        rounds.join(session, leader, good.key, f" {code} ", now=NOW)
        with pytest.raises(ConflictError, match="in a round already"):
            rounds.join(session, leader, good.key, code, now=NOW)
        with pytest.raises(ConflictError, match="with another review already"):
            rounds.join(session, leader, a_review(session, leader, assessment).key, code, now=NOW)


def test_whom_an_interest_bars_at_a_college_facilitates_no_review_of_it(year, trio):
    with year.database.writing() as session:
        college = a_college(session)
        leader = an_actor(session, college)
        review = a_review(session, leader, an_assessment(session, college))
        person = session.get_one(Person, trio.person.id)
        reviews.declare_interest(session, college.id, person, InterestKind.SUPPLIER)

        with pytest.raises(NotPermittedError, match="bars this person"):
            rounds.join(session, leader, review.key, trio.round.key, now=NOW)


def test_who_judges_in_a_review_does_not_facilitate_its_round(year):
    with year.database.writing() as session:
        person = session.get_one(Person, year.assessor.person_id)
        with pytest.raises(ConflictError, match="is assessor in this review"):
            rounds.begin(
                session, year.leader, year.review.key,
                name="Trio", release_on=DAY, facilitator=person, now=NOW,
            )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"release_on": ENDS + timedelta(days=1)}, "release_on"),
        ({"release_on": date(2027, 2, 2)}, "release_on"),
    ],
)
def test_a_round_has_a_name_and_a_day_of_the_review_that_is_to_come(year, change, field):
    facts = {"name": "Trio", "release_on": DAY} | change

    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        rounds.begin(
            session, year.leader, year.review.key, facilitator=a_person(session), now=NOW, **facts
        )

    assert refused.value.field == field


def test_the_facilitator_moves_the_day_for_all_until_something_is_released(year, trio):
    facilitator = trio.facilitator(year)
    with year.database.writing() as session:
        with pytest.raises(IncompleteError, match="on a day of each"):
            rounds.set_day(session, facilitator, ENDS + timedelta(days=1), now=NOW)
        rounds.set_day(session, facilitator, NOW.date(), now=NOW)
        with pytest.raises(NotPermittedError):
            rounds.set_day(session, year.assessor, DAY, now=NOW)

        reviews.release(session, trio.assessor, trio.review.key, now=NOW)

        with pytest.raises(ConflictError, match="its day stands"):
            rounds.set_day(session, facilitator, DAY, now=NOW)


def test_another_facilitator_of_the_review_does_not_keep_the_round(year, trio):
    with year.database.writing() as session:
        other = an_engagement(
            session, year.leader, year.college, year.review, role=Role.FACILITATOR
        )
        with pytest.raises(NotFoundError, match="no round that you facilitate"):
            rounds.set_day(session, other, DAY, now=NOW)
