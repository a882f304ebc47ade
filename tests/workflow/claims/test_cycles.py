"""Academic years: begun, closed, archived; what a closed one refuses; which is at hand."""

from dataclasses import replace
from datetime import date

import pytest

from store.errors import ConflictError, IncompleteError, NotPermittedError
from tests.factories.threads import at_once
from tests.factories.workflow import ENDS, NOW, STARTS, a_citation, a_claim
from workflow.citations import citations
from workflow.claims import assessments, claims, comparison, coverage, cycles
from workflow.kinds.reviews import CoverageMark, ReviewKind
from workflow.lifecycle import CycleState
from workflow.reviews import reviews

TODAY = NOW.date()


def close(session, year):
    """The review of the year released, then the year closed."""
    reviews.release(session, year.assessor, year.review.key, now=NOW)
    return cycles.close(session, year.leader, year.assessment.cycle.key)


def test_a_year_is_open_then_closed_then_archived(year):
    with year.database.writing() as session:
        key = year.assessment.cycle.key
        with pytest.raises(ConflictError):
            cycles.archive(session, year.leader, key)

        assert close(session, year).state is CycleState.CLOSED
        with pytest.raises(ConflictError):
            cycles.close(session, year.leader, key)
        assert cycles.archive(session, year.senior, key).state is CycleState.ARCHIVED


def test_a_year_is_not_closed_while_a_review_is_open(year):
    with year.database.writing() as session, pytest.raises(ConflictError, match="Peer review"):
        cycles.close(session, year.leader, year.assessment.cycle.key)


def test_an_old_cycle_is_read_only(year, subtests):
    """Whatever changes a claim, its evidence or its reviews is refused once the year is closed."""
    with year.database.writing() as session:
        close(session, year)
    key = year.claim.key
    refused = {
        "claim": lambda s: claims.claim_level(
            s, year.leader, key, level=2, reason="Other.", seen_version=1, now=NOW
        ),
        "agree": lambda s: claims.agree(s, year.senior, key, now=NOW),
        "target": lambda s: claims.set_target(s, year.leader, key, 4),
        "cite": lambda s: a_citation(s, year.leader, year.claim, year.library),
        "strike": lambda s: citations.strike(
            s, year.leader, year.citation.key, reason="No.", now=NOW
        ),
        "key": lambda s: citations.set_key(s, year.leader, year.citation.key, is_key=False),
        "mark": lambda s: coverage.mark(
            s, year.leader, year.claim, "1.5/3/a", CoverageMark.SHOWN, now=NOW
        ),
        "submit": lambda s: assessments.submit(s, year.senior, year.assessment.key, now=NOW),
        "review": lambda s: reviews.open_review(
            s, year.leader, year.assessment, kind=ReviewKind.HUB, title="Hub",
            starts_on=STARTS, ends_on=ENDS,
        ),
    }  # fmt: skip
    for name, change in refused.items():
        with (
            subtests.test(name),
            year.database.writing() as session,
            pytest.raises(ConflictError, match="closed"),
        ):
            change(session)


def test_leaders_begin_this_year_or_the_next_with_several_scopes_over_one_library(year):
    with year.database.writing() as session:
        second = cycles.begin(
            session, year.leader, first_year=2026, scope="Apprenticeships", today=TODAY
        )
        following = cycles.begin(session, year.senior, first_year=2027, scope="All", today=TODAY)

    with year.database.reading() as session:
        newest, this = cycles.list_years(session, year.leader)
        assert [a.key for a in newest.assessments] == [following.key]
        assert {a.key for a in this.assessments} == {year.assessment.key, second.key}


def test_a_scope_has_one_assessment_a_year_and_other_years_are_refused(year):
    with year.database.writing() as session:
        with pytest.raises(ConflictError):
            cycles.begin(
                session, year.leader, first_year=2026, scope=year.assessment.scope.upper(),
                today=TODAY,
            )  # fmt: skip
        with pytest.raises(IncompleteError):
            cycles.begin(session, year.leader, first_year=2029, scope="All", today=TODAY)
        with pytest.raises(NotPermittedError):
            cycles.begin(session, year.contributor, first_year=2026, scope="All", today=TODAY)


def test_nothing_is_begun_in_a_closed_year(year):
    with year.database.writing() as session:
        close(session, year)

        with pytest.raises(ConflictError):
            cycles.begin(session, year.leader, first_year=2026, scope="Adults", today=TODAY)


def test_of_two_who_begin_the_same_scope_at_once_one_does(year):
    def has_begun():
        try:
            with year.database.writing() as session:
                cycles.begin(session, year.leader, first_year=2027, scope="All", today=TODAY)
        except ConflictError:
            return False
        return True

    assert sorted(at_once(has_begun, has_begun)) == [False, True]


def test_the_assessment_at_hand_is_the_one_that_a_person_chose_else_the_newest(year):
    with year.database.writing() as session:
        newest = cycles.begin(session, year.leader, first_year=2027, scope="All", today=TODAY)
        chose = replace(year.leader, assessment_key=year.assessment.key)
        astray = replace(year.leader, assessment_key="of another college")

        assert assessments.require_current(session, year.leader).key == newest.key
        assert assessments.require_current(session, chose).key == year.assessment.key
        assert assessments.require_current(session, astray).key == newest.key
        outside = replace(year.assessor, assessment_key=newest.key)
        assert assessments.require_current(session, outside).key == year.assessment.key


def test_the_year_before_is_that_of_the_same_scope(year):
    with year.database.writing() as session:
        adults = cycles.begin(session, year.leader, first_year=2026, scope="Adults", today=TODAY)
        a_claim(session, year.leader, adults, level=1, agreed_by=year.senior)
        following = cycles.begin(
            session, year.leader, first_year=2027, scope="Adults", today=date(2027, 9, 1)
        )
        other = cycles.begin(
            session, year.leader, first_year=2027, scope="New", today=date(2027, 9, 1)
        )

        assert comparison.earlier_of(session, following).key == adults.key
        assert comparison.earlier_of(session, other).key == year.assessment.key
