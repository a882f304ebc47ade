"""The page that says how well pages are matched, for those who look after it."""


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
    assert 'href="/assessment/1.5"' in client.get("/matching").text


def test_nobody_else_may_read_it(client_as):
    assert client_as("contributor_construction").get("/matching").status_code == 403
    assert (
        'href="/matching"' not in client_as("contributor_construction").get("/assessment/1.5").text
    )
