"""People and roles."""

import re

from tests.webapp.conftest import post


def test_everybody_of_the_college_sees_who_is_who(client_as):
    page = client_as("contributor_construction").get("/people").text

    assert "Maeve Tolland" in page
    assert "Invite somebody" not in page


def test_only_an_administrator_invites(client_as):
    client = client_as("careers_leader")

    answer = post(
        client, "/people", "/people", name="A B", email="a.b@wyrecombe.example", role="governor"
    )

    assert answer.status_code == 403


def test_a_bad_address_is_said_at_its_field_and_nothing_is_lost(client_as):
    client = client_as("administrator")

    answer = post(client, "/people", "/people", name="A B", email="not one", role="governor")

    assert answer.status_code == 422
    assert "Enter an e-mail address" in answer.text
    assert 'value="A B"' in answer.text


def test_a_role_ends_at_once(app, client_as):
    administrator, leaver = client_as("administrator"), client_as("contributor_construction")
    page = administrator.get("/people").text
    row = next(row for row in page.split("<tr") if "Desmond Akehurst" in row)
    address = re.search(r'action="(/people/[^"]+/end)"', row)[1]

    post(administrator, "/people", address)

    assert leaver.get("/evidence").headers["Location"] == "/where"


def test_nobody_ends_their_own_administration(client_as):
    client = client_as("administrator")
    rows = client.get("/people").text.split("<tr")[1:]
    row = next(row for row in rows if "Gareth Ollivant" in row)
    address = re.search(r'action="(/people/[^"]+/end)"', row)[1]

    assert post(client, "/people", address).status_code == 409
