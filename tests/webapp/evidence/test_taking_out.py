"""Taking words out of packs: found from the page, by ticking, without scripts."""

import re

from tests.webapp.conftest import post


def a_page(client):
    document = re.search(r'href="(/evidence/documents/[^"]+)"', client.get("/evidence").text)[1]
    return re.search(r'href="(/evidence/files/[^"]+/pages/\d+)', client.get(document).text)[1]


def test_a_leader_ticks_words_and_sees_them_taken_out_and_puts_them_back(client_as):
    client = client_as("careers_leader")
    page = a_page(client)
    address = re.search(r'href="([^"]+/taken-out)"', client.get(page).text)[1]
    shown = client.get(address).text
    word = re.search(r'id="w-\d+" value="(\d+-\d+)"', shown)[1]

    post(client, address, address, words=word, reason="Names a learner.")
    after = client.get(address).text

    assert "Names a learner." in after
    assert "(taken out)" in after
    lifted = re.search(r'action="([^"]+/lift)"', after)[1]
    post(client, address, lifted)
    assert "Names a learner." not in client.get(address).text


def test_nothing_ticked_is_said_at_the_field(client_as):
    client = client_as("careers_leader")
    address = f"{a_page(client)}/taken-out"

    answer = post(client, address, address)

    assert answer.status_code == 422
    assert "Tick what to take out" in answer.text
