"""Snapshots sealed and packs built as the worker does it, for tests."""

from io import BytesIO

from sqlalchemy import select

from ingest.reading.events import ReadLimits
from ingest.reading.host import ReaderHost
from store.permissions import Actor
from tests.factories.workflow import NOW
from webapp.packs.writing import PackPages
from workflow.kinds.snapshots import Audience
from workflow.models.snapshots import Snapshot
from workflow.packs import packs, sealing, snapshots
from workflow.packs.pack_pages import PageMaker
from workflow.packs.sealing import Sealing
from workflow.packs.signing import Signer

SIGNER = Signer("a key for tests that is long enough to sign with")


def sealing_with(database, blobs, host=None, **more):
    """What sealing stands on; without a host no page is drawn, since no file is there either."""
    maker = PageMaker(host or ReaderHost(ReadLimits()), blobs)
    return Sealing(database, blobs, maker, PackPages(), SIGNER, **more)


def a_snapshot(database, leader: Actor, key: str) -> Snapshot:
    """A snapshot that somebody asked for; not sealed yet."""
    with database.writing() as session:
        return snapshots.take_now(session, leader, key, now=NOW)


def sealed(database, blobs, snapshot: Snapshot, host=None) -> Snapshot:
    """The snapshot, sealed."""
    sealing.seal(sealing_with(database, blobs, host), snapshot.college_id, snapshot.id)
    with database.reading() as session:
        return session.scalars(select(Snapshot).where(Snapshot.id == snapshot.id)).one()


def a_pack(database, blobs, snapshot: Snapshot, audience=Audience.COLLEGE) -> bytes:
    """The pack of a sealed snapshot, as bytes."""
    with database.reading() as session:
        recipe = packs.read_recipe(session, blobs, snapshot.id, audience, snapshot.college_id)
    out = BytesIO()
    packs.write(blobs, recipe, out)
    return out.getvalue()
