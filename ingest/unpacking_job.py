"""The worker's step after an archive or message was read: the files in it become documents.

One transaction a file, fenced by the job's attempt; a killed attempt goes on behind the last one.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import BinaryIO

from ingest import inner_files
from ingest.inner_files import Container, Place
from ingest.kinds import RevisionState
from ingest.models.documents import BlobUse, Revision
from ingest.reading.conclusions import with_files_inside
from ingest.reading.events import (
    MemberBegun,
    MemberEnded,
    ReadEnd,
    ReadState,
    Room,
    UnpackEnd,
    UnpackEvent,
)
from ingest.reading.unpacked import MOST_DEEP
from ingest.reading.zip_members import MOST_MEMBERS, MOST_UNPACKED
from ingest.reading_tools import ReadingTools, leave_if_stopping
from store import job_claims
from store.blobs import Staging
from store.db import utc_now
from store.job_claims import Claim
from store.people import College


def unpack_revision(
    tools: ReadingTools, claim: Claim, revision_id: int, file: BinaryIO, end: ReadEnd
) -> ReadEnd:
    """Take the files out of a revision; gives the end of its reading with what was left in it.

    Raises JobLostError, StoppedError, ReaderUnavailableError.
    """
    with tools.database.reading() as session:
        revision = session.get_one(Revision, revision_id)
        container = inner_files.container_of(session, revision)
    events = tools.host.unpack(file, _room(tools, container), first=container.next_number)
    told = UnpackEnd(0)
    for taken in _staged(tools, events):
        if isinstance(taken, UnpackEnd):
            told = taken
            continue
        begun, staging, ended = taken
        place = Place(begun.number, begun.path)
        if ended.problem is None:
            _store(tools, claim, container, place, staging)
        else:
            _note(tools, claim, container, place, ended)
        leave_if_stopping(tools)
    with tools.database.reading() as session:
        count, missing = inner_files.list_problems(session, container)
    return with_files_inside(
        end,
        told,
        count=count,
        missing=missing,
        is_too_deep=container.depth >= MOST_DEEP,
    )


def _room(tools: ReadingTools, container: Container) -> Room:
    """What may still come out of the outermost file; nothing from too deep inside it."""
    members = MOST_MEMBERS - container.members if container.depth < MOST_DEEP else 0
    return Room(max(0, members), max(0, MOST_UNPACKED - container.bytes), tools.largest_file)


def _staged(
    tools: ReadingTools, events: Iterator[UnpackEvent]
) -> Iterator[tuple[MemberBegun, Staging, MemberEnded] | UnpackEnd]:
    """Gather each file in a staging file of its own, which is gone afterwards if nobody took it."""
    with ExitStack() as held:
        begun, staging = MemberBegun(0, ()), held.enter_context(tools.blobs.stage())
        for event in events:
            match event:
                case MemberBegun():
                    held.close()
                    begun, staging = event, held.enter_context(tools.blobs.stage())
                case bytes():
                    staging.write(event)
                case MemberEnded():
                    yield begun, staging, event
                case UnpackEnd():
                    yield event


def _store(
    tools: ReadingTools,
    claim: Claim,
    container: Container,
    place: Place,
    staging: Staging,
) -> None:
    sha256 = staging.finish()
    # Committed before we look whether the blob is there, so that no sweep takes it meanwhile.
    with tools.database.writing() as session:
        job_claims.ensure_held(session, claim)
        college_key = session.get_one(College, container.college_id).key
        session.add(BlobUse(college_id=container.college_id, sha256=sha256, at=utc_now()))
    tools.blobs.put(college_key, staging)
    with tools.database.writing() as session:
        job_claims.ensure_held(session, claim, progressed=True)
        inner_files.add(session, container, place, sha256, staging.size)


def _note(
    tools: ReadingTools, claim: Claim, container: Container, place: Place, ended: MemberEnded
) -> None:
    state = RevisionState((ended.state or ReadState.FAILED).value)
    with tools.database.writing() as session:
        job_claims.ensure_held(session, claim, progressed=True)
        inner_files.add_problem(session, container, place, state, ended.problem or "")
