"""The search page."""

import pytest


def test_a_phrase_is_found_marked_and_counted(client_as):
    page = client_as("careers_leader").get("/search?q=%22link+governor%22").text

    assert "<mark>link governor</mark>" in page.lower()
    assert "all your words" in page


@pytest.mark.parametrize(
    "query",
    ["", "   ", '"', '"never closed', "OR", "-", "-only", "a:b:c", "type:nothing", "dimension:9.9",
     "*", "((", "x" * 600, "\x00", "' OR 1=1 --", "\U0001d518",
     "NEAR(a b)", "year:99999"],
)  # fmt: skip
def test_whatever_is_typed_gets_an_answer(client_as, query):
    answer = client_as("careers_leader").get("/search", query_string={"q": query})

    assert answer.status_code == 200


@pytest.mark.parametrize("offset", ["-5", "99999", "x", ""])
def test_any_offset_gets_an_answer(client_as, offset):
    answer = client_as("careers_leader").get(f"/search?q=careers&offset={offset}")

    assert answer.status_code == 200


def test_what_was_typed_comes_back_escaped(client_as):
    page = client_as("careers_leader").get("/search", query_string={"q": '"><b>x'}).text

    assert "<b>x" not in page


def test_an_administrator_does_not_search(client_as):
    assert client_as("administrator").get("/search?q=careers").status_code == 403
