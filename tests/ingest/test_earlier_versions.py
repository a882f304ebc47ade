"""A newer version is asked about, never assumed; as a person says, so it is."""

import pytest
from sqlalchemy import select

from ingest import documents, earlier_versions
from ingest.earlier_versions import Sign
from ingest.kinds import RevisionState, Sensitivity
from search_index.models import SearchPage
from store.db import utc_now
from store.errors import ConflictError, NotFoundError, NotPermittedError
from tests.ingest.reading.making import docx, page_of, paragraph, pdf, run
from tests.ingest.test_sketches import keep, numbered

NAME = "Careers policy.docx"


def question(shelf, received, actor=None):
    actor = actor or shelf.leader
    with shelf.database.reading() as session:
        views = documents.get_documents(session, actor, [received.document_key])
        return earlier_versions.find_earlier(session, actor, views).get(received.document_key)


def answer_newer(shelf, newer, earlier, actor=None):
    with shelf.database.writing() as session:
        return earlier_versions.make_revision(
            session, actor or shelf.leader, newer.document_key, earlier.document_key, now=utc_now()
        )


@pytest.fixture
def versions(shelf):
    """Two documents of which the second says almost what the first said."""
    first = keep(shelf, numbered(0, 300), "Plan 2023.docx")
    return first, keep(shelf, f"{numbered(0, 290)} and more", "Plan 2024.docx")


def test_most_of_the_same_words_are_asked_about(shelf, versions):
    first, second = versions

    asked = question(shelf, second)

    assert (asked.document_key, asked.sign) == (first.document_key, Sign.SAME_WORDS)
    assert "looks like" in asked.sentence
    assert question(shelf, first) is None


def test_the_same_name_is_asked_about_before_a_word_is_read(shelf):
    first = shelf.receive(docx(paragraph(run("One"))), NAME)
    second = shelf.receive(docx(paragraph(run("Two"))), NAME.upper())

    asked = question(shelf, second)

    assert (asked.document_key, asked.sign) == (first.document_key, Sign.SAME_NAME)


def test_nobody_asks_again_once_somebody_said_that_they_differ(shelf, versions):
    first, second = versions
    for _ in range(2):
        with shelf.database.writing() as session:
            earlier_versions.say_different(
                session, shelf.leader, second.document_key, first.document_key, now=utc_now()
            )

    assert question(shelf, second) is None


def test_a_document_that_one_may_not_see_is_not_asked_about(shelf, versions):
    first, second = versions
    with shelf.database.writing() as session:
        found = session.merge(shelf.document(first))
        found.sensitivity = Sensitivity.RESTRICTED

    assert question(shelf, second, shelf.contributor) is None
    assert question(shelf, second) is not None


def test_a_newer_version_becomes_a_revision_and_its_document_leaves(shelf, versions):
    first, second = versions
    own_pages = {page.id for page, _ in shelf.pages(second)}

    earlier = answer_newer(shelf, second, first)

    assert earlier.key == first.document_key
    with shelf.database.reading() as session:
        (view,) = documents.get_documents(session, shelf.leader, [first.document_key])
        gone = documents.get_documents(session, shelf.leader, [second.document_key])
        left = set(session.scalars(select(SearchPage.page_id)))
    assert (view.revision_number, view.file_name) == (2, "Plan 2024.docx")
    assert gone == []
    assert not left & own_pages
    shelf.read()
    assert len(shelf.searchable()) == 1
    assert shelf.faults() == []


def test_pages_that_were_kept_back_stay_so(shelf):
    first = shelf.taken_in(pdf(page_of("Governors met")), "Minutes.pdf")
    shelf.skip_urgent()
    second = shelf.receive(pdf(page_of("Governors met again")), "Minutes.pdf")
    with shelf.database.writing() as session:
        session.merge(shelf.document(second)).sensitivity = Sensitivity.CONFIDENTIAL

    answer_newer(shelf, second, first)
    while shelf.document(first) and len(shelf.searchable()) < 1:
        shelf.read()

    with shelf.database.reading() as session:
        (view,) = documents.get_documents(session, shelf.leader, [first.document_key])
        lines = documents.list_pages(session, shelf.leader, view)
    assert all(line.sensitivity is Sensitivity.CONFIDENTIAL for line in lines)


def test_what_was_made_a_revision_meanwhile_is_not_made_one_again(shelf, versions):
    first, second = versions
    answer_newer(shelf, second, first)

    with pytest.raises(NotFoundError):
        answer_newer(shelf, second, first)


def test_a_document_is_no_newer_version_of_itself(shelf, versions):
    _, second = versions

    with pytest.raises(ConflictError):
        answer_newer(shelf, second, second)


def test_a_document_with_several_files_keeps_them(shelf, versions):
    first, second = versions
    shelf.add_revision(second.document_key, docx(paragraph(run("Third"))))

    with pytest.raises(ConflictError):
        answer_newer(shelf, second, first)


def test_a_governor_is_not_asked_and_may_not_answer(shelf, versions):
    first, second = versions

    assert question(shelf, second, shelf.governor) is None
    with pytest.raises(NotPermittedError):
        answer_newer(shelf, second, first, shelf.governor)
    assert shelf.revision(second).state is RevisionState.READABLE
