"""Archives and messages in the library: what is in them becomes documents, once, whatever ends."""

from email.message import EmailMessage

import pytest
from sqlalchemy import func, select

from ingest import finding, unpacking_job
from ingest.documents import get_documents
from ingest.inside import list_around, list_inside, revisions_inside
from ingest.kinds import RevisionState
from ingest.models.documents import Document, InnerFile, Revision
from ingest.reading import sentences
from ingest.reading.events import MemberEnded
from ingest.reading_job import read_revision
from ingest.reading_tools import ReadingTools, StoppedError
from store import job_claims, jobs
from store.audit import Event
from store.job_claims import JobLostError
from store.jobs import JobKind
from tests.ingest.reading.making import archive, page_of, pdf
from tests.ingest.reading.making_zips import nested, one_file, overlapping

THREE = {"plan.txt": "The plan", "deeper/minutes.pdf": pdf(page_of("Minutes")), "macro.exe": "MZ\0"}


def inside(shelf, received):
    """The files inside, as the leader sees them."""
    with shelf.database.reading() as session:
        (view,) = get_documents(session, shelf.leader, [received.document_key])
        return list_inside(session, shelf.leader, [view.revision_id])


def read_all(shelf):
    """Read what waits to be read, and let the rest pass by."""
    while True:
        with shelf.database.writing() as session:
            claim = job_claims.claim_next(session, "a test", queues=[jobs.Queue.READING])
        if claim is None:
            return
        if claim.kind is JobKind.READ_REVISION:
            read_revision(shelf.tools, claim)
        shelf.finish(claim)


def taken_in(shelf, data, name="pack.zip", **facts):
    received = shelf.receive(data, name, **facts)
    read_all(shelf)
    return received


def count(shelf, table):
    with shelf.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_each_file_of_an_archive_becomes_a_document_of_its_own(shelf):
    received = taken_in(shelf, archive(THREE))

    revision = shelf.revision(received)
    assert (revision.state, revision.reason) == (RevisionState.READABLE, None)
    assert [(each.path, each.document.state) for each in inside(shelf, received)] == [
        ("plan.txt", RevisionState.READABLE),
        ("deeper/minutes.pdf", RevisionState.READABLE),
        ("macro.exe", RevisionState.REFUSED),
    ]
    with shelf.database.reading() as session:
        minutes = session.scalars(select(Document).where(Document.title == "minutes")).one()
        kinds = session.scalars(select(Event.kind)).all()
    assert minutes.uploaded_by == shelf.contributor.person_id
    assert kinds.count("file taken out of another") == 3
    assert shelf.faults() == []


def test_an_archive_lists_its_files_where_they_are_found(shelf):
    received = taken_in(shelf, archive(THREE))

    ((page, text),) = shelf.pages(received)
    assert page.locator == {"kind": "part", "path": [], "name": "list of files", "part": "files"}
    assert "deeper/minutes.pdf" in text


def test_the_list_of_files_is_read_and_not_searched(shelf):
    received = taken_in(shelf, archive(THREE))

    (line, minutes, _) = inside(shelf, received)
    with shelf.database.reading() as session:
        found = finding.find(session, shelf.leader, "plan OR minutes")
    assert {page.document_key for page in found.pages} == {line.document.key, minutes.document.key}


def test_attachments_of_a_message_become_documents(shelf):
    message = EmailMessage()
    message["Subject"] = "Minutes"
    message.set_content("See the attachment.")
    message.add_attachment(THREE["deeper/minutes.pdf"], maintype="application", subtype="pdf")

    received = taken_in(shelf, message.as_bytes(), "mail.eml")

    assert shelf.revision(received).state is RevisionState.READABLE
    assert [each.document.state for each in inside(shelf, received)] == [RevisionState.READABLE]


def test_one_bad_file_is_named_and_does_not_lose_the_others(shelf):
    whole = archive({"a.txt": "one", "b.txt": "two", "c.txt": ""})
    at = whole.index(b"PK\1\2")

    received = taken_in(shelf, whole[: at + 8] + b"\1" + whole[at + 9 :])

    revision = shelf.revision(received)
    assert revision.state is RevisionState.READABLE_WITH_GAPS
    assert revision.reason == sentences.not_taken_out(["a.txt", "c.txt"], 3)
    assert [(each.path, each.state, each.problem) for each in inside(shelf, received)] == [
        ("a.txt", RevisionState.NEEDS_PASSWORD, sentences.NEEDS_PASSWORD),
        ("b.txt", None, None),
        ("c.txt", RevisionState.REFUSED, sentences.EMPTY_FILE),
    ]
    assert inside(shelf, received)[0].sentence.startswith("Needs a password. ")


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (overlapping(), RevisionState.REFUSED),
        (b"PK\3\4 broken", RevisionState.FAILED),
        (archive({}), RevisionState.REFUSED),
        (one_file(flags=1), RevisionState.NEEDS_PASSWORD),
    ],
)
def test_a_bad_archive_ends_in_a_state_with_a_sentence_and_nothing_in_it(shelf, data, state):
    received = taken_in(shelf, data)

    revision = shelf.revision(received)
    assert revision.state is state
    assert revision.reason.endswith(".")
    assert count(shelf, InnerFile) == 0
    assert shelf.faults() == []


