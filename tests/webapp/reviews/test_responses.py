"""The page on which the college answers a released review."""

import re

from tests.webapp.conftest import post
from tests.webapp.reviews.test_views import address_of_review


def test_every_released_judgement_is_answered_from_one_page(client_as):
    """The college responds: all agreeing judgements in one list, each differing one by itself."""
    leader, lead = client_as("careers_leader"), client_as("lead_assessor")
    address = f"{address_of_review(leader)}/responses"
    assert "nothing to answer" in leader.get(address).text

    post(lead, "/desk/release", "/desk/release")

    page = leader.get(address).text
    assert address in leader.get("/").text
    assert "origin=response" in page
    assert "origin=verdict" in leader.get("/assessment/1.5").text
    agreeing = re.findall(r'name="judgement"[^>]* value="([^"]+)" checked', page)
    differing = re.findall(rf'action="{address}/([^"]+)"', page)
    assert agreeing
    assert differing
    refused = post(leader, address, f"{address}/{differing[0]}", kind="holds", seen="", reason="")
    assert refused.status_code == 422
    assert "Say why the college holds its claim" in refused.text
    held = post(
        leader, address, f"{address}/{differing[0]}", kind="holds", seen="",
        reason="The board challenged it in June.",
    )  # fmt: skip
    overtaken = post(
        client_as("senior_leader"), address, f"{address}/{differing[0]}", kind="adds_evidence",
        seen="", reason="The survey of May.",
    )  # fmt: skip
    accepted = post(leader, address, address, judgement=agreeing)
    page = leader.get(address).text
    assert (held.status_code, accepted.status_code) == (302, 302)
    assert overtaken.status_code == 409
    assert "The board challenged it in June." in overtaken.text
    assert "The survey of May." in overtaken.text
    assert "The board challenged it in June." in page
    assert "The review says what the college claims" not in page
    assert post(client_as("governor"), address, f"{address}/x", kind="holds").status_code == 403
