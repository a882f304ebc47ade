"""What people do with documents: list, look, describe, accept."""

from datetime import date

import pytest
from sqlalchemy import insert

from ingest import documents, finding
from ingest.describing import Description
from ingest.documents import PAGE_SIZE, reading_sentence
from ingest.kinds import DocumentType, MinutesStatus, RevisionState, Sensitivity
from ingest.models.documents import Acceptance
from store import membership
from store.db import utc_now
from store.errors import (
    ConflictError,
    EditedMeanwhileError,
    IncompleteError,
    NotFoundError,
    NotPermittedError,
)
from store.people import AreaKind
from store.permissions import Role
from tests.factories.library import a_document_with_pages, a_revision
from tests.factories.people import a_college, an_actor
from tests.factories.statements import counted
from tests.factories.threads import at_once

MINUTES = Description(
    "Corporation minutes",
    DocumentType.MINUTES,
    date(2026, 3, 12),
    minutes_status=MinutesStatus.APPROVED,
)


@pytest.fixture
def library(shelf):
    with shelf.database.writing() as session:
        return a_document_with_pages(session, shelf.contributor)


def described(shelf, library, description=MINUTES, *, by=None, seen=1):
    with shelf.database.writing() as session:
        return documents.describe(
            session, by or shelf.leader, library.document.key, description, seen_version=seen
        )


def seen(shelf, library, actor=None):
    with shelf.database.reading() as session:
        return documents.get_document(session, actor or shelf.leader, library.document.key)


def accept(shelf, library, by):
    with shelf.database.writing() as session:
        return documents.accept(session, by, library.document.key, now=utc_now())


def test_a_document_is_shown_with_its_newest_file(shelf, library):
    with shelf.database.writing() as session:
        a_revision(session, library.document, ("one", "two"), number=2)

    view = seen(shelf, library)

    assert (view.title, view.revision_number, view.pages_read) == (library.document.title, 2, 2)
    assert view.uploaded_by == shelf.contributor.name
    assert (view.area, view.accepted_by) == ("Whole college", None)
    assert view.reading_sentence == "Readable, 2 pages"


def test_documents_are_listed_newest_first_a_page_at_a_time(shelf):
    with shelf.database.writing() as session:
        for number in range(PAGE_SIZE + 1):
            a_document_with_pages(session, shelf.leader, title=f"Paper {number}")

    with shelf.database.reading() as session:
        first = documents.list_documents(session, shelf.leader)
        second = documents.list_documents(session, shelf.leader, page=first.next_page)

    assert [view.title for view in first.documents][:2] == ["Paper 25", "Paper 24"]
    assert (len(first.documents), first.next_page) == (PAGE_SIZE, 2)
    assert ([view.title for view in second.documents], second.next_page) == (["Paper 0"], None)


def test_the_list_costs_the_same_number_of_statements_however_long(shelf):
    costs = []
    for _ in range(2):
        with shelf.database.writing() as session:
            for _ in range(6):
                a_document_with_pages(session, shelf.leader)
        with shelf.database.reading() as session, counted(shelf.database) as statements:
            documents.list_documents(session, shelf.leader)
        costs.append(len(statements))

    assert costs[0] == costs[1] <= 2


def test_the_list_narrows_by_type_and_by_what_waits_for_me(shelf, library):
    with shelf.database.writing() as session:
        mine = a_document_with_pages(session, shelf.leader, type=DocumentType.PLAN)

    with shelf.database.reading() as session:
        plans = documents.list_documents(session, shelf.leader, kind=DocumentType.PLAN)
        waiting = documents.list_documents(session, shelf.leader, is_waiting=True)

    assert [view.key for view in plans.documents] == [mine.document.key]
    assert [view.key for view in waiting.documents] == [library.document.key]


def test_documents_come_in_the_order_asked_for_and_strange_keys_are_left_out(shelf, library):
    with shelf.database.writing() as session:
        other = a_document_with_pages(session, shelf.leader)
    keys = [other.document.key, "nonsense", library.document.key]

    with shelf.database.reading() as session:
        found = documents.get_documents(session, shelf.leader, keys)

    assert [view.key for view in found] == [keys[0], keys[2]]


def test_a_description_is_written_everywhere_at_once(shelf, library):
    with shelf.database.writing() as session:
        area = membership.add_area(session, shelf.college, "North campus", AreaKind.CAMPUS)
    facts = {**vars(MINUTES), "area_key": area.key, "body": "Corporation"}

    described(shelf, library, Description(**facts))

    view = seen(shelf, library)
    assert (view.type, view.minutes_status) == (DocumentType.MINUTES, MinutesStatus.APPROVED)
    assert (view.area, view.body, view.row_version) == ("North campus", "Corporation", 2)
    with shelf.database.reading() as session:
        found = finding.find(session, shelf.leader, "type:minutes year:2026 title:corporation")
    assert found.total == 1
    assert shelf.faults(is_deep=False)[1:] == []


def test_of_two_who_edit_the_second_is_shown_the_first_ones_words(shelf, library):
    described(shelf, library)

    with pytest.raises(EditedMeanwhileError) as raised:
        described(shelf, library, Description("My title"), seen=1)

    assert "Corporation minutes" in raised.value.theirs
    assert seen(shelf, library).title == "Corporation minutes"


def test_of_two_who_save_at_the_same_moment_one_wins(shelf, library):
    def save(title):
        try:
            described(shelf, library, Description(title))
        except ConflictError:
            return None
        return title

    answers = at_once(lambda: save("one"), lambda: save("other"))

    assert [answer for answer in answers if answer] == [seen(shelf, library).title]


