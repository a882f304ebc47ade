"""Suggested pages on the page of a dimension: cited as proposed, or dismissed with a reason."""

import html
import re

from tests.webapp.conftest import post, token_of

_FORM = re.compile(
    r'<form method="post" action="(/evidence/files/[^"]+/cite)".*?</form>', re.DOTALL
)


def _field(form, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', form)
    return html.unescape(found[1])


def test_a_suggestion_becomes_a_citation_in_one_step(client_as):
    client = client_as("careers_leader")
    form = _FORM.search(client.get("/assessment/1.5").text)
    exact = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", form[0], re.DOTALL)[1])

    answer = post(
        client, "/assessment/1.5", form[1], back="dimension", exact=exact.lstrip("\n"),
        prefix=_field(form[0], "prefix"), suffix=_field(form[0], "suffix"),
        dimension="1.5/3", shows="Proposed words, looked at by a person.",
    )  # fmt: skip

    assert answer.headers["Location"] == "/assessment/1.5"
    assert "Proposed words, looked at by a person." in client.get("/assessment/1.5").text


def test_what_it_shows_is_for_a_person_to_say(client_as):
    client = client_as("careers_leader")
    form = _FORM.search(client.get("/assessment/1.5").text)

    answer = post(client, "/assessment/1.5", form[1], exact="x", dimension="1.5/3", shows="")

    assert 'name="shows" maxlength="300"></div>' in form[0]
    assert answer.status_code == 422


def test_no_level_of_a_claim_is_chosen_by_a_suggestion(client_as):
    text = client_as("careers_leader").get("/assessment/1.5").text

    assert not re.search(r'type="radio" name="level"[^>]*checked', text)


def test_a_page_says_not_this_and_comes_back_to_itself(client_as):
    client = client_as("careers_leader")
    form = _FORM.search(client.get("/assessment/2.1").text)
    page = form[1].removesuffix("/cite")
    revision, number = re.fullmatch(r"/evidence/files/([^/]+)/pages/(\d+)", page).groups()
    assert 'action="/assessment/2.1/dismiss"' in client.get(page).text

    answer = client.post(
        "/assessment/2.1/dismiss",
        data={
            "csrf_token": token_of(client.get(page).text),
            "revision": revision,
            "page": number,
            "back": "page",
            "reason": "It is about another programme.",
        },
    )

    assert answer.headers["Location"] == page
    assert 'action="/assessment/2.1/dismiss"' not in client.get(page).text
    assert f"{page}/cite" not in client.get("/assessment/2.1").text
