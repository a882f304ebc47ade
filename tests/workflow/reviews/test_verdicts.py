"""Giving verdicts: drafts, whose they are, what the database keeps once they are released."""

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from store.errors import (
    ConflictError,
    EditedMeanwhileError,
    IncompleteError,
    NotFoundError,
    NotPermittedError,
)
from store.people import Person
from store.permissions import Role
from tests.factories.people import as_actor
from tests.factories.threads import at_once
from tests.factories.workflow import NOW, a_citation, a_review, an_engagement
from workflow.citations import citations
from workflow.kinds.reviews import Outcome, ReviewKind
from workflow.models.reviews import Verdict
from workflow.reviews import reviews, verdicts


def give(session, year, outcome=Outcome.SUPPORTS, *, actor=None, citation=None, seen=0, **more):
    return verdicts.give(
        session,
        actor or year.assessor,
        (citation or year.citation).key,
        outcome,
        seen_version=seen,
        now=NOW,
        **more,
    )


def an_internal_reviewer(session, year):
    """The contributor, who cited, engaged in an internal review of their own college."""
    review = a_review(
        session, year.leader, year.assessment, kind=ReviewKind.INTERNAL, title="Leadership review"
    )
    person = session.get_one(Person, year.contributor.person_id)
    return an_engagement(session, year.leader, year.college, review, person=person)


def test_a_verdict_is_a_draft_that_its_author_changes(year):
    with year.database.writing() as session:
        first = give(session, year)
        assert first.row_version == 1
        second = give(session, year, Outcome.SUPPORTS_IN_PART, seen=1, reason="  One campus only. ")

        assert second.id == first.id
        assert second.row_version == 2
        assert second.reason == "One campus only."
        assert second.released_at is None


@pytest.mark.parametrize("outcome", [Outcome.SUPPORTS_IN_PART, Outcome.DOES_NOT_SUPPORT])
def test_a_verdict_that_helps_nobody_without_words_needs_them(year, outcome):
    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        give(session, year, outcome, reason="  ")

    assert refused.value.field == "verdict_reason"


def test_another_level_is_named_and_kept_for_that_verdict_only(year):
    with year.database.writing() as session:
        with pytest.raises(IncompleteError) as refused:
            give(session, year, Outcome.SUPPORTS_LEVEL)
        assert refused.value.field == "verdict_level"
        assert give(session, year, Outcome.SUPPORTS_LEVEL, level=2).level == 2
        assert give(session, year, Outcome.SUPPORTS, level=2, seen=1).level is None


@pytest.mark.parametrize("level", [0, 5])
def test_another_level_is_a_level_of_the_dimension(year, level):
    with year.database.writing() as session, pytest.raises(IncompleteError) as refused:
        give(session, year, Outcome.SUPPORTS_LEVEL, level=level)

    assert refused.value.field == "verdict_level"


def test_nobody_judges_what_they_cited_themselves(year):
    with year.database.writing() as session:
        insider = an_internal_reviewer(session, year)

        with pytest.raises(NotPermittedError, match="You cited this yourself"):
            give(session, year, actor=insider)


def row(year, **more):
    return {
        "key": "k" * 22,
        "college_id": year.college.id,
        "review_id": year.review.id,
        "citation_id": year.citation.id,
        "citation_author_id": year.contributor.person_id,
        "outcome": Outcome.SUPPORTS,
        "reason": "",
        "author_id": year.assessor.person_id,
        "at": NOW,
        "row_version": 1,
    } | more


def test_the_database_takes_a_verdict_of_somebody_else(year):
    with year.database.writing() as session:
        session.execute(insert(Verdict).values(row(year)))

    with year.database.reading() as session:
        assert session.scalar(select(Verdict.author_id)) == year.assessor.person_id


def test_the_database_refuses_a_verdict_on_ones_own_citation(year):
    own = row(year, author_id=year.contributor.person_id)

    with (
        pytest.raises(IntegrityError, match="not_on_ones_own_citation"),
        year.database.writing() as session,
    ):
        session.execute(insert(Verdict).values(own))


@pytest.mark.parametrize(
    "lie",
    [
        {"citation_author_id": -1},
        {"outcome": Outcome.SUPPORTS_LEVEL},
        {"level": 3},
        {"outcome": Outcome.SUPPORTS_LEVEL, "level": 5},
    ],
)
def test_the_database_refuses_a_verdict_that_lies_about_citation_or_level(year, lie):
    with pytest.raises(IntegrityError), year.database.writing() as session:
        session.execute(insert(Verdict).values(row(year, **lie)))


