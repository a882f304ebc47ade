"""One's own due dates as a calendar file."""

from datetime import date

from tests.factories.workflow import NOW
from workflow.needs.due_dates import due_dates_file

DATES = [("1.5: minutes, please; all", date(2027, 3, 28), "https://a.example/requests/k")]


def test_a_due_date_is_a_whole_day_also_when_the_clocks_change():
    text = due_dates_file(DATES, now=NOW).decode()

    assert "DTSTART;VALUE=DATE:20270328\r\nDTEND;VALUE=DATE:20270329\r\n" in text
    assert r"SUMMARY:1.5: minutes\, please\; all" in text
    assert "DTSTAMP:20270203T100000Z" in text


def test_no_line_is_longer_than_calendars_take():
    long = [("x" * 300, date(2027, 3, 28), "https://a.example/requests/k")]

    assert max(map(len, due_dates_file(long, now=NOW).split(b"\r\n"))) <= 75
