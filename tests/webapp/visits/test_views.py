"""The plan of a visit on its pages: who may plan, who confirms, and what each can take away."""

import re

from tests.webapp.conftest import post

SESSION = {
    "title": "Employers", "held_on": "2027-05-12", "starts_at": "13:00", "ends_at": "14:00",
    "who": "two employers", "room": "B1", "questions": "What do learners do with you?",
    "dimensions": ["5.1"],
}  # fmt: skip


def address_of_visit(client):
    return re.search(r'href="(/visits/(?!new)[^"]+)"', client.get("/visits").text)[1]


def test_the_plan_says_when_where_with_whom_and_what_is_wanted(client_as):
    """Story 27: dates, mode, sessions with roles to meet, rooms, documents, safeguarding."""
    client = client_as("careers_leader")
    page = client.get(address_of_visit(client)).text

    for words in (
        "12 May 2027 to 13 May 2027", "On site", "four tutors of different areas", "Sedge Room",
        "Minutes of the employer board", "photo identification", "27 April 2027",
        "Sunita Wraxhall", "has not confirmed this plan yet", "What was changed",
    ):  # fmt: skip
        assert words in page


def test_each_person_takes_their_sessions_into_a_calendar(client_as):
    """Story 27: calendar file."""
    client = client_as("careers_leader")
    page = client.get(address_of_visit(client)).text
    links = re.findall(r'href="([^"]+\.ics)"', page)
    answers = [client.get(link) for link in links]

    assert len(links) == 2
    assert {answer.mimetype for answer in answers} == {"text/calendar"}
    assert all(b"SUMMARY:Tutors (Validation\\, spring 2027)" in a.data for a in answers)
    assert client.get(links[0].replace(".ics", "x.ics")).status_code == 404


def test_the_validator_adds_a_session_and_the_college_confirms_what_it_read(client_as):
    """Story 27: college confirms."""
    validator, college = client_as("validator"), client_as("senior_leader")
    address = address_of_visit(validator)
    stale = re.search(r'name="seen_version" value="(\d+)"', college.get(address).text)[1]

    added = post(validator, f"{address}/sessions/new", f"{address}/sessions/new", **SESSION)
    refused = post(college, address, f"{address}/agree", seen_version="99")
    agreed = post(college, address, f"{address}/agree", seen_version=stale)

    assert added.status_code == 302
    assert refused.status_code == 409
    assert "Look at it again" in refused.text
    assert agreed.status_code == 302
    page = college.get(address).text
    assert "two employers" in page
    assert "confirmed by Callum Wetherlow" in page


def test_a_session_that_cannot_be_keeps_what_was_typed(client_as):
    client = client_as("validator")
    address = f"{address_of_visit(client)}/sessions/new"
    answer = post(client, address, address, **SESSION | {"starts_at": "", "reason": "More."})

    assert answer.status_code == 422
    assert "Enter a time" in answer.text
    assert "What do learners do with you?" in answer.text


def test_others_see_no_form_of_the_plan(client_as):
    college = client_as("careers_leader")
    address = address_of_visit(college)

    assert college.get(f"{address}/plan").status_code == 403
    assert college.get(f"{address}/sessions/new").status_code == 403
    assert client_as("governor").get("/visits").status_code == 403
    assert client_as("assessor").get(address).status_code == 404
