"""The desk: verdict, judgement and release as forms, and what they refuse."""

import re

import pytest

from tests.webapp.conftest import post, token_of


def open_claim(client, code):
    """The address of a claim on the desk, and its page."""
    row = next(row for row in client.get("/desk").text.split("<tr") if f">{code} " in row)
    address = re.search(r'href="(/desk/[^"]+)"', row)[1]
    return address, client.get(address).text


def test_a_verdict_without_the_words_it_needs_is_refused_at_the_field(client_as):
    client = client_as("assessor")
    address, page = open_claim(client, "2.4")
    action = re.search(r'action="(/desk/[^"]+/verdict)"', page)[1]

    answer = post(client, address, action, outcome="does_not_support", seen_version="0")

    assert answer.status_code == 422
    assert 'href="#verdict_reason"' in answer.text


def test_a_verdict_leads_to_the_next_quote_and_is_not_overwritten_unseen(client_as):
    client = client_as("assessor")
    address, page = open_claim(client, "2.5")
    action = re.search(r'action="(/desk/[^"]+/verdict)"', page)[1]
    seen = re.search(r'id="verdict".*?name="seen_version" value="(\d+)"', page, re.DOTALL)[1]
    fields = {"outcome": "context_only", "seen_version": seen}

    given = post(client, address, action, **fields)
    stale = post(client, address, action, **fields | {"outcome": "supports"})

    assert given.status_code == 302
    assert stale.status_code == 409
    assert "What stands now" in stale.text


def test_a_judgement_that_differs_needs_a_reason(client_as):
    client = client_as("assessor")
    address, page = open_claim(client, "2.4")
    claim = address.split("/")[2]
    seen = re.search(r'id="judgement".*?name="seen_version" value="(\d+)"', page, re.DOTALL)[1]

    answer = post(client, address, f"/desk/{claim}/judgement", level="0", seen_version=seen)

    assert answer.status_code == 422
    assert 'href="#reason"' in answer.text


@pytest.mark.parametrize("person", ["careers_leader", "governor"])
def test_only_those_of_a_review_have_a_desk(client_as, person):
    client = client_as(person)
    token = token_of(client.get("/").text)

    assert client.get("/desk").status_code == 403
    assert client.post("/desk/release", data={"csrf_token": token}).status_code in {403, 404}


def test_a_facilitator_reads_the_desk_and_judges_nothing(client_as):
    client = client_as("facilitator")
    address, page = open_claim(client, "2.4")
    token = token_of(client.get("/").text)

    fields = {"csrf_token": token, "level": "2", "reason": "x", "seen_version": "0"}
    answer = client.post(f"/desk/{address.split('/')[2]}/judgement", data=fields)

    assert 'id="verdict"' not in page
    assert 'id="judgement"' not in page
    assert answer.status_code in {403, 404}


def test_an_assessor_beside_a_lead_does_not_release(client_as):
    client = client_as("assessor")

    answer = post(client, "/desk", "/desk/release")

    assert answer.status_code == 403


def test_a_draft_is_seen_by_nobody_of_the_college(client_as):
    page = client_as("careers_leader").get("/assessment/1.5").text

    assert "Peer review, November 2026: Level" not in page
    assert "ce-verdict" not in page