def test_the_database_keeps_one_draft_of_each_assessor_for_a_citation(year):
    with year.database.writing() as session:
        session.execute(insert(Verdict).values(row(year)))

    with pytest.raises(IntegrityError), year.database.writing() as session:
        session.execute(insert(Verdict).values(row(year, key="l" * 22)))


def test_what_was_struck_through_needs_no_verdict(year):
    with year.database.writing() as session:
        citations.strike(session, year.leader, year.citation.key, reason="Wrong.", now=NOW)

        with pytest.raises(ConflictError, match="needs no verdict"):
            give(session, year)


def test_a_verdict_is_given_inside_a_review_only(year):
    with year.database.writing() as session:
        person = session.get_one(Person, year.assessor.person_id)
        without = as_actor(year.college, person, Role.ASSESSOR)

        with pytest.raises(NotPermittedError, match="from inside a review"):
            give(session, year, actor=without)
        with pytest.raises(NotPermittedError, match="You may not give a verdict"):
            give(session, year, actor=year.leader)


def test_a_facilitator_gives_no_verdict(year):
    with year.database.writing() as session:
        facilitator = an_engagement(
            session, year.leader, year.college, year.review, role=Role.FACILITATOR
        )

        with pytest.raises(NotPermittedError):
            give(session, year, actor=facilitator)


def test_a_page_that_the_review_is_not_shown_gets_no_verdict(year):
    with year.database.writing() as session:
        year.document.retired_at = NOW
        session.merge(year.document)
        session.flush()
        reviews.sharing.rewrite_for_document(session, year.college.id, year.document.id)

        with pytest.raises(NotFoundError):
            give(session, year)


def test_ones_other_window_does_not_overwrite_this_one(year):
    with year.database.writing() as session:
        give(session, year, Outcome.DOES_NOT_SUPPORT, reason="Another year.")

    with year.database.writing() as session, pytest.raises(EditedMeanwhileError) as refused:
        give(session, year)

    assert refused.value.theirs == "Does not support. Another year."


def test_two_windows_at_once_leave_one_draft(year):
    def in_a_window():
        try:
            with year.database.writing() as session:
                give(session, year)
        except EditedMeanwhileError:
            return "refused"
        return "given"

    outcomes = at_once(in_a_window, in_a_window)

    with year.database.reading() as session:
        assert session.scalar(select(func.count(Verdict.id))) == 1
    assert sorted(outcomes) == ["given", "refused"]


def test_after_the_release_no_verdict_is_given_or_changed(year):
    with year.database.writing() as session:
        give(session, year)
        reviews.release(session, year.assessor, year.review.key, now=NOW)
        later = a_citation(session, year.contributor, year.claim, year.library, "by campus")

        for citation in (year.citation, later):
            with pytest.raises(ConflictError, match="has been released"):
                give(session, year, citation=citation, seen=1)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE verdict SET outcome = 'does_not_support', reason = 'Changed my mind'",
        "UPDATE verdict SET released_at = NULL",
        "UPDATE verdict SET reason = reason",
        "DELETE FROM verdict",
    ],
)
def test_the_database_keeps_a_released_verdict_as_it_was(year, change):
    with year.database.writing() as session:
        give(session, year)
        session.execute(text("UPDATE verdict SET reason = 'While a draft'"))
    with year.database.writing() as session:
        session.execute(update(Verdict).values(released_at=NOW))

    with (
        pytest.raises(DatabaseError, match="verdict is kept as it was"),
        year.database.writing() as session,
    ):
        session.execute(text(change))


def test_a_verdict_of_a_review_at_once_with_its_release_is_in_it_or_refused(year):
    with year.database.writing() as session:
        second = an_engagement(session, year.leader, year.college, year.review)

    def give_one():
        try:
            with year.database.writing() as session:
                give(session, year, actor=second)
        except ConflictError:
            return False
        return True

    def release():
        with year.database.writing() as session:
            reviews.release(session, year.assessor, year.review.key, now=NOW)

    was_given, _ = at_once(give_one, release)

    with year.database.reading() as session:
        released = session.scalars(select(Verdict.released_at)).all()
    assert released == ([NOW] if was_given else [])
