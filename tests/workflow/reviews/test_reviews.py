"""Opening reviews, engaging people, interests that bar, and the release."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from ingest import finding
from store import membership
from store.errors import ConflictError, IncompleteError, NotFoundError, NotPermittedError
from store.people import BARRING, Engagement, InterestKind, Membership, Person
from store.permissions import Role
from tests.factories.people import a_college, a_person, an_actor
from tests.factories.threads import at_once
from tests.factories.workflow import (
    ENDS,
    NOW,
    STARTS,
    a_claim,
    a_review,
    an_assessment,
    an_engagement,
)
from workflow import bars, drafting
from workflow.kinds.reviews import Outcome, ReviewKind
from workflow.lifecycle import ReviewState
from workflow.models.reviews import Coverage, Determination, Judgement, Review, Verdict
from workflow.reviews import judgements, reviews, verdicts

DECLARED = sorted(set(InterestKind) - BARRING)


def engage(session, year, person, role=Role.ASSESSOR, review=None, **dates):
    dates = {"starts_on": STARTS, "ends_on": ENDS} | dates
    return reviews.engage(session, year.leader, review or year.review, person, role, **dates)


def takes_part(session, review):
    """Who is engaged in a review."""
    return [one.person for one in reviews.list_engagements(session, review)]


def judge(session, year, actor, level=3, claim=None):
    return judgements.judge(
        session,
        actor,
        (claim or year.claim).key,
        level=level,
        seen_version=0,
        now=NOW,
        reason="As the papers say.",
    )


def give(session, year, actor):
    return verdicts.give(
        session, actor, year.citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW
    )


def release(session, year, actor=None):
    return reviews.release(session, actor or year.assessor, year.review.key, now=NOW)


# Opening


@pytest.mark.parametrize(
    ("change", "field"),
    [({"title": " "}, "title"), ({"ends_on": STARTS - timedelta(days=1)}, "ends_on")],
)
def test_a_review_has_a_name_and_ends_after_it_starts(year, change, field):
    facts = {"title": "Peer review", "starts_on": STARTS, "ends_on": ENDS} | change

    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        reviews.open_review(session, year.leader, year.assessment, kind=ReviewKind.PEER, **facts)

    assert refused.value.field == field


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.GOVERNOR, Role.ADMINISTRATOR])
def test_only_leaders_open_reviews_and_engage_people(year, role):
    with year.database.writing() as session:
        actor = an_actor(session, year.college, role)

        with pytest.raises(NotPermittedError):
            a_review(session, actor, year.assessment)
        with pytest.raises(NotPermittedError):
            an_engagement(session, actor, year.college, year.review)


def test_reviews_are_listed_newest_first_and_an_outsider_sees_their_own(year):
    with year.database.writing() as session:
        second = a_review(session, year.leader, year.assessment, title="Second look")
        third = an_engagement(session, year.leader, year.college, second)

        def titles(actor):
            return [r.title for r in reviews.list_reviews(session, actor, year.assessment)]

        assert titles(year.leader) == ["Second look", "Peer review"]
        assert titles(year.assessor) == ["Peer review"]
        assert titles(third) == ["Second look"]
        with pytest.raises(NotFoundError):
            reviews.get_review(session, third, year.review.key)
        assert drafting.own_review(session, third).id == second.id


# Engaging


@pytest.mark.parametrize("role", [Role.CAREERS_LEADER, Role.GOVERNOR])
def test_a_role_inside_the_college_is_no_role_in_a_review(year, role):
    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        engage(session, year, a_person(session), role)

    assert refused.value.field == "role"


def test_an_engagement_ends_after_it_starts(year):
    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        engage(session, year, a_person(session), starts_on=ENDS, ends_on=STARTS)

    assert refused.value.field == "ends_on"


def test_a_person_is_engaged_once_in_a_review(year):
    with year.database.writing() as session:
        person = session.get_one(Person, year.assessor.person_id)

        with pytest.raises(ConflictError, match="takes part in this review already"):
            engage(session, year, person, Role.LEAD_ASSESSOR)


@pytest.mark.parametrize("kind", sorted(BARRING))
def test_a_barring_interest_keeps_a_person_out(year, kind):
    with year.database.writing() as session:
        person = a_person(session)
        reviews.declare_interest(session, year.college.id, person, kind)

        with pytest.raises(NotPermittedError, match="declared interest"):
            engage(session, year, person)


@pytest.mark.parametrize("kind", DECLARED)
def test_other_interests_are_shown_to_the_college_and_keep_nobody_out(year, kind):
    with year.database.writing() as session:
        person = a_person(session)
        declared = reviews.declare_interest(session, year.college.id, person, kind)

        engage(session, year, person)

        shown = reviews.list_interests(session, year.leader, [person.id])
        assert [interest.key for interest in shown] == [declared.key]


@pytest.mark.parametrize(
    ("ended", "is_barred"),
    [
        (STARTS - bars.COOLING_OFF, True),
        (STARTS - bars.COOLING_OFF - timedelta(days=1), False),
        (None, True),
    ],
)
def test_an_interest_that_ended_bars_for_three_years_more(year, ended, is_barred):
    with year.database.writing() as session:
        person = a_person(session)
        reviews.declare_interest(
            session, year.college.id, person, InterestKind.GOVERNOR, ends_on=ended
        )

        if is_barred:
            with pytest.raises(NotPermittedError):
                engage(session, year, person)
        else:
            engage(session, year, person)


def test_an_interest_in_another_college_keeps_nobody_out(year):
    with year.database.writing() as session:
        person = a_person(session)
        reviews.declare_interest(session, a_college(session).id, person, InterestKind.GOVERNOR)

        engage(session, year, person)

        assert person in takes_part(session, year.review)


def test_who_belongs_to_the_college_takes_no_part_in_a_peer_review(year):
    with year.database.writing() as session:
        person = session.get_one(Person, year.governor.person_id)

        with pytest.raises(NotPermittedError, match="belongs to this college"):
            engage(session, year, person)


def test_an_internal_review_is_made_by_the_colleges_own_people(year):
    with year.database.writing() as session:
        review = a_review(session, year.leader, year.assessment, kind=ReviewKind.INTERNAL)
        person = session.get_one(Person, year.governor.person_id)

        engage(session, year, person, review=review)

        assert person in takes_part(session, review)


def test_who_left_the_college_long_ago_may_review_it(year):
    with year.database.writing() as session:
        person = session.get_one(Person, year.governor.person_id)
        for left, is_barred in ((NOW, True), (NOW - timedelta(days=4 * 365), False)):
            session.execute(
                update(Membership).where(Membership.person_id == person.id).values(ended_at=left)
            )
            if is_barred:
                with pytest.raises(NotPermittedError):
                    engage(session, year, person)
            else:
                engage(session, year, person)


def test_a_peer_assessor_does_not_validate_the_same_assessment(year):
    with year.database.writing() as session:
        external = a_review(session, year.leader, year.assessment, kind=ReviewKind.EXTERNAL)
        person = session.get_one(Person, year.assessor.person_id)

        with pytest.raises(NotPermittedError, match="cannot also validate"):
            engage(session, year, person, Role.VALIDATOR, external)
        engage(session, year, a_person(session), Role.VALIDATOR, external)


def test_an_interest_declared_later_ends_ones_part_in_the_review(year):
    with year.database.writing() as session:
        person = session.get_one(Person, year.assessor.person_id)
        reviews.declare_interest(session, year.college.id, person, InterestKind.SUPPLIER)

        for act in (give, judge):
            with pytest.raises(NotPermittedError, match="bars this person"):
                act(session, year, year.assessor)
        with pytest.raises(NotPermittedError, match="bars this person"):
            release(session, year)


def test_becoming_a_member_ends_ones_part_in_the_review(year):
    with year.database.writing() as session:
        person = session.get_one(Person, year.assessor.person_id)
        membership.give_role(session, year.college.id, person, Role.GOVERNOR)

        with pytest.raises(NotPermittedError, match="belongs to this college"):
            give(session, year, year.assessor)


def test_what_somebody_drafted_before_an_interest_barred_them_is_not_released(year):
    with year.database.writing() as session:
        lead = an_engagement(
            session, year.leader, year.college, year.review, role=Role.LEAD_ASSESSOR
        )
        give(session, year, year.assessor)
        judge(session, year, year.assessor, 2)
        judge(session, year, lead, 3)
        person = session.get_one(Person, year.assessor.person_id)
        reviews.declare_interest(session, year.college.id, person, InterestKind.SUPPLIER)

        release(session, year, lead)

        assert session.scalars(select(Determination.level)).all() == [3]
        authors = select(Judgement.author_id).where(Judgement.released_at.is_not(None))
        assert session.scalars(authors).all() == [lead.person_id]
        assert session.scalar(select(Verdict.released_at)) is None


def test_the_database_refuses_a_role_from_inside_as_an_engagement(year):
    change = update(Engagement).values(role=Role.GOVERNOR)

    with pytest.raises(IntegrityError, match="role_is_outside"), year.database.writing() as session:
        session.execute(change)


# Release


def test_a_release_makes_every_draft_permanent_and_determines_each_claim(year):
    with year.database.writing() as session:
        give(session, year, year.assessor)
        judgement = judge(session, year, year.assessor)

        review = release(session, year)

        determined = session.scalars(select(Determination)).one()
        assert (review.state, review.released_at) == (ReviewState.RELEASED, NOW)
        for table in (Verdict, Judgement, Coverage):
            assert session.scalars(select(table.released_at)).all() == [NOW]
        assert (determined.claim_id, determined.level) == (year.claim.id, 3)
        assert determined.judgements == [judgement.key]


def test_releasing_twice_changes_nothing(year):
    with year.database.writing() as session:
        judge(session, year, year.assessor)
        release(session, year)
    with year.database.writing() as session:
        again = reviews.release(
            session, year.assessor, year.review.key, now=NOW + timedelta(days=1)
        )

        assert again.released_at == NOW
        assert session.scalar(select(func.count(Determination.id))) == 1


def test_releasing_twice_at_once_determines_each_claim_once(year):
    with year.database.writing() as session:
        judge(session, year, year.assessor)

    def release_it():
        with year.database.writing() as session:
            release(session, year)

    at_once(release_it, release_it)

    with year.database.reading() as session:
        assert session.scalar(select(func.count(Determination.id))) == 1


def test_two_differing_judgements_are_brought_together_first(year):
    with year.database.writing() as session:
        second = an_engagement(session, year.leader, year.college, year.review)
        judge(session, year, year.assessor, 3)
        judge(session, year, second, 2)
    with (
        pytest.raises(ConflictError, match="judged a claim differently"),
        year.database.writing() as session,
    ):
        release(session, year)

    with year.database.writing() as session:
        drafts = select(Judgement).where(Judgement.released_at.is_(None))
        assert len(session.scalars(drafts).all()) == 2
        judgements.judge(
            session, second, year.claim.key, level=3, seen_version=1, now=NOW, reason="Agreed."
        )
        release(session, year)
        determined = session.scalars(select(Determination)).one()
        assert (determined.level, len(determined.judgements)) == (3, 2)


def test_the_lead_assessor_releases_where_there_is_one(year):
    with year.database.writing() as session:
        lead = an_engagement(
            session, year.leader, year.college, year.review, role=Role.LEAD_ASSESSOR
        )

        with pytest.raises(NotPermittedError, match=f"The lead assessor, {lead.name}"):
            release(session, year)
        assert release(session, year, lead).state is ReviewState.RELEASED


@pytest.mark.parametrize("who", ["leader", "senior", "governor"])
def test_the_college_does_not_release_its_own_review(year, who):
    with year.database.writing() as session, pytest.raises(NotPermittedError):
        release(session, year, getattr(year, who))


def test_somebody_of_another_review_does_not_find_this_one(year):
    with year.database.writing() as session:
        other = a_review(session, year.leader, year.assessment, title="Second look")
        outsider = an_engagement(session, year.leader, year.college, other)

        with pytest.raises(NotFoundError):
            release(session, year, outsider)


def test_a_release_takes_nothing_of_another_review(year):
    with year.database.writing() as session:
        other = a_review(session, year.leader, year.assessment, title="Second look")
        outsider = an_engagement(session, year.leader, year.college, other)
        judge(session, year, outsider, 2)
        judge(session, year, year.assessor)

        release(session, year)

        released = select(Judgement.review_id).where(Judgement.released_at.is_not(None))
        assert session.scalars(released).all() == [year.review.id]
        assert session.scalars(select(Determination.review_id)).all() == [year.review.id]


@pytest.mark.parametrize("change", ["UPDATE {} SET level = 1", "DELETE FROM {}"])
def test_the_database_keeps_a_determination_as_it_was(year, change):
    with year.database.writing() as session:
        judge(session, year, year.assessor)
        release(session, year)

    with (
        pytest.raises(DatabaseError, match="determination is kept as it was"),
        year.database.writing() as session,
    ):
        session.execute(text(change.format("determination")))


def test_the_database_holds_that_a_released_review_has_a_time(year):
    with (
        pytest.raises(IntegrityError, match="released_has_a_time"),
        year.database.writing() as session,
    ):
        session.execute(update(Review).values(state=ReviewState.RELEASED))


def test_claims_that_nobody_judged_are_determined_by_nobody(year):
    with year.database.writing() as session:
        other = a_claim(session, year.leader, year.assessment, "2.4", level=2)
        judge(session, year, year.assessor, 2, other)

        release(session, year)

        assert session.scalars(select(Determination.claim_id)).all() == [other.id]


def test_an_engagement_is_for_one_review_of_one_college(year):
    with year.database.writing() as session:
        earlier = an_assessment(session, year.college, first_year=2025)
        review = a_review(session, year.leader, earlier, title="Last year")

        listed = reviews.list_engagements(session, review)

        assert listed == []
        assert [e.person_id for e in reviews.list_engagements(session, year.review)] == [
            year.assessor.person_id
        ]
        assert date(2027, 2, 1) == year.review.starts_on


def test_a_release_tells_the_search_of_the_college_and_nobody_else_what_is_confirmed(year):
    with year.database.writing() as session:
        give(session, year, year.assessor)
        assert found(session, year.leader, "status:confirmed") == 0
        release(session, year)

        assert found(session, year.leader, "status:confirmed") == 1
        assert found(session, year.assessor, "status:confirmed") == 0
        assert found(session, year.assessor, "governor") == 1


def found(session, actor, words):
    return finding.find(session, actor, words).total
