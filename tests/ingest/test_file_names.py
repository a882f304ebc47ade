"""What the name of a file says, and what is safe to keep of it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import file_names
from ingest.kinds import DocumentType, MinutesStatus


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_is_safe_to_keep(name):
    kept = file_names.clean_name(name)

    assert 0 < len(kept.encode()) <= file_names.LONGEST_NAME
    assert not set(kept) & {"/", "\\", "\0", "\n", "\r", "\u202e"}
    assert file_names.clean_name(kept) == kept


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Minutes.pdf", "Minutes.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\Minutes.pdf", "Minutes.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\r\nX-Header: 1.pdf", "X-Header: 1.pdf"),
        ("Prüfung 2026 – Entwurf.docx", "Prüfung 2026 – Entwurf.docx"),
        ("", "file without a name"),
        ("///", "file without a name"),
        ("..", "file without a name"),
    ],
)
def test_paths_and_invisible_characters_go_the_rest_stays(name, kept):
    assert file_names.clean_name(name) == kept


def test_a_long_name_keeps_its_ending():
    kept = file_names.clean_name("é" * 300 + ".pdf")

    assert kept.endswith("é.pdf")
    assert len(kept.encode()) <= 255


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
    file_names.date_of(text)


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
