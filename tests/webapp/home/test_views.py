"""What needs a person: every line leads somewhere that opens."""

import re

import pytest


@pytest.mark.parametrize(
    "person",
    ["careers_leader", "contributor_construction", "senior_leader", "governor",
     "governance_professional", "administrator", "assessor", "lead_assessor", "facilitator"],
)  # fmt: skip
def test_every_link_of_the_home_page_opens(client_as, person):
    client = client_as(person)
    links = set(re.findall(r'<a [^>]*href="(/[^"#]*)"', client.get("/").text))

    closed = {link: client.get(link.replace("&amp;", "&")).status_code for link in links}

    assert {link: status for link, status in closed.items() if status != 200} == {}
