"""Whether a document names or pictures a learner: asked of who adds it, acted on at once."""

import pytest

from ingest import documents, finding, learner_checks
from ingest.kinds import LearnerAnswer, Sensitivity
from ingest.models.documents import Document
from store.errors import ConflictError, IncompleteError, NotFoundError, NotPermittedError
from tests.factories.library import a_document_with_pages
from tests.factories.workflow import NOW
from workflow.documents import learners
from workflow.needs import document_needs
from workflow.needs.document_needs import Why

NONE, RESTRICT, ASK, TAKE_BACK = LearnerAnswer
WORDS = "A learner of motor vehicle spoke at the open evening"


@pytest.fixture
def papers(year):
    """Two papers that the contributor has just added."""
    with year.database.writing() as session:
        return [
            a_document_with_pages(session, year.contributor, (WORDS,), title=title).document
            for title in ("Open evening", "Open evening, pictures")
        ]


def answer(year, papers, said, meant=(), by=None):
    with year.database.writing() as session:
        keys = [paper.key for paper in papers]
        learners.answer_for(
            session, by or year.contributor, keys, said, {paper.key for paper in meant}, now=NOW
        )


def sensitivities_of(year, papers):
    with year.database.reading() as session:
        return [session.get_one(Document, paper.id).sensitivity for paper in papers]


def found_by(year, actor):
    with year.database.reading() as session:
        return finding.find(session, actor, "motor vehicle").total


def test_question_about_learners_must_be_answered(year, papers):
    with pytest.raises(IncompleteError, match="names or pictures a learner"):
        answer(year, papers, None)
    with pytest.raises(IncompleteError, match="Tick the files"):
        answer(year, papers, RESTRICT)

    answer(year, papers, NONE)

    with year.database.reading() as session:
        views = [documents.get_document(session, year.contributor, p.key) for p in papers]
        assert learner_checks.list_unanswered(session, year.contributor, views) == []


def test_restricted_files_are_never_in_search_previews_for_others(year, papers):
    before = found_by(year, year.contributor)

    answer(year, papers, RESTRICT, meant=papers[1:])

    assert sensitivities_of(year, papers) == [Sensitivity.INTERNAL, Sensitivity.RESTRICTED]
    assert found_by(year, year.contributor) == before - 1
    assert found_by(year, year.leader) == before


def test_choice_to_ask_the_careers_leader_restricts_until_they_say(year, papers):
    answer(year, papers[:1], ASK)

    with year.database.reading() as session:
        [need] = [
            one
            for one in document_needs.list_waiting(session, year.leader)
            if one.why is Why.ANSWER_LEARNERS
        ]
    assert (need.key, need.reason) == (papers[0].key, year.contributor.name)
    assert sensitivities_of(year, papers[:1]) == [Sensitivity.RESTRICTED]
    with pytest.raises(NotFoundError):
        answer(year, papers[:1], NONE)

    answer(year, papers[:1], NONE, by=year.leader)

    assert sensitivities_of(year, papers[:1]) == [Sensitivity.INTERNAL]
    with year.database.reading() as session:
        waiting = document_needs.list_waiting(session, year.leader)
    assert all(one.why is not Why.ANSWER_LEARNERS for one in waiting)


def test_choice_to_remove_takes_an_uncited_file_of_ones_own_out(year, papers):
    with pytest.raises(NotPermittedError):
        answer(year, papers[:1], TAKE_BACK, by=year.leader)
    with pytest.raises(ConflictError, match="is cited already"):
        answer(year, [year.document], TAKE_BACK)

    answer(year, papers, TAKE_BACK, meant=papers[:1])

    assert found_by(year, year.leader) == 1
    with year.database.reading() as session, pytest.raises(NotFoundError):
        documents.get_document(session, year.leader, papers[0].key)
