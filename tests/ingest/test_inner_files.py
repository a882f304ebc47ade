"""Files inside files are no more open than what they came in."""

import pytest
from sqlalchemy import select

from ingest import documents, receiving
from ingest.describing import Description
from ingest.inside import list_inside
from ingest.kinds import DocumentType, MinutesStatus, Sensitivity, ShareScope
from ingest.models.documents import Document
from store.errors import IncompleteError
from tests.ingest.reading.making import archive
from tests.ingest.test_unpacking_job import inside, read_all, taken_in

PACK = archive({"a.zip": archive({"deep.txt": "deep"}), "Report to governors 3 May 2026.txt": "b"})


def all_documents(shelf):
    with shelf.database.reading() as session:
        return {each.title: each for each in session.scalars(select(Document))}


def describe(shelf, title, level):
    document = all_documents(shelf)[title]
    with shelf.database.writing() as session:
        documents.describe(
            session,
            shelf.leader,
            document.key,
            Description(title=title, sensitivity=level),
            seen_version=document.row_version,
        )


@pytest.mark.parametrize("level", list(Sensitivity))
def test_a_file_is_as_sensitive_as_what_it_came_in(shelf, level):
    described = Description(title="Pack", sensitivity=level)

    taken_in(shelf, PACK, by=shelf.leader, described=described)

    assert {each.sensitivity for each in all_documents(shelf).values()} == {level}


def test_confidential_pages_of_the_list_make_all_files_confidential(shelf):
    described = Description(title="Pack", confidential_pages=((1, 1),))

    taken_in(shelf, PACK, described=described)

    found = all_documents(shelf)
    assert found.pop("Pack").sensitivity is Sensitivity.INTERNAL
    assert {each.sensitivity for each in found.values()} == {Sensitivity.CONFIDENTIAL}


def test_closing_an_archive_closes_what_came_out_of_it(shelf):
    taken_in(shelf, PACK, described=Description(title="Pack"))

    describe(shelf, "Pack", Sensitivity.CONFIDENTIAL)

    found = all_documents(shelf)
    assert {each.sensitivity for each in found.values()} == {Sensitivity.CONFIDENTIAL}
    assert shelf.faults() == []


def test_a_file_is_not_opened_further_than_what_it_came_in(shelf):
    described = Description(title="Pack", sensitivity=Sensitivity.CONFIDENTIAL)
    taken_in(shelf, PACK, by=shelf.leader, described=described)

    with pytest.raises(IncompleteError, match="came inside “a”, which is confidential"):
        describe(shelf, "deep", Sensitivity.INTERNAL)
    describe(shelf, "deep", Sensitivity.RESTRICTED)

    assert all_documents(shelf)["deep"].sensitivity is Sensitivity.RESTRICTED


@pytest.mark.parametrize(
    ("facts", "scope"),
    [
        ({}, None),
        ({"type": DocumentType.BOARD_PAPER}, ShareScope.CITED_PAGES),
        (
            {"type": DocumentType.MINUTES, "minutes_status": MinutesStatus.DRAFT},
            ShareScope.NOTHING,
        ),
    ],
)
def test_reviews_see_no_more_of_a_file_than_of_what_it_came_in(shelf, facts, scope):
    taken_in(shelf, PACK, described=Description(title="Pack", **facts))

    assert all_documents(shelf)["deep"].share_scope is scope


def test_a_scope_that_was_chosen_is_taken_over(shelf):
    received = shelf.receive(PACK, "pack.zip")
    with shelf.database.writing() as session:
        session.scalars(select(Document)).one().share_scope = ShareScope.QUOTE_ONLY
    read_all(shelf)

    assert received.already is None
    assert {each.share_scope for each in all_documents(shelf).values()} == {ShareScope.QUOTE_ONLY}


def test_a_name_says_what_a_file_is_and_else_what_it_came_in_does(shelf):
    described = Description(title="Pack", type=DocumentType.SURVEY, provided_by="A school")

    taken_in(shelf, PACK, described=described)

    found = all_documents(shelf)
    assert found["deep"].type is DocumentType.SURVEY
    assert found["deep"].provided_by == "A school"
    report = found["Report to governors 3 May 2026"]
    assert (report.type, str(report.event_date)) == (DocumentType.BOARD_PAPER, "2026-05-03")


def test_a_closed_file_of_the_same_bytes_is_told_to_nobody(shelf):
    described = Description(title="Secret", sensitivity=Sensitivity.RESTRICTED)
    taken_in(shelf, b"deep", "deep.txt", by=shelf.leader, described=described)

    received = taken_in(shelf, archive({"deep.txt": "deep"}))

    (line,) = inside(shelf, received)
    assert not line.is_link
    assert line.document.title == "deep"


def test_who_may_not_see_a_file_reads_its_name_in_the_list_only(shelf):
    received = taken_in(shelf, archive({"deep.txt": "deep"}), described=Description(title="Pack"))
    describe(shelf, "deep", Sensitivity.CONFIDENTIAL)

    with shelf.database.reading() as session:
        (view,) = documents.get_documents(session, shelf.contributor, [received.document_key])
        (line,) = list_inside(session, shelf.contributor, [view.revision_id])

    assert line.document is None
    assert line.sentence == "Not shared with you."


def test_titles_of_any_length_are_cut(shelf):
    taken_in(shelf, archive({"x" * 250 + ".txt": "deep"}))

    assert "x" * 200 in all_documents(shelf)


def test_an_upload_goes_before_files_from_archives(shelf):
    shelf.receive(PACK, "pack.zip", priority=receiving.INTERACTIVE)
    shelf.read()

    interactive = shelf.receive(b"now", "now.txt")

    claim = shelf.claim()
    assert claim.subject == str(shelf.revision(interactive).id)
