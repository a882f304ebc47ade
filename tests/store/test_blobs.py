"""Files by content: one contract for the folder and the object store."""

import hashlib
from io import BytesIO

import boto3
import pytest

from store.blobs import FolderBlobs, S3Blobs, open_blobs
from store.errors import DamagedError, RefusedError
from store.settings import Settings

HELLO = b"hello, governors"
SHA256 = hashlib.sha256(HELLO).hexdigest()


@pytest.fixture(scope="session")
def s3_endpoint(object_store):
    """The address of an object store with a bucket `contents`."""
    client = boto3.client(
        "s3",
        endpoint_url=object_store,
        region_name="eu-west-2",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    client.create_bucket(
        Bucket="contents", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
    )
    return object_store


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.s3)])
def blobs(request, tmp_path, monkeypatch):
    """An empty blob store, opened as the settings say."""
    environ = {"CE_DATA_DIR": str(tmp_path)}
    if request.param == "s3":
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "test")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
        environ["CE_S3_ENDPOINT"] = request.getfixturevalue("s3_endpoint")
        environ["CE_BLOB_URL"] = f"s3://contents/{tmp_path.name}"
    return open_blobs(Settings.from_env(environ))


def put(blobs, data=HELLO, college="college"):
    with blobs.stage() as staging:
        staging.write(data)
        return blobs.put(college, staging)


def content(blobs, sha256=SHA256, college="college"):
    with blobs.open(college, sha256) as file:
        return file.read()


def test_the_settings_say_where_blobs_live(tmp_path, blobs, request):
    kinds = {"folder": FolderBlobs, "s3": S3Blobs}

    assert isinstance(blobs, kinds[request.node.callspec.params["blobs"]])


def test_a_file_comes_back_by_the_hash_of_its_content(blobs):
    assert put(blobs) == SHA256

    assert content(blobs) == HELLO


def test_an_opened_blob_can_be_read_from_anywhere(blobs):
    put(blobs)

    with blobs.open("college", SHA256) as file:
        file.seek(7)
        assert file.read() == b"governors"


def test_keeping_the_same_bytes_again_is_harmless(blobs):
    put(blobs)
    put(blobs)

    assert content(blobs) == HELLO
    assert list(blobs.list()) == [("college", SHA256)]


def test_each_college_has_its_own(blobs):
    put(blobs)

    assert not blobs.has("another", SHA256)
    with pytest.raises(DamagedError, match="missing"):
        blobs.open("another", SHA256)


def test_every_blob_is_listed_and_only_once(blobs):
    for data in (b"one", b"two"):
        for college in ("a", "b"):
            put(blobs, data, college)

    listed = sorted(blobs.list())

    hashes = [hashlib.sha256(data).hexdigest() for data in (b"one", b"two")]
    assert listed == sorted((college, sha256) for college in "ab" for sha256 in hashes)


def test_a_removed_blob_is_gone_and_removing_it_again_is_harmless(blobs):
    put(blobs)

    blobs.remove("college", SHA256)
    blobs.remove("college", SHA256)

    assert not blobs.has("college", SHA256)


def test_a_large_file_passes_through_in_pieces(blobs):
    data = bytes(range(256)) * 12_000

    with blobs.stage() as staging:
        staging.copy_from(BytesIO(data))
        sha256 = blobs.put("college", staging)

    assert sha256 == hashlib.sha256(data).hexdigest()
    assert content(blobs, sha256) == data


def test_nothing_is_left_of_what_was_staged_whether_kept_or_not(blobs, tmp_path):
    put(blobs)
    with blobs.stage() as staging:
        staging.write(b"given up halfway")

    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_file_beyond_the_limit_is_refused_in_words(blobs):
    with blobs.stage() as staging, pytest.raises(RefusedError, match="larger than 1 MB"):
        staging.copy_from(BytesIO(bytes((1 << 20) + 1)), limit=1 << 20)


def test_a_kept_file_cannot_be_written_by_accident(tmp_path):
    blobs = FolderBlobs(tmp_path / "blobs", tmp_path / "scratch")
    put(blobs)

    (path,) = (tmp_path / "blobs").glob("*/*/*")

    assert path.stat().st_mode & 0o777 == 0o400
