"""What somebody may have meant by what was typed, and how it may go on."""

import re
from html import unescape

import pytest


@pytest.mark.parametrize(
    ("typed", "offered", "title"),
    [
        ("1.5", "dimension:1.5", True),
        (" Dimension  1.5", "dimension:1.5", True),
        ("theme: 2", "theme:2", True),
        ("level 3", "level:3", False),
        ("Gatsby benchmark 3", "benchmark:3", False),
    ],
)
def test_a_number_alone_is_offered_as_the_field_it_may_mean(client_as, typed, offered, title):
    client = client_as("careers_leader")
    page = client.get("/search", query_string={"q": typed}).text
    found = re.search(
        rf'Did you mean <a [^>]*href="([^"]+)">{offered}</a>( \([A-Z][^)]+\))?\?', page
    )

    assert bool(found[2]) is title
    assert "Narrowed to" in client.get(unescape(found[1])).text


@pytest.mark.parametrize("typed", ["1.99", "3", "2026", "level 9", "dimension", "1.5 careers"])
def test_other_numbers_are_words(client_as, typed):
    page = client_as("careers_leader").get("/search", query_string={"q": typed}).text

    assert not re.search(r"Did you mean <a [^>]*>\w+:", page)


def test_a_slip_is_offered_as_the_word_of_a_page(client_as):
    page = client_as("careers_leader").get("/search?q=govenor").text

    assert re.search(r'Did you mean <a [^>]*href="/search\?q=governor">governor</a>', page)


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("linkgovernor destinatons", "link governor destinations"),
        ('"careers stratgey"', '"careers strategy"'),
        ("title:stratgey", "title:strategy"),
    ],
)
def test_a_slip_is_mended_wherever_words_are_typed(client_as, typed, better):
    page = client_as("careers_leader").get("/search", query_string={"q": typed}).text

    assert f">{better}</a>?" in unescape(page)


def test_the_box_offers_the_values_of_a_field(client_as):
    answer = client_as("careers_leader").get("/search/words?q=careers+type:min")

    assert answer.json["words"] == ["careers type:minutes"]


def test_the_box_offers_how_a_word_goes_on(client_as):
    answer = client_as("careers_leader").get("/search/words?q=link+govern")

    assert answer.status_code == 200
    assert "link governor" in answer.json["words"]
