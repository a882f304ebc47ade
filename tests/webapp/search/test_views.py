"""The search page."""

import re

import pytest

from tests.webapp.conftest import post


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


def test_a_search_is_saved_found_again_and_removed(client_as):
    client = client_as("careers_leader")
    asked = {"q": "governor type:minutes", "sort": "newest"}

    refused = post(client, "/search?q=governor", "/search/saved", name="", **asked)
    post(client, "/search?q=governor", "/search/saved", name="Governors", **asked)
    listed = client.get("/search").text
    action = re.search(r'action="(/search/saved/[^"]+/remove)"', listed)[1]
    post(client, "/search", action)

    assert refused.status_code == 422
    assert "sort=newest" in listed
    assert ">Governors</a>" in listed
    assert "Governors" not in client.get("/search").text


@pytest.mark.parametrize("sort", ["best", "newest", "title", "nonsense"])
def test_every_order_opens(client_as, sort):
    page = client_as("careers_leader").get(f"/search?q=careers&sort={sort}")

    assert page.status_code == 200
    assert page.text.count('aria-current="true"') == 1


def test_every_facet_leads_to_what_it_counted(client_as):
    client = client_as("careers_leader")
    aside = client.get("/search?q=careers").text.split("<aside")[1].split("</aside>")[0]
    links = re.findall(r'href="(/search[^"]+)">[^<]*</a> \((\d+)\)', aside)

    assert len(links) > 10
    for link, count in links[::4]:
        told = client.get(link.replace("&amp;", "&")).text
        with_all = int(re.search(r"(\d+) pages? ha", told)[1])
        more = re.search(r"(\d+) more ha", told)
        assert with_all + (int(more[1]) if more else 0) == int(count), link


def test_a_slip_is_offered_as_the_word_of_a_page(client_as):
    page = client_as("careers_leader").get("/search?q=govenor").text

    assert re.search(r'Did you mean <a [^>]*href="/search\?q=governor">governor</a>', page)


def test_the_box_offers_how_a_word_goes_on(client_as):
    answer = client_as("careers_leader").get("/search/words?q=link+govern")

    assert answer.status_code == 200
    assert "link governor" in answer.json["words"]