@pytest.mark.parametrize(
    ("description", "field"),
    [
        (Description("  "), "title"),
        (Description("x" * 201), "title"),
        (Description("x", valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 1)), "valid_to"),
        (Description("x", area_key="nowhere"), "area"),
    ],
)
def test_a_description_that_cannot_be_names_the_field(shelf, library, description, field):
    with pytest.raises(IncompleteError) as raised:
        described(shelf, library, description)

    assert raised.value.field == field


def test_closing_a_document_closes_its_pages_in_the_search(shelf, library):
    described(shelf, library, Description("Pay", sensitivity=Sensitivity.CONFIDENTIAL))

    with shelf.database.reading() as session:
        assert finding.find(session, shelf.contributor, "governor").total == 0
        assert finding.find(session, shelf.leader, "governor").total == 1


def test_a_contributor_describes_but_neither_closes_nor_opens(shelf, library):
    described(
        shelf, library, Description("Mine", sensitivity=Sensitivity.OPEN), by=shelf.contributor
    )

    with pytest.raises(NotPermittedError):
        described(
            shelf,
            library,
            Description("Mine", sensitivity=Sensitivity.RESTRICTED),
            by=shelf.contributor,
            seen=2,
        )


def test_a_document_of_another_college_is_not_there(shelf, library):
    with shelf.database.writing() as session:
        stranger = an_actor(session, a_college(session))

    with pytest.raises(NotFoundError):
        seen(shelf, library, stranger)
    with pytest.raises(NotFoundError):
        described(shelf, library, by=stranger)
    with pytest.raises(NotFoundError):
        accept(shelf, library, stranger)


def test_a_second_person_vouches_for_a_document(shelf, library):
    accept(shelf, library, shelf.leader)

    assert seen(shelf, library).accepted_by == shelf.leader.name
    with pytest.raises(ConflictError, match="already"):
        accept(shelf, library, shelf.leader)


def test_nobody_accepts_what_they_added(shelf):
    with shelf.database.writing() as session:
        library = a_document_with_pages(session, shelf.leader)

    with pytest.raises(NotPermittedError, match="second person"):
        accept(shelf, library, shelf.leader)


@pytest.mark.parametrize("uploader", ["the contributor", "somebody else"])
def test_the_database_itself_refuses_an_acceptance_of_ones_own(shelf, library, uploader):
    named = shelf.contributor if uploader == "the contributor" else shelf.leader
    row = {
        "college_id": shelf.college.id,
        "document_id": library.document.id,
        "uploader_id": named.person_id,
        "accepted_by": shelf.contributor.person_id,
        "accepted_at": utc_now(),
    }

    with pytest.raises(Exception, match=r"(?i)constraint"), shelf.database.writing() as session:
        session.execute(insert(Acceptance).values(row))


def test_two_who_accept_at_once_accept_once(shelf, library):
    with shelf.database.writing() as session:
        senior = an_actor(session, shelf.college, Role.SENIOR_LEADER)

    def try_to(actor):
        try:
            accept(shelf, library, actor)
        except ConflictError:
            return False
        return True

    assert sorted(at_once(lambda: try_to(senior), lambda: try_to(shelf.leader))) == [False, True]


def test_contributors_and_governors_accept_nothing(shelf, library):
    for actor in (shelf.contributor, shelf.governor):
        with pytest.raises(NotPermittedError):
            accept(shelf, library, actor)


def test_pages_are_listed_with_their_places_and_problems(shelf, library):
    with shelf.database.reading() as session:
        view = documents.get_document(session, shelf.leader, library.document.key)
        (line,) = documents.list_pages(session, shelf.leader, view)

    assert (line.number, line.words, line.problem) == (1, "page 1", "")


def test_members_see_every_file_of_a_document_the_newest_first(shelf, library):
    with shelf.database.writing() as session:
        a_revision(session, library.document, ("one",), number=2)

    with shelf.database.reading() as session:
        view = documents.get_document(session, shelf.governor, library.document.key)
        files = documents.list_revisions(session, shelf.governor, view)
    assert [file.number for file in files] == [2, 1]


@pytest.mark.parametrize(
    ("state", "read", "total", "reason", "words"),
    [
        (RevisionState.RECEIVED, 0, None, None, "Received"),
        (RevisionState.READING, 7, 14, None, "Reading: page 7 of 14"),
        (RevisionState.READING, 7, None, None, "Reading: page 7"),
        (RevisionState.READABLE, 1, 1, None, "Readable, 1 page"),
        (
            RevisionState.READABLE_WITH_GAPS,
            9,
            9,
            "Page 7 has no text.",
            "Readable with gaps, 9 pages. Page 7 has no text.",
        ),
        (
            RevisionState.NEEDS_PASSWORD,
            0,
            None,
            "Save it again.",
            "Needs a password. Save it again.",
        ),
        (RevisionState.NEEDS_OCR, 2, 2, "It is a scan.", "Needs OCR, 2 pages. It is a scan."),
    ],
)
def test_how_far_reading_is_stands_in_words(state, read, total, reason, words):
    assert reading_sentence(state, read, total, reason) == words


def test_progress_is_told_of_files_that_may_be_seen(shelf, library):
    with shelf.database.writing() as session:
        closed = a_document_with_pages(session, shelf.leader, sensitivity=Sensitivity.CONFIDENTIAL)
    keys = [library.revision.key, closed.revision.key, "nonsense"]

    with shelf.database.reading() as session:
        (told,) = documents.progress(session, shelf.contributor, keys)

    assert (told.revision_key, told.sentence) == (library.revision.key, "Readable, 1 page")
    assert told.is_final
