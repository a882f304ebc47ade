"""Signing in and out, invitations, and where a person works."""

import re

from tests.webapp.conftest import post, sign_in, token_of
from webapp.sample.papers import content

PEOPLE = content("facts")["people"]


def test_the_right_password_leads_home(app):
    client = app.test_client()

    answer = sign_in(client, PEOPLE["careers_leader"]["email"])

    assert answer.headers["Location"] == "/"
    assert "What needs you" in client.get("/").text


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(app):
    client = app.test_client()

    wrong = sign_in(client, PEOPLE["governor"]["email"], "not the password")
    unknown = sign_in(client, "nobody@wyrecombe.example", "not the password")

    assert wrong.status_code == unknown.status_code == 422
    sentence = "That e-mail address and password do not go together"
    assert sentence in wrong.text
    assert sentence in unknown.text


def test_after_ten_failures_the_account_waits(app):
    client = app.test_client()
    email = PEOPLE["contributor_quality"]["email"]
    for _ in range(10):
        sign_in(client, email, "wrong again and again")

    answer = sign_in(client, email)

    assert answer.status_code == 429
    assert "Too many tries" in answer.text


def test_signing_in_leads_to_no_other_site(app):
    client = app.test_client()

    answer = post(
        client, "/sign-in", "/sign-in?next=//evil.example",
        email=PEOPLE["careers_leader"]["email"], password="three random words",
        next="//evil.example",
    )  # fmt: skip

    assert answer.headers["Location"] == "/"


def test_signing_out_ends_the_session_for_good(client_as):
    client = client_as("careers_leader")
    with client.session_transaction() as cookie:
        kept = dict(cookie)

    post(client, "/", "/sign-out")
    with client.session_transaction() as cookie:
        cookie.update(kept)

    assert client.get("/").status_code == 401


def test_a_person_of_two_places_chooses_and_roles_never_merge(app):
    client = app.test_client()
    sign_in(client, PEOPLE["assessor"]["email"])

    page = client.get("/where").text
    places = re.findall(r'value="([^"]+)"[^>]*><label[^>]*>([^<]+)', page)
    own, review = sorted(places, key=lambda place: "review" in place[1])
    assert review[1].endswith("in a review: Peer review, November 2026")

    post(client, "/where", "/where", place=own[0])
    assert client.get("/desk").status_code == 403
    post(client, "/where", "/where", place=review[0])
    assert client.get("/people").status_code == 403
    assert "You are here as assessor" in client.get("/desk").text


def test_an_invitation_sets_a_password_once(app, client_as):
    client = client_as("administrator")
    page = post(
        client, "/people", "/people", name="Wanda Ferncastle",
        email="wanda.ferncastle@wyrecombe.example", role="contributor",
    ).text  # fmt: skip
    link = re.search(r"/invitation/[\w-]+", page)[0]
    guest = app.test_client()

    short = guest.post(link, data={"csrf_token": token_of(guest.get(link).text), "password": "x"})
    taken = post(guest, link, link, password="a long enough password")
    again = guest.get(link)

    assert short.status_code == 422
    assert taken.headers["Location"] == "/sign-in"
    assert again.status_code == 404
    assert sign_in(guest, "wanda.ferncastle@wyrecombe.example", "a long enough password").location
