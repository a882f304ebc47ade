"""The search page."""

import re
from html import unescape

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


def test_a_name_that_is_kept_already_is_said_to_have_a_new_search(client_as):
    client = client_as("careers_leader")
    told = []
    for query in ("governor", "employers"):
        saved = post(client, "/search?q=x", "/search/saved", name="Of mine", q=query)
        told.append("took the place of the one named “Of mine”" in client.get(saved.location).text)

    assert told == [False, True]


@pytest.mark.parametrize("sort", ["best", "newest", "title", "nonsense"])
def test_every_order_opens(client_as, sort):
    page = client_as("careers_leader").get(f"/search?q=careers&sort={sort}")

    assert page.status_code == 200
    assert page.text.count('aria-current="true"') == 1


def facets_of(page):
    """The address of every value of the facets, and how many pages it counts."""
    aside = page.split("<aside")[1].split("</aside>")[0]
    found = re.findall(r'href="(/search[^"]+)">[^<]*</a> \((\d+)\)', aside)
    return [(address.replace("&amp;", "&"), int(count)) for address, count in found]


def pages_of(page):
    """How many pages were found, with all of the words or some."""
    told = re.search(r'role="status">(.*?)</p>', page)[1]
    return sum(map(int, re.findall(r"\d+", told)))


@pytest.mark.parametrize(
    "query",
    ["careers", '"link governor', "careers level:3", "careers theme:1", "benchmark:3 level:2"],
)
def test_every_facet_leads_to_what_it_counted(client_as, query):
    client = client_as("careers_leader")
    links = facets_of(client.get("/search", query_string={"q": query}).text)

    assert len(links) > 3
    for link, count in links[:: max(len(links) // 12, 1)]:
        assert pages_of(client.get(link).text) == count, link


def test_a_facet_has_all_of_its_values_and_none_of_a_field_that_is_asked_for(client_as):
    client = client_as("careers_leader")
    every = facets_of(client.get("/search?q=careers").text)
    narrowed = facets_of(client.get("/search?q=careers+dimension:1.5").text)

    assert any("dimension:6." in address or "dimension%3A6." in address for address, _ in every)
    assert not any("dimension%3A1.6" in a or "dimension:1.6" in a for a, _ in narrowed)


def test_what_narrows_a_search_is_said_and_can_be_removed(client_as):
    client = client_as("careers_leader")
    page = client.get("/search?q=careers+type:minutes&sort=newest&expand=no").text
    removal = re.search(r'Type: Minutes <a class="govuk-link" href="([^"]+)"', page)[1]

    assert removal.replace("&amp;", "&") == "/search?q=careers&expand=no&sort=newest"


def chips_of(page):
    """What narrows a search, in words."""
    listed = page.split('aria-label="Narrowed to">')[1].split("</ul>")[0]
    shown = re.sub(r"<a .*?</a>|<[^>]*>", "", listed.replace("</li>", "|"))
    return [" ".join(chip.split()) for chip in unescape(shown).split("|") if chip]


@pytest.mark.parametrize(
    ("query", "chips"),
    [
        ("type:minutes type:plan level:3", ["Type: Minutes or Plan", "Likely level: 3"]),
        ("title:plan title:careers", ["Title: plan and careers"]),
        ("-type:minutes type:plan -type:note", ["Type: not Minutes and not Note", "Type: Plan"]),
        ("status:unused", ["Status: Not cited yet"]),
        ("-status:unused", ["Status: Cited or confirmed"]),
        ("-status:cited -status:confirmed", ["Status: Not cited and Not confirmed"]),
        ("-status:dismissed", ["Status: Not dismissed"]),
        ("date:2026-09..", ["Date: from 2026-09"]),
        ("date:..2026", ["Date: until 2026"]),
        ("year:2024..2026", ["Year: 2024 to 2026"]),
    ],
)
def test_values_of_one_field_stand_together_and_say_how_they_join(client_as, query, chips):
    page = client_as("careers_leader").get("/search", query_string={"q": query}).text

    assert chips_of(page) == chips


def test_each_value_of_a_field_can_be_removed(client_as):
    page = client_as("careers_leader").get("/search?q=type:minutes+careers+type:plan").text
    listed = page.split('aria-label="Narrowed to">')[1].split("</ul>")[0]

    removals = [unescape(link) for link in re.findall(r'href="([^"]+)"', listed)]
    assert removals == ["/search?q=careers+type:plan", "/search?q=type:minutes+careers"]


def test_what_is_switched_off_stays_so_from_link_to_link(client_as):
    page = client_as("careers_leader").get("/search?q=link+governor&expand=no").text

    links = re.findall(r'href="((?:/search\?|/evidence/files)[^"]+)"', page)
    others = [link for link in links if "expand=no" not in link]
    assert [re.sub(r"&amp;", "&", link) for link in others] == ["/search?q=link+governor"]


def test_a_saved_search_opens_as_it_was_asked(client_as):
    client = client_as("careers_leader")
    page = client.get("/search?q=LMI&sort=newest&expand=no").text
    form = page.split('ce-save-search"')[1].split("</form>")[0]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    client.post("/search/saved", data=fields | {"name": "Typed words only"})

    link = re.search(r'href="([^"]+)">Typed words only<', client.get("/search").text)[1]

    assert link.replace("&amp;", "&") == "/search?q=LMI&sort=newest&expand=no"
    assert "Only the words you typed" in client.get(link.replace("&amp;", "&")).text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("careers level:2..3", "“level:2..3” was searched for as words. The levels are 1, 2, 3, 4"),
        ("type:minuts", 'There is no type “minuts”. The types are "board paper", destinations, mi'),
        ("theme:9", "There is no theme “9”. The themes are 1, 2, 3, 4, 5, 6: write theme:1."),
        ("dimension:1.99", "There is no dimension “1.99”. Write a dimension by its number"),
        ("benchmark:12", "There is no benchmark “12”. The benchmarks are 1, "),
        ("level:7", "There is no level “7”. The levels are 1, 2, 3, 4"),
        ("type:board paper", 'no type “board”. Write it in quotes: type:"board paper".'),
        (
            "year:2026..2024",
            "“year:2026..2024” ends before it begins. Write the earlier year first",
        ),
        ("date:2027-01..2026-09", "“date:2027-01..2026-09” ends before it begins."),
        ("area:nosuch", "There may be no area with the words “nosuch”."),
        ("careers by:nobody", "There may be no person with the words “nobody”."),
        ("title:nosuch", "There may be no title with the words “nosuch”."),
        ("type: minutes", "“type:” was searched for as words. The types are"),
    ],
)
def test_a_field_that_is_not_understood_is_never_silent(client_as, query, said):
    page = client_as("careers_leader").get("/search", query_string={"q": query}).text

    assert said in unescape(page)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            "type:minuts careers",
            "Nothing fits all of this. Remove what narrows it, or try fewer or",
        ),
        ("type:minuts", "Nothing fits all of this. Remove what narrows it."),
        ("year:soonest", "No page has these words. Write what narrows the search as it says above"),
        ("nosuchword", "No page has these words. Try fewer or other words."),
        ("((", "No page fits this. Type a word to find"),
    ],
)
def test_what_finds_nothing_is_told_why(client_as, query, said):
    page = client_as("careers_leader").get("/search", query_string={"q": query}).text

    assert said in page


