"""Claiming a level, agreeing it, and what the database says when the operations are passed by."""

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from store.errors import (
    ConflictError,
    EditedMeanwhileError,
    IncompleteError,
    NotFoundError,
    NotPermittedError,
)
from store.permissions import Role
from tests.factories.people import a_college, an_actor
from tests.factories.threads import at_once
from tests.factories.workflow import NOW, a_claim, a_review, an_assessment, an_engagement
from workflow.claims import assessments, claims, coverage
from workflow.kinds.reviews import BELOW_LOWEST, CoverageMark
from workflow.lifecycle import ClaimState
from workflow.models.claims import Agreement, Claim, ClaimVersion


def claim_again(session, actor, year, *, level=3, reason="As before.", seen=1, **more):
    return claims.claim_level(
        session,
        actor,
        year.claim.key,
        level=level,
        reason=reason,
        seen_version=seen,
        now=NOW,
        **more,
    )


def test_a_claim_keeps_every_wording_with_its_author(year):
    with year.database.writing() as session:
        claim_again(session, year.senior, year, level=2, reason="  Only since spring.  ")

    with year.database.reading() as session:
        claim = claims.get_claim(session, year.leader, year.claim.key)
        versions = claims.list_versions(session, claim)
    assert [(v.number, v.level, v.reason, v.author.name) for v in versions] == [
        (2, 2, "Only since spring.", year.senior.name),
        (1, 3, "Governors hear of careers each term.", year.leader.name),
    ]


def test_claiming_again_asks_for_agreement_anew(year):
    with year.database.writing() as session:
        before = claims.get_claim(session, year.leader, year.claim.key).state
        claim_again(session, year.leader, year)
        after = claims.get_claim(session, year.leader, year.claim.key).state

    assert (before, after) == (ClaimState.AGREED, ClaimState.DRAFT)


def test_nobody_agrees_their_own_claim(year):
    with year.database.writing() as session:
        claim_again(session, year.senior, year)

        with pytest.raises(NotPermittedError, match="this one is your own"):
            claims.agree(session, year.senior, year.claim.key, now=NOW)

        claims.agree(session, year.leader, year.claim.key, now=NOW)


def test_the_author_of_an_earlier_wording_may_agree_a_later_one(year):
    with year.database.writing() as session:
        claim_again(session, year.senior, year)

        agreed = claims.agree(session, year.leader, year.claim.key, now=NOW)

        assert agreed.state is ClaimState.AGREED


def test_the_database_refuses_that_somebody_agrees_their_own_claim(year):
    with year.database.writing() as session:
        version = claim_again(session, year.senior, year)
        version_id = version.id
    row = {
        "college_id": year.college.id,
        "claim_version_id": version_id,
        "author_id": year.senior.person_id,
        "agreed_by": year.senior.person_id,
        "at": NOW,
    }

    with (
        pytest.raises(IntegrityError, match="agreed_by_a_second_person"),
        year.database.writing() as session,
    ):
        session.execute(insert(Agreement).values(row))


def test_the_database_refuses_an_agreement_that_names_another_author(year):
    with year.database.writing() as session:
        version_id = claim_again(session, year.senior, year).id
    row = {
        "college_id": year.college.id,
        "claim_version_id": version_id,
        "author_id": year.leader.person_id,
        "agreed_by": year.senior.person_id,
        "at": NOW,
    }

    with pytest.raises(IntegrityError), year.database.writing() as session:
        session.execute(insert(Agreement).values(row))


@pytest.mark.parametrize("table", ["claim_version", "agreement"])
@pytest.mark.parametrize("change", ["UPDATE {} SET at = at", "DELETE FROM {}"])
def test_the_database_keeps_wordings_and_agreements_as_they_were(year, table, change):
    with (
        pytest.raises(DatabaseError, match="is kept as it was and can only be added to"),
        year.database.writing() as session,
    ):
        session.execute(text(change.format(table)))


