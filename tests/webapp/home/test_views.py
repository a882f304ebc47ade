"""What needs a person: every line leads somewhere that opens."""

import re

import pytest


@pytest.mark.parametrize(
    "person",
    ["careers_leader", "contributor_construction", "senior_leader", "governor",
     "governance_professional", "administrator", "assessor", "lead_assessor", "facilitator"],
)  # fmt: skip
def test_every_link_of_the_home_page_opens(client_as, person):
    client = client_as(person)
    links = set(re.findall(r'<a [^>]*href="(/[^"#]*)"', client.get("/").text))

    closed = {link: client.get(link.replace("&amp;", "&")).status_code for link in links}

    assert {link: status for link, status in closed.items() if status != 200} == {}


def test_due_dates_leave_as_a_calendar_file(client_as):
    answer = client_as("contributor_construction").get("/due-dates.ics")

    assert answer.mimetype == "text/calendar"
    assert "BEGIN:VEVENT" in answer.text
    assert "/requests/" in answer.text.replace("\r\n ", "")


def test_the_second_visit_says_what_changed_since_the_first(client_as):
    client_as("governance_professional")
    page = client_as("governance_professional").get("/").text

    assert "since you were last here" in page