def test_who_may_not_dismiss_is_told_that_others_see_what_was_dismissed(client_as):
    told = {
        role: "Only those who may dismiss pages see" in page
        for role in ("careers_leader", "governor", "assessor")
        for page in [client_as(role).get("/search?q=status:dismissed+careers").text]
    }

    assert told == {"careers_leader": False, "governor": True, "assessor": True}


def test_a_field_that_is_understood_needs_no_advice(client_as):
    page = client_as("careers_leader").get("/search?q=careers+level:3+type:minutes+year:2025/26")

    assert "ce-advice" not in page.text


def test_a_page_found_by_another_name_is_opened_with_that_marked(client_as):
    client = client_as("careers_leader")
    found = client.get("/search?q=LMI").text
    page = client.get(re.search(r'href="(/evidence/files/[^"]+)"', found)[1]).text

    assert re.search(r"[1-9]\d* marks? on this page for LMI", page)
    assert "<mark" in page


def link_of(page, words):
    """The address behind the words of a link."""
    return unescape(re.search(rf'href="([^"]+)"[^>]*>{words}<', page)[1])


def test_an_opened_page_leads_back_to_its_hit_in_the_search_as_it_was(client_as):
    client = client_as("careers_leader")
    found = client.get("/search?q=careers&sort=newest&offset=20&expand=no").text
    hit = re.search(r'id="(hit-3)"><a class="govuk-link" href="([^"]+)"', found)
    opened = client.get(unescape(hit[2])).text
    onward = re.findall(r'href="(/evidence/files/[^"]+)"[^>]*>(?:Next|Previous) page', opened)

    search = "/search?q=careers&expand=no&sort=newest&offset=20#hit-3"
    assert link_of(opened, "Back to the search") == search
    assert onward
    for address in onward:
        page = client.get(unescape(address)).text
        assert link_of(page, "Back to the search") == search


