"""Matching learns from confirmed citations and dismissed pages of the same college."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from framework.loading import builtin
from ingest import rebuilding
from ingest.preparing import Preparing, learned_by, matcher, prepare
from ingest.reading_tools import ReadingTools
from search_index import speaking
from search_index.learning import Decision, learn
from search_index.models import GenerationKind
from store import job_claims
from store.db import utc_now
from store.jobs import Job, JobKind
from tests.factories.library import LINK_GOVERNOR, a_document_with_pages
from tests.factories.people import a_college, an_actor
from tests.factories.workflow import NOW, an_assessment
from workflow.citations import suggestions
from workflow.kinds.reviews import Outcome
from workflow.matching import learning
from workflow.reviews import reviews, verdicts

MINUTES = "The standards committee received a careers report; the minutes were approved by members."


def dismiss(session, actor, library, *numbers):
    for number in numbers:
        suggestions.dismiss(session, actor, library.revision.key, number, "1.5", now=NOW)


@pytest.fixture
def minutes(year):
    """Pages of minutes that people do not want for 1.5, and one more like them."""
    with year.database.writing() as session:
        return a_document_with_pages(session, year.leader, [MINUTES] * 6, title="Minutes")


def release_a_support(session, year):
    verdicts.give(
        session, year.assessor, year.citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW
    )
    reviews.release(session, year.assessor, year.review.key, now=NOW)


def lessons(year, framework=None):
    with year.database.reading() as session:
        return learning.lessons(session, year.college.id, framework or builtin().sha256)


def score(year, page_id):
    with year.database.reading() as session:
        found = speaking.dimensions_of_pages(session, year.college.id, [page_id])[page_id]
    return {one.dimension: one.score for one in found}.get("1.5", 0.0)


def rematch(year):
    """The worker's job, now."""
    tools = ReadingTools(year.database, None, None, preparing=Preparing())
    with year.database.writing() as session:
        session.execute(Job.__table__.update().values(run_after=utc_now()))
    with year.database.writing() as session:
        claim = job_claims.claim_next(session, "a test")
    assert claim.kind is JobKind.REMATCH
    learning.rematch(tools, claim)


def test_confirmed_quotes_and_dismissed_pages_are_lessons(year, minutes):
    with year.database.writing() as session:
        release_a_support(session, year)
        dismiss(session, year.leader, minutes, 1)

    found = lessons(year)

    assert [(one.dimension, one.text, one.decision) for one in found] == [
        ("1.5", year.citation.exact, Decision.CONFIRMED),
        ("1.5", MINUTES, Decision.DISMISSED),
    ]


def test_a_citation_proves_nothing_before_a_review_that_supports_it_is_released(year):
    with year.database.writing() as session:
        verdicts.give(
            session, year.assessor, year.citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW
        )
    assert [one.decision for one in lessons(year)] == [Decision.CITED]


def test_what_only_supports_in_part_proves_nothing(year):
    with year.database.writing() as session:
        verdicts.give(
            session, year.assessor, year.citation.key, Outcome.SUPPORTS_IN_PART,
            reason="Only one meeting.", seen_version=0, now=NOW,
        )  # fmt: skip
        reviews.release(session, year.assessor, year.review.key, now=NOW)
    assert [one.decision for one in lessons(year)] == [Decision.CITED]


def test_lessons_are_of_one_framework_version(year, minutes):
    with year.database.writing() as session:
        release_a_support(session, year)
        dismiss(session, year.leader, minutes, 1)

    assert lessons(year, "another model") == []


def test_dismissing_asks_for_learning_a_little_later_and_once(year, minutes):
    with year.database.writing() as session:
        dismiss(session, year.leader, minutes, 1, 2, 3)

    with year.database.reading() as session:
        (job,) = session.scalars(select(Job).where(Job.kind == JobKind.REMATCH))
    assert job.run_after - job.created_at > learning.PAUSE - timedelta(minutes=1)


