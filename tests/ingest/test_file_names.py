"""What the name of a file says, and what is safe to keep of it."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import file_names
from ingest.kinds import DocumentType, MinutesStatus

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"}


PIECES = [
    *"/\\:. \t\r\n\0\x1b\x7f\u00ad\u200b\u200e\u202e\u2066\u2028\ufeff\ufffe\ud800é",
    *("e\u0301", "con", "NUL", "com1", "../", "..\\", "C:", ".pdf", "=1+1", "<b>", "\u0430"),
]


@given(st.lists(st.one_of(st.characters(), st.sampled_from(PIECES)), max_size=400).map("".join))
def test_any_name_becomes_one_that_is_safe_to_keep(name):
    kept = file_names.clean_name(name)

    assert 0 < len(kept.encode()) <= file_names.LONGEST_NAME
    assert not set(kept) & {"/", "\\"}
    assert all(c == " " or unicodedata.category(c) not in HIDDEN for c in kept)
    assert kept == unicodedata.normalize("NFC", kept)
    assert kept == kept.strip()
    assert not kept.endswith(".")
    assert kept.partition(".")[0].strip().lower() not in {"con", "nul", "com1"}
    assert file_names.clean_name(kept) == kept


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Minutes.pdf", "Minutes.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\Minutes.pdf", "Minutes.pdf"),
        ("\u200bC:Minutes.pdf", "Minutes.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\u2066b\u2069\u200f\ufeff.pdf", "ab.pdf"),
        ("\r\nX-Header: 1.pdf", "X-Header: 1.pdf"),
        ("bell\x07 and \x1b[31mred.pdf", "bell and [31mred.pdf"),
        ("no character\ufffe\U0001ffff.pdf", "no character.pdf"),
        ("half\ud800.pdf", "half.pdf"),
        ("Prüfung 2026 – Entwurf.docx", "Prüfung 2026 – Entwurf.docx"),
        ("Pru\u0308fung.docx", "Prüfung.docx"),
        ("Minut\u0435s.pdf", "Minut\u0435s.pdf"),
        ("two \t\u00a0\u3000 words.pdf", "two words.pdf"),
        ("=HYPERLINK(1).csv", "=HYPERLINK(1).csv"),
        ('<b>bold & "quoted"</b>.txt', "b>.txt"),
        ("<img src=x onerror=alert(1)>.txt", "<img src=x onerror=alert(1)>.txt"),
        ("CON.pdf", "_CON.pdf"),
        ("nul", "_nul"),
        ("com¹ .tar.gz", "_com¹ .tar.gz"),
        ("console.pdf", "console.pdf"),
        ("trailing. . .", "trailing"),
        ("", "file without a name"),
        ("///", "file without a name"),
        ("..", "file without a name"),
        (".\u200b.", "file without a name"),
    ],
)
def test_paths_and_invisible_characters_go_the_rest_stays(name, kept):
    assert file_names.clean_name(name) == kept


@pytest.mark.parametrize("letter", ["a", "é", "文", "😀"])
def test_a_long_name_keeps_its_ending(letter):
    kept = file_names.clean_name(letter * 300 + ".pdf")

    assert kept.endswith(f"{letter}.pdf")
    assert 250 < len(kept.encode()) <= 255


def test_a_long_ending_is_none():
    assert file_names.clean_name("a." + "b" * 300) == "a." + "b" * 253


def test_a_name_of_millions_of_letters_is_cut_at_once():
    assert len(file_names.clean_name("a/" * 1000 + "é" * 5_000_000)) == 127


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Corporation_minutes_2026-03-12.pdf", "Corporation minutes 2026-03-12"),
        ("Strategy 2.0", "Strategy 2.0"),
        ("README", "README"),
        (".pdf", ".pdf"),
    ],
)
def test_a_title_is_the_name_without_its_ending(name, title):
    assert file_names.title_of(name) == title


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Corporation Minutes 12 March 2026", DocumentType.MINUTES),
        ("Minutes of the strategy day", DocumentType.MINUTES),
        ("Strategic plan 2026 to 2030", DocumentType.STRATEGY),
        ("Three-year plan", DocumentType.PLAN),
        ("Careers policy", DocumentType.POLICY),
        ("Destinations report 2025", DocumentType.DESTINATIONS),
        ("Learner survey autumn", DocumentType.SURVEY),
        ("Careers report to governors", DocumentType.BOARD_PAPER),
        ("Self-assessment extract", DocumentType.REPORT),
        ("Construction scheme of work", DocumentType.SCHEME_OF_WORK),
        ("Parents bulletin", DocumentType.NEWSLETTER),
        ("Accountability statement", DocumentType.STATEMENT),
        ("Visit note", DocumentType.NOTE),
        ("Planet earth", DocumentType.OTHER),
    ],
)
def test_the_type_is_read_from_telling_words(text, kind):
    assert file_names.type_of(text) is kind


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Minutes 12 March 2026", date(2026, 3, 12)),
        ("Minutes 1st Sept. 2025", date(2025, 9, 1)),
        ("board 3/2/2026", date(2026, 2, 3)),
        ("board-2026-02-03-final", date(2026, 2, 3)),
        ("20260203 board", date(2026, 2, 3)),
        ("year 2025-2026", None),
        ("31 February 2026", None),
        ("ref 120260203", None),
    ],
)
def test_a_date_is_found_only_where_one_stands(text, found):
    assert file_names.date_of(text) == found


@given(st.text())
def test_no_text_is_too_odd_to_look_for_a_date(text):
    found = file_names.date_of(text)

    assert found is None or isinstance(found, date)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("DRAFT minutes, to be approved", MinutesStatus.DRAFT),
        ("Minutes approved", MinutesStatus.APPROVED),
        ("Minutes signed and approved", MinutesStatus.SIGNED),
        ("Minutes", None),
        ("Redrafting minutes", None),
    ],
)
def test_minutes_say_how_far_they_have_come(text, status):
    assert file_names.minutes_status_of(text) is status
