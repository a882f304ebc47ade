"""No verdict on a page that was not displayed; where an assessor is at the desk."""

from datetime import timedelta

import pytest

from ingest.kinds import ShareScope
from store.errors import ConflictError, NotFoundError, NotPermittedError
from tests.factories.workflow import NOW, a_citation, a_review, an_engagement
from workflow.desk import desk, looks
from workflow.documents import share_scopes
from workflow.kinds.reviews import DeskOrder, Outcome
from workflow.reviews import reviews

BY_DIMENSION, BY_DOCUMENT = DeskOrder.DIMENSION, DeskOrder.DOCUMENT


def give(session, actor, citation):
    return desk.give_verdict(
        session, actor, citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW
    )


def test_no_verdict_on_a_page_that_was_not_displayed_to_that_person_in_that_review(year):
    with year.database.writing() as session:
        with pytest.raises(ConflictError, match="not been shown to you"):
            give(session, year.assessor, year.citation)
        other = an_engagement(session, year.leader, year.college, year.review)
        looks.record(session, other, year.citation.key, BY_DIMENSION, now=NOW)
        with pytest.raises(ConflictError):
            give(session, year.assessor, year.citation)

        looks.record(session, year.assessor, year.citation.key, BY_DIMENSION, now=NOW)

        assert give(session, year.assessor, year.citation).outcome is Outcome.SUPPORTS
        again = a_review(session, year.leader, year.assessment, title="Second look")
        later = an_engagement(session, year.leader, year.college, again)
        with pytest.raises(ConflictError):
            give(session, later, year.citation)


def test_a_page_that_is_not_shared_cannot_have_been_displayed(year):
    with year.database.writing() as session:
        share_scopes.choose(session, year.leader, year.document.key, ShareScope.NOTHING)

        with pytest.raises(NotFoundError):
            looks.record(session, year.assessor, year.citation.key, BY_DIMENSION, now=NOW)


def test_position_is_kept_with_the_order_of_reading(year):
    with year.database.writing() as session:
        other = a_citation(session, year.contributor, year.claim, year.library, "by campus")
        assert looks.newest(session, year.assessor) is None
        looks.record(session, year.assessor, other.key, BY_DIMENSION, now=NOW)
        later = NOW + timedelta(minutes=1)
        looks.record(session, year.assessor, year.citation.key, BY_DOCUMENT, now=later)
        found = looks.newest(session, year.assessor)
        assert found == (year.claim.key, year.citation.key, BY_DOCUMENT)
        assert desk.load(session, year.assessor).here(found).claim.key == year.claim.key

        later += timedelta(minutes=1)
        looks.record(session, year.assessor, other.key, BY_DIMENSION, now=later)

        assert looks.newest(session, year.assessor) == (year.claim.key, other.key, BY_DIMENSION)


def test_a_released_review_keeps_where_people_were(year):
    with year.database.writing() as session:
        reviews.release(session, year.assessor, year.review.key, now=NOW)
        looks.record(session, year.assessor, year.citation.key, BY_DIMENSION, now=NOW)

        assert looks.newest(session, year.assessor) is None


def test_only_who_gives_verdicts_looks_at_the_desk(year):
    with year.database.writing() as session, pytest.raises(NotPermittedError):
        looks.record(session, year.leader, year.citation.key, BY_DIMENSION, now=NOW)
