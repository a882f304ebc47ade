"""Sealing: cut off at any step and taken up again it gives the same snapshot, and is done once."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from store import audit
from store.blobs import FolderBlobs
from tests.factories.library import LINK_GOVERNOR, a_document_with_pages
from tests.factories.packs import a_pack, a_snapshot, sealed, sealing_with
from tests.factories.workflow import a_citation
from workflow.models.snapshots import SnapshotBlob
from workflow.packs import sealing

DATABASE_KINDS = ["sqlite"]
# What holds a moment, or the hash of something that does: spreadsheets are made once.
_WITH_A_TIME = ("content", "head", "signature")


class KilledError(Exception):
    """What a killed worker does not come back from."""


@pytest.fixture
def blobs(tmp_path):
    return FolderBlobs(tmp_path / "blobs", tmp_path / "scratch")


@pytest.fixture
def snapshot(year, monkeypatch):
    """A snapshot of seven cited pages, two of which are written down at a time."""
    monkeypatch.setattr(sealing, "BATCH", 2)
    with year.database.writing() as session:
        texts = [f"{LINK_GOVERNOR} This is page {number}." for number in range(1, 7)]
        library = a_document_with_pages(session, year.contributor, texts, title="Long report")
        for number in range(1, 7):
            a_citation(session, year.contributor, year.claim, library, page=number)
    return a_snapshot(year.database, year.leader, year.assessment.key)


def killed_at(step):
    """A worker that dies when it asks for the n-th time whether it should go on."""
    left = [step]

    def leave():
        left[0] -= 1
        if left[0] == 0:
            raise KilledError

    return leave


def test_cut_off_anywhere_and_taken_up_again_it_gives_the_same_packs(
    year, blobs, snapshot, tmp_path
):
    # Each attempt dies a step later than the one before; the last one comes through.
    for step in range(1, 10):
        tools = sealing_with(year.database, blobs, leave=killed_at(step))
        try:
            sealing.seal(tools, snapshot.college_id, snapshot.id)
        except KilledError:
            continue
        break
    killed = sealed(year.database, blobs, snapshot)
    undisturbed = sealed(
        year.database, FolderBlobs(tmp_path / "other", tmp_path / "scratch"),
        a_snapshot(year.database, year.leader, year.assessment.key),
    )  # fmt: skip

    assert killed.steps_done == killed.steps_total
    with year.database.reading() as session:
        pages = {
            one.id: dict(
                session.execute(
                    select(SnapshotBlob.name, SnapshotBlob.sha256).where(
                        SnapshotBlob.snapshot_id == one.id,
                        SnapshotBlob.name.not_in(_WITH_A_TIME),
                        SnapshotBlob.name.not_like("%matrix.xlsx"),
                        SnapshotBlob.name.not_like("manifest/%"),
                    )
                ).all()
            )
            for one in (killed, undisturbed)
        }
    assert pages[killed.id] == pages[undisturbed.id]
    assert a_pack(year.database, blobs, killed) == a_pack(year.database, blobs, killed)


def test_what_was_made_before_is_not_made_again(year, blobs, snapshot):
    with pytest.raises(KilledError):
        sealing.seal(
            sealing_with(year.database, blobs, leave=killed_at(3)),
            snapshot.college_id, snapshot.id,
        )  # fmt: skip
    with year.database.reading() as session:
        before = set(session.scalars(select(SnapshotBlob.id)))
        pages = session.scalar(
            select(func.count(SnapshotBlob.id)).where(SnapshotBlob.name.like("page/%"))
        )

    sealed(year.database, blobs, snapshot)

    with year.database.reading() as session:
        assert pages == 4
        assert before <= set(session.scalars(select(SnapshotBlob.id)))


def test_it_is_sealed_once_and_in_the_trail(year, blobs, snapshot):
    first = sealed(year.database, blobs, snapshot)
    again = sealed(year.database, blobs, snapshot)

    with year.database.reading() as session:
        kinds = [event.kind for event in audit.list_events(session, year.college.id)]
    assert first.sha256 == again.sha256
    assert kinds.count("snapshot sealed") == 1


def test_a_sealed_snapshot_cannot_be_changed(year, blobs, snapshot):
    done = sealed(year.database, blobs, snapshot)

    with pytest.raises(DatabaseError, match="kept as it was"), year.database.writing() as session:
        session.merge(done).title = "Another"
