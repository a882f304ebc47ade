"""All evidence for a dimension: ranked, marked, decided on and taken back."""

import re
from html import unescape

from tests.webapp.conftest import token_of


def first_decided(page):
    """The form by which the first page of a list is decided on."""
    chosen = re.search(
        r'name="revision" value="([^"]+)"><input type="hidden" name="page" value="(\d+)"', page
    )
    return {"csrf_token": token_of(page), "revision": chosen[1], "page": chosen[2]}


def test_every_page_is_ranked_with_its_words_marked_and_what_was_decided(client_as):
    page = client_as("careers_leader").get("/assessment/1.5/evidence").text

    total = int(re.search(r"Evidence for 1\.5: (\d+) pages", page)[1])
    assert page.count('class="ce-suggestion"') == min(total, 20)
    assert "<mark>" in page
    assert ">Cited</strong>" in page
    assert "none found so far" in page


def test_a_dismissed_page_is_marked_and_can_be_suggested_again(client_as):
    client = client_as("careers_leader")
    page = client.get("/assessment/1.5/evidence").text
    form = first_decided(page)
    client.post("/assessment/1.5/dismiss", data=form)
    page = client.get("/assessment/1.5/evidence").text
    assert ">Dismissed</strong>" in page
    assert "Suggest it again" in page

    answer = client.post("/assessment/1.5/evidence/bring-back", data=form)

    assert answer.headers["Location"].endswith("/assessment/1.5/evidence")


def test_what_is_decided_comes_back_to_the_next_page_of_the_same_stretch(client_as):
    client = client_as("careers_leader")
    page = client.get("/assessment/1.2/evidence").text
    items = re.findall(r'<li class="ce-suggestion" id="([^"]+)">(.*?)</li>', page, re.DOTALL)
    (_, first), (second, _) = items[:2]
    places = set(re.findall(r'name="place" value="([^"]+)"', first))
    form = first_decided(first)

    gone = client.post(
        "/assessment/1.2/dismiss",
        data=form | {"back": "evidence", "offset": "0", "place": second},
    )
    back = client.post(
        "/assessment/1.2/evidence/bring-back", data=form | {"offset": "20", "place": second}
    )

    assert places == {second}
    assert gone.location == f"/assessment/1.2/evidence?offset=0#{second}"
    assert back.location == f"/assessment/1.2/evidence?offset=20#{second}"


def test_a_later_stretch_leads_to_the_earlier_one(client_as):
    client = client_as("careers_leader")

    assert 'rel="prev"' not in client.get("/assessment/1.2/evidence").text
    second = client.get("/assessment/1.2/evidence?offset=20").text
    third = client.get("/assessment/1.2/evidence?offset=40").text

    assert 'rel="prev" href="/assessment/1.2/evidence">Previous pages' in second
    assert 'rel="prev" href="/assessment/1.2/evidence?offset=20">Previous pages' in third


def test_every_dismissal_is_listed_and_taken_back_for_those_who_may_dismiss(client_as):
    client = client_as("careers_leader")
    page = client.get("/assessment/1.5/evidence").text
    listed = page.split('id="dismissed"')[1]
    before = int(re.search(r"Dismissed for 1\.5 \((\d+)\)", listed)[1])
    assert "Boards of employers again." in listed
    assert listed.count('class="ce-dismissed"') == before
    assert listed.count("No longer matches") == listed.count("Take the dismissal back") > 0

    item = next(part for part in listed.split("</li>") if "Take the dismissal back" in part)
    answer = client.post("/assessment/1.5/evidence/bring-back", data=first_decided(item))

    again = client.get(answer.location).text
    assert f"Dismissed for 1.5 ({before - 1})" in again
    governor = client_as("governor").get("/assessment/1.5/evidence").text
    assert "Dismissed for" not in governor


def test_a_suggested_page_opens_with_its_words_marked_and_what_to_cite_proposed(client_as):
    client = client_as("careers_leader")
    ranked = client.get("/assessment/1.5/evidence").text
    links = re.findall(r'href="(/evidence/files/[^"]+q=[^"]+)"', ranked)
    pages = [client.get(link.replace("&amp;", "&")).text for link in links[:5]]

    assert any(
        "ink governor" in page.split('name="exact"')[1].split("</textarea")[0] for page in pages
    )
    for page in pages:
        assert "Back to evidence for 1.5" in page
        assert not re.search(r"<mark[^>]*>the</mark>", page)


def test_ticked_sentences_are_cited_and_not_what_was_proposed_beside_them(client_as):
    client = client_as("careers_leader")
    ranked = client.get("/assessment/1.5/evidence").text
    link = re.search(r'href="(/evidence/files/[^"]+q=[^"]+)"', ranked)[1].replace("&amp;", "&")
    page = client.get(link).text
    proposed = unescape(re.search(r'name="proposed" value="([^"]*)"', page)[1])
    sentences = re.findall(r'for="sentence-(\d+)">\d+\. ([^<]+)</label>', page)
    number, words = next(
        (n, words) for n, words in sentences if unescape(words) not in proposed and len(words) > 40
    )
    form = {"csrf_token": token_of(page), "exact": proposed, "proposed": proposed}
    form |= {"sentence": number, "dimension": "1.5/2", "shows": "Ticked by hand"}

    client.post(f"{link.partition('?')[0]}/cite", data=form)

    cited = client.get("/assessment/1.5").text.split("Ticked by hand")[0]
    assert " ".join(words.split()) in " ".join(cited.split())


def test_what_is_decided_leads_back_to_the_ranked_pages_and_says_who_and_why(client_as):
    client = client_as("careers_leader")
    page = client.get("/assessment/1.5/evidence").text
    form = first_decided(page)

    answer = client.post(
        "/assessment/1.5/dismiss",
        data=form | {"back": "evidence", "offset": "0", "reason": "About a building."},
    )

    assert answer.headers["Location"] == "/assessment/1.5/evidence?offset=0"
    assert re.search("Dismissed by [^:]+: About a building.", client.get(answer.location).text)


def test_the_dimension_leads_to_all_its_pages_and_says_what_is_not_here(client_as):
    page = client_as("careers_leader").get("/assessment/1.5").text

    assert 'href="/assessment/1.5/evidence"' in page
    assert "none found so far" in page


def test_a_document_shows_what_its_pages_speak_to_as_a_picture_and_a_table(client_as):
    client = client_as("careers_leader")
    key = re.search(
        r'href="(/evidence/documents/[^"]+)">Corporation minutes', client.get("/evidence").text
    )

    page = client.get(key[1]).text

    assert "What its pages speak to" in page
    assert "ce-strip__bars" in page
    assert "from left to right page 1 to page 4" in page
    assert "<strong>6.1</strong> Engagement with personal guidance" in page
    assert re.search("speaks to [^<]*6.1 Engagement with personal guidance", page)
    assert "Every dimension as a table" in page
    assert re.search(r'/pages/3\?dimension=6\.1">page 3, clearly</a>', page)
