"""Files inside files, said one by one by the child; called here in process."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading import sentences
from ingest.reading.unpacking import unpack_file
from tests.ingest.reading.making import archive
from tests.ingest.reading.making_msg import attached_message, attachment, compound_file, message
from tests.ingest.reading.making_zips import one_file

ROOM = {"first": 1, "members": 100, "bytes": 1 << 20, "largest": 1 << 20}


def told(data, **room):
    """Each file's number, path, bytes and problem; at last how many were left out."""
    found, lines = [], unpack_file(data, ROOM | room)
    for said in lines:
        match said:
            case bytes():
                found[-1][2] += said
            case {"kind": "member"}:
                found.append([said["number"], "/".join(said["path"]), b"", None])
            case {"kind": "bytes"}:
                assert said["bytes"] > 0
            case {"kind": "member_end"}:
                found[-1][3] = said["problem"]
            case _:
                return [tuple(each) for each in found], said
    raise AssertionError


def test_the_files_of_an_archive_come_one_after_the_other():
    found, last = told(archive({"a.txt": "one", "folder/": "", "folder/b.txt": "two"}))

    assert found == [(1, "a.txt", b"one", None), (3, "folder/b.txt", b"two", None)]
    assert last == {"kind": "done", "left_out": 0}


def test_unpacking_goes_on_at_the_number_asked_for():
    data = archive({"a": "1", "b": "2", "c": "3"})

    assert [number for number, *_ in told(data, first=2)[0]] == [2, 3]


@pytest.mark.parametrize("room", [{"members": 1}, {"bytes": 1}])
def test_what_there_is_no_room_for_is_counted(room):
    found, last = told(archive({"a": "1", "b": "2", "c": "3"}), **room)

    assert [path for _, path, *_ in found] == ["a"]
    assert last["left_out"] == 2


def test_a_file_that_is_too_large_is_left_and_the_next_one_is_not():
    found, _ = told(archive({"a": "12345", "b": "2"}), largest=3)

    assert found[0][3] == sentences.MEMBER_TOO_LARGE
    assert found[1] == (2, "b", b"2", None)


@pytest.mark.parametrize("lie", [{"crc": 1}, {"size": 3}, {"method": 8}])
def test_a_file_that_is_not_what_is_said_of_it_is_damaged(lie):
    (found,), _ = told(one_file(**lie))

    assert found[3] == sentences.MEMBER_DAMAGED


def test_a_file_with_a_password_does_not_lose_the_others():
    whole = archive({"a.txt": "one", "b.txt": "two"})
    at = whole.rindex(b"PK\1\2")
    locked = whole[: at + 8] + b"\1" + whole[at + 9 :]

    found, _ = told(locked)

    assert [problem for *_, problem in found] == [None, sentences.NEEDS_PASSWORD]


def test_attachments_of_mail_come_with_the_message_that_they_were_in():
    inner = EmailMessage()
    inner["Subject"] = "Inner: 2/3"
    inner.set_content("inner")
    inner.add_attachment(b"2", maintype="application", subtype="pdf", filename="../b.pdf")
    outer = EmailMessage()
    outer.set_content("outer")
    outer.add_attachment(b"1", maintype="application", subtype="pdf", filename="a.pdf")
    outer.add_attachment(inner)

    found, _ = told(outer.as_bytes())

    assert [(path, data) for _, path, data, _ in found] == [("a.pdf", b"1"), ("3/b.pdf", b"2")]
    assert [number for number, *_ in found] == sorted({number for number, *_ in found})


def test_attachments_of_outlook_messages_come_alike():
    inner = message(attachment("b.bin", b"b" * 5000), inner=True, subject="Inner")
    data = compound_file(message(attachment("a.bin", b"a" * 5000), attached_message(inner)))

    assert [(path, data[:1]) for _, path, data, _ in told(data)[0]] == [
        ("a.bin", b"a"),
        ("Inner/b.bin", b"b"),
    ]


def test_a_broken_archive_says_why_and_other_files_hold_none():
    assert told(b"PK\3\4 broken")[1]["kind"] == "unreadable"
    assert told(b"a text") == ([], {"kind": "done", "left_out": 0})


@given(st.integers(0, 250), st.binary(min_size=1, max_size=30))
def test_no_damage_breaks_the_unpacking(at, damage):
    whole = archive({"a.txt": "hello " * 20, "b/c.txt": "world"})
    data = whole[:at] + damage + whole[at + len(damage) :]

    found, _ = told(data)

    assert all(problem is None or problem.endswith(".") for *_, problem in found)
