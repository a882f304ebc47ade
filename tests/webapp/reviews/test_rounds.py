"""Pages of rounds: a college begins one, its code is looked at, the facilitator keeps it."""

import re

from store.db import utc_now
from tests.webapp.conftest import post
from workflow.calendars.working_days import local_day


def a_peer_review(client):
    """The address and key of a new peer review of the college."""
    today = utc_now().date().isoformat()
    opened = post(
        client, "/reviews/new", "/reviews/new", kind="peer", title="Second look",
        starts_on=today, ends_on="2099-03-20",
    )  # fmt: skip
    address = opened.headers["Location"]
    return address, address.rpartition("/")[2]


def test_a_round_is_begun_from_a_review_and_its_code_handed_on(client_as):
    client = client_as("senior_leader")
    address, key = a_peer_review(client)
    form = f"/rounds/of/{key}"
    facts = {"name": "Trio", "facilitator": "Rowan Teal", "email": "rowan@hub.example"}

    unnamed = post(client, form, f"{form}/begin", **facts | {"name": ""}, release_on="2098-01-01")
    late = post(client, form, f"{form}/begin", **facts, release_on="2199-01-01")
    wrong = post(client, form, f"{form}/look", code="guessed")
    begun = post(client, form, f"{form}/begin", **facts, release_on="2098-01-01")

    assert [answer.status_code for answer in (unnamed, late, wrong)] == [422, 422, 422]
    assert "rowan@hub.example" in unnamed.text
    assert "No round has this code." in wrong.text
    assert begun.status_code == 302
    page = client.get(address).text
    assert "Every review of it is released on 1 January 2098, none before." in page
    code = re.search(r'<code id="code">([^<]+)</code>', page)[1]

    looked = post(client, form, f"{form}/look", code=code)
    again = post(client, form, f"{form}/join", code=code)

    assert "Rowan Teal" in looked.text
    assert "Wyrecombe College" in looked.text
    assert again.status_code == 409


def test_the_facilitator_sees_the_round_moves_its_day_and_releases_it(client_as):
    client = client_as("facilitator")
    today = local_day(utc_now()).isoformat()

    page = client.get("/rounds").text
    outside = post(client, "/rounds", "/rounds/day", release_on="2199-01-01")
    moved = post(client, "/rounds", "/rounds/day", release_on=today)
    released = post(client, "/rounds", "/rounds/release")

    assert "Marlshire trio" in page
    assert "Imran Castleden" in page
    assert "claims judged" in page
    assert (outside.status_code, moved.status_code, released.status_code) == (422, 302, 302)
    assert "1 review is released." in client.get("/rounds").text
    assert post(client, "/rounds", "/rounds/release").status_code == 409


def test_only_a_facilitator_keeps_a_round_and_only_leaders_begin_one(client_as):
    assert client_as("assessor").get("/rounds").status_code == 403
    assert client_as("contributor_quality").get("/rounds/of/nothing").status_code == 403
