"""A college's library and the tools that read into it."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from ingest import receiving
from ingest.checking import list_faults, list_search_faults
from ingest.enrich_job import enrich_revision
from ingest.models.documents import Document, Page, Revision, TextLayer
from ingest.reading.events import ReadLimits
from ingest.reading.host import ReaderHost
from ingest.reading_job import read_revision
from ingest.reading_tools import ReadingTools
from search_index.models import SearchPage
from store import job_claims, jobs
from store.blobs import BlobStore, open_blobs
from store.db import Database
from store.jobs import JobKind
from store.people import College
from store.permissions import Actor, Role
from tests.factories.people import a_college, an_actor


@pytest.fixture(scope="session")
def reader():
    with ReaderHost(ReadLimits()) as host:
        yield host


@dataclass
class Shelf:
    """A college with people, an empty library, and what reads into it."""

    database: Database
    blobs: BlobStore
    college: College
    leader: Actor
    contributor: Actor
    governor: Actor
    tools: ReadingTools

    def receive(self, data, name="Minutes 12 March 2026.pdf", *, by=None, **facts):
        with self.blobs.stage() as staging:
            staging.write(data)
            actor = by or self.contributor
            return receiving.receive(self.database, self.blobs, actor, staging, name, **facts)

    def add_revision(self, document_key, data, name="New.pdf", *, by=None, **facts):
        with self.blobs.stage() as staging:
            staging.write(data)
            return receiving.add_revision(
                self.database,
                self.blobs,
                by or self.contributor,
                document_key,
                staging=staging,
                file_name=name,
                **facts,
            )

    def claim(self, kind=JobKind.READ_REVISION):
        """The next job, which must be of this kind; others have done what is more urgent."""
        if kind is JobKind.ENRICH_REVISION:
            self.skip_urgent()
        with self.database.writing() as session:
            found = job_claims.claim_next(session, "a test", queues=[jobs.QUEUES[kind]])
        assert found
        assert found.kind is kind
        return found

    def finish(self, claim):
        with self.database.writing() as session:
            job_claims.finish(session, claim)

    def read(self, kind=JobKind.READ_REVISION):
        """Do the next job of this kind, leaving the one that follows a reading to others."""
        handler = enrich_revision if kind is JobKind.ENRICH_REVISION else read_revision
        claim = self.claim(kind)
        handler(self.tools, claim)
        self.finish(claim)

    def skip_urgent(self):
        """Take the jobs that go before a second pass out of the way."""
        with self.database.writing() as session:
            while urgent := job_claims.claim_next(session, "others", queues=[jobs.Queue.READING]):
                job_claims.finish(session, urgent)

    def skip_readable(self):
        """Take the job that tells the layer above out of the way."""
        self.finish(self.claim(JobKind.REVISION_READABLE))

    def taken_in(self, data, name="Minutes 12 March 2026.pdf", **facts):
        """Receive a file and read it to its end."""
        received = self.receive(data, name, **facts)
        self.read()
        return received

    def revision(self, received):
        with self.database.reading() as session:
            return session.scalars(
                select(Revision).where(Revision.key == received.revision_key)
            ).one()

    def document(self, received):
        with self.database.reading() as session:
            return session.scalars(
                select(Document).where(Document.key == received.document_key)
            ).one()

    def pages(self, received):
        """The pages of a revision with their current text, in order."""
        query = (
            select(Page, TextLayer.text)
            .join(TextLayer, TextLayer.page_id == Page.id)
            .join(Revision, Revision.id == Page.revision_id)
            .where(Revision.key == received.revision_key, TextLayer.is_current)
            .order_by(Page.number)
        )
        with self.database.reading() as session:
            return session.execute(query).all()

    def searchable(self):
        """The ids of the pages that the search holds."""
        with self.database.reading() as session:
            return set(session.scalars(select(SearchPage.page_id)))

    def faults(self, *, is_deep=True):
        with self.database.reading() as session:
            found = list(list_faults(session, self.college, self.blobs, is_deep=is_deep))
        with self.database.writing() as session:
            return found + list_search_faults(session, self.college)


@pytest.fixture
def shelf(database, settings, reader):
    blobs = open_blobs(settings)
    with database.writing() as session:
        college = a_college(session)
        actors = [
            an_actor(session, college, role)
            for role in (Role.CAREERS_LEADER, Role.CONTRIBUTOR, Role.GOVERNOR)
        ]
    return Shelf(database, blobs, college, *actors, ReadingTools(database, blobs, reader))
