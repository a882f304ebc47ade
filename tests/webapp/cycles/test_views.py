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


def test_levels_over_the_years_are_pictures_with_the_same_numbers_in_tables(client_as):
    page = client_as("governor").get("/years/trends").text

    assert re.search(r'aria-label="2025/26: [^"]*at level 2[^"]*; 2026/27: ', page)
    assert page.count("<svg") == page.count("<table")


def test_last_years_claim_is_claimed_again_with_its_reason_read_and_changed(client_as):
    client = client_as("careers_leader")
    page = client.get("/years").text
    year = re.findall(r'name="first_year"[^>]*value="(\d+)"', page)[-1]
    post(client, "/years", "/years/begin", first_year=year, scope="All provision again")

    rolled = client.get("/years/roll-forward").text
    quote = re.search(r'type="checkbox" name="quotes" id="[^"]+" value="([^"]+)"', rolled)[1]
    taken = post(client, "/years/roll-forward", "/years/roll-forward/quotes", quotes=quote)
    refused = post(
        client, "/years/roll-forward", "/years/roll-forward/1.1/claim", level="3",
        seen_version="0", **{"reason-1.1": " "},
    )  # fmt: skip
    post(
        client, "/years/roll-forward", "/years/roll-forward/1.1/claim", level="3",
        seen_version="0", **{"reason-1.1": "Still so: four days a week and a budget."},
    )  # fmt: skip

    assert "Nothing is claimed for you" in rolled
    assert "Nothing changed (" in rolled
    assert "Look again (" in rolled
    assert taken.status_code == 302
    assert refused.status_code == 422
    assert "Still so: four days a week and a budget." in client.get("/assessment/1.1").text
