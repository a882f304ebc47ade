"""The assessment and a dimension as forms: what is refused, and by whom."""

import re

import pytest

from tests.webapp.conftest import post, token_of


@pytest.mark.parametrize("show", ["all", "differs", "uncited", "unclaimed", "nonsense"])
@pytest.mark.parametrize("view", ["", "list"])
def test_every_choice_of_the_overview_opens(client_as, show, view):
    page = client_as("governor").get(f"/assessment?show={show}&view={view}")

    assert page.status_code == 200


def test_only_what_was_asked_for_is_listed(client_as):
    page = client_as("careers_leader").get("/assessment?show=unclaimed&view=list").text

    assert len(re.findall(r'href="/assessment/\d\.\d+"', page)) == 1


def test_levels_are_locked_after_submission(client_as):
    client = client_as("careers_leader")

    page = client.get("/assessment/1.5").text
    answer = post(
        client, "/", "/assessment/1.5/claim", level="2", reason="Another.", seen_version="1"
    )

    assert "Change the claim" not in page
    assert answer.status_code == 409


def test_a_struck_citation_stays_readable_and_needs_a_reason(client_as):
    client = client_as("careers_leader")
    page = client.get("/assessment/2.1").text
    action = re.search(r'action="(/assessment/2\.1/citations/[^"]+/strike)"', page)[1]

    refused = post(client, "/assessment/2.1", action, reason="")
    post(client, "/assessment/2.1", action, reason="It speaks of another year.")

    assert refused.status_code == 422
    assert "It speaks of another year." in client.get("/assessment/2.1").text


def test_a_statement_is_marked_with_the_words_for_it(client_as):
    client = client_as("careers_leader")

    marked = post(
        client, "/assessment/2.2", "/assessment/2.2/mark", statement="2.2/2/a",
        mark="shown_in_part",
    )  # fmt: skip
    nonsense = post(
        client, "/assessment/2.2", "/assessment/2.2/mark", statement="2.2/2/zz", mark="shown"
    )

    assert marked.headers["Location"].endswith("#s-2.2-2-a")
    assert nonsense.status_code in {404, 422}


@pytest.mark.parametrize("person", ["governor", "administrator", "facilitator"])
@pytest.mark.parametrize("action", ["claim", "agree", "target", "dismiss"])
def test_those_who_only_read_change_nothing(client_as, person, action):
    client = client_as(person)
    fields = {"level": "3", "reason": "x", "seen_version": "1", "revision": "x", "page": "1"}

    answer = client.post(
        f"/assessment/1.5/{action}",
        data=fields | {"csrf_token": token_of(client.get("/").text)},
    )

    assert answer.status_code in {403, 404}
