"""A note is written in a form, read like a file, and cited."""

import re

from tests.webapp.conftest import post
from webapp import worker

FORM = {
    "kind": "interview", "title": "What two tutors told me", "day": "2027-02-03",
    "who": "Two tutors", "words": "Employers met every learner of our group before Christmas.",
}  # fmt: skip


def test_a_note_is_kept_read_and_cited_for_several_dimensions_at_once(sample, client_as):
    client = client_as("careers_leader")

    answer = post(client, "/notes/new", "/notes/new", **FORM)
    worker.run(sample, burst=True)
    document = client.get(answer.headers["Location"]).text
    page = re.search(r'href="(/evidence/files/[\w-]+/pages/1)"', document)[1]
    cited = post(
        client, page, f"{page}/cite", exact="Employers met every learner of our group",
        dimension=["5.1/2", "5.2/2"], shows="Tutors say so.",
    )  # fmt: skip

    assert answer.status_code == 302
    assert "Note" in document
    assert cited.status_code == 302
    for code in ("5.1", "5.2"):
        assert "Tutors say so." in client.get(f"/assessment/{code}").text
    assert ">Note<" in client.get("/assessment/5.1").text


def test_of_several_dimensions_all_are_cited_or_none(client_as):
    client = client_as("careers_leader")
    library = client.get("/evidence").text
    document = client.get(re.search(r"/evidence/documents/[\w-]{10,}", library)[0]).text
    page = re.search(r'href="(/evidence/files/[\w-]+/pages/1)"', document)[1]

    answer = post(
        client, page, f"{page}/cite", exact="words that nobody wrote",
        dimension=["5.1/2", "5.2/2"], shows="Not at all.",
    )  # fmt: skip

    assert answer.status_code == 422
    assert "Not at all." not in client.get("/assessment/5.1").text


def test_what_is_missing_is_said_and_what_was_typed_stays(client_as):
    answer = post(client_as("careers_leader"), "/notes/new", "/notes/new", **FORM | {"title": ""})

    assert answer.status_code == 422
    assert "Give the note a title." in answer.text
    assert FORM["words"] in answer.text


def test_it_is_reached_from_the_library(client_as):
    assert "/notes/new" in client_as("careers_leader").get("/evidence").text
    assert client_as("governor").get("/notes/new").status_code == 403
