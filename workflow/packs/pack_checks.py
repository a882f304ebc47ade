"""Checks a pack with nothing but the file: what each file is, and whether the list is the true one.

Needs no database and no installation. `snapshot.json` names the list of each audience's files by
hash, so that one hash (the anchor) or one signature stands for every byte of the pack.
"""

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workflow.packs.pack_listing import HEAD, MANIFEST, MISSING, SIGNATURE, missing_text
from workflow.packs.signing import is_signed

_FIXED = frozenset({MANIFEST, HEAD, SIGNATURE})
_CHUNK = 1 << 20
# Of the three small files; what is larger is none of ours.
_LARGEST_LIST = 64 << 20


@dataclass
class PackCheck:
    """What a check found: faults by sentence, and what was checked and what was not."""

    faults: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong with what was checked."""
        return not self.faults


def check(path: Path, *, expect: str = "", key: str = "") -> PackCheck:
    """Check a pack; `expect` is the snapshot's SHA-256, `key` the installation's public key."""
    found = PackCheck()
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive, found, expect.strip().lower(), key.strip().lower())
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as error:
        found.faults.append(f"The file cannot be read as a pack: {error}.")
    return found


def _check(archive: zipfile.ZipFile, found: PackCheck, expect: str, key: str) -> None:
    names = Counter(archive.namelist())
    found.faults += [f"{name} is there more than once." for name, n in names.items() if n > 1]
    lists = {name: _read(archive, name, found) for name in sorted(_FIXED)}
    manifest, head = (_parsed(lists[name], name, found) for name in (MANIFEST, HEAD))
    if manifest is None or head is None:
        return
    listed = _listed(manifest, found)
    found.faults += _file_faults(archive, listed, set(names))
    whole = sum(name in names for name in listed)
    found.said.append(f"Files: {whole} of {len(listed)} that the manifest names are there.")
    _check_list(lists, manifest, head, found)
    _check_anchor(lists[HEAD] or b"", expect, found)
    _check_signature(lists, key, found)
    if not expect and not key:
        found.said.append(
            "The manifest itself was not checked against anything outside the pack. "
            "Give --expect with the snapshot's SHA-256, or --key with the public key."
        )


def _read(archive: zipfile.ZipFile, name: str, found: PackCheck) -> bytes | None:
    try:
        info = archive.getinfo(name)
        if info.file_size > _LARGEST_LIST:
            found.faults.append(f"{name} is too large to be ours.")
            return None
        return archive.read(info)
    except KeyError:
        found.faults.append(f"{name} is missing.")
    except (zipfile.BadZipFile, NotImplementedError, EOFError):
        found.faults.append(f"{name} was changed.")
    return None


def _parsed(data: bytes | None, name: str, found: PackCheck) -> dict[str, Any] | None:
    if data is None:
        return None
    try:
        parsed = json.loads(data)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        found.faults.append(f"{name} was changed: it cannot be read.")
        return None
    return parsed


def _listed(manifest: dict[str, Any], found: PackCheck) -> dict[str, tuple[str, int]]:
    try:
        return {
            str(one["name"]): (str(one["sha256"]), int(one["size"])) for one in manifest["files"]
        }
    except (KeyError, TypeError, ValueError):
        found.faults.append(f"{MANIFEST} was changed: its list of files cannot be read.")
        return {}


def _file_faults(
    archive: zipfile.ZipFile, listed: dict[str, tuple[str, int]], names: set[str]
) -> Iterator[str]:
    missing = sorted(set(listed) - names)
    has_said = MISSING in names and _is_same(archive, MISSING, missing_text(missing))
    for name in missing:
        yield f"{name} is missing{'; the pack says so' if has_said and missing else ''}."
    for name in sorted(names - set(listed) - _FIXED):
        if name != MISSING or not missing or not has_said:
            yield f"{name} was added: the manifest does not name it."
    for name in sorted(set(listed) & names):
        sha256, size = listed[name]
        if _hash(archive, name, size) != sha256:
            yield f"{name} was changed."


def _is_same(archive: zipfile.ZipFile, name: str, wanted: bytes) -> bool:
    return _hash(archive, name, len(wanted)) == hashlib.sha256(wanted).hexdigest()


def _hash(archive: zipfile.ZipFile, name: str, size: int) -> str:
    """The SHA-256 of a file of the pack; empty where it is not of this size or cannot be read."""
    info, digest = archive.getinfo(name), hashlib.sha256()
    if info.file_size != size:
        return ""
    try:
        with archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                digest.update(chunk)
    except (zipfile.BadZipFile, NotImplementedError, EOFError):
        return ""
    return digest.hexdigest()


def _check_list(
    lists: dict[str, bytes | None],
    manifest: dict[str, Any],
    head: dict[str, Any],
    found: PackCheck,
) -> None:
    named = head.get("packs")
    wanted = named.get(manifest.get("audience")) if isinstance(named, dict) else None
    if wanted != hashlib.sha256(lists[MANIFEST] or b"").hexdigest():
        found.faults.append(f"{MANIFEST} is not the one that {HEAD} names.")


def _check_anchor(head: bytes, expect: str, found: PackCheck) -> None:
    sha256 = hashlib.sha256(head).hexdigest()
    if not expect:
        found.said.append(f"Anchor: not checked. The snapshot's SHA-256 is {sha256}.")
    elif sha256 == expect:
        found.said.append(f"Anchor: checked. The snapshot is {sha256}, as expected.")
    else:
        found.faults.append(f"{HEAD} has the SHA-256 {sha256}, not {expect}.")


def _check_signature(lists: dict[str, bytes | None], key: str, found: PackCheck) -> None:
    signature = _parsed(lists[SIGNATURE], SIGNATURE, found)
    if signature is None:
        return
    own_key = str(signature.get("public_key"))
    if not is_signed(lists[HEAD] or b"", str(signature.get("signature")), own_key):
        found.faults.append(f"{SIGNATURE} or {HEAD} was changed: they do not fit each other.")
    if not key:
        found.said.append("Signature: not checked. Give --key with the installation's public key.")
    elif is_signed(lists[HEAD] or b"", str(signature.get("signature")), key):
        found.said.append("Signature: checked. The holder of the key signed this snapshot.")
    else:
        found.faults.append(f"{SIGNATURE} is not a signature of {HEAD} by the key {key}.")
