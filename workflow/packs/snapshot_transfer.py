"""A sealed snapshot taken out of one installation and into another, with every blob it names."""

import hashlib
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.models.documents import BlobUse
from store import audit
from store.blobs import CHUNK, BlobStore
from store.db import Database, canonical_json, utc_now
from store.errors import ConflictError, RefusedError
from store.people import College
from workflow.kinds.snapshots import Audience, Occasion
from workflow.models.snapshots import Snapshot, SnapshotBlob
from workflow.packs import snapshots
from workflow.packs.signing import is_signed
from workflow.papers import timeless_zip

_ABOUT = "about.json"
_BLOBS = "blobs/"
_LARGEST_ABOUT = 64 << 20


def export(session: Session, blobs: BlobStore, snapshot: Snapshot, out: IO[bytes]) -> list[str]:
    """Write a sealed snapshot with its blobs; returns the hashes that are not in storage.

    Raises ConflictError before it is sealed.
    """
    snapshots.require_sealed(snapshot)
    college = session.get_one(College, snapshot.college_id)
    query = select(SnapshotBlob).where(
        SnapshotBlob.college_id == snapshot.college_id, SnapshotBlob.snapshot_id == snapshot.id
    )
    named = [
        {"name": blob.name, "sha256": blob.sha256, "size": blob.size, "facts": blob.facts}
        for blob in session.scalars(query.order_by(SnapshotBlob.name))
    ]
    wanted = {one["sha256"] for one in named if one["sha256"]}
    wanted |= _named_by_lists(blobs, college.key, named)
    missing = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(timeless_zip.entry(_ABOUT), canonical_json(_about(snapshot, named)))
        for sha256 in sorted(wanted):
            if not blobs.has(college.key, sha256):
                missing.append(sha256)
                continue
            with (
                blobs.open(college.key, sha256) as blob,
                archive.open(
                    timeless_zip.entry(f"{_BLOBS}{sha256}"), "w", force_zip64=True
                ) as part,
            ):
                while chunk := blob.read(CHUNK):
                    part.write(chunk)
    return missing


def _about(snapshot: Snapshot, named: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "key": snapshot.key,
        "occasion": snapshot.occasion.value,
        "title": snapshot.title,
        "as_of": snapshot.as_of.isoformat(),
        "taken_at": snapshot.taken_at.isoformat(),
        "content": snapshot.content,
        "sha256": snapshot.sha256,
        "signature": snapshot.signature,
        "public_key": snapshot.public_key,
        "blobs": named,
    }


def _named_by_lists(blobs: BlobStore, college: str, named: list[dict[str, Any]]) -> set[str]:
    """Every file that a pack of the snapshot may hold: originals are named by the lists alone."""
    lists = {f"manifest/{audience.value}" for audience in Audience}
    found: set[str] = set()
    for one in named:
        if one["name"] in lists:
            with blobs.open(college, one["sha256"]) as file:
                found |= {entry["sha256"] for entry in json.load(file)["files"]}
    return found


def bring_in(database: Database, blobs: BlobStore, college: College, path: Path) -> Snapshot:
    """Take an exported snapshot into a college of this installation, checked hash by hash.

    Raises RefusedError for a file that is not what it says, ConflictError when it is here already.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            about = _read_about(archive)
            _refuse_known(database, about["key"])
            stored = [name for name in archive.namelist() if name.startswith(_BLOBS)]
            for name in stored:
                _take_blob(database, blobs, college, archive, name)
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, EOFError) as error:
        raise RefusedError(
            "This file is no snapshot that was exported, or it is damaged."
        ) from error
    with blobs.open(college.key, about["sha256"]) as file:
        head = file.read()
    if not is_signed(head, about["signature"], about["public_key"]):
        raise RefusedError("The signature does not fit the snapshot. Export it again.")
    return _write(database, college, about, [name.removeprefix(_BLOBS) for name in stored])


def _read_about(archive: zipfile.ZipFile) -> dict[str, Any]:
    if archive.getinfo(_ABOUT).file_size > _LARGEST_ABOUT:
        raise RefusedError("This file is too large to be a snapshot of ours.")
    about = json.loads(archive.read(_ABOUT))
    if not isinstance(about, dict):
        raise RefusedError("This file is no snapshot that was exported.")
    return about


def _refuse_known(database: Database, key: str) -> None:
    with database.reading() as session:
        if session.scalar(select(Snapshot.id).where(Snapshot.key == key)) is not None:
            raise ConflictError("This snapshot is here already.")


def _take_blob(
    database: Database, blobs: BlobStore, college: College, archive: zipfile.ZipFile, name: str
) -> None:
    sha256 = name.removeprefix(_BLOBS)
    with database.writing() as session:
        session.add(BlobUse(college_id=college.id, sha256=sha256, at=utc_now()))
    with archive.open(name) as part, blobs.stage() as staging:
        digest = hashlib.sha256()
        while chunk := part.read(CHUNK):
            digest.update(chunk)
            staging.write(chunk)
        if digest.hexdigest() != sha256:
            raise RefusedError(f"The part {sha256[:12]} is not what it says. Export it again.")
        blobs.put(college.key, staging)


def _write(
    database: Database, college: College, about: dict[str, Any], stored: list[str]
) -> Snapshot:
    named = {one["sha256"] for one in about["blobs"]}
    with database.writing() as session:
        snapshot = Snapshot(
            key=about["key"], college_id=college.id, occasion=Occasion(about["occasion"]),
            title=about["title"], as_of=datetime.fromisoformat(about["as_of"]),
            taken_at=datetime.fromisoformat(about["taken_at"]), content=about["content"],
            sealed_at=utc_now(), sha256=about["sha256"], signature=about["signature"],
            public_key=about["public_key"],
        )  # fmt: skip
        session.add(snapshot)
        session.flush()
        originals = [
            {"name": f"original/{sha256}", "sha256": sha256, "size": 0, "facts": {}}
            for sha256 in stored
            if sha256 not in named
        ]
        session.add_all(
            SnapshotBlob(college_id=college.id, snapshot_id=snapshot.id, **one)
            for one in (*about["blobs"], *originals)
        )
        audit.note(
            session, college.id, "system", "snapshot brought in", snapshot.key,
            sha256=about["sha256"],
        )  # fmt: skip
    return snapshot
