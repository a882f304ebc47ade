"""The worker's part in packs: seals snapshots and builds packs with what the service is made of."""

import time

from sqlalchemy.orm import Session

from ingest.reading_tools import ReadingTools, leave_if_stopping, leave_if_wanted
from store import job_claims
from store.db import Database, utc_now
from store.job_claims import Claim
from webapp.packs.writing import PackPages
from workflow.packs import packs, sealing, snapshots
from workflow.packs.pack_pages import PageMaker
from workflow.packs.sealing import Sealing
from workflow.packs.signing import Signer

LOOK_EVERY_SECONDS = 60.0


def seal(tools: ReadingTools, claim: Claim) -> None:
    """Handler of SEAL_SNAPSHOT."""
    sealing.seal(sealing_tools(tools, claim), claim.college_id, int(claim.subject))


def build(tools: ReadingTools, claim: Claim) -> None:
    """Handler of BUILD_PACK."""

    def leave() -> None:
        leave_if_stopping(tools)

    def hold(session: Session) -> None:
        job_claims.ensure_held(session, claim, progressed=True)

    building = packs.Building(tools.database, tools.blobs, leave, hold)
    packs.build(building, claim.college_id, int(claim.subject))


def sealing_tools(tools: ReadingTools, claim: Claim) -> Sealing:
    """What sealing stands on in a worker: it gives way, and its writes are its own."""

    def leave() -> None:
        leave_if_stopping(tools)
        leave_if_wanted(tools, claim)

    def hold(session: Session) -> None:
        job_claims.ensure_held(session, claim, progressed=True)

    return Sealing(
        tools.database,
        tools.blobs,
        PageMaker(tools.host, tools.blobs),
        PackPages(),
        Signer(tools.secret_key),
        leave,
        hold,
    )


class Deadlines:
    """Looks every now and then for evidence deadlines that have passed, and freezes them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._next = 0.0

    def look(self) -> None:
        """Take the snapshots that are due; most calls find that it is too early to look again."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + LOOK_EVERY_SECONDS
        now = utc_now()
        with self._database.reading() as session:
            is_due = any(snapshots.list_due(session, now=now))
        if is_due:
            with self._database.writing() as session:
                snapshots.take_due(session, now=now)
