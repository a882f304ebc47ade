"""`verify-pack`: every byte that is changed, every file that is missing or added, is named."""

import json
import zipfile
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.blobs import FolderBlobs
from tests.factories.packs import SIGNER, a_pack, a_snapshot, sealed
from workflow.packs import pack_checks

DATABASE_KINDS = ["sqlite"]
MANY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def blobs(tmp_path):
    return FolderBlobs(tmp_path / "blobs", tmp_path / "scratch")


@pytest.fixture
def snapshot(year, blobs):
    return sealed(year.database, blobs, a_snapshot(year.database, year.leader, year.assessment.key))


@pytest.fixture
def files(year, blobs, snapshot):
    """The files of a pack by name."""
    with zipfile.ZipFile(BytesIO(a_pack(year.database, blobs, snapshot))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "pack.zip"


def packed(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def flipped(data, at, mask):
    changed = bytearray(data)
    changed[at % len(data)] ^= mask
    return bytes(changed)


def named(files):
    return [one["name"] for one in json.loads(files["manifest.json"])["files"]]


def test_a_pack_that_nobody_touched_is_whole_and_the_answer_says_what_was_checked(
    path, files, snapshot
):
    found = pack_checks.check(packed(path, files), expect=snapshot.sha256, key=SIGNER.public_key)

    assert found.faults == []
    assert f"Files: {len(named(files))} of {len(named(files))}" in found.said[0]
    assert "Anchor: checked." in found.said[1]
    assert "Signature: checked." in found.said[2]


@MANY
@given(data=st.data())
def test_a_flipped_byte_of_any_file_is_named(path, files, data):
    name = data.draw(st.sampled_from(named(files)))
    at, mask = data.draw(st.integers(0, 1 << 40)), data.draw(st.integers(1, 255))

    found = pack_checks.check(packed(path, files | {name: flipped(files[name], at, mask)}))

    assert f"{name} was changed." in found.faults


def test_a_file_that_is_removed_or_added_is_named(path, files, subtests):
    for name in named(files):
        with subtests.test(name):
            rest = {other: data for other, data in files.items() if other != name}
            assert f"{name} is missing." in pack_checks.check(packed(path, rest)).faults
    added = pack_checks.check(packed(path, files | {"originals/more.pdf": b"%PDF"}))
    assert added.faults == ["originals/more.pdf was added: the manifest does not name it."]
    said = pack_checks.check(packed(path, files | {"MISSING.txt": b"Nothing at all."}))
    assert said.faults == ["MISSING.txt was added: the manifest does not name it."]


def forged(files, at, mask):
    """A pack whose manifest was changed, with a head that names the changed one."""
    manifest = flipped(files["manifest.json"], at, mask)
    head = json.loads(files["snapshot.json"])
    head["packs"]["college"] = pack_checks.hashlib.sha256(manifest).hexdigest()
    return files | {"manifest.json": manifest, "snapshot.json": json.dumps(head).encode()}


@MANY
@given(at=st.integers(0, 1 << 40), mask=st.integers(1, 255))
def test_any_change_of_the_manifest_is_caught_by_expect_and_by_the_signature(
    path, files, snapshot, at, mask
):
    packed(path, forged(files, at, mask))

    assert pack_checks.check(path, expect=snapshot.sha256).faults
    assert pack_checks.check(path, key=SIGNER.public_key).faults


def test_without_either_the_answer_says_that_the_manifest_itself_was_not_checked(path, files):
    found = pack_checks.check(packed(path, files))

    assert found.is_good
    assert "The manifest itself was not checked" in found.said[-1]


@MANY
@given(data=st.binary(max_size=3000))
def test_whatever_the_file_is_the_answer_is_a_sentence(path, data):
    path.write_bytes(data)

    assert all(fault.endswith(".") for fault in pack_checks.check(path).faults)
    assert not pack_checks.check(path).is_good


def test_the_key_of_somebody_else_is_not_believed(path, files):
    found = pack_checks.check(packed(path, files), key="00" * 32)

    assert found.faults == [
        f"signature.json is not a signature of snapshot.json by the key {'00' * 32}."
    ]
