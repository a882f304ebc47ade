"""Taking files in: bytes first, then rows, and nothing twice."""

import pytest
from sqlalchemy import func, select

from ingest import receiving
from ingest.describing import Description
from ingest.kinds import DocumentType, MinutesStatus, RevisionState, Sensitivity
from ingest.models.documents import BlobUse, Document, Revision, SensitivityRange
from ingest.receiving import guess
from store import membership
from store.audit import Event
from store.blobs import FolderBlobs
from store.errors import IncompleteError, NotFoundError, NotPermittedError, RefusedError
from store.jobs import Job, JobKind
from tests.factories.people import a_college, an_actor
from tests.factories.threads import at_once
from tests.ingest.reading.making import page_of, pdf

FILE = pdf(page_of("The link governor reported"))
OTHER = pdf(page_of("The link governor reported again"))
CLOSED = Description("Pay of senior staff", sensitivity=Sensitivity.CONFIDENTIAL)


def count(shelf, table):
    with shelf.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def ranges(shelf, received):
    revision = shelf.revision(received)
    query = select(SensitivityRange).where(SensitivityRange.revision_id == revision.id)
    with shelf.database.reading() as session:
        return [
            (one.first_page, one.last_page, one.sensitivity)
            for one in session.scalars(query.order_by(SensitivityRange.first_page))
        ]


def test_a_received_file_is_kept_named_queued_and_noted(shelf):
    received = shelf.receive(FILE, "Corporation minutes 12 March 2026 draft.pdf")

    document, revision = shelf.document(received), shelf.revision(received)
    assert (document.title, document.type) == (
        "Corporation minutes 12 March 2026 draft",
        DocumentType.MINUTES,
    )
    assert document.uploaded_by == revision.uploaded_by == shelf.contributor.person_id
    assert (revision.number, revision.state) == (1, RevisionState.RECEIVED)
    assert shelf.blobs.has(shelf.college.key, revision.sha256)
    with shelf.database.reading() as session:
        (job,) = session.scalars(select(Job))
        kinds = list(session.scalars(select(Event.kind)))
    assert (job.kind, job.subject) == (JobKind.READ_REVISION, str(revision.id))
    assert "document added" in kinds
    assert received.sentence == "Arrived. It is being read."
    assert shelf.faults() == []


def test_an_empty_file_is_refused_in_words(shelf):
    with pytest.raises(RefusedError, match=r"Empty\.pdf is empty"):
        shelf.receive(b"", "Empty.pdf")

    assert count(shelf, Document) == 0


def test_a_governor_adds_nothing(shelf):
    with pytest.raises(NotPermittedError):
        shelf.receive(FILE, by=shelf.governor)

    assert list(shelf.blobs.list()) == []


def test_the_same_bytes_are_not_stored_twice_and_the_sentence_says_who_brought_them(shelf):
    first = shelf.receive(FILE, "Minutes.pdf")

    second = shelf.receive(FILE, "Copy of minutes.pdf", by=shelf.leader)

    assert second.document_key == first.document_key
    assert second.already.added_by == shelf.contributor.name
    assert second.sentence.startswith("You already have this: Minutes, added on ")
    assert second.sentence.endswith(f" by {shelf.contributor.name}.")
    assert (count(shelf, Document), count(shelf, Job)) == (1, 1)


def test_who_wants_both_gets_both_over_one_blob(shelf):
    shelf.receive(FILE)

    second = shelf.receive(FILE, keep_both=True)

    assert second.already is None
    assert count(shelf, Document) == 2
    assert len(list(shelf.blobs.list())) == 1


def test_same_bytes_are_not_told_to_who_may_not_see_them(shelf):
    hidden = shelf.receive(FILE, described=CLOSED, by=shelf.leader)

    told = shelf.receive(FILE)

    assert told.already is None
    assert told.document_key != hidden.document_key


def test_the_same_bytes_in_another_college_are_another_document(shelf):
    shelf.receive(FILE)
    with shelf.database.writing() as session:
        stranger = an_actor(session, a_college(session))

    received = shelf.receive(FILE, by=stranger)

    assert received.already is None
    assert len(list(shelf.blobs.list())) == 2


