"""Saying what added files are: the question about learners, as people meet it."""

import re

from tests.webapp.conftest import post
from tests.webapp.evidence.test_views import NOTE, add, keys_of

QUESTION = "Does it name or picture a learner?"


def fields_of(client, address, key):
    version = re.search(r'name="version-1" value="(\d+)"', client.get(address).text)[1]
    return {
        "keys": key, "title-1": "Display in the foyer", "type-1": "note",
        "sensitivity-1": "internal", "version-1": version,
    }  # fmt: skip


def test_faces_question_is_asked_and_the_careers_leader_is_asked_where_one_is_not_sure(client_as):
    """Names and faces: the question must be answered; what was typed is kept."""
    contributor, leader = client_as("contributor_construction"), client_as("careers_leader")
    key = keys_of(add(contributor, ("foyer.txt", NOTE + b"Display in the foyer.\n")))[0]
    address = f"/evidence/describe?keys={key}"
    fields = fields_of(contributor, address, key)

    refused = post(contributor, address, "/evidence/describe", **fields)
    saved = post(contributor, address, "/evidence/describe", **fields, learners="ask")
    document = f"/evidence/documents/{key}"
    home, page = leader.get("/").text, leader.get(document).text

    assert refused.status_code == 422
    assert "Names, faces, learner numbers" in refused.text
    assert "Say whether any of this names or pictures a learner." in refused.text
    assert 'value="Display in the foyer"' in refused.text
    assert contributor.get(saved.headers["Location"]).status_code == 200
    assert contributor.get(document).status_code == 404
    assert "“Display in the foyer”: does it name or picture a learner?" in home
    assert QUESTION in page

    post(leader, document, f"{document}/learners", learners="none")

    assert contributor.get(document).status_code == 200
    assert QUESTION not in leader.get(document).text
    assert QUESTION not in contributor.get(address).text
