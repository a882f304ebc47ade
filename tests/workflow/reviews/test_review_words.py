"""What a released review says of each claim, with levels and without."""

import pytest

from store.errors import ConflictError, IncompleteError
from tests.factories.workflow import ENDS, NOW, STARTS, an_engagement
from workflow.claims import overview
from workflow.desk import desk
from workflow.kinds.reviews import Outcome, ReviewKind
from workflow.reviews import judgements, moderation, review_words, reviews, verdicts

STRENGTH = "Governors ask about careers, not of them."


@pytest.fixture
def without_levels(year):
    """A review of the year that gives no levels, and its assessor."""
    with year.database.writing() as session:
        review = reviews.open_review(
            session, year.leader, year.assessment, kind=ReviewKind.PEER,
            title="A look among friends", starts_on=STARTS, ends_on=ENDS, gives_levels=False,
        )  # fmt: skip
        assessor = an_engagement(session, year.leader, year.college, review)
    return review, assessor


def say(session, year, assessor, level=None, **words):
    return judgements.judge(
        session, assessor, year.claim.key, level=level, seen_version=0, now=NOW, **words
    )


def looked_at(session, year, review, assessor):
    """A verdict and words on the claim, released."""
    verdicts.give(session, assessor, year.citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW)
    say(session, year, assessor, strength=STRENGTH, question="Who reads it?")
    reviews.release(session, assessor, review.key, now=NOW)


def test_a_review_without_levels_gives_verdicts_strengths_and_questions(year, without_levels):
    """Item 8: reviews without levels at the college's choice."""
    with year.database.writing() as session:
        looked_at(session, year, *without_levels)

    with year.database.reading() as session:
        review = reviews.get_review(session, year.leader, without_levels[0].key)
        [said] = review_words.load(session, year.leader, review)

    assert (said.dimension.code, said.claimed, said.level, said.differs) == ("1.5", 3, None, False)
    assert said.verdict_words == "Supports: 1"
    assert [(j.level, j.strength) for j in said.judgements] == [(None, STRENGTH)]


def test_a_review_without_levels_confirms_and_lowers_no_level(year, without_levels):
    with year.database.writing() as session:
        looked_at(session, year, *without_levels)
    with year.database.reading() as session:
        seen = overview.overview(session, year.leader, year.assessment)
        review = reviews.get_review(session, year.leader, without_levels[0].key)

    row = next(row for row in seen.rows if row.dimension.code == "1.5")
    assert (row.reviews, row.label) == ((), "Level 3 claimed, agreed")
    assert review.respond_by is None


def test_a_level_is_asked_for_where_levels_are_given_and_refused_where_not(year, without_levels):
    _, friend = without_levels
    with year.database.writing() as session:
        with pytest.raises(IncompleteError) as refused:
            say(session, year, year.assessor)
        with pytest.raises(ConflictError, match="gives no levels"):
            say(session, year, friend, level=3)

    assert refused.value.field == "level"


def test_two_who_look_without_levels_have_nothing_to_agree_on(year, without_levels):
    review, friend = without_levels
    with year.database.writing() as session:
        other = an_engagement(session, year.leader, year.college, review)
        for actor in (friend, other):
            say(session, year, actor, strength=f"Said by {actor.name}")
            judgements.submit(session, actor, now=NOW)

        seen = moderation.load(session, friend)
        on_desk = desk.load(session, friend)

        assert (seen.pairs, seen.agreement_words, seen.agreement_with_college) == ([], "", "")
        assert on_desk.finished == 1
        with pytest.raises(ConflictError, match="Nobody differs"):
            moderation.moderate(
                session, friend, year.claim.key, level=3, reason="So.", seen="", now=NOW
            )


@pytest.mark.parametrize(
    ("change", "field"),
    [({"kind": ReviewKind.EXTERNAL}, "gives_levels"), ({"respond_by": ENDS}, "respond_by")],
)
def test_a_validation_gives_levels_and_a_day_to_answer_needs_them(year, change, field):
    facts = {"kind": ReviewKind.PEER, "title": "X", "starts_on": STARTS, "ends_on": ENDS} | change

    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        reviews.open_review(session, year.leader, year.assessment, gives_levels=False, **facts)

    assert refused.value.field == field


def test_where_levels_are_given_the_outcome_of_this_review_is_told(year):
    with year.database.writing() as session:
        say(session, year, year.assessor, level=2, reason="Noted only.")
        review = reviews.get_review(session, year.leader, year.review.key)
        assert review_words.load(session, year.leader, review) == ()
        reviews.release(session, year.assessor, review.key, now=NOW)

        [said] = review_words.load(session, year.leader, review)

    assert (said.level, said.differs, said.verdict_words) == (2, True, "")
