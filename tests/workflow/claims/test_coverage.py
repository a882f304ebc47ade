"""Marks on statements: a person's words for what is shown, never a computed level."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from framework.loading import builtin
from store.errors import ConflictError, IncompleteError, NotPermittedError
from tests.factories.workflow import NOW, a_citation
from workflow.claims import claims, coverage
from workflow.kinds.reviews import BELOW_LOWEST, CoverageMark, Outcome
from workflow.models.reviews import Coverage
from workflow.reviews import reviews, verdicts

DIMENSION = builtin().dimension("1.5")
REQUIRED = [s.code for s in coverage.required_statements(DIMENSION, 3)]
SHOWN, PART, NOT, UNSEEN = (
    CoverageMark.SHOWN,
    CoverageMark.SHOWN_IN_PART,
    CoverageMark.NOT_SHOWN,
    CoverageMark.NOT_LOOKED_AT,
)


def test_sentences_with_may_are_not_required():
    assert REQUIRED == ["1.5/3/a", "1.5/3/b"]


@pytest.mark.parametrize("level", [BELOW_LOWEST, 1])
def test_a_level_without_descriptor_requires_nothing(level):
    dimension = builtin().dimension("6.2")

    assert coverage.required_statements(dimension, level) == ()
    assert coverage.in_words({}, dimension, level) == ""


def test_coverage_is_said_in_words():
    statement = DIMENSION.level(3).statements[1].text

    assert coverage.in_words(dict.fromkeys(REQUIRED, SHOWN), DIMENSION, 3) == (
        "2 of 2 sentences shown."
    )
    assert coverage.in_words({REQUIRED[0]: SHOWN, REQUIRED[1]: PART}, DIMENSION, 3) == (
        f"1 of 2 sentences shown; not yet: “{statement}”"
    )


@given(st.dictionaries(st.sampled_from(REQUIRED), st.sampled_from(list(CoverageMark))))
def test_the_best_fit_is_asked_about_exactly_when_a_required_statement_is_not_shown(marks):
    if NOT in marks.values():
        with pytest.raises(IncompleteError, match="Why is this still the best fit"):
            coverage.ask_best_fit(marks, DIMENSION, 3, "  ")
    else:
        coverage.ask_best_fit(marks, DIMENSION, 3, "")
    coverage.ask_best_fit(marks, DIMENSION, 3, "Because.")


@given(st.dictionaries(st.sampled_from(REQUIRED), st.sampled_from(list(CoverageMark))))
def test_the_words_count_what_is_shown_and_name_no_percentage(marks):
    words = coverage.in_words(marks, DIMENSION, 3)

    shown = sum(marks.get(code) is SHOWN for code in REQUIRED)
    assert words.startswith(f"{shown} of 2 sentences shown")
    assert "%" not in words


def own(session, year, actor=None):
    actor = actor or year.assessor
    return coverage.own_marks(session, actor, claims.get_claim(session, actor, year.claim.key))


def mark(session, year, actor, statement, value):
    claim = claims.get_claim(session, actor, year.claim.key)
    coverage.mark(session, actor, claim, statement, value, now=NOW)


def give(session, year, outcome, *, citation=None, seen=0):
    verdicts.give(
        session,
        year.assessor,
        (citation or year.citation).key,
        outcome,
        seen_version=seen,
        now=NOW,
        reason="So it reads.",
    )


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome.SUPPORTS, SHOWN),
        (Outcome.SUPPORTS_IN_PART, PART),
        (Outcome.DOES_NOT_SUPPORT, NOT),
        (Outcome.CANNOT_READ, UNSEEN),
    ],
)
def test_a_verdict_fills_in_the_mark_of_its_statement(year, outcome, expected):
    with year.database.writing() as session:
        give(session, year, outcome)

        assert own(session, year) == {"1.5/3/a": expected}


def test_a_changed_verdict_changes_the_mark_and_the_best_of_several_wins(year):
    with year.database.writing() as session:
        second = a_citation(
            session, year.leader, year.claim, year.library, "by campus", statement="1.5/3/a"
        )
        give(session, year, Outcome.SUPPORTS)
        give(session, year, Outcome.SUPPORTS_IN_PART, citation=second)
        assert own(session, year) == {"1.5/3/a": SHOWN}
        give(session, year, Outcome.DOES_NOT_SUPPORT, seen=1)
        assert own(session, year) == {"1.5/3/a": PART}


def test_a_mark_set_by_hand_stays_whatever_the_verdicts_say(year):
    with year.database.writing() as session:
        mark(session, year, year.assessor, "1.5/3/a", PART)
        give(session, year, Outcome.SUPPORTS)
        assert own(session, year) == {"1.5/3/a": PART}


def test_a_mark_filled_in_is_changed_by_hand(year):
    with year.database.writing() as session:
        give(session, year, Outcome.SUPPORTS)
        mark(session, year, year.assessor, "1.5/3/a", NOT)
        give(session, year, Outcome.SUPPORTS_IN_PART, seen=1)
        assert own(session, year) == {"1.5/3/a": NOT}


def test_a_verdict_on_a_quote_without_statement_marks_nothing(year):
    with year.database.writing() as session:
        loose = a_citation(session, year.leader, year.claim, year.library, "by campus")
        give(session, year, Outcome.SUPPORTS, citation=loose)
        assert own(session, year) == {}


def test_the_college_has_one_mark_and_each_assessor_their_own(year):
    with year.database.writing() as session:
        mark(session, year, year.leader, "1.5/3/a", SHOWN)
        mark(session, year, year.contributor, "1.5/3/a", PART)
        mark(session, year, year.assessor, "1.5/3/a", NOT)

        claim = claims.get_claim(session, year.leader, year.claim.key)
        assert coverage.college_marks(session, claim) == {"1.5/3/a": PART}
        assert own(session, year) == {"1.5/3/a": NOT}
        college = select(Coverage.author_id).where(Coverage.review_id.is_(None))
        assert session.scalars(college).all() == [year.contributor.person_id]


@pytest.mark.parametrize("statement", ["2.4/3/a", "1.5", ""])
def test_only_statements_of_the_dimension_are_marked(year, statement):
    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        mark(session, year, year.leader, statement, SHOWN)

    assert refused.value.field == "statement"


def test_a_governor_marks_nothing(year):
    with year.database.writing() as session, pytest.raises(NotPermittedError):
        mark(session, year, year.governor, "1.5/3/a", SHOWN)


def test_after_the_release_an_assessor_marks_nothing_more(year):
    with year.database.writing() as session:
        mark(session, year, year.assessor, "1.5/3/a", SHOWN)
        reviews.release(session, year.assessor, year.review.key, now=NOW)
        for statement in REQUIRED:
            with pytest.raises(ConflictError, match="has been released"):
                mark(session, year, year.assessor, statement, NOT)
        mark(session, year, year.leader, "1.5/3/a", NOT)


@pytest.mark.parametrize("change", ["UPDATE coverage SET mark = 'shown'", "DELETE FROM coverage"])
def test_the_database_keeps_a_released_mark_as_it_was(year, change):
    with year.database.writing() as session:
        mark(session, year, year.assessor, "1.5/3/a", PART)
        session.execute(update(Coverage).values(released_at=NOW))

    with (
        pytest.raises(DatabaseError, match="coverage is kept as it was"),
        year.database.writing() as session,
    ):
        session.execute(text(change))
