"""Files taken out by real processes: streamed, and begun again when a reader dies."""

import random
from contextlib import suppress

import psutil
import pytest

from ingest.reading import sentences
from ingest.reading.events import (
    MemberBegun,
    MemberEnded,
    ReadLimits,
    ReadState,
    Room,
    UnpackEnd,
)
from ingest.reading.host import ReaderHost
from tests.ingest.reading.making import archive, saved
from tests.ingest.reading.making_zips import overlapping

pytestmark = pytest.mark.processes

ROOM = Room(100, 1 << 30, 1 << 30)
NOISE = random.Random(7).randbytes(3 << 20)


def taken(events):
    """The bytes by path, problems by path, and the last word."""
    files, problems, path = {}, {}, ""
    for event in events:
        match event:
            case MemberBegun():
                path = "/".join(event.path)
                files[path] = b""
            case bytes():
                files[path] += event
            case MemberEnded(problem=str() as problem):
                problems[path] = problem
            case UnpackEnd():
                return files, problems, event
    raise AssertionError


def test_large_files_come_in_chunks_and_whole(reader, tmp_path):
    path = saved(tmp_path, archive({"a": NOISE, "b/c": b"small"}))
    events = list(reader.unpack(path, ROOM))

    files, problems, last = taken(events)

    assert files == {"a": NOISE, "b/c": b"small"}
    assert (problems, last) == ({}, UnpackEnd(0))
    assert max(len(event) for event in events if isinstance(event, bytes)) < len(NOISE) / 4


def test_a_bomb_is_refused_by_the_child(reader, tmp_path):
    _, _, last = taken(reader.unpack(saved(tmp_path, overlapping()), ROOM))

    assert last == UnpackEnd(0, sentences.ZIP_UNSAFE)


def test_a_reader_killed_by_chance_costs_nothing(tmp_path):
    path = saved(tmp_path, archive({"a": NOISE, "b": b"small", "c": NOISE[::-1]}))
    seen, kills = [], 0

    with ReaderHost(ReadLimits()) as host:
        for event in host.unpack(path, ROOM):
            seen.append(event)
            if isinstance(event, MemberBegun) and kills < 4:
                kills += 1
                for child in psutil.Process(host.pid).children():
                    # One that was killed before may be reaped at this very moment.
                    with suppress(psutil.NoSuchProcess):
                        child.kill()

    files, problems, last = taken(seen)
    assert files == {"a": NOISE, "b": b"small", "c": NOISE[::-1]}
    assert (problems, last.reason) == ({}, None)


def test_a_file_that_kills_its_reader_each_time_costs_that_file_alone(tmp_path):
    path = saved(tmp_path, archive({"a": NOISE, "b": b"small"}))
    seen = []

    with ReaderHost(ReadLimits()) as host:
        for event in host.unpack(path, ROOM):
            seen.append(event)
            if isinstance(event, MemberBegun) and event.number == 1:
                for child in psutil.Process(host.pid).children():
                    with suppress(psutil.NoSuchProcess):
                        child.kill()

    files, problems, last = taken(seen)
    assert problems == {"a": sentences.MEMBER_STOPPED}
    assert files["b"] == b"small"
    assert last.reason is None
    ends = [event.state for event in seen if isinstance(event, MemberEnded)]
    assert ends == [ReadState.FAILED, None]


def test_closing_the_unpacking_ends_its_reader(tmp_path):
    path = saved(tmp_path, archive({"a": NOISE}))

    with ReaderHost(ReadLimits()) as host:
        unpacking = host.unpack(path, ROOM)
        next(unpacking)
        children = psutil.Process(host.pid).children()
        unpacking.close()
        psutil.wait_procs(children, timeout=30)

        assert len(children) == 1
        assert not children[0].is_running()
