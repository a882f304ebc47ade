"""Terms and closures on their page."""

import re

from tests.webapp.conftest import post

FIELDS = {
    "kind": "closure", "name": "Staff day", "starts_on": "2027-03-08", "ends_on": "2027-03-08",
}  # fmt: skip


def test_an_administrator_adds_and_removes_a_closure(client_as):
    client = client_as("administrator")
    assert post(client, "/calendar", "/calendar", **FIELDS).status_code == 302
    page = client.get("/calendar").text
    assert "Staff day" in page
    assert "25 December" in page

    post(client, "/calendar", re.search(r'action="(/calendar/[^"]+/remove)"', page)[1])

    assert "Staff day" not in client.get("/calendar").text


def test_a_wrong_date_is_said_at_its_field_and_nothing_is_lost(client_as):
    client = client_as("careers_leader")

    answer = post(client, "/calendar", "/calendar", **(FIELDS | {"ends_on": "2027-03-01"}))

    assert answer.status_code == 422
    assert "It cannot end before it begins" in answer.text
    assert 'value="Staff day"' in answer.text


def test_others_read_it(client_as):
    page = client_as("contributor_construction").get("/calendar").text

    assert "Bank holidays in England" in page
    assert '<button class="govuk-button">Add</button>' not in page
