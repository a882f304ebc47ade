"""A snapshot that was sealed in one installation gives the same pack in another."""

import pytest

from store.blobs import FolderBlobs
from store.db import Database, new_key
from store.errors import ConflictError, RefusedError
from tests.conftest import administer, at_database
from tests.factories.packs import a_pack, a_snapshot, sealed
from tests.factories.people import a_college
from webapp.schema import upgrade
from workflow.kinds.snapshots import Audience
from workflow.packs import snapshot_transfer

DATABASE_KINDS = ["sqlite"]


@pytest.fixture
def other(postgresql_server):
    """A second installation, on PostgreSQL."""
    name = f"other_{new_key().lower().replace('-', '_')}"
    administer(postgresql_server, f'CREATE DATABASE "{name}"')
    database = Database(at_database(postgresql_server, name))
    upgrade(database)
    yield database
    database.dispose()
    administer(postgresql_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def blobs(tmp_path):
    return FolderBlobs(tmp_path / "blobs", tmp_path / "scratch")


@pytest.fixture
def exported(year, blobs, tmp_path):
    """A sealed snapshot with its original in storage, and the file that it was exported to."""
    with blobs.stage() as staging:
        staging.write(b"the file as it was uploaded")
        sha256 = blobs.put(year.college.key, staging)
    with year.database.writing() as session:
        session.merge(year.library.revision).sha256 = sha256
    taken = a_snapshot(year.database, year.leader, year.assessment.key)
    snapshot = sealed(year.database, blobs, taken)
    path = tmp_path / "snapshot.zip"
    with year.database.reading() as session, path.open("wb") as file:
        assert snapshot_transfer.export(session, blobs, snapshot, file) == []
    return snapshot, path


@pytest.mark.postgres
def test_a_snapshot_from_sqlite_gives_the_same_packs_on_postgresql_byte_for_byte(
    year, other, blobs, exported, tmp_path
):
    snapshot, path = exported
    elsewhere = FolderBlobs(tmp_path / "elsewhere", tmp_path / "scratch")
    with other.writing() as session:
        college = a_college(session, code="elsewhere")

    there = snapshot_transfer.bring_in(other, elsewhere, college, path)

    assert there.sha256 == snapshot.sha256
    for audience in Audience:
        ours = a_pack(year.database, blobs, snapshot, audience)
        assert a_pack(other, elsewhere, there, audience) == ours
    with pytest.raises(ConflictError, match="here already"):
        snapshot_transfer.bring_in(other, elsewhere, college, path)


@pytest.mark.postgres
def test_a_file_that_was_changed_on_the_way_is_refused(other, exported, tmp_path):
    _, path = exported
    data = bytearray(path.read_bytes())
    data[data.index(b"the file as it was uploaded")] ^= 1
    path.write_bytes(data)
    with other.writing() as session:
        college = a_college(session, code="elsewhere")

    with pytest.raises(RefusedError):
        snapshot_transfer.bring_in(
            other, FolderBlobs(tmp_path / "elsewhere", tmp_path / "scratch"), college, path
        )
