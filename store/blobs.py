"""Files by content: `<college>/<sha256>`, written once and never changed; knows no documents."""

import hashlib
import os
import shutil
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO, Any, BinaryIO, Protocol, Self
from urllib.parse import urlsplit

from store.errors import DamagedError, RefusedError
from store.settings import Settings

CHUNK = 1 << 20


class Staging:
    """A file on its way in: hashed while it is written, on disk, not yet a blob.

    Use as a context manager; what was not put into a store is removed at the end.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file: IO[bytes] = NamedTemporaryFile(dir=folder, prefix="staged-", delete=False)  # noqa: SIM115 - closed by finish() or __exit__
        self._hash = hashlib.sha256()
        self.path = Path(self._file.name)
        self.size = 0

    def write(self, data: bytes) -> int:
        """Append `data`; returns how many bytes were taken."""
        self._hash.update(data)
        self.size += len(data)
        return self._file.write(data)

    def copy_from(self, stream: IO[bytes], *, limit: int | None = None) -> None:
        """Append everything that `stream` holds. Raises RefusedError beyond `limit` bytes."""
        while chunk := stream.read(CHUNK):
            self.write(chunk)
            if limit is not None and self.size > limit:
                megabytes = limit // (1 << 20)
                raise RefusedError(
                    f"The file is larger than {megabytes} MB. Split it, or make it smaller."
                )

    def finish(self) -> str:
        """Make the bytes durable; returns their SHA-256 as 64 hexadecimal digits."""
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        return self._hash.hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)


class BlobStore(Protocol):
    """Where blobs live. Keys are a college's key and a SHA-256."""

    def stage(self) -> Staging:
        """A new staging file on the disk of this machine."""

    def put(self, college: str, staging: Staging) -> str:
        """Keep what was staged; returns its SHA-256. Keeping the same bytes again is harmless."""

    def open(self, college: str, sha256: str) -> BinaryIO:
        """The bytes of a blob, seekable. Raises DamagedError when they are not there."""

    def has(self, college: str, sha256: str) -> bool:
        """Whether the blob is there."""

    def list(self) -> Iterator[tuple[str, str]]:
        """Every blob as (college key, sha256)."""

    def remove(self, college: str, sha256: str) -> None:
        """Forget a blob that nothing names any more."""


def _missing(college: str, sha256: str) -> DamagedError:
    return DamagedError(f"The file {sha256[:12]} of college {college} is missing from storage.")


class FolderBlobs:
    """Blobs as files of a folder; the first two digits of the hash are a sub-folder."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder = folder
        self._scratch = scratch

    def _path(self, college: str, sha256: str) -> Path:
        return self._folder / college / sha256[:2] / sha256

    def stage(self) -> Staging:
        return Staging(self._scratch)

    def put(self, college: str, staging: Staging) -> str:
        sha256 = staging.finish()
        target = self._path(college, sha256)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            staging.path.replace(target)
            target.chmod(0o400)
            # A new folder is durable only once the folder that holds it is.
            for folder in (target.parent, target.parent.parent, self._folder):
                _sync_folder(folder)
        return sha256

    def open(self, college: str, sha256: str) -> BinaryIO:
        try:
            return self._path(college, sha256).open("rb")
        except FileNotFoundError as error:
            raise _missing(college, sha256) from error

    def has(self, college: str, sha256: str) -> bool:
        return self._path(college, sha256).is_file()

    def list(self) -> Iterator[tuple[str, str]]:
        for path in self._folder.glob("*/*/*"):
            yield path.parent.parent.name, path.name

    def remove(self, college: str, sha256: str) -> None:
        self._path(college, sha256).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    # A rename is only durable once the folder's own entry is on the disk.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class S3Blobs:
    """Blobs as objects `<prefix>/<college>/<sha256>`; staged and hashed on this machine first."""

    def __init__(self, client: Any, bucket: str, prefix: str, scratch: Path) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix.strip("/")
        self._scratch = scratch

    def _name(self, college: str, sha256: str) -> str:
        return "/".join(part for part in (self._prefix, college, sha256) if part)

    def stage(self) -> Staging:
        return Staging(self._scratch)

    def put(self, college: str, staging: Staging) -> str:
        sha256 = staging.finish()
        if not self.has(college, sha256):
            with staging.path.open("rb") as stream:
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=self._name(college, sha256),
                    Body=stream,
                    ChecksumSHA256=_base64(sha256),
                )
        return sha256

    def open(self, college: str, sha256: str) -> BinaryIO:
        self._scratch.mkdir(parents=True, exist_ok=True)
        copy = TemporaryFile(dir=self._scratch)  # noqa: SIM115 - the caller closes it
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._name(college, sha256))
        except self._client.exceptions.NoSuchKey as error:
            copy.close()
            raise _missing(college, sha256) from error
        shutil.copyfileobj(answer["Body"], copy, CHUNK)
        copy.seek(0)
        return copy

    def has(self, college: str, sha256: str) -> bool:
        listed = self._client.list_objects_v2(
            Bucket=self._bucket, Prefix=self._name(college, sha256), MaxKeys=1
        )
        return bool(listed.get("KeyCount"))

    def list(self) -> Iterator[tuple[str, str]]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix
        )
        for page in pages:
            for entry in page.get("Contents", ()):
                college, sha256 = entry["Key"].split("/")[-2:]
                yield college, sha256

    def remove(self, college: str, sha256: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=self._name(college, sha256))


def _base64(sha256: str) -> str:
    return b64encode(bytes.fromhex(sha256)).decode("ascii")


def open_blobs(settings: Settings) -> BlobStore:
    """The blob store that the settings name."""
    if not settings.blob_url:
        return FolderBlobs(settings.data_dir / "blobs", settings.scratch_dir)
    import boto3  # noqa: PLC0415 - an extra that only many-machine installations have

    address = urlsplit(settings.blob_url)
    client = boto3.client("s3", endpoint_url=settings.s3_endpoint or None)
    return S3Blobs(client, address.netloc, address.path, settings.scratch_dir)
