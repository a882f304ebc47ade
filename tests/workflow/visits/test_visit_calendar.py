"""Calendar files: whole lines of at most 75 octets, British summer time, cancelled sessions."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.kinds.visits import VisitMode
from workflow.models.visits import Visit, VisitSession
from workflow.visits.visit_calendar import calendar_file


def a_meeting(**changed):
    values = {
        "key": "abc", "title": "Tutors", "held_on": date(2027, 5, 12), "starts_at": time(9, 30),
        "ends_at": time(10, 30), "room": "M204", "who": "three tutors", "questions": "",
        "dimensions": ["1.5"], "team": [], "row_version": 1, "cancelled_at": None,
    }  # fmt: skip
    return VisitSession(**values | changed)


VISIT = Visit(
    mode=VisitMode.ON_SITE, place="Main Campus", safeguarding="Sign in; wear a badge.",
    proposed_at=datetime(2027, 1, 5, 8, 0, tzinfo=UTC),
)  # fmt: skip


def unfolded(body):
    return body.decode().replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize(
    ("day", "starts"),
    [(date(2027, 5, 12), "20270512T083000Z"), (date(2027, 1, 12), "20270112T093000Z")],
)
def test_times_are_those_of_clocks_in_england(day, starts):
    lines = unfolded(calendar_file(VISIT, "Validation", [a_meeting(held_on=day)]))

    assert f"DTSTART:{starts}" in lines


def test_a_changed_session_replaces_itself_and_a_cancelled_one_says_so():
    changed = a_meeting(row_version=3, cancelled_at=datetime(2027, 3, 1, tzinfo=UTC))
    lines = unfolded(calendar_file(VISIT, "Validation", [changed]))

    assert "UID:abc@careers-evidence" in lines
    assert "SEQUENCE:2" in lines
    assert "STATUS:CANCELLED" in lines


def test_place_and_description_are_escaped():
    lines = unfolded(calendar_file(VISIT, "Validation", [a_meeting(questions="One,\ntwo?")]))

    assert "LOCATION:M204\\, Main Campus" in lines
    assert (
        "DESCRIPTION:To meet: three tutors\\nDimensions: 1.5\\nOne\\,\\ntwo?\\n"
        "Sign in\\; wear a badge."
    ) in lines


@given(st.text(st.characters(blacklist_categories=("Cc", "Cs")), max_size=400))
def test_no_line_is_longer_than_75_octets_and_nothing_is_lost(title):
    body = calendar_file(VISIT, "V", [a_meeting(title=title)])

    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    said = next(line for line in unfolded(body) if line.startswith("SUMMARY:"))
    plain = said.removeprefix("SUMMARY:").replace("\\,", ",").replace("\\;", ";")
    assert plain.replace("\\\\", "\\") == f"{title} (V)"
