"""Numbers are written as their formats show them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading.number_formats import built_in, shown

ACCOUNTS = '_-"£"* #,##0.00_-;\\-"£"* #,##0.00_-;_-"£"* "-"??_-;_-@_-'


@pytest.mark.parametrize(
    ("raw", "code", "text"),
    [
        ("46093", "d mmmm yyyy", "12 March 2026"),
        ("46093.5", "dd/mm/yyyy hh:mm", "12 March 2026 12:00"),
        ("46093", "mmm-yy", "March 2026"),
        ("46093", "dddd", "Thursday"),
        ("46093", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "12 March 2026"),
        ("0.5", "h:mm AM/PM", "12:00"),
        ("1.5", "[h]:mm", "36:00"),
        ("-1", "d/m/yyyy", "-1"),
        ("0", "yyyy-mm-dd", "0"),
        ("0.125", "0%", "13%"),
        ("0.125", "0.0%", "12.5%"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("-3", "[$£-809]#,##0;[Red]-[$£-809]#,##0", "-£3"),
        ("-3", "#,##0;(#,##0)", "(3)"),
        ("2", ACCOUNTS, "£2.00"),
        ("0", ACCOUNTS, "£-"),
        ("1500000", '0.0,,"M"', "1.5M"),
        ("7", '0 "weeks"', "7 weeks"),
        ("5", "000", "005"),
        ("2.5", "0.##", "2.5"),
        ("-0.2", "0", "0"),
        ("3", "General", "3"),
        ("0.30000000000000004", "General", "0.3"),
        ("1234567890123456", "General", "1234567890123456"),
        ("0.5", "# ?/?", "0.5"),
        ("12", "@", "12"),
        ("1234", "0000-00", "1234"),
        ("no number", "0", "no number"),
        ("1e400", "0", "1e400"),
        ("NaN", "0", "NaN"),
    ],
)
def test_a_number_is_shown(raw, code, text):
    assert shown(raw, code) == text


def test_formats_have_numbers_of_their_own():
    assert [built_in(9), built_in(27), built_in(999)] == ["0%", "yyyy-mm-dd", "General"]


@given(
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(alphabet='#0?,.;%"\\[]hmsyd/-@_*E+$ ', max_size=20),
)
def test_no_format_is_too_odd(value, code):
    assert isinstance(shown(repr(value), code), str)
