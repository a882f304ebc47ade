"""Judging claims: what a judgement pins, whose it is, what the database keeps of it."""

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from store.errors import (
    ConflictError,
    EditedMeanwhileError,
    IncompleteError,
    NotPermittedError,
)
from store.people import Person
from tests.factories.workflow import NOW, a_citation, a_review, an_engagement
from workflow.citations import citations
from workflow.claims import claims, coverage
from workflow.kinds.reviews import CoverageMark, ReviewKind
from workflow.models.claims import ClaimVersion
from workflow.models.reviews import Judgement
from workflow.reviews import judgements, reviews


def judge(session, year, level=3, *, actor=None, seen=0, **more):
    return judgements.judge(
        session,
        actor or year.assessor,
        year.claim.key,
        level=level,
        seen_version=seen,
        now=NOW,
        **more,
    )


def test_a_judgement_pins_the_wording_and_the_citations_that_it_saw(year):
    with year.database.writing() as session:
        judgement = judge(session, year)
        claim = claims.get_claim(session, year.assessor, year.claim.key)
        version = claims.current_version(session, claim)

        assert judgement.claim_version_id == version.id
        assert judgement.citations_sha256 == citations.hash_of_citations(session, claim)
        assert not judgements.is_stale(session, judgement, claim)


def test_a_citation_or_a_wording_that_came_later_makes_a_judgement_stale(year):
    with year.database.writing() as session:
        judgement = judge(session, year)
        late = a_citation(session, year.contributor, year.claim, year.library, "by campus")
        assert judgements.is_stale(session, judgement, year.claim)
        citations.strike(session, year.leader, late.key, reason="Wrong.", now=NOW)
        assert not judgements.is_stale(session, judgement, year.claim)
        claims.claim_level(
            session, year.leader, year.claim.key, level=3, reason="Anew.", seen_version=1, now=NOW
        )

        claim = claims.get_claim(session, year.leader, year.claim.key)
        assert judgements.is_stale(session, judgement, claim)


def test_a_reason_is_asked_for_only_where_the_level_differs(year):
    with year.database.writing() as session:
        with pytest.raises(IncompleteError, match="The college claims level 3") as refused:
            judge(session, year, 2)
        assert refused.value.field == "reason"
        assert judge(session, year, 2, reason=" Nothing of aims. ").reason == "Nothing of aims."
        assert judge(session, year, 3, seen=1).reason == ""


def test_a_level_that_is_not_published_is_refused(year):
    with year.database.writing() as session, pytest.raises(IncompleteError):
        judge(session, year, 5, reason="Higher still.")


def test_a_statement_that_the_assessor_found_not_shown_asks_for_the_best_fit(year):
    with year.database.writing() as session:
        claim = claims.get_claim(session, year.assessor, year.claim.key)
        coverage.mark(session, year.assessor, claim, "1.5/3/a", CoverageMark.NOT_SHOWN, now=NOW)

        with pytest.raises(IncompleteError) as asked:
            judge(session, year)
        kept = judge(session, year, best_fit_reason="The rest is strong.")

        assert asked.value.field == "best_fit_reason"
        assert kept.best_fit_reason == "The rest is strong."


def test_marks_of_the_college_ask_nothing_of_an_assessor(year):
    with year.database.writing() as session:
        claim = claims.get_claim(session, year.leader, year.claim.key)
        coverage.mark(session, year.leader, claim, "1.5/3/a", CoverageMark.NOT_SHOWN, now=NOW)

        assert judge(session, year).level == 3


def test_nobody_judges_their_own_claim(year):
    with year.database.writing() as session:
        review = a_review(session, year.senior, year.assessment, kind=ReviewKind.INTERNAL)
        writer = session.get_one(Person, year.leader.person_id)
        other = session.get_one(Person, year.senior.person_id)
        insider = an_engagement(session, year.senior, year.college, review, person=writer)
        second = an_engagement(session, year.senior, year.college, review, person=other)

        with pytest.raises(NotPermittedError, match="You wrote this claim"):
            judge(session, year, actor=insider)
        assert judge(session, year, actor=second).level == 3


def row(session, year, **more):
    version = session.scalars(
        select(ClaimVersion).where(ClaimVersion.claim_id == year.claim.id)
    ).one()
    return {
        "key": "k" * 22,
        "college_id": year.college.id,
        "review_id": year.review.id,
        "claim_id": year.claim.id,
        "claim_version_id": version.id,
        "claim_author_id": year.leader.person_id,
        "citations_sha256": "0" * 64,
        "level": 3,
        "reason": "",
        "best_fit_reason": "",
        "author_id": year.assessor.person_id,
        "at": NOW,
        "row_version": 1,
    } | more


def test_the_database_refuses_a_judgement_of_ones_own_claim(year):
    with year.database.reading() as session:
        own = row(session, year, author_id=year.leader.person_id)

    with (
        pytest.raises(IntegrityError, match="not_on_ones_own_claim"),
        year.database.writing() as session,
    ):
        session.execute(insert(Judgement).values(own))


@pytest.mark.parametrize("lie", ["claim_author_id", "claim_version_id", "review_id", "level"])
def test_the_database_refuses_a_judgement_that_lies_about_what_it_judges(year, lie):
    with pytest.raises(IntegrityError), year.database.writing() as session:
        session.execute(insert(Judgement).values(row(session, year, **{lie: 999_999})))


def test_what_is_not_claimed_is_not_judged(year):
    with year.database.writing() as session:
        claim = claims.find_claim(session, year.leader, year.assessment, "2.4")

        with pytest.raises(ConflictError, match=r"claims no level for 2\.4"):
            judgements.judge(session, year.assessor, claim.key, level=2, seen_version=0, now=NOW)


def test_ones_other_window_does_not_overwrite_this_one(year):
    with year.database.writing() as session:
        judge(session, year, 2, reason="Nothing of aims.")

        with pytest.raises(EditedMeanwhileError) as refused:
            judge(session, year)

    assert refused.value.theirs == "Level 2. Nothing of aims."


def test_after_the_release_no_claim_is_judged(year):
    with year.database.writing() as session:
        judge(session, year)
        reviews.release(session, year.assessor, year.review.key, now=NOW)

        with pytest.raises(ConflictError, match="has been released"):
            judge(session, year, seen=1)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE judgement SET level = 4",
        "UPDATE judgement SET released_at = NULL",
        "DELETE FROM judgement",
    ],
)
def test_the_database_keeps_a_released_judgement_as_it_was(year, change):
    with year.database.writing() as session:
        judge(session, year)
        session.execute(update(Judgement).values(level=2))
    with year.database.writing() as session:
        session.execute(update(Judgement).values(released_at=NOW))

    with (
        pytest.raises(DatabaseError, match="judgement is kept as it was"),
        year.database.writing() as session,
    ):
        session.execute(text(change))