def test_archives_within_archives_are_unpacked_three_deep_and_no_deeper(shelf):
    received = taken_in(shelf, nested(5))

    paths, line = [], received
    for _ in range(4):
        found = inside(shelf, line)
        if found:
            paths.append(found[0].path)
            line = _received(found[0].document)
    assert paths == ["level3.zip", "level2.zip", "level1.zip"]
    innermost = shelf.revision(line)
    assert innermost.state is RevisionState.READABLE_WITH_GAPS
    assert innermost.reason == sentences.TOO_DEEP_INSIDE


class _received:  # noqa: N801 - stands in the place of a function
    def __init__(self, view):
        self.document_key, self.revision_key = view.key, view.revision_key


def test_all_that_is_inside_shares_one_room(shelf, monkeypatch):
    monkeypatch.setattr(unpacking_job, "MOST_MEMBERS", 3)

    received = taken_in(
        shelf, archive({"a.zip": archive({"1": "1", "2": "2", "3": "3"}), "b.txt": "b"})
    )

    (inner, _) = inside(shelf, received)
    assert count(shelf, InnerFile) == 3
    assert inner.document.reason == sentences.left_out(2)


def test_a_file_that_is_there_already_is_pointed_at(shelf):
    before = taken_in(shelf, b"The plan", "plan.txt")

    received = taken_in(shelf, archive(THREE))

    line = inside(shelf, received)[0]
    assert line.document.key == before.document_key
    assert line.is_link
    assert line.sentence.startswith("It was in the library before. Readable")
    assert count(shelf, Revision) == 4


def test_an_archive_that_holds_the_same_file_twice_makes_one_document(shelf):
    received = taken_in(shelf, archive({"a.txt": "same", "b.txt": "same"}))

    first, second = inside(shelf, received)
    assert first.document.key == second.document.key
    assert (first.is_link, second.is_link) == (False, True)


def test_a_file_knows_what_it_came_in(shelf):
    received = taken_in(shelf, archive({"x/a.zip": archive({"b.txt": "b"})}))

    with shelf.database.reading() as session:
        (middle,) = inside(shelf, received)
        (inner,) = inside(shelf, _received(middle.document))
        (around,) = list_around(session, shelf.leader, inner.document)
        keys = revisions_inside(session, shelf.leader, [received.revision_key])
    assert (around.document_key, around.path) == (middle.document.key, "b.txt")
    assert keys == [middle.document.revision_key]


class DiesAfter:
    """A reader host whose worker is killed after so many files of an archive."""

    def __init__(self, host, files, *, halfway):
        self._host, self._files, self._halfway = host, files, halfway

    def read(self, source, **facts):
        return self._host.read(source, **facts)

    def unpack(self, source, room, **facts):
        done = 0
        for event in self._host.unpack(source, room, **facts):
            if self._halfway and done == self._files and isinstance(event, bytes):
                raise KeyboardInterrupt
            yield event
            done += isinstance(event, MemberEnded)
            if not self._halfway and done == self._files:
                raise KeyboardInterrupt


@pytest.mark.parametrize("halfway", [False, True])
@pytest.mark.parametrize("files", [1, 2])
def test_a_worker_killed_halfway_leaves_nothing_twice_and_nothing_out(shelf, files, halfway):
    received = shelf.receive(archive({f"{n}.txt": f"text {n}" for n in range(4)}), "pack.zip")
    dying = ReadingTools(
        shelf.database, shelf.blobs, DiesAfter(shelf.tools.host, files, halfway=halfway)
    )
    with pytest.raises(KeyboardInterrupt):
        read_revision(dying, shelf.claim())
    before = [each.document.key for each in inside(shelf, received)]
    assert len(before) == files
    assert shelf.revision(received).state is RevisionState.READING

    with shelf.database.writing() as session:
        jobs.take_back_all(session)
    read_all(shelf)

    after = inside(shelf, received)
    assert [each.path for each in after] == ["0.txt", "1.txt", "2.txt", "3.txt"]
    assert [each.document.key for each in after][: len(before)] == before
    assert all(each.document.state is RevisionState.READABLE for each in after)
    assert shelf.revision(received).state is RevisionState.READABLE
    assert count(shelf, Document) == 5
    assert shelf.faults() == []


def test_a_worker_that_lost_its_job_takes_nothing_more_out(shelf):
    received = shelf.receive(archive(THREE), "pack.zip")
    slow = shelf.claim()
    with shelf.database.writing() as session:
        jobs.take_back_all(session)
    read_all(shelf)

    with pytest.raises(JobLostError):
        read_revision(shelf.tools, slow)

    assert len(inside(shelf, received)) == 3


def test_a_worker_that_is_stopping_leaves_off_between_files(shelf):
    received = shelf.receive(archive(THREE), "pack.zip")
    asked = iter([False, True, True])
    stopping = ReadingTools(
        shelf.database, shelf.blobs, shelf.tools.host, is_stopping=lambda: next(asked)
    )
    claim = shelf.claim()

    with pytest.raises(StoppedError):
        read_revision(stopping, claim)

    assert len(inside(shelf, received)) == 1
    with shelf.database.writing() as session:
        job_claims.give_back(session, claim)
    read_all(shelf)
    assert len(inside(shelf, received)) == 3


def test_staged_files_do_not_stay_behind(shelf, settings):
    taken_in(shelf, archive(THREE))

    assert list(settings.scratch_dir.glob("staged-*")) == []
