"""Archives: what is in them is listed, what is made to harm is refused before it is unpacked."""

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading import sentences, zip_members
from ingest.reading.events import ReadState
from ingest.reading.file_types import UnreadableError
from ingest.reading.zip_members import LONGEST_PATH, ZipContents, ZipListing, shown_path
from tests.ingest.reading.making import archive
from tests.ingest.reading.making_zips import many, one_file, overlapping

LINK = stat.S_IFLNK << 16


def paths(data):
    return ["/".join(entry.path) for entry in ZipContents(data).entries]


def refusals(data):
    return [entry.refusal for entry in ZipContents(data).entries]


def refused(data):
    with pytest.raises(UnreadableError) as caught:
        ZipContents(data)
    return caught.value.state, caught.value.sentence


def test_the_list_of_files_is_read_as_a_text():
    opened = ZipListing(archive({"plan.docx": "x", "folder/": "", "folder/a b.txt": "y"}))

    assert len(opened) == 1
    assert opened.piece(1).text == "This archive holds:\nplan.docx\nfolder/a b.txt"
    assert opened.piece(1).locator == {
        "kind": "part",
        "path": [],
        "name": "list of files",
        "part": "files",
    }


def test_a_long_list_is_cut_into_pieces_that_say_which_they_are():
    opened = ZipListing(many(900))

    names = [opened.piece(number).locator["name"] for number in range(1, len(opened) + 1)]
    assert len(names) > 1
    assert names[0] == f"list of files (1 of {len(names)})"


def test_what_systems_and_programs_leave_behind_is_no_file():
    files = {
        "__MACOSX/._a.txt": "",
        "a/.DS_Store": "",
        "Thumbs.db": "",
        "~$plan.docx": "",
        "b": "1",
    }

    assert paths(archive(files)) == ["b"]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (b"folder\\plan.txt", "folder/plan.txt"),
        ("Pläne/März.txt".encode(), "Pläne/März.txt"),
        ("Pl\x84ne.txt".encode("latin-1"), "Pläne.txt"),
        ("plan\u202etxt.exe".encode(), "plantxt.exe"),
        (b"./a//b/./c.txt", "a/b/c.txt"),
        (b"a\tb\x1bc.txt", "a b�c.txt"),
    ],
)
def test_names_are_read_as_they_were_meant(name, path):
    data = one_file(name)

    assert paths(data) == [path]
    assert refusals(data) == [None]


@pytest.mark.parametrize(
    "name", [b"../../etc/passwd", b"/etc/passwd", b"C:\\Windows\\a.ini", b"a/../../b.txt"]
)
def test_names_that_lead_out_are_not_taken_and_the_others_are(name):
    data = one_file(name)

    assert refusals(data) == [(ReadState.REFUSED, sentences.MEMBER_LEADS_OUT)]
    assert ".." not in paths(data)[0].split("/")


@given(st.text(max_size=300))
def test_any_name_stays_inside(name):
    path, _ = shown_path(name)

    assert len("/".join(path)) <= LONGEST_PATH
    for part in path:
        assert part not in {"", ".", ".."}
        assert not set(part) & set("/\\:\0\n\r")


def test_a_path_of_any_length_keeps_the_name_of_the_file():
    path, _ = shown_path("folder/" * 1000 + "plan.txt")

    assert path[-1] == "plan.txt"
    assert shown_path("x" * 5000 + ".txt")[0][0].endswith("x.txt")


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"flags": 1}, None),
        (
            {"system": 3, "attributes": LINK},
            (ReadState.REFUSED, sentences.MEMBER_IS_LINK),
        ),
        ({"method": 97}, (ReadState.REFUSED, sentences.MEMBER_METHOD)),
        ({"content": b""}, (ReadState.REFUSED, sentences.EMPTY_FILE)),
    ],
)
def test_what_is_no_file_to_be_had_is_named_with_a_sentence(facts, refusal):
    if refusal is None:
        assert refused(one_file(**facts)) == (ReadState.NEEDS_PASSWORD, sentences.NEEDS_PASSWORD)
    else:
        assert refusals(one_file(**facts)) == [refusal]


@pytest.mark.parametrize("copies", [2, 50])
def test_files_that_share_bytes_are_a_bomb(copies):
    assert refused(overlapping(copies)) == (ReadState.REFUSED, sentences.ZIP_UNSAFE)


def test_a_file_that_unpacks_to_far_more_is_a_bomb():
    data = archive({"zeros": b"\0" * (5 << 20)})

    assert refused(data) == (ReadState.REFUSED, sentences.ZIP_UNSAFE)


def test_files_that_hold_too_much_together_are_refused(monkeypatch):
    monkeypatch.setattr(zip_members, "MOST_UNPACKED", 10)

    data = archive({"a": "12345", "b": "123456"})

    assert refused(data) == (ReadState.REFUSED, sentences.ZIP_TOO_LARGE)


def test_files_beyond_the_most_are_left_out_and_counted(monkeypatch):
    monkeypatch.setattr(zip_members, "MOST_MEMBERS", 3)

    contents = ZipContents(many(5))

    assert (len(contents.entries), contents.left_out) == (3, 2)


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (b"PK\3\4 broken", ReadState.FAILED),
        (archive({"a": "b"})[:-30], ReadState.FAILED),
        (archive({}), ReadState.REFUSED),
        (archive({"folder/": ""}), ReadState.REFUSED),
        (archive({"[Content_Types].xml": "", "word/document.xml": ""}), ReadState.FAILED),
    ],
    # Not by their bytes: those hold the time at which they were made.
    ids=["broken", "cut", "empty", "folders only", "another kind"],
)
def test_an_archive_that_is_none_ends_in_a_state_with_a_sentence(data, state):
    found, sentence = refused(data)

    assert found is state
    assert sentence.endswith(".")


@given(st.integers(0, 250), st.binary(min_size=1, max_size=30))
def test_no_damage_is_more_than_a_sentence(at, damage):
    whole = archive({"a.txt": "hello", "b/c.txt": "world"})
    data = whole[:at] + damage + whole[at + len(damage) :]
    try:
        opened = ZipListing(data)
    except UnreadableError as error:
        assert error.sentence.endswith(".")  # noqa: PT017 - either answer is right
    else:
        assert opened.piece(1).text


def test_a_file_without_a_name_is_passed_over():
    with pytest.raises(UnreadableError) as refused:
        ZipContents(one_file(b""))

    assert refused.value.sentence == sentences.ZIP_EMPTY
