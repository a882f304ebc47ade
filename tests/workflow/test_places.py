"""Where a person may work: own colleges and reviews, never merged."""

from datetime import UTC, date, datetime, timedelta

import pytest

from store import hubs, membership
from store.people import Engagement, Interest, InterestKind
from store.permissions import Role
from tests.factories.people import a_college, a_member, a_person, an_actor
from tests.factories.workflow import ENDS, STARTS, a_review, an_assessment
from workflow import bars, places

TODAY = date(2027, 2, 10)
NOW = datetime(2027, 2, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def college(database):
    with database.writing() as session:
        return a_college(session)


@pytest.fixture
def assessor(database, college):
    """Somebody of another college, engaged in a review of this one."""
    with database.writing() as session:
        leader = an_actor(session, college)
        review = a_review(session, leader, an_assessment(session, college))
        person = a_member(session, a_college(session), Role.CONTRIBUTOR)
        session.add(
            Engagement(
                college_id=college.id,
                review_id=review.id,
                person_id=person.id,
                role=Role.LEAD_ASSESSOR,
                starts_on=STARTS,
                ends_on=ENDS,
                granted_by=leader.person_id,
            )
        )
        return person


def where(database, person, on=TODAY):
    with database.reading() as session:
        found, _ = places.list_places(session, person.id, on=on)
        return found


def test_roles_in_one_college_are_one_place(database, college):
    with database.writing() as session:
        person = a_member(session, college, Role.GOVERNOR)
        membership.give_role(session, college.id, person, Role.CONTRIBUTOR)

    (place,) = where(database, person)

    assert place.roles == {Role.GOVERNOR, Role.CONTRIBUTOR}
    assert place.role_words == "contributor and governor"
    assert place.key == college.key


def test_a_review_is_a_place_of_its_own_behind_the_own_college(database, college, assessor):
    own, review = where(database, assessor)

    assert (own.roles, own.review_id) == ({Role.CONTRIBUTOR}, None)
    assert (review.college_id, review.roles) == (college.id, {Role.LEAD_ASSESSOR})
    assert review.review_id is not None
    assert review.review_title


@pytest.mark.parametrize("on", [date(2027, 1, 31), date(2027, 3, 2)])
def test_a_review_is_a_place_on_its_days_only(database, assessor, on):
    assert len(where(database, assessor, on)) == 1


def test_an_ended_engagement_and_an_ended_role_are_no_places(database, college, assessor):
    with database.writing() as session:
        for engagement in session.query(Engagement).all():
            engagement.ended_at = NOW
        leader = an_actor(session, college, Role.ADMINISTRATOR)
        member = a_member(session, college, Role.GOVERNOR)
        listed = membership.list_members(session, leader)
        key = next(one.membership_key for one in listed if one.role is Role.GOVERNOR)
        membership.end_membership(session, leader, key, now=NOW)

    assert len(where(database, assessor)) == 1
    assert where(database, member) == []


@pytest.mark.parametrize(
    ("kind", "count"), [(InterestKind.SUPPLIER, 1), (InterestKind.NEIGHBOUR, 2)]
)
def test_a_barring_interest_closes_the_review_at_once(database, college, assessor, kind, count):
    with database.writing() as session:
        session.add(Interest(college_id=college.id, person_id=assessor.id, kind=kind))

    assert len(where(database, assessor)) == count


@pytest.mark.parametrize(("days_more", "count"), [(0, 1), (1, 2)])
def test_an_interest_that_ended_closes_the_review_for_three_years_more(
    database, college, assessor, days_more, count
):
    with database.writing() as session:
        session.add(
            Interest(
                college_id=college.id, person_id=assessor.id, kind=InterestKind.WORKED_THERE,
                ends_on=TODAY - bars.COOLING_OFF - timedelta(days=days_more),
            )
        )  # fmt: skip

    assert len(where(database, assessor)) == count


def test_an_interest_in_another_college_closes_nothing(database, assessor):
    with database.writing() as session:
        elsewhere = a_college(session)
        session.add(
            Interest(college_id=elsewhere.id, person_id=assessor.id, kind=InterestKind.GOVERNOR)
        )

    assert len(where(database, assessor)) == 2


def test_an_actor_acts_in_one_place(database, college, assessor):
    _, review = where(database, assessor)

    actor = places.actor_at(review, assessor.id, assessor.key, assessor.name)

    assert actor.is_outside
    assert (actor.college_id, actor.roles) == (college.id, {Role.LEAD_ASSESSOR})


def test_somebody_without_a_place_has_none(database):
    with database.writing() as session:
        person = a_person(session)

    assert where(database, person) == []


def test_a_hub_that_one_reads_is_named_beside_the_places_until_that_ends(database, college):
    with database.writing() as session:
        person = a_member(session, college, Role.GOVERNOR)
        for name in ("Marlshire", "Ashfold"):
            hubs.add_member(session, hubs.add_hub(session, name), person)

    with database.writing() as session:
        places_, named = places.list_places(session, person.id, on=TODAY)
        hubs.end_member(session, hubs.find_hub(session, "Ashfold"), person, now=NOW)
        _, left = places.list_places(session, person.id, on=TODAY)

    assert len(places_) == 1
    assert (named, left) == (["Ashfold", "Marlshire"], ["Marlshire"])
