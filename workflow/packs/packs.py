"""Packs: asked for by a person, built by the worker from a sealed snapshot and its blobs alone."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import IO, BinaryIO

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from ingest.models.documents import BlobUse, Document, Page, Revision
from ingest.models.redactions import Redaction
from store import audit, jobs
from store.blobs import CHUNK, BlobStore
from store.db import Database, utc_now
from store.errors import ConflictError, DamagedError, NotFoundError, NotPermittedError
from store.jobs import Job, JobKind, JobState
from store.people import College
from store.permissions import Actor, Operation
from workflow.freezing.snapshot_taking import PRIORITY
from workflow.kinds.snapshots import Audience
from workflow.models.snapshots import Pack, Snapshot, SnapshotBlob
from workflow.packs import snapshots
from workflow.packs.pack_listing import HEAD, MANIFEST, MISSING, SIGNATURE, missing_text
from workflow.packs.pack_names import plain
from workflow.papers import timeless_zip

# Files after which the worker says how far it is.
_TELL_EVERY = 50


@dataclass(frozen=True)
class Building:
    """What building stands on. `leave` raises when the worker should leave off here."""

    database: Database
    blobs: BlobStore
    leave: Callable[[], None] = lambda: None
    hold: Callable[[Session], None] = lambda _session: None


@dataclass(frozen=True)
class Recipe:
    """What a pack is put together from: the blobs of its files and of the three lists."""

    college_key: str
    files: tuple[tuple[str, str], ...]
    fixed: dict[str, str]


def ask(
    session: Session, actor: Actor, snapshot_key: str, audience: Audience, *, now: datetime
) -> Pack:
    """Ask for the pack of a snapshot for one audience; asking again builds what was missing.

    Raises ConflictError where words were taken out since, NotPermittedError for outsiders who ask
    for another pack than the reviewers'.
    """
    _require_audience(actor, audience)
    snapshot = snapshots.get_snapshot(session, actor, snapshot_key)
    refuse_taken_out_since(session, snapshot)
    query = select(Pack).where(
        Pack.college_id == snapshot.college_id,
        Pack.snapshot_id == snapshot.id,
        Pack.audience == audience,
    )
    pack = session.scalar(query.with_for_update())
    if pack is None:
        pack = Pack(
            college_id=snapshot.college_id, snapshot_id=snapshot.id, audience=audience,
            asked_by=actor.person_id, asked_at=now,
        )  # fmt: skip
        session.add(pack)
    elif pack.built_at is not None and not pack.missing:
        return pack
    else:
        pack.built_at = pack.sha256 = pack.size = None
        pack.files_done, pack.missing = 0, []
    session.flush()
    if snapshot.sealed_at is not None:
        jobs.ask(session, JobKind.BUILD_PACK, pack.college_id, str(pack.id), priority=PRIORITY)
    audit.note(
        session, actor.college_id, actor.person_key, "pack asked for", pack.key,
        snapshot=snapshot.key, audience=audience.value,
    )  # fmt: skip
    return pack


def _require_audience(actor: Actor, audience: Audience) -> None:
    actor.require(Operation.MAKE_PACK)
    if actor.is_outside and audience is not Audience.REVIEWER:
        raise NotPermittedError("Reviewers get the pack for reviewers. The college gives others.")


def refuse_taken_out_since(session: Session, snapshot: Snapshot) -> None:
    """Raise ConflictError where words were marked later: a pack shows pages as they were sealed."""
    query = (
        select(Redaction.id)
        .join(Page, (Page.college_id == Redaction.college_id) & (Page.id == Redaction.page_id))
        .join(
            Revision, (Revision.college_id == Page.college_id) & (Revision.id == Page.revision_id)
        )
        .join(
            Document,
            (Document.college_id == Revision.college_id) & (Document.id == Revision.document_id),
        )
        .where(
            Redaction.college_id == snapshot.college_id,
            Redaction.lifted_at.is_(None),
            Redaction.at > snapshot.taken_at,
            Document.key.in_(list(snapshot.content["documents"])),
        )
    )
    if session.scalar(query.limit(1)) is not None:
        raise ConflictError(
            "Words were taken out of a document after this snapshot was taken. "
            "Take a new snapshot and ask for a pack of that one."
        )


def get_pack(session: Session, actor: Actor, key: str) -> Pack:
    """One pack that the actor may have. Raises NotFoundError for every other one alike."""
    actor.require(Operation.MAKE_PACK)
    query = select(Pack).where(Pack.college_id == actor.college_id, Pack.key == key)
    pack = session.scalar(query.options(joinedload(Pack.snapshot)))
    if pack is None or (actor.is_outside and pack.audience is not Audience.REVIEWER):
        raise NotFoundError("There is no such pack here.")
    snapshots.get_snapshot(session, actor, pack.snapshot.key)
    return pack


def list_packs(session: Session, actor: Actor, snapshot: Snapshot) -> list[Pack]:
    """The packs of a snapshot that the actor may have."""
    if not actor.may(Operation.MAKE_PACK):
        return []
    query = select(Pack).where(Pack.college_id == actor.college_id, Pack.snapshot_id == snapshot.id)
    found = session.scalars(query.order_by(Pack.id))
    return [one for one in found if not actor.is_outside or one.audience is Audience.REVIEWER]


def require_built(pack: Pack) -> str:
    """The SHA-256 of a built pack. Raises ConflictError before."""
    if pack.sha256 is None:
        raise ConflictError("This pack is still being built. Look again in a moment.")
    return pack.sha256


def file_name(pack: Pack) -> str:
    """The name that a pack is downloaded under: what it is of, for whom, from when."""
    taken = pack.snapshot.taken_at
    return f"{plain(pack.snapshot.title)}_{pack.audience.value}_{taken:%Y-%m-%d}.zip"


def troubles(session: Session, snapshot: Snapshot, found: Sequence[Pack]) -> list[str]:
    """What went wrong with sealing or building, in the worker's own sentences."""
    subjects = {
        JobKind.SEAL_SNAPSHOT: [str(snapshot.id)],
        JobKind.BUILD_PACK: [str(pack.id) for pack in found],
    }
    query = select(Job.sentence).where(
        Job.college_id == snapshot.college_id,
        Job.sentence.is_not(None),
        Job.state != JobState.DONE,
        or_(*((Job.kind == kind) & Job.subject.in_(keys) for kind, keys in subjects.items())),
    )
    return sorted({sentence for sentence in session.scalars(query) if sentence})


