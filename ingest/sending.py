"""Large files arrive in pieces, so that a lost connection costs a piece and not the file.

Each piece is a blob of its own, so that any machine of an installation may take the next one.
"""

import hashlib
from datetime import datetime, timedelta
from typing import IO, Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from ingest.models.documents import BlobUse, Revision
from ingest.models.sending import Sending, SentPiece
from store.blobs import BlobStore, Staging
from store.db import Database
from store.errors import ConflictError, IncompleteError, NotFoundError, RefusedError
from store.permissions import Actor, Operation

# In bytes; the last piece may be smaller.
PIECE: Final = 8 << 20
# Whoever comes back to a file does so within a day; the sweep leaves pieces that long as well.
KEPT_FOR: Final = timedelta(hours=24)
MOST_UNFINISHED: Final = 20
LONGEST_FINGERPRINT: Final = 200


def begin(
    session: Session,
    actor: Actor,
    *,
    fingerprint: str,
    size: int,
    limit: int,
    now: datetime,
) -> Sending:
    """Begin to send a file, or go on with what this person began within a day.

    `fingerprint` is the sender's name for the very bytes (a hash, or name, size and time);
    `size` and `limit` are in bytes. Raises RefusedError for a file that is too large or when too
    many are unfinished, IncompleteError, NotPermittedError.
    """
    actor.require(Operation.ADD_DOCUMENT)
    if not 0 < len(fingerprint) <= LONGEST_FINGERPRINT or size <= 0:
        raise IncompleteError("It is not said which file is sent. Choose it again.")
    if size > limit:
        raise RefusedError(
            f"The file is larger than {limit >> 20} MB. Split it, or make it smaller."
        )
    _forget_old(session, actor, now)
    mine = (Sending.college_id == actor.college_id) & (Sending.person_id == actor.person_id)
    there = select(Sending).where(mine, Sending.fingerprint == fingerprint, Sending.size == size)
    found = session.scalars(there).first()
    if found is not None:
        return found
    if session.scalars(select(func.count()).where(mine)).one() >= MOST_UNFINISHED:
        raise RefusedError(
            f"{MOST_UNFINISHED} files are half sent already. Finish some of them first."
        )
    sending = Sending(
        college_id=actor.college_id,
        person_id=actor.person_id,
        fingerprint=fingerprint,
        size=size,
        begun_at=now,
    )
    session.add(sending)
    session.flush()
    return sending


def offset(session: Session, sending: Sending) -> int:
    """How many bytes of it have arrived."""
    query = select(func.coalesce(func.sum(SentPiece.size), 0)).where(
        SentPiece.college_id == sending.college_id, SentPiece.sending_id == sending.id
    )
    return int(session.scalars(query).one())


def take_piece(
    database: Database,
    blobs: BlobStore,
    actor: Actor,
    key: str,
    stream: IO[bytes],
    *,
    at: int,
    now: datetime,
) -> int:
    """Take the next piece, which begins `at` that byte; gives the offset after it.

    Raises ConflictError when another byte is next (ask where to go on), RefusedError for a piece
    that is empty or too large, NotFoundError.
    """
    with blobs.stage() as staging:
        while data := stream.read(1 << 20):
            staging.write(data)
            if staging.size > PIECE:
                raise RefusedError("This piece is too large. Choose the file again.")
        if not staging.size:
            raise RefusedError("This piece is empty. Choose the file again.")
        sha256 = staging.finish()
        with database.writing() as session:
            _find(session, actor, key)
            session.add(BlobUse(college_id=actor.college_id, sha256=sha256, at=now))
        blobs.put(actor.college_key, staging)
        with database.writing() as session:
            sending = _find(session, actor, key, for_update=True)
            done = offset(session, sending)
            if done != at or done + staging.size > sending.size:
                raise ConflictError(f"The next byte is {done}. Go on from there.")
            row = {
                "college_id": actor.college_id, "sending_id": sending.id, "starts_at": at,
                "size": staging.size, "sha256": sha256,
            }  # fmt: skip
            session.execute(insert(SentPiece), [row])
            return done + staging.size


def assemble(
    database: Database, blobs: BlobStore, actor: Actor, key: str, staging: Staging
) -> None:
    """Write the whole file into `staging`, piece by piece, each checked by its hash.

    Raises IncompleteError when not all of it has arrived, DamagedError, NotFoundError.
    """
    with database.reading() as session:
        sending = _find(session, actor, key)
        if offset(session, sending) != sending.size:
            raise IncompleteError("Not all of this file has arrived. Choose it again to go on.")
        pieces = _pieces(session, sending)
    for piece in pieces:
        with blobs.open(actor.college_key, piece.sha256) as file:
            data = file.read()
        if hashlib.sha256(data).hexdigest() != piece.sha256:
            raise ConflictError("A piece of this file was damaged on the way. Choose it again.")
        staging.write(data)


def finish(database: Database, blobs: BlobStore, actor: Actor, key: str) -> None:
    """Forget a sending whose file is in the library, with its pieces."""
    with database.writing() as session:
        sending = _find(session, actor, key, for_update=True)
        hashes = {piece.sha256 for piece in _pieces(session, sending)}
        _forget(session, sending)
    with database.reading() as session:
        unused = [sha256 for sha256 in hashes if _is_unused(session, actor.college_id, sha256)]
    for sha256 in unused:
        blobs.remove(actor.college_key, sha256)


def _is_unused(session: Session, college_id: int, sha256: str) -> bool:
    """Whether nobody but the one piece ever wanted these bytes."""
    uses = select(func.count()).where(BlobUse.college_id == college_id, BlobUse.sha256 == sha256)
    files = select(Revision.id).where(Revision.college_id == college_id, Revision.sha256 == sha256)
    return session.scalar(uses) == 1 and session.scalar(files.limit(1)) is None


def _pieces(session: Session, sending: Sending) -> list[SentPiece]:
    query = (
        select(SentPiece)
        .where(SentPiece.college_id == sending.college_id, SentPiece.sending_id == sending.id)
        .order_by(SentPiece.starts_at)
    )
    return list(session.scalars(query))


def _find(session: Session, actor: Actor, key: str, *, for_update: bool = False) -> Sending:
    actor.require(Operation.ADD_DOCUMENT)
    query = select(Sending).where(
        Sending.college_id == actor.college_id,
        Sending.person_id == actor.person_id,
        Sending.key == key,
    )
    found = session.scalar(query.with_for_update() if for_update else query)
    if found is None:
        raise NotFoundError("This file is not being sent any more. Choose it again.")
    return found


def _forget_old(session: Session, actor: Actor, now: datetime) -> None:
    query = select(Sending).where(
        Sending.college_id == actor.college_id, Sending.begun_at < now - KEPT_FOR
    )
    for sending in session.scalars(query.with_for_update(skip_locked=True)):
        _forget(session, sending)


def _forget(session: Session, sending: Sending) -> None:
    session.execute(
        delete(SentPiece).where(
            SentPiece.college_id == sending.college_id, SentPiece.sending_id == sending.id
        )
    )
    session.delete(sending)
    session.flush()
