"""The desk: verdict, judgement and release as forms, and what they refuse."""

import re

import pytest

from tests.webapp.conftest import post, token_of


def open_claim(client, code):
    """The address of a claim on the desk, and its page."""
    row = next(row for row in client.get("/desk").text.split("<tr") if f">{code} " in row)
    address = re.search(r'href="(/desk/[^"]+)"', row)[1]
    return address, client.get(address).text


def test_one_page_shows_claim_reason_descriptors_of_both_levels_and_evidence_with_its_page(
    client_as,
):
    """Work through claims: reason, claimed descriptor, next level, evidence with page links."""
    _, page = open_claim(client_as("assessor"), "2.5")

    assert "Why the college claims it" in page
    assert re.search(r"Level (\d) \(claimed\)", page)
    assert re.search(r"What level \d, the next one, asks", page)
    assert re.search(r'href="/evidence/files/[^"]+/pages/\d+\?citation=', page)
    assert "Ask the college for more" in page


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


def test_no_verdict_on_a_page_that_was_only_fetched_ahead(client_as):
    client = client_as("assessor")
    address, page = open_claim(client, "1.5")
    claim = address.split("/")[2]
    quotes = re.findall(rf'<li><a class="govuk-link" href="(/desk/{claim}/[^"/]+)"', page)
    other = next(quote for quote in quotes if f"{quote}/verdict" not in page)
    ahead = client.get(f"{other}?ahead=yes").text
    client.get(other, headers={"Sec-Purpose": "prefetch"})
    seen = re.search(r'id="verdict".*?name="seen_version" value="(\d+)"', ahead, re.DOTALL)[1]
    fields = {"outcome": "context_only", "seen_version": seen}

    early = client.post(f"{other}/verdict", data=fields | {"csrf_token": token_of(page)})
    client.get(other)
    given = client.post(f"{other}/verdict", data=fields | {"csrf_token": token_of(page)})

    assert early.status_code == 409
    assert "not been shown to you yet" in early.text
    assert given.status_code == 302


def test_the_survey_holds_a_plan_and_leads_back_after_signing_out(client_as):
    client = client_as("assessor")
    address, _ = open_claim(client, "1.3")
    claim = address.split("/")[2]

    told = post(client, "/desk", "/desk/plan", **{"claim": claim, f"depth-{claim}": "leave"})
    assert told.status_code == 302
    post(client, "/desk", "/sign-out")

    survey = client_as("assessor").get("/desk").text
    row = next(row for row in survey.split("<tr") if ">1.3 " in row)
    assert "Not looked at" in row
    assert "Go on where you were: 1.3" in survey
    post(client_as("assessor"), "/desk", "/desk/plan", **{"claim": claim, f"depth-{claim}": "full"})


def test_by_document_a_verdict_leads_to_the_next_quote_of_the_document(client_as):
    client = client_as("assessor")
    page = client.get("/desk/by-document").text
    address = re.search(r'href="(/desk/[^"]+by=document)"', page)[1]
    shown = client.get(address).text
    action = re.search(r'action="(/desk/[^"]+/verdict)"', shown)[1]
    form = re.search(r'id="verdict".*?</form>', shown, re.DOTALL)[0]
    given = dict(re.findall(r'type="hidden" name="((?:seen|next|by)\w*)" value="([^"]*)"', form))

    answer = post(client, address, action, outcome="context_only", **given)

    following = f"/desk/{given['next_claim']}/{given['next_citation']}?by=document"
    assert answer.headers["Location"] == following
    assert client.get(following).status_code == 200
