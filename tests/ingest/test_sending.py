"""Large files in pieces: what has arrived stays, whoever breaks off and comes back."""

import io
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest import sending
from ingest.sending import KEPT_FOR, MOST_UNFINISHED, PIECE
from store.db import utc_now
from store.errors import ConflictError, IncompleteError, NotFoundError, RefusedError
from store.permissions import Role
from tests.factories.people import a_college, an_actor

LIMIT = 1 << 20


def begin(shelf, size, *, actor=None, name="abc", now=None):
    with shelf.database.writing() as session:
        begun = sending.begin(
            session,
            actor or shelf.contributor,
            fingerprint=name,
            size=size,
            limit=LIMIT,
            now=now or utc_now(),
        )
        return begun.key, sending.offset(session, begun)


def piece(shelf, key, data, at, *, actor=None):
    return sending.take_piece(
        shelf.database,
        shelf.blobs,
        actor or shelf.contributor,
        key,
        io.BytesIO(data),
        at=at,
        now=utc_now(),
    )


def whole(shelf, key):
    with shelf.blobs.stage() as staging:
        sending.assemble(shelf.database, shelf.blobs, shelf.contributor, key, staging)
        staging.finish()
        return staging.path.read_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=50), min_size=1, max_size=6), st.integers())
def test_pieces_of_any_size_make_the_file_however_often_one_comes_back(shelf, pieces, name):
    data = b"".join(pieces)
    at = 0
    for part in pieces:
        key, offset = begin(shelf, len(data), name=str(name))
        assert offset == at
        at = piece(shelf, key, part, at)

    assert whole(shelf, key) == data
    sending.finish(shelf.database, shelf.blobs, shelf.contributor, key)
    assert begin(shelf, len(data), name=str(name))[1] == 0
    sending.finish(
        shelf.database, shelf.blobs, shelf.contributor, begin(shelf, len(data), name=str(name))[0]
    )


def test_a_piece_that_comes_twice_is_taken_once(shelf):
    key, _ = begin(shelf, 6)
    piece(shelf, key, b"abc", 0)

    with pytest.raises(ConflictError, match="next byte is 3"):
        piece(shelf, key, b"abc", 0)
    piece(shelf, key, b"def", 3)

    assert whole(shelf, key) == b"abcdef"


def test_more_than_was_announced_is_not_taken(shelf):
    key, _ = begin(shelf, 2)

    with pytest.raises(ConflictError):
        piece(shelf, key, b"abc", 0)


def test_a_file_that_has_not_arrived_whole_is_not_taken_in(shelf):
    key, _ = begin(shelf, 6)
    piece(shelf, key, b"abc", 0)

    with pytest.raises(IncompleteError):
        whole(shelf, key)


@pytest.mark.parametrize("data", [b"", b"x" * (PIECE + 1)])
def test_a_piece_that_is_none_or_too_large_is_refused(shelf, data):
    key, _ = begin(shelf, 6)

    with pytest.raises(RefusedError):
        piece(shelf, key, data, 0)


def test_a_file_that_is_too_large_is_refused_before_a_byte_is_sent(shelf):
    with pytest.raises(RefusedError, match="larger than 1 MB"):
        begin(shelf, LIMIT + 1)


def test_nobody_leaves_any_number_of_files_half_sent(shelf):
    for number in range(MOST_UNFINISHED):
        begin(shelf, 5, name=str(number))

    with pytest.raises(RefusedError):
        begin(shelf, 5, name="one more")
    assert begin(shelf, 5, name="0")[1] == 0


def test_what_nobody_came_back_to_is_forgotten_after_a_day(shelf):
    key, _ = begin(shelf, 6)
    piece(shelf, key, b"abc", 0)

    begin(shelf, 7, name="another", now=utc_now() + KEPT_FOR + timedelta(minutes=1))

    with pytest.raises(NotFoundError):
        piece(shelf, key, b"def", 3)


@pytest.mark.parametrize("is_elsewhere", [False, True])
def test_nobody_goes_on_with_the_file_of_another(shelf, is_elsewhere):
    key, _ = begin(shelf, 3)
    piece(shelf, key, b"abc", 0)
    with shelf.database.writing() as session:
        college = a_college(session) if is_elsewhere else shelf.college
        other = an_actor(session, college, Role.CONTRIBUTOR)

    with pytest.raises(NotFoundError):
        piece(shelf, key, b"abc", 0, actor=other)
    with pytest.raises(NotFoundError), shelf.blobs.stage() as staging:
        sending.assemble(shelf.database, shelf.blobs, other, key, staging)
    with pytest.raises(NotFoundError):
        sending.finish(shelf.database, shelf.blobs, other, key)
    assert begin(shelf, 6, actor=other)[0] != key
    assert whole(shelf, key) == b"abc"


def test_pieces_leave_the_storage_when_the_file_is_in(shelf):
    before = set(shelf.blobs.list())
    key, _ = begin(shelf, 3)
    piece(shelf, key, b"abc", 0)

    sending.finish(shelf.database, shelf.blobs, shelf.contributor, key)

    assert set(shelf.blobs.list()) == before
