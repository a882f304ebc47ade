"""Every route: who may open it, what its answers carry."""

import re

import pytest

from webapp.current import OPEN_TO_ALL

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|href=\"javascript:", re.IGNORECASE
)


def routes(app):
    """Every rule with an address made of plausible arguments, and its methods."""
    for rule in app.url_map.iter_rules():
        arguments = {
            name: 1 if name in {"number", "width", "figure"} else "1.5" if name == "code" else "x"
            for name in rule.arguments
        }
        with app.test_request_context():
            address = rule.build(arguments)[1]
        yield rule, address


def test_every_route_asks_for_a_signed_in_person(app):
    client = app.test_client()

    open_ones = [
        f"{method} {rule}"
        for rule, address in routes(app)
        if rule.endpoint not in OPEN_TO_ALL
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if not _is_closed(client.open(address, method=method))
    ]

    assert open_ones == []


def _is_closed(answer):
    is_sent_away = answer.status_code == 302 and "/sign-in" in answer.headers["Location"]
    return is_sent_away or answer.status_code in {400, 401}


def test_every_answer_carries_the_headers_that_keep_browsers_safe(app, client_as):
    client = client_as("careers_leader")

    for _rule, address in routes(app):
        answer = client.get(address)
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"] or (
            "sandbox" in answer.headers["Content-Security-Policy"]
        )
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("person", ["careers_leader", "assessor", "governor", "administrator"])
def test_no_page_holds_a_script_or_a_style_of_its_own(app, client_as, person):
    client = client_as(person)

    offending = [
        address
        for rule, address in routes(app)
        if "GET" in rule.methods and rule.endpoint != "static"
        for answer in [client.get(address)]
        if answer.mimetype == "text/html" and INLINE.search(answer.text)
    ]

    assert offending == []


def test_pages_of_a_signed_in_person_are_not_kept_by_browsers(client_as):
    assert client_as("careers_leader").get("/").headers["Cache-Control"] == "no-store"


def test_a_form_without_its_token_is_refused(client_as):
    answer = client_as("careers_leader").post("/assessment/1.5/target", data={"target": "3"})

    assert answer.status_code == 400
    assert "too old" in answer.text


def test_the_cookie_is_kept_from_scripts_and_other_sites(app):
    client = app.test_client()

    cookie = client.get("/sign-in").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
