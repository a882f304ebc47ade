"""Tables are told from prose."""

import pytest

from ingest.reading.delimited import delimiter_of


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2", ","),
        ("a;b\n1,5;2,5", ";"),
        ("a\tb\n1\t2", "\t"),
        ("a | b\n1 | 2", "|"),
        ("Report\na,b\n1,2\n3,4", ","),
        ('a,b\n"1, 2",2', ","),
        ("a,b", None),
        ("", None),
        ("Dear Ann,\nthank you,\nBob", None),
        ("We met, and ate.\nThen we left, and slept.", None),
        ("| a | b |\n|---|---|\n| 1 | 2 |", None),
        ("One line\nand another", None),
    ],
)
def test_what_parts_the_columns_is_found(text, delimiter):
    assert delimiter_of(text) == delimiter


def test_a_last_line_that_is_cut_does_not_count():
    assert delimiter_of("a,b,c\n1,2,3\n4", is_cut=True) == ","
