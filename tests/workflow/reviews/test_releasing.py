"""Releasing a review theme by theme: what goes out, what stays a draft, what closes."""

import pytest
from sqlalchemy import select

from store.errors import ConflictError, IncompleteError
from tests.factories.workflow import NOW, a_citation, a_claim, a_review, an_engagement
from workflow.claims import assessments, claims, coverage, overview
from workflow.desk import desk
from workflow.freezing.snapshot_content import capture
from workflow.kinds.reviews import CoverageMark, Outcome, ReviewKind
from workflow.kinds.snapshots import Occasion
from workflow.lifecycle import ReviewState
from workflow.models.mail import Notice
from workflow.reviews import judgements, moderation, responding, reviews, verdicts

ALL = range(1, 7)


@pytest.fixture
def two_themes(year):
    """A second claim, of theme 2, with a quote; both claims judged with a verdict each."""
    with year.database.writing() as session:
        claim = a_claim(session, year.leader, year.assessment, "2.4", level=2)
        citation = a_citation(session, year.contributor, claim, year.library, level=2)
        for key, cited, level in (
            (year.claim.key, year.citation.key, 2),
            (claim.key, citation.key, 2),
        ):
            verdicts.give(session, year.assessor, cited, Outcome.SUPPORTS, seen_version=0, now=NOW)
            judgements.judge(
                session, year.assessor, key, level=level, reason="As read.", seen_version=0, now=NOW
            )
    return claim, citation


def release(session, year, themes=None):
    return reviews.release(session, year.assessor, year.review.key, now=NOW, themes=themes)


def reviewed(session, year):
    """The dimensions that the college sees judged."""
    seen = overview.overview(session, year.leader, year.assessment)
    return [row.dimension.code for row in seen.rows if row.reviews]


def test_a_theme_is_released_and_the_others_stay_drafts(year, two_themes):
    """The design: released, whole or by theme."""
    with year.database.writing() as session:
        review = release(session, year, [1])

        assert (review.state, review.released_at) == (ReviewState.OPEN, None)
        assert reviewed(session, year) == ["1.5"]
        answers = responding.load(session, year.leader, review)
        assert [row.dimension.code for row in answers.rows] == ["1.5"]
        assert answers.not_looked_at == ()


def test_what_is_released_of_a_theme_can_only_be_added_to(year, two_themes):
    _, other = two_themes
    with year.database.writing() as session:
        second = an_engagement(session, year.leader, year.college, year.review)
        release(session, year, [1])

        def refused(operation, *args, **more):
            with pytest.raises(ConflictError, match="Theme 1 of this review has been released"):
                operation(session, year.assessor, *args, **more)

        refused(verdicts.give, year.citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW)
        refused(judgements.judge, year.claim.key, level=3, seen_version=0, now=NOW)
        refused(coverage.mark, year.claim, "1.5/3/a", CoverageMark.SHOWN, now=NOW)
        refused(moderation.ask_second, year.claim.key, second.person_key, now=NOW)
        refused(moderation.moderate, year.claim.key, level=3, reason="So.", seen="", now=NOW)
        verdicts.give(
            session, year.assessor, other.key, Outcome.CONTEXT_ONLY, seen_version=1, now=NOW
        )
        [first, *_] = desk.load(session, year.assessor).claims
        assert (first.is_released, first.is_finished, first.waiting) == (True, True, ())


def test_with_the_last_theme_the_review_is_released_and_its_day_to_answer_set(year, two_themes):
    with year.database.writing() as session:
        release(session, year, [1])
        release(session, year, [2, 3])
        told = session.scalars(select(Notice.sentence)).all()
        review = release(session, year, [4, 5, 6])

        assert review.state is ReviewState.RELEASED
        assert review.respond_by is not None
        assert reviewed(session, year) == ["1.5", "2.4"]
    assert any("has released" in sentence for sentence in told)


def test_the_rest_is_released_whole_without_a_second_outcome(year, two_themes):
    with year.database.writing() as session:
        release(session, year, [1])
        review = release(session, year)

        assert review.state is ReviewState.RELEASED
        assert len(responding.load(session, year.leader, review).rows) == 2


def test_a_theme_that_is_not_agreed_on_holds_up_only_itself(year, two_themes):
    claim, _ = two_themes
    with year.database.writing() as session:
        other = an_engagement(session, year.leader, year.college, year.review)
        judgements.judge(
            session, other, claim.key, level=3, reason="More.", seen_version=0, now=NOW
        )

        with pytest.raises(ConflictError, match="judged a claim differently"):
            release(session, year, [2])
        release(session, year, [1])

        assert reviewed(session, year) == ["1.5"]


@pytest.mark.parametrize("themes", [[], [0], [1, 7]])
def test_a_theme_of_the_model_is_ticked(year, themes):
    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        release(session, year, themes)

    assert refused.value.field == "theme"


def test_a_theme_is_released_once(year, two_themes):
    with year.database.writing() as session:
        release(session, year, [1])
        with pytest.raises(ConflictError, match="released already"):
            release(session, year, [1])


def test_a_validation_is_released_whole(year):
    with year.database.writing() as session:
        review = a_review(session, year.leader, year.assessment, kind=ReviewKind.EXTERNAL)
        validator = an_engagement(session, year.leader, year.college, review)

        with pytest.raises(ConflictError, match="released whole"):
            reviews.release(session, validator, review.key, now=NOW, themes=[1])


def test_an_assessment_is_not_reopened_once_a_theme_is_released(year, two_themes):
    claim, _ = two_themes
    with year.database.writing() as session:
        claims.agree(session, year.senior, claim.key, now=NOW)
        assessments.submit(session, year.senior, year.assessment.key, now=NOW)
        release(session, year, [1])

        with pytest.raises(ConflictError, match="cannot be reopened"):
            assessments.reopen(session, year.senior, year.assessment.key, reason="A slip.")


def test_a_snapshot_holds_the_themes_that_are_released_and_no_draft(year, two_themes):
    with year.database.writing() as session:
        release(session, year, [1])
        assessment = assessments.get_assessment(session, year.leader, year.assessment.key)
        content = capture(session, assessment, Occasion.ASKED_FOR, as_of=NOW)

    [review] = content["reviews"]
    assert review["released_at"] is None
    assert [one["dimension"] for one in review["determinations"]] == ["1.5"]
    assert len(review["verdicts"]) == len(review["judgements"]) == 1
