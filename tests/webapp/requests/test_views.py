"""Requests on their pages: asked from the dimension, answered in three fields."""

import io
import re
from datetime import timedelta

import pytest

from store.db import utc_now
from tests.webapp.conftest import post, token_of
from webapp.sample.papers import content
from webapp.sample.sign_ins import PASSWORD

DUE = (utc_now() + timedelta(days=20)).date().isoformat()


def ask(client, whom, **changed):
    """Ask somebody of the college from the page of 1.5; the address of the request."""
    page = client.get("/requests/new?dimension=1.5&statement=1.5/3/b").text
    key = re.search(rf'value="(person:[^"]+)"[^>]*><label[^>]*>{whom}', page)[1]
    fields = {
        "dimension": "1.5", "about": "1.5/3/b", "what_would_help": "The minutes of March.",
        "due_on": DUE, "to": key,
    }  # fmt: skip
    data = {"csrf_token": token_of(page), **fields, **changed}
    return client.post("/requests/new", data=data)


@pytest.fixture
def asked(client_as):
    """A request of the careers leader to a contributor."""
    return ask(client_as("careers_leader"), "Desmond Akehurst").headers["Location"]


def test_the_dimension_page_leads_to_the_question_with_the_statement_chosen(client_as):
    client = client_as("careers_leader")
    link = re.search(r'href="(/requests/new\?[^"]+)"', client.get("/assessment/1.5").text)[1]

    page = client.get(link.replace("&amp;", "&")).text

    assert re.search(r'<option value="1\.5/\d/\w" selected>', page)


def test_a_contributor_answers_in_three_fields_and_is_told_what_happens_next(client_as, asked):
    client = client_as("contributor_construction")
    assert asked in client.get("/").text
    page = client.get(asked).text
    form = re.search(r'action="[^"]+/file".*?</form>', page, re.DOTALL)[0]
    fields = [n for n in re.findall(r'<input[^>]* name="(\w+)"', form) if n != "csrf_token"]
    assert fields == ["file", "event_date", "words"]

    answer = client.post(
        f"{asked}/file",
        data={
            "csrf_token": token_of(page),
            "file": (io.BytesIO(b"Corporation: destinations by campus."), "Corporation March.txt"),
            "event_date": "2027-03-01",
            "words": "Item 7.",
        },
        follow_redirects=True,
    )

    assert "You need do nothing more" in answer.text
    assert "Corporation March" in answer.text
    assert "Item 7." in answer.text


def test_a_file_is_asked_for_at_its_field(client_as, asked):
    client = client_as("contributor_construction")

    answer = post(client, asked, f"{asked}/file", words="Item 7.")

    assert answer.status_code == 422
    assert "Choose a file." in answer.text
    assert 'value="Item 7."' in answer.text


def test_a_quote_that_is_there_answers(client_as, asked):
    client = client_as("contributor_construction")
    quote = re.search(r'name="citation"[^>]*value="([^"]+)"', client.get(asked).text)[1]

    assert post(client, asked, f"{asked}/quote", citation=quote).status_code == 302
    assert "Answered" in client.get(asked).text


def test_nothing_needs_a_reason_and_closing_says_what_it_was_used_for(client_as, asked):
    contributor, leader = client_as("contributor_construction"), client_as("careers_leader")
    assert post(contributor, asked, f"{asked}/nothing").status_code == 422
    post(contributor, asked, f"{asked}/nothing", reason="We began in May.")
    assert "your request is answered" in leader.get("/").text
    assert post(leader, asked, f"{asked}/close").status_code == 422

    post(leader, asked, f"{asked}/close", used_for="The claim for 1.5 now says so.")

    assert "The claim for 1.5 now says so." in contributor.get(asked).text


def test_reminding_at_once_is_refused_and_withdrawing_ends_it(client_as, asked):
    leader = client_as("careers_leader")
    assert post(leader, asked, f"{asked}/remind").status_code == 409

    post(leader, asked, f"{asked}/withdraw")

    assert "Withdrawn" in leader.get(asked).text
    contributor = client_as("contributor_construction")
    assert post(contributor, "/requests/new", f"{asked}/nothing", reason="x").status_code == 409


def test_what_is_missing_is_named_and_nothing_is_lost(client_as):
    answer = ask(client_as("careers_leader"), "Desmond Akehurst", due_on="", about="")

    assert answer.status_code == 422
    assert "Choose what it should show." in answer.text
    assert "The minutes of March." in answer.text


def test_an_assessor_asks_the_college(client_as):
    client = client_as("assessor")
    page = client.get("/requests/new?dimension=1.5&statement=1.5/3/b").text
    assert "Whom do you ask?" not in page
    data = {"dimension": "1.5", "about": "level/3", "what_would_help": "More.", "due_on": DUE}

    answer = client.post("/requests/new", data={"csrf_token": token_of(page), **data})

    assert answer.headers["Location"] in client_as("careers_leader").get("/").text
    assert answer.headers["Location"] in client.get("/requests").text


def test_the_link_of_a_request_opens_it_after_sign_in(app, asked):
    client = app.test_client()
    first = client.get(asked, headers={"Accept": "text/html"})
    assert "/sign-in" in first.headers["Location"]
    form = first.headers["Location"]
    token = token_of(client.get(form).text)
    email = content("facts")["people"]["contributor_construction"]["email"]

    answer = client.post(
        form, data={"csrf_token": token, "email": email, "password": PASSWORD, "next": asked}
    )

    assert answer.headers["Location"].endswith(asked)
    assert "The minutes of March." in client.get(asked).text
