"""Outlook's packing of rich text, on the samples of its specification and on nonsense."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading.compressed_rtf import blocks_of, unpacked

# The two worked examples of MS-OXRTFCP.
SIMPLE = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af3"
    "2068656c090020627705b06c647d0a800fa0"
)
REPEATED = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")


def test_the_examples_of_the_specification():
    assert unpacked(SIMPLE) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert unpacked(REPEATED) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


def test_words_are_what_is_left():
    assert [block.text for block in blocks_of(SIMPLE)] == ["hello world"]


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"short",
        struct.pack("<IIII", 1, 1, 1, 1),
        struct.pack("<IIII", 1, 2**31, 0x75465A4C, 0),
    ],
)
def test_what_is_packed_otherwise_is_an_error(packed):
    with pytest.raises(ValueError, match=r"\.$"):
        unpacked(packed)


@given(st.binary(max_size=500))
def test_no_packed_bytes_break_it(data):
    head = struct.pack("<IIII", len(data) + 12, 1000, 0x75465A4C, 0)

    assert isinstance(unpacked(head + data), bytes)