def test_the_use_of_a_blob_is_on_record_before_the_blob_is_looked_for(shelf, tmp_path):
    seen = []

    class Watched(FolderBlobs):
        def put(self, college, staging):
            with shelf.database.reading() as session:
                seen.extend(session.scalars(select(BlobUse.sha256)))
            return super().put(college, staging)

    shelf.blobs = Watched(tmp_path / "blobs", tmp_path / "scratch")

    received = shelf.receive(FILE)

    assert seen == [shelf.revision(received).sha256]


def test_a_file_whose_description_is_refused_leaves_no_rows_and_no_fault(shelf):
    with pytest.raises(IncompleteError, match="title"):
        shelf.receive(FILE, described=Description("x" * 201))

    assert (count(shelf, Document), count(shelf, Job)) == (0, 0)
    assert shelf.faults() == []


def test_pages_can_be_marked_confidential_as_a_file_arrives(shelf):
    received = shelf.receive(
        FILE, described=Description("Minutes", confidential_pages=((5, 7), (9, 9)))
    )

    assert ranges(shelf, received) == [
        (5, 7, Sensitivity.CONFIDENTIAL),
        (9, 9, Sensitivity.CONFIDENTIAL),
    ]


def test_a_new_revision_stands_beside_the_old(shelf):
    first = shelf.receive(FILE)

    second = shelf.add_revision(first.document_key, OTHER, "Approved.pdf", by=shelf.leader)

    revision = shelf.revision(second)
    assert second.document_key == first.document_key
    assert (revision.number, revision.file_name) == (2, "Approved.pdf")
    assert (count(shelf, Document), count(shelf, Revision), count(shelf, Job)) == (1, 2, 2)


def test_a_new_revision_keeps_back_what_the_old_one_did_unless_told(shelf):
    described = Description("Minutes", confidential_pages=((5, 7),))
    first = shelf.receive(FILE, described=described)

    silent = shelf.add_revision(first.document_key, OTHER)
    told = shelf.add_revision(first.document_key, FILE, confidential_pages=((6, 8),))
    open_now = shelf.add_revision(first.document_key, OTHER, confidential_pages=())

    assert ranges(shelf, silent) == [(5, 7, Sensitivity.CONFIDENTIAL)]
    assert ranges(shelf, told) == [(6, 8, Sensitivity.CONFIDENTIAL)]
    assert ranges(shelf, open_now) == []


def test_nobody_revises_what_they_may_not_see(shelf):
    hidden = shelf.receive(FILE, described=CLOSED, by=shelf.leader)
    with shelf.database.writing() as session:
        stranger = an_actor(session, a_college(session))

    for actor in (shelf.contributor, stranger):
        with pytest.raises(NotFoundError):
            shelf.add_revision(hidden.document_key, OTHER, by=actor)


def test_two_who_add_a_revision_at_once_get_two_numbers(shelf):
    first = shelf.receive(FILE)

    added = at_once(
        *(
            lambda data=data: shelf.add_revision(first.document_key, data)
            for data in (OTHER, pdf(page_of("third")))
        )
    )

    assert sorted(shelf.revision(one).number for one in added) == [2, 3]


def test_an_area_of_another_college_is_refused(shelf):
    with shelf.database.writing() as session:
        elsewhere = a_college(session)
        area = membership.add_area(session, elsewhere, "North", "campus")

    with pytest.raises(IncompleteError, match="area"):
        shelf.receive(FILE, described=Description("Minutes", area_key=area.key))


def test_people_go_before_files_taken_in_by_the_hundred(shelf):
    shelf.receive(FILE, priority=receiving.BULK)
    urgent = shelf.receive(OTHER)

    assert shelf.claim().subject == str(shelf.revision(urgent).id)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("Minutes 1 May 2026.pdf", MinutesStatus.DRAFT),
        ("Minutes 1 May 2026 approved.pdf", MinutesStatus.APPROVED),
        ("Plan 1 May 2026 draft.pdf", None),
    ],
)
def test_minutes_count_as_draft_until_somebody_says_otherwise(name, status):
    assert guess(name).minutes_status is status
