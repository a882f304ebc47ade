"""Submitting with one's password, and the board's decision, as pages."""

import pytest

from tests.webapp.conftest import post
from webapp.sample.sign_ins import PASSWORD

MINUTE = {
    "body": "Corporation",
    "decided_on": "2026-11-20",
    "minute": "8.3",
    "resolution": "The Corporation adopts the assessment.",
}


@pytest.fixture
def reopened(client_as):
    """A senior leader at an assessment that was taken back."""
    client = client_as("senior_leader")
    if "Reopen the assessment" in client.get("/assessment").text:
        post(client, "/assessment", "/assessment/reopen", reason="A slip.")
    return client


def test_sign_off_needs_the_password_again_and_keeps_what_was_typed(reopened):
    """Step-up sign-in."""
    page = reopened.get("/sign-off").text
    refused = post(
        reopened, "/sign-off", "/sign-off", password="wrong", **{"reservation-1.3": "A gap."}
    )

    assert "What changed since 2025/26" in page
    assert refused.status_code == 422
    assert "That is not your password" in refused.text
    assert "A gap." in refused.text
    assert "Submit the assessment to review" in reopened.get("/assessment").text


def test_after_sign_off_it_is_locked_and_says_who_signed_with_which_reservation(reopened):
    post(reopened, "/sign-off", "/sign-off", password=PASSWORD, **{"reservation-1.3": "A gap."})

    overview = reopened.get("/assessment").text
    assert "with a reservation about" in overview
    assert "A gap." in reopened.get("/assessment/1.3").text
    assert post(reopened, "/sign-off", "/sign-off", password=PASSWORD).status_code == 409


def test_only_a_senior_leader_submits(client_as):
    leader = client_as("careers_leader")

    assert leader.get("/sign-off").status_code == 403
    assert post(leader, "/", "/sign-off", password=PASSWORD).status_code == 403


def test_the_governance_professional_records_the_boards_decision(client_as, reopened):
    post(reopened, "/sign-off", "/sign-off", password=PASSWORD)
    clerk = client_as("governance_professional")

    refused = post(clerk, "/sign-off/adopt", "/sign-off/adopt", **(MINUTE | {"minute": ""}))
    post(clerk, "/sign-off/adopt", "/sign-off/adopt", **MINUTE)

    assert refused.status_code == 422
    assert "The Corporation adopts the assessment." in refused.text
    assert "Adopted by Corporation on 20 November 2026, minute 8.3" in clerk.get("/assessment").text
    assert client_as("careers_leader").get("/sign-off/adopt").status_code == 403
