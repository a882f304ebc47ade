"""Notes by form and as a device sends them; what others are answered."""

import pytest

from tests.webapp.conftest import post, token_of
from tests.webapp.visits.test_views import address_of_visit

NOTE = {
    "key": "0123456789abcdef", "kind": "seen", "words": "Posters in every room.",
    "dimension": "2.1", "session": "", "taken_at": "2026-11-20T09:00:00+00:00", "replaces": [],
}  # fmt: skip


@pytest.fixture
def address(client_as):
    """The visit, confirmed by the college."""
    college = client_as("senior_leader")
    address = address_of_visit(college)
    post(college, address, f"{address}/agree", seen_version="1")
    return address


def send(client, address, *notes, body=None):
    token = client.get(f"{address}/notes/token", headers={"Accept": "application/json"}).json
    return client.post(
        f"{address}/notes/send",
        json={"notes": list(notes)} if body is None else body,
        headers={"X-CSRFToken": token["token"]},
    )


def test_a_device_hears_which_notes_are_kept_and_which_are_not(client_as, address):
    client = client_as("validator")
    bad = NOTE | {"key": "f" * 16, "words": " "}
    answers = [send(client, address, NOTE, bad) for _ in range(2)]

    assert all(answer.json["kept"] == [NOTE["key"]] for answer in answers)
    assert answers[0].json["refused"][0]["sentence"]
    assert client.get(f"{address}/notes").text.count("Posters in every room.") == 1


@pytest.mark.parametrize(
    "body",
    [[], {"notes": 1}, {"notes": [1]}, {"notes": [{"key": 1}]}, {"notes": [{"kind": "felt"}]}],
)
def test_what_is_no_list_of_notes_is_answered_with_a_sentence(client_as, address, body):
    answer = send(client_as("validator"), address, body=body)

    assert answer.status_code == 422
    assert answer.json["sentence"]


def test_notes_without_a_token_or_a_sign_in_are_not_taken(app, client_as, address):
    client = client_as("validator")
    json = {"Accept": "application/json"}

    assert client.post(f"{address}/notes/send", json={"notes": [NOTE]}).status_code == 400
    assert app.test_client().get(f"{address}/notes/token", headers=json).status_code == 401


def test_a_note_is_kept_without_scripts_and_the_page_reminds_of_names(client_as, address):
    """Story 29: reminder not to write learner names."""
    client = client_as("validator")
    page = client.get(f"{address}/notes/take").text
    form = {"csrf_token": token_of(page), "note_key": "a" * 32, "kind": "heard", "dimension": "2.1"}

    kept = client.post(f"{address}/notes/take", data=form | {"words": "Each week."})
    refused = client.post(f"{address}/notes/take", data=form | {"words": ""})

    assert "Do not write the names of learners" in page
    assert "How do you use the tutorial programme" in page
    assert kept.status_code == 302
    assert refused.status_code == 422
    assert "Each week." in client.get(f"{address}/notes").text


def test_the_college_gets_no_note_and_no_page_for_notes(client_as, address):
    college = client_as("careers_leader")

    for page in ("notes", "notes/take", "notes/token", "notes/manifest.webmanifest"):
        assert college.get(f"{address}/{page}").status_code == 403


def test_the_page_can_be_installed_and_its_worker_serves_the_visits_alone(client_as, address):
    client = client_as("validator")
    manifest = client.get(f"{address}/notes/manifest.webmanifest")
    worker = client.get("/visits/notes-worker.js")

    assert manifest.json["start_url"] == f"{address}/notes/take"
    assert manifest.json["scope"] == "/visits/"
    assert worker.mimetype == "text/javascript"
    assert "Service-Worker-Allowed" not in worker.headers
