"""The page that says how well pages are matched, for those who look after it."""

import re


def test_the_administrator_reads_precision_by_dimension_in_words_and_numbers(client_as):
    page = client_as("administrator").get("/matching").text

    assert "How well pages are matched" in page
    assert "speak to a dimension" in page
    assert "the service named none" in page
    assert page.count('<th scope="row"') == 34
    assert "taken up" in page
    assert "What it has learned here" in page


def test_the_service_page_leads_an_administrator_to_it(client_as):
    assert 'href="/matching"' in client_as("administrator").get("/service").text


def test_the_careers_leader_comes_from_the_suggestions_and_can_open_a_dimension(client_as):
    client = client_as("careers_leader")

    assert 'href="/matching"' in client.get("/assessment/1.5").text
    page = client.get("/matching").text
    assert 'href="/assessment/1.5/evidence"' in page
    assert client.get("/assessment/1.5/evidence").status_code == 200


def test_missed_pages_are_named_with_links_to_the_careers_leader_alone(client_as):
    leader, administrator = client_as("careers_leader"), client_as("administrator")

    page = leader.get("/matching").text
    figures = administrator.get("/matching").text

    code = re.search(r'href="#missed-([\d.]+)"', page)[1]
    (missed,) = re.findall(rf'id="missed-{code}".*?</ul>', page, re.DOTALL)
    assert leader.get(re.search(r'href="(/evidence/files/[^"]+)"', missed)[1]).status_code == 200
    assert "missed-" not in figures
    assert "/evidence" not in figures.partition("<main")[2]


def test_nobody_else_may_read_it(client_as):
    assert client_as("contributor_construction").get("/matching").status_code == 403
    assert (
        'href="/matching"' not in client_as("contributor_construction").get("/assessment/1.5").text
    )