def test_a_page_that_no_search_led_to_leads_back_to_none(client_as):
    client = client_as("careers_leader")
    found = re.search(r'href="(/evidence/files/[^"?]+)', client.get("/search?q=careers").text)

    page = client.get(f"{found[1]}?sort=x&offset=x&hit=x%22%3E").text

    assert "Back to the search" not in page


def test_the_next_page_with_marks_opens_at_its_first(client_as):
    client = client_as("careers_leader")
    links = re.findall(r'href="(/evidence/files/[^"]+)"', client.get("/search?q=careers").text)
    pages = (client.get(unescape(link)).text for link in links)
    opened = next(page for page in pages if ">Next page with marks<" in page)
    onward = link_of(opened, "Next page with marks")

    assert onward.endswith("#mark-1")
    assert 'id="mark-1"' in client.get(onward).text


def test_every_mark_of_a_page_is_led_to(client_as):
    client = client_as("careers_leader")
    found = client.get("/search?q=the+OR+of+OR+and+OR+careers+OR+college").text
    page = client.get(unescape(re.search(r'href="(/evidence/files/[^"]+)"', found)[1])).text
    count = int(re.search(r"(\d+) marks on this page", page)[1])

    marks = [f"mark-{number}" for number in range(1, count + 1)]
    assert count > 12
    assert re.findall(r'href="#(mark-\d+)"', page) == marks
    assert re.findall(r'<mark id="(mark-\d+)"', page) == marks


def test_the_pager_says_where_one_is(client_as):
    client = client_as("careers_leader")
    total = pages_of(client.get("/search?q=careers").text)

    assert f"<span>1 to 20 of {total}</span>" in client.get("/search?q=careers").text
    assert f"<span>21 to 40 of {total}</span>" in client.get("/search?q=careers&offset=20").text


def test_a_search_that_was_not_saved_stays_on_its_page(client_as):
    client = client_as("careers_leader")
    asked = {"q": "careers", "sort": "newest", "offset": "20"}
    form = client.get("/search", query_string=asked).text.split('ce-save-search"')[1]

    refused = post(client, "/search?q=careers", "/search/saved", name="", **asked)
    saved = post(client, "/search?q=careers", "/search/saved", name="Second page", **asked)

    assert 'name="offset" value="20"' in form
    assert "<span>21 to 40 of" in refused.text
    assert saved.headers["Location"] == "/search?q=careers&sort=newest&offset=20"


def test_pages_end_and_lead_back(client_as):
    client = client_as("careers_leader")
    address, seen = "/search?q=careers", 0
    while address:
        page = client.get(address.replace("&amp;", "&")).text
        seen += page.count('class="ce-hit__page"')
        after = re.search(r'rel="next" href="([^"]+)"', page)
        address = after[1] if after else None

    assert seen == pages_of(page)
    assert 'rel="prev"' in page
    assert "Back to the first" in client.get("/search?q=careers&offset=180").text


def test_a_college_year_is_understood_as_people_write_it(client_as):
    page = client_as("careers_leader").get("/search?q=year:2025/26").text

    assert pages_of(page) > 0
    assert "Date: 2025-08 to 2026-07" in page


def test_those_who_do_not_turn_down_are_not_told_what_was(client_as):
    found = {
        role: pages_of(client_as(role).get("/search?q=status:dismissed").text)
        for role in ("careers_leader", "assessor", "governor")
    }

    assert found["careers_leader"] > 0
    assert found["assessor"] == found["governor"] == 0


def test_a_search_that_was_not_saved_may_be_loaded_again(client_as):
    assert client_as("careers_leader").get("/search/saved").headers["Location"] == "/search"


def test_a_page_of_a_dimension_opens_with_the_words_that_decided_marked(client_as):
    client = client_as("careers_leader")
    found = client.get("/search?q=dimension:1.5").text
    page = client.get(re.search(r'href="(/evidence/files/[^"]+)"', found)[1].replace("&amp;", "&"))

    assert "<mark>" in found
    assert re.search(r"[1-9]\d* marks? on this page for dimension:1.5", page.text)


def test_a_document_says_how_many_of_its_pages_are_found_on_other_stretches(client_as):
    page = client_as("careers_leader").get("/search?q=careers").text

    assert re.search(r"\d+ of \d+ pages found", page)


def test_a_word_that_most_pages_have_is_named_where_it_finds_none(client_as):
    page = client_as("careers_leader").get("/search?q=careers+advice&expand=no").text

    assert "some, leaving out careers, which many pages have" in page
