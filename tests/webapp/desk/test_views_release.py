"""Releasing from the desk: highest-leverage actions, some themes first, then the rest."""

import re

from tests.webapp.conftest import post

WORDS = "Bring destinations before the board each term."


def test_actions_are_named_themes_released_and_an_action_taken_into_the_plan(client_as):
    lead, leader = client_as("lead_assessor"), client_as("careers_leader")
    address = re.search(r'href="(/reviews/[^"]+)">Peer review', leader.get("/assessment").text)[1]

    none = post(lead, "/together", "/together/leverage", dimension="1.5", words=" ")
    named = post(lead, "/together", "/together/leverage", dimension="1.5", words=WORDS)
    unticked = post(lead, "/desk/release", "/desk/release", part="yes")
    part = post(lead, "/desk/release", "/desk/release", part="yes", theme="1")

    assert (none.status_code, named.status_code) == (422, 302)
    assert (unticked.status_code, part.status_code) == (422, 302)
    assert "Tick the themes that you release." in unticked.text
    assert "Theme 1 is released." in lead.get(first_claim(lead)).text
    assert "Released so far: Careers Leadership" in leader.get(address).text
    assert WORDS not in leader.get(address).text

    post(lead, "/desk/release", "/desk/release")
    plan = re.search(r'href="(/actions/new[?]leverage=[^"]+)"', leader.get("/actions").text)[1]
    form = leader.get(plan).text
    owner = re.search(r'name="owner">.*?value="([^"]+)"', form, re.DOTALL)[1]
    key = plan.partition("leverage=")[2]
    planned = post(
        leader, plan, "/actions/new", dimension="1.5", about="level/4", words=WORDS, owner=owner,
        due_on="2099-06-01", origin="review", leverage=key,
    )  # fmt: skip

    assert WORDS in form
    assert planned.status_code == 302
    assert "highest-leverage action" in leader.get(planned.headers["Location"]).text
    assert "In the plan" in leader.get(address).text
    assert leader.get(plan).status_code == 409


def first_claim(client):
    """The address of 1.1 on the desk."""
    return re.search(r'href="(/desk/[^"]+)">1[.]1 ', client.get("/desk").text)[1]