@pytest.mark.parametrize("reason", ["", " \n "])
def test_a_claim_needs_a_reason(year, reason):
    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        claim_again(session, year.leader, year, reason=reason)

    assert refused.value.field == "reason"


def test_only_published_levels_can_be_claimed(year):
    with year.database.writing() as session:
        claim = claims.find_claim(session, year.leader, year.assessment, "6.2")

        with pytest.raises(IncompleteError, match=r"6\.2 has no level 1"):
            a_claim(session, year.leader, year.assessment, "6.2", level=1)
        a_claim(session, year.leader, year.assessment, "6.2", level=BELOW_LOWEST)

        dimension = claims.dimension_of(claim)
        assert claims.level_words(dimension, BELOW_LOWEST) == "Below level 2"
        assert claims.level_words(dimension, 3) == "Level 3"
        assert claims.level_words(dimension, None) == "Not claimed"
        assert claims.framework_of(claim).dimension("6.2") == dimension


def test_a_statement_not_shown_asks_why_this_is_still_the_best_fit(year):
    with year.database.writing() as session:
        claim = claims.get_claim(session, year.leader, year.claim.key)
        coverage.mark(session, year.leader, claim, "1.5/3/a", CoverageMark.NOT_SHOWN, now=NOW)

        with pytest.raises(IncompleteError, match="Why is this still the best fit") as asked:
            claim_again(session, year.leader, year)
        version = claim_again(session, year.leader, year, best_fit_reason="All but one campus.")

        assert asked.value.field == "best_fit_reason"
        assert version.best_fit_reason == "All but one campus."


def test_nothing_claimed_has_no_wording_and_cannot_be_agreed(year):
    with year.database.writing() as session:
        claim = claims.find_claim(session, year.leader, year.assessment, "2.4")

        assert claims.current_version(session, claim) is None
        with pytest.raises(ConflictError, match="It is not claimed now"):
            claims.agree(session, year.senior, claim.key, now=NOW)


def test_a_dimension_that_the_model_does_not_have_is_not_found(year):
    with year.database.reading() as session, pytest.raises(NotFoundError, match=r"9\.9"):
        claims.find_claim(session, year.leader, year.assessment, "9.9")


def test_the_current_claim_is_that_of_the_newest_year(year):
    with year.database.writing() as session:
        an_assessment(session, year.college, first_year=2027)

        found = claims.current_claim(session, year.leader, "1.5")

        assert found.key != year.claim.key
        assert found.state is ClaimState.NOT_CLAIMED


def test_there_is_no_current_claim_before_the_first_assessment(database):
    with database.writing() as session:
        leader = an_actor(session, a_college(session))

        with pytest.raises(NotFoundError, match="no assessment"):
            claims.current_claim(session, leader, "1.5")


@pytest.mark.parametrize(
    "role", [Role.CONTRIBUTOR, Role.GOVERNOR, Role.GOVERNANCE_PROFESSIONAL, Role.ADMINISTRATOR]
)
def test_only_leaders_claim_agree_and_set_targets(year, role):
    with year.database.writing() as session:
        actor = an_actor(session, year.college, role)

        with pytest.raises(NotPermittedError):
            claim_again(session, actor, year)
        with pytest.raises(NotPermittedError):
            claims.agree(session, actor, year.claim.key, now=NOW)
        with pytest.raises(NotPermittedError):
            claims.set_target(session, actor, year.claim.key, 4)


def test_a_target_is_a_published_level_or_none(year):
    with year.database.writing() as session:
        claims.set_target(session, year.leader, year.claim.key, 4)
        with pytest.raises(IncompleteError):
            claims.set_target(session, year.leader, year.claim.key, 5)

    with year.database.writing() as session:
        assert claims.get_claim(session, year.leader, year.claim.key).target_level == 4
        claims.set_target(session, year.leader, year.claim.key, None)
        assert claims.get_claim(session, year.leader, year.claim.key).target_level is None


