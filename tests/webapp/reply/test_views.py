"""Answering by a link: no sign-in, one page, and the same answer for every dead link."""

import io
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from store.db import utc_now
from tests.webapp.conftest import post, token_of

DUE = (utc_now() + timedelta(days=20)).date().isoformat()


@pytest.fixture
def asked(client_as):
    """The address of a request to somebody without a sign-in, and of the page that answers it."""
    leader = client_as("careers_leader")
    fields = {
        "dimension": "1.5", "about": "1.5/3/b", "what_would_help": "A letter on placements.",
        "due_on": DUE, "outside_name": "Ann Bell", "outside_email": "ann@employer.example",
    }  # fmt: skip
    request = post(leader, "/requests/new?dimension=1.5", "/requests/new", **fields)
    address = request.headers["Location"]
    page = post(leader, address, f"{address}/link").text
    return address, urlsplit(re.search(r"<code>([^<]+)</code>", page)[1]).path


def test_a_stranger_sends_a_file_which_waits_until_it_is_taken_in(app, client_as, asked):
    address, link = asked
    stranger, leader = app.test_client(), client_as("careers_leader")
    page = stranger.get(link).text
    assert "A letter on placements." in page
    data = {
        "csrf_token": token_of(page),
        "files": (io.BytesIO(b"Dear college."), "Letter.txt"),
        "words": "Two placements.",
    }
    answer = stranger.post(f"{link}/files", data=data, follow_redirects=True)
    assert "A person at the college looks at it" in answer.text
    assert "Letter" not in leader.get("/evidence").text

    take_in = re.search(r'action="([^"]+/in)"', leader.get(address).text)[1]
    post(leader, address, take_in)

    assert "Letter" in leader.get("/evidence").text
    assert "Ann Bell" in leader.get(address).text


def test_dead_links_answer_alike_byte_for_byte(app, client_as, asked):
    address, link = asked
    post(client_as("careers_leader"), address, f"{address}/withdraw")
    client = app.test_client()

    withdrawn, unknown = client.get(link), client.get("/reply/" + "x" * 22)

    assert (withdrawn.status_code, unknown.status_code) == (404, 404)
    assert withdrawn.data == unknown.data


def test_saying_that_there_is_nothing_ends_the_link(app, asked):
    _address, link = asked
    client = app.test_client()
    assert post(client, link, f"{link}/nothing").status_code == 422

    post(client, link, f"{link}/nothing", reason="We took nobody this year.")

    assert client.get(link).status_code == 404


def test_without_a_file_it_is_said_at_the_field(app, asked):
    _address, link = asked

    answer = post(app.test_client(), link, f"{link}/files", words="Kept.")

    assert answer.status_code == 422
    assert 'value="Kept."' in answer.text
