"""Academic years as pages: what is at hand, a second assessment, two years side by side."""

import re

from tests.webapp.conftest import post


def test_two_years_stand_side_by_side_with_their_reasons(client_as):
    page = client_as("governor").get("/years/compare?show=changed").text

    assert "2025/26 and 2026/27 side by side" in page
    assert "Up from level 2" in page
    assert "Carried over from the closed tracker of 2025/26." in page


def test_the_earlier_year_can_be_had_at_hand_to_read(client_as):
    client = client_as("careers_leader")
    keys = re.findall(r'name="assessment" value="([^"]+)"', client.get("/years").text)

    post(client, "/years", "/years/at-hand", assessment=keys[-1])

    page = client.get("/assessment").text
    assert "Assessment 2025/26" in page
    assert "Year closed: to read only" in page
    assert "Open a review" not in page
    refused = post(
        client, "/years", "/assessment/1.5/claim", level="2", reason="x", seen_version="1"
    )
    assert refused.status_code == 409


def test_a_second_assessment_of_another_scope_begins_and_is_at_hand(client_as):
    client = client_as("careers_leader")
    year = re.search(r'name="first_year"[^>]*value="(\d+)"', client.get("/years").text)[1]

    refused = post(client, "/years", "/years/begin", first_year=year, scope=" ")
    post(client, "/years", "/years/begin", first_year=year, scope="Apprenticeships at Quayside")

    assert refused.status_code == 422
    page = client.get("/assessment").text
    assert "Apprenticeships at Quayside" in page
    assert "Claimed 0 of 34" in page


def test_a_year_with_an_open_review_is_not_closed_and_others_may_not_try(client_as):
    client = client_as("careers_leader")
    action = re.search(r'action="(/years/[^"]+/close)"', client.get("/years").text)[1]

    assert post(client, "/years", action).status_code == 409
    assert post(client_as("contributor_construction"), "/", action).status_code == 403