@pytest.mark.parametrize("dimension", ["1.5", "2.4"])
def test_submitting_locks_levels_and_reasons(year, dimension):
    with year.database.writing() as session:
        assessments.submit(session, year.senior, year.assessment.key, now=NOW)
        claim = claims.find_claim(session, year.leader, year.assessment, dimension)

        with pytest.raises(ConflictError):
            claims.claim_level(
                session,
                year.leader,
                claim.key,
                level=2,
                reason="Late thought.",
                seen_version=claim.current_version,
                now=NOW,
            )


def test_an_outsider_sees_claims_of_the_reviewed_assessment_only(year):
    with year.database.writing() as session:
        earlier = an_assessment(session, year.college, first_year=2025)
        other = claims.find_claim(session, year.leader, earlier, "1.5")

        assert claims.get_claim(session, year.assessor, year.claim.key).id == year.claim.id
        with pytest.raises(NotFoundError):
            claims.get_claim(session, year.assessor, other.key)


def test_who_saves_second_gets_the_text_of_the_first(year):
    with year.database.writing() as session:
        claim_again(session, year.leader, year, level=2, reason="Only since spring.")

    with year.database.writing() as session, pytest.raises(EditedMeanwhileError) as refused:
        claim_again(session, year.senior, year, level=4)

    assert refused.value.theirs == "Level 2: Only since spring."
    assert year.leader.name in refused.value.sentence


def test_a_version_that_never_was_is_refused_without_a_text(year):
    with year.database.writing() as session:
        claim = claims.find_claim(session, year.leader, year.assessment, "2.4")

        with pytest.raises(ConflictError, match="has changed"):
            claims.claim_level(
                session, year.leader, claim.key, level=2, reason="Early.", seen_version=3, now=NOW
            )


@pytest.mark.parametrize("_round", range(20))
def test_of_two_who_claim_at_once_the_second_gets_the_text_of_the_first(year, _round):
    outcomes = {}

    def claim(actor, reason):
        try:
            with year.database.writing() as session:
                claim_again(session, actor, year, level=2, reason=reason)
            outcomes[reason] = "saved"
        except EditedMeanwhileError as refused:
            outcomes[reason] = refused.theirs

    at_once(lambda: claim(year.leader, "Mine."), lambda: claim(year.senior, "Yours."))

    first, second = sorted(outcomes, key=lambda reason: outcomes[reason] != "saved")
    assert outcomes == {first: "saved", second: f"Level 2: {first}"}


def test_the_database_holds_that_a_claimed_claim_has_a_version(year):
    change = text("UPDATE claim SET current_version = 0 WHERE id = :id")

    with (
        pytest.raises(IntegrityError, match="claimed_has_a_version"),
        year.database.writing() as session,
    ):
        session.execute(change, {"id": year.claim.id})


def test_the_database_refuses_a_wording_without_a_reason(year):
    row = {
        "key": "k" * 22,
        "college_id": year.college.id,
        "claim_id": year.claim.id,
        "number": 9,
        "level": 3,
        "reason": "",
        "best_fit_reason": "",
        "author_id": year.leader.person_id,
        "at": NOW,
    }

    with pytest.raises(IntegrityError, match="reason_is_given"), year.database.writing() as session:
        session.execute(insert(ClaimVersion).values(row))


def test_each_dimension_is_claimed_once_in_an_assessment(year):
    with year.database.writing() as session:
        codes = [
            claim.dimension
            for claim in session.query(Claim).where(Claim.assessment_id == year.assessment.id)
        ]

    assert len(codes) == len(set(codes)) == 34


def test_a_review_may_look_at_drafts_but_changes_no_claim(year):
    with year.database.writing() as session:
        review = a_review(session, year.leader, year.assessment, title="Second look")
        outsider = an_engagement(session, year.leader, year.college, review)

        with pytest.raises(NotPermittedError):
            claim_again(session, outsider, year)
