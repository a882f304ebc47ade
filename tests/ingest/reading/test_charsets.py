"""Encodings: what bytes say, what fits, what is declared, what is usual."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading.charsets import decoded

SENTENCE = "The café’s learners wrote naïve but spirited résumés about their œuvre. " * 20


@pytest.mark.parametrize(
    "data",
    [
        SENTENCE.encode("utf-8"),
        SENTENCE.encode("utf-8-sig"),
        SENTENCE.encode("cp1252"),
        codecs.BOM_UTF16_LE + SENTENCE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + SENTENCE.encode("utf-16-be"),
    ],
)
def test_every_usual_encoding_is_found(data):
    assert decoded(data) == SENTENCE


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        ("Žádost o stáž", "iso8859-2", "iso-8859-2"),
        ("Žádost o stáž", "cp1250", ' "windows-1250" '),
        ("日本語のメール", "iso2022_jp", "ISO-2022-JP"),
        ("Плата", "koi8-r", "KOI8-R"),
        ("Plan", "utf-16-le", "utf-16le"),
        # Declared wrongly, as servers do for every page.
        ("Café", "utf-8", "iso-8859-1"),
        ("“Quoted”", "cp1252", "iso-8859-1"),
    ],
)
def test_a_declared_encoding_counts_where_it_fits(text, encoding, declared):
    assert decoded(text.encode(encoding), declared) == text


@pytest.mark.parametrize(
    "declared", ["no such", "rot13", "zlib", "punycode", "", "é", "a\0b", "utf-8"]
)
def test_an_encoding_that_is_unknown_or_wrong_counts_as_none(declared):
    assert decoded(SENTENCE.encode("cp1252"), declared) == SENTENCE


@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=20)))
def test_no_bytes_and_no_declaration_break_the_decoding(data, declared):
    assert isinstance(decoded(data, declared), str)


def test_what_does_not_fit_the_usual_encoding_is_replaced():
    assert "�" in decoded(b"caf\xe9 \x81 " * 3, "windows-1252")
