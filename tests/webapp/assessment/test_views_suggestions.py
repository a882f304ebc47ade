"""Suggested pages on the page of a dimension: cited as proposed, or dismissed with a reason."""

import html
import re

from tests.webapp.conftest import post, token_of

_FORM = re.compile(
    r'<form method="post" action="(/evidence/files/[^"]+/cite)".*?</form>', re.DOTALL
)


def _as_proposed(form):
    """All that a cite form sends when nothing in it is changed."""
    areas = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    fields = {name: html.unescape(words) for name, words in areas}
    fields["dimension"] = re.search(r'<option value="([^"]+)" selected', form)[1]
    return fields | {name: _field(form, name) for name in ("back", "prefix", "suffix")}


def _with_a_place(client, code):
    """The first cite form of a dimension that proposes a statement or level, and nothing cited."""
    page = client.get(f"/assessment/{code}").text
    articles = page.split('<article class="ce-suggestion">')[1:]
    forms = [_FORM.search(article) for article in articles if ">Cited</strong>" not in article]
    return next(form for form in forms if form and re.search(r'value="[^"]+" selected', form[0]))


def _field(form, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', form)
    return html.unescape(found[1])


def test_a_suggestion_becomes_a_citation_in_one_step(client_as):
    client = client_as("careers_leader")
    form = _with_a_place(client, "1.5")

    answer = post(client, "/assessment/1.5", form[1], **_as_proposed(form[0]))

    assert answer.headers["Location"] == "/assessment/1.5"
    assert "Evidence for: " in client.get("/assessment/1.5").text


def test_what_it_shows_is_stored_as_a_person_says_it(client_as):
    client = client_as("careers_leader")
    form = _with_a_place(client, "2.1")
    fields = _as_proposed(form[0]) | {"shows": "Words of <a> person's own."}

    post(client, "/assessment/2.1", form[1], **fields)

    assert "Words of &lt;a&gt; person&#39;s own." in client.get("/assessment/2.1").text


def test_all_that_is_missing_is_named_at_once_beside_what_was_typed(client_as):
    client = client_as("careers_leader")
    form = _FORM.search(client.get("/assessment/1.5").text)

    answer = post(
        client, "/assessment/1.5", form[1],
        exact="Nobody wrote this", dimension="", shows="", back="evidence", place="p-here",
    )  # fmt: skip

    assert answer.status_code == 422
    summary = answer.text.split("govuk-error-summary__list")[1].split("</ul>")[0]
    assert re.findall(r'<a href="#(\w+)">', summary) == ["dimension", "shows", "exact"]
    assert answer.text.count('class="govuk-error-message"') == 3
    assert "Nobody wrote this</textarea>" in answer.text
    cite = _FORM.search(answer.text)[0]
    assert (_field(cite, "back"), _field(cite, "place")) == ("evidence", "p-here")


def test_the_same_words_are_refused_with_the_way_to_the_citation_that_stands(client_as):
    client = client_as("careers_leader")
    form = _with_a_place(client, "2.4")
    fields = _as_proposed(form[0])
    post(client, "/assessment/2.4", form[1], **fields)

    answer = post(client, "/assessment/2.4", form[1], **fields)

    assert answer.status_code == 422
    href = re.search(r'<a href="(/assessment/2\.4#c-[^"]+)">These words of this page', answer.text)
    assert f'id="{href[1].partition("#")[2]}"' in client.get("/assessment/2.4").text


def test_after_not_this_the_message_leads_to_what_was_dismissed(client_as):
    client = client_as("careers_leader")
    form = _FORM.search(client.get("/assessment/3.1").text)
    revision, number = re.fullmatch(r"/evidence/files/([^/]+)/pages/(\d+)/cite", form[1]).groups()

    client.post(
        "/assessment/3.1/dismiss",
        data={
            "csrf_token": token_of(client.get("/assessment/3.1").text),
            "revision": revision,
            "page": number,
        },
    )

    page = client.get("/assessment/3.1").text
    banner = page.split("govuk-notification-banner__heading")[1].split("</p>")[0]
    href = html.unescape(re.search(r'href="([^"]+)">Take it back</a>', banner)[1])
    assert href == "/assessment/3.1/evidence?dismissed=open#dismissed"
    assert "Dismissed for 3.1 (1)" in client.get(href).text


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