# --- building ---


def build(tools: Building, college_id: int, pack_id: int) -> None:
    """Build a pack and keep it as a blob; harmless when it is built. Call it again if cut off."""
    with tools.database.reading() as session:
        pack = session.scalars(
            select(Pack).where(Pack.college_id == college_id, Pack.id == pack_id)
        ).one()
        if pack.built_at is not None:
            return
        recipe = read_recipe(session, tools.blobs, pack.snapshot_id, pack.audience, college_id)
    _note_progress(tools, pack_id, done=0, total=len(recipe.files))

    def tell(done: int) -> None:
        tools.leave()
        _note_progress(tools, pack_id, done=done, total=len(recipe.files))

    with tools.blobs.stage() as staging, tempfile.TemporaryFile(dir=staging.path.parent) as whole:
        missing = write(tools.blobs, recipe, whole, tell)
        whole.seek(0)
        staging.copy_from(whole)
        sha256 = staging.finish()
        with tools.database.writing() as session:
            session.add(BlobUse(college_id=college_id, sha256=sha256, at=utc_now()))
        tools.blobs.put(recipe.college_key, staging)
        size = staging.size
    with tools.database.writing() as session:
        tools.hold(session)
        row = session.get_one(Pack, pack_id)
        row.built_at, row.sha256, row.size = utc_now(), sha256, size
        row.missing, row.files_done = missing, len(recipe.files)
        audit.note(
            session, college_id, "system", "pack built", row.key, sha256=sha256, missing=missing
        )


def _note_progress(tools: Building, pack_id: int, *, done: int, total: int) -> None:
    with tools.database.writing() as session:
        tools.hold(session)
        row = session.get_one(Pack, pack_id)
        row.files_done, row.files_total = done, total


def read_recipe(
    session: Session, blobs: BlobStore, snapshot_id: int, audience: Audience, college_id: int
) -> Recipe:
    """What the pack of a sealed snapshot is made of. Raises DamagedError without its lists."""
    query = select(SnapshotBlob).where(
        SnapshotBlob.college_id == college_id,
        SnapshotBlob.snapshot_id == snapshot_id,
        SnapshotBlob.name.in_([f"manifest/{audience.value}", "head", "signature"]),
    )
    named = {blob.name: blob.sha256 for blob in session.scalars(query)}
    if len(named) < len(("manifest", "head", "signature")):
        raise ConflictError("This snapshot is still being sealed.")
    college = session.get_one(College, college_id)
    manifest = named[f"manifest/{audience.value}"]
    with blobs.open(college.key, manifest) as file:
        listed = json.load(file)
    files = tuple((one["name"], one["sha256"]) for one in listed["files"])
    fixed = {MANIFEST: manifest, HEAD: named["head"], SIGNATURE: named["signature"]}
    return Recipe(college.key, files, fixed)


def write(
    blobs: BlobStore, recipe: Recipe, out: IO[bytes], tell: Callable[[int], None] = lambda _: None
) -> list[str]:
    """Write the ZIP, one file at a time; returns the names of files that are not in storage.

    A blob that is missing, or is not what it is named after, is left out and the pack says so.
    """
    there = [(name, sha256) for name, sha256 in recipe.files if _is_whole(blobs, recipe, sha256)]
    missing = sorted({name for name, _ in recipe.files} - {name for name, _ in there})
    parts: dict[str, str] = dict(there) | recipe.fixed
    names = sorted([*parts, *([MISSING] if missing else [])], key=str.encode)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number, name in enumerate(names):
            if number % _TELL_EVERY == 0:
                tell(number)
            if name == MISSING:
                archive.writestr(timeless_zip.entry(name), missing_text(missing))
                continue
            with blobs.open(recipe.college_key, parts[name]) as blob:
                _copy(archive, name, blob)
    return missing


def _is_whole(blobs: BlobStore, recipe: Recipe, sha256: str) -> bool:
    with suppress(DamagedError), blobs.open(recipe.college_key, sha256) as blob:
        digest = hashlib.sha256()
        for chunk in _chunks(blob):
            digest.update(chunk)
        return digest.hexdigest() == sha256
    return False


def _copy(archive: zipfile.ZipFile, name: str, blob: BinaryIO) -> None:
    entry = timeless_zip.entry(name)
    entry.file_size = blob.seek(0, 2)
    blob.seek(0)
    with archive.open(entry, "w") as part:
        for chunk in _chunks(blob):
            part.write(chunk)


def _chunks(blob: BinaryIO) -> Iterator[bytes]:
    while chunk := blob.read(CHUNK):
        yield chunk