def test_after_dismissals_pages_like_them_fall_behind_those_like_the_quote(year, minutes):
    like_them, cited = minutes.page(6).id, year.library.page(1).id
    before = score(year, like_them), score(year, cited)
    with year.database.writing() as session:
        release_a_support(session, year)
        dismiss(session, year.leader, minutes, 1, 2, 3, 4)

    rematch(year)

    after = score(year, like_them), score(year, cited)
    assert after[0] < before[0]
    assert after[1] - after[0] > before[1] - before[0]


def test_words_that_the_college_cites_lose_nothing_by_pages_that_it_dismisses(year):
    with year.database.writing() as session:
        alike = a_document_with_pages(session, year.leader, [LINK_GOVERNOR] * 4, title="Visits")
        dismiss(session, year.leader, alike, 1, 2, 3, 4)

    with year.database.reading() as session:
        learned, confirmed, dismissed = learning.learn_now(session, year.college.id)
        taught = learning.lessons(session, year.college.id, builtin().sha256)
    with_quote = {one.words for one in learned.words}
    without = learn(matcher(), [one for one in taught if one.decision is Decision.DISMISSED])

    assert (confirmed, dismissed) == (0, 4)
    lost = {one.words for one in without.words if one.words in year.citation.exact.lower()}
    assert lost
    assert not lost & with_quote


def test_what_comes_in_later_is_matched_by_what_was_learned(year, minutes):
    with year.database.writing() as session:
        dismiss(session, year.leader, minutes, 1, 2, 3, 4)
    rematch(year)

    with year.database.reading() as session:
        learned = learned_by(session, year.college.id)
    assert learned.words
    (new,) = (m for m in prepare(MINUTES, learned).to_find.matches if m.dimension == "1.5")
    assert new.score == pytest.approx(score(year, minutes.page(6).id))


def test_taking_dismissals_back_forgets_what_they_taught(year, minutes):
    before = score(year, minutes.page(6).id)
    with year.database.writing() as session:
        dismiss(session, year.leader, minutes, 1, 2, 3, 4)
    rematch(year)
    with year.database.writing() as session:
        for number in (1, 2, 3, 4):
            suggestions.bring_back(session, year.leader, minutes.revision.key, number, "1.5")
    with year.database.writing() as session:
        session.execute(Job.__table__.update().values(state="done", lease_until=None))
        learning.ask(session, year.college.id)

    rematch(year)

    assert score(year, minutes.page(6).id) == before


def test_what_one_college_decides_changes_nothing_in_another(year, minutes):
    with year.database.writing() as session:
        other = a_college(session)
        leader = an_actor(session, other, roles_of(year.leader))
        an_assessment(session, other)
        theirs = a_document_with_pages(session, leader, [MINUTES, LINK_GOVERNOR])
        dismiss(session, year.leader, minutes, 1, 2, 3, 4)
    before = matched(year.database, other.id, theirs)
    rematch(year)

    list(rebuilding.rebuild(year.database, other.id, GenerationKind.MATCH, Preparing()))

    assert matched(year.database, other.id, theirs) == before
    with year.database.reading() as session:
        assert not learned_by(session, other.id).words


def roles_of(actor):
    (role,) = actor.roles
    return role


def matched(database, college_id, library):
    with database.reading() as session:
        return speaking.dimensions_of_pages(
            session, college_id, [page.id for page in library.pages]
        )


def test_without_new_words_or_decisions_nothing_is_matched_anew(year):
    with year.database.writing() as session:
        learning.ask(session, year.college.id)
    with year.database.reading() as session:
        assert not rebuilding.has_old_matches(session, year.college.id)
        before = rebuilding.progress_of(session, year.college.id)
    rematch(year)

    assert before is None


def test_colleges_whose_matches_are_of_older_words_are_asked_for_at_a_start(year, minutes):
    with year.database.writing() as session:
        dismiss(session, year.leader, minutes, 1, 2, 3, 4)
        session.execute(Job.__table__.delete())
    learning.learn_again(year.database, year.college.id)

    with year.database.writing() as session:
        learning.ask_where_words_changed(session)

    with year.database.reading() as session:
        assert [job.college_id for job in session.scalars(select(Job))] == [year.college.id]
