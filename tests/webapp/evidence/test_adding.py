"""Adding evidence: nothing is sent twice, nothing is lost, and what became of it can be kept."""

import csv
import hashlib
import io

import pytest

from ingest.sending import PIECE
from tests.webapp.conftest import post, token_of
from tests.webapp.evidence.test_views import add, keys_of

NOTE = b"The link governor for careers visited the construction workshop in "


def headers_of(client, name, **more):
    return {
        "X-CSRFToken": token_of(client.get("/evidence/add").text),
        "X-File-Name": name,
        "Accept": "application/json",
        **more,
    }


def test_a_file_that_is_there_is_told_before_it_is_sent(client_as):
    client = client_as("careers_leader")
    body = NOTE + b"January.\n"
    add(client, ("january.txt", body))

    told = client.get(f"/evidence/add/known?sha256={hashlib.sha256(body).hexdigest()}").get_json()
    new = client.get(f"/evidence/add/known?sha256={'0' * 64}").get_json()

    assert "You already have this" in told["sentence"]
    assert client.get(told["address"]).status_code == 200
    assert new == {}


def test_both_are_kept_when_a_person_says_so(client_as):
    client = client_as("careers_leader")
    body = NOTE + b"February.\n"
    first = keys_of(add(client, ("february.txt", body)))[0]

    again = client.post("/evidence/add/one", data=body, headers=headers_of(client, "two.txt"))
    both = client.post(
        "/evidence/add/one",
        data=body,
        headers=headers_of(client, "two.txt", **{"X-Keep-Both": "yes"}),
    )

    assert (again.get_json()["document"], again.get_json()["already"]) == (first, True)
    assert both.get_json()["document"] != first


def test_both_are_kept_by_the_form_that_needs_no_scripts(client_as):
    client = client_as("careers_leader")
    body = NOTE + b"February, by form.\n"
    first = keys_of(add(client, ("one.txt", body)))

    again = keys_of(add(client, ("two.txt", body)))
    both = keys_of(add(client, ("two.txt", body), keep_both="yes"))

    assert again == first
    assert both != first


def test_a_large_file_arrives_in_pieces_and_is_one_file(client_as):
    client = client_as("careers_leader")
    body = NOTE + b"March.\n" + b"Line of a long list of things.\n" * 10
    headers = headers_of(client, "march.txt", **{"X-File-Fingerprint": "march"})

    begun = client.post("/evidence/add/begin", data={"size": len(body)}, headers=headers).get_json()
    address = f"/evidence/add/pieces/{begun['key']}"
    half = client.post(f"{address}?at=0", data=body[:99], headers=headers).get_json()
    again = client.post("/evidence/add/begin", data={"size": len(body)}, headers=headers).get_json()
    wrong = client.post(f"{address}?at=0", data=body[:99], headers=headers)
    early = client.post(f"{address}/end", headers=headers)
    client.post(f"{address}?at=99", data=body[99:], headers=headers)
    told = client.post(f"{address}/end", headers=headers).get_json()

    assert half == {"offset": 99}
    assert again == {"key": begun["key"], "offset": 99}
    assert wrong.status_code == 409
    assert early.status_code == 422
    with client.get(f"/evidence/files/{told['revision']}/download") as file:
        assert file.data == body


def test_a_file_over_the_limit_is_refused_before_a_byte_is_sent(client_as):
    client = client_as("careers_leader")
    headers = headers_of(client, "film.mp4", **{"X-File-Fingerprint": "film"})

    answer = client.post("/evidence/add/begin", data={"size": 1 << 29}, headers=headers)

    assert answer.status_code == 422
    assert (
        answer.get_json(force=True)["detail"]
        == "The file is larger than 100 MB. Split it, or make it smaller."
    )


def test_the_result_is_a_table_that_no_spreadsheet_takes_for_formulas(client_as):
    client = client_as("careers_leader")
    keys = keys_of(add(client, ("=cmd()+1.txt", NOTE + b"April.\n"), ("may.txt", NOTE + b"May.\n")))

    answer = client.get(f"/evidence/add/result.csv?keys={','.join(keys)}")

    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert rows[0][0] == "File"
    assert [row[0] for row in rows[1:]] == ["'=cmd()+1.txt", "may.txt"]


@pytest.fixture
def two_of_a_name(client_as, request):
    """A careers leader, and two documents whose files have one name."""
    client = client_as("careers_leader")
    words = request.node.name.encode()
    name = f"{request.node.name}.txt"
    older = keys_of(add(client, (name, NOTE + words)))[0]
    newer = keys_of(add(client, (name, NOTE + words + b" again")))[0]
    return client, older, newer


def test_the_same_name_is_offered_as_a_new_revision(two_of_a_name):
    client, older, newer = two_of_a_name
    address = f"/evidence/documents/{newer}"

    asked = client.get(address).text
    answer = post(
        client, address, f"{address}/earlier", **{"answer-1": "newer", "earlier-1": older}
    )

    assert "A file of this name was there before" in asked
    assert answer.headers["Location"].endswith(older)
    assert "revision 2" in client.get(answer.headers["Location"]).text
    assert client.get(address).status_code == 404


def test_they_may_be_different_and_are_not_asked_about_again(two_of_a_name):
    client, older, newer = two_of_a_name
    address = f"/evidence/documents/{newer}"

    post(client, address, f"{address}/earlier", **{"answer-1": "different", "earlier-1": older})

    assert "was there before" not in client.get(address).text


def test_the_question_is_answered_where_files_are_described(two_of_a_name):
    client, older, newer = two_of_a_name
    address = f"/evidence/describe?keys={newer}"
    page = client.get(address).text
    version = page.split('name="version-1" value="')[1].split('"')[0]
    fields = {
        "keys": newer, "title-1": "Visit of June", "type-1": "note", "sensitivity-1": "internal",
        "version-1": version, "earlier-1": older, "learners": "none",
    }  # fmt: skip

    post(client, address, "/evidence/describe", **fields, **{"answer-1": "newer"})

    assert "This is its newer version" in page
    assert "revision 2" in client.get(f"/evidence/documents/{older}").text


def test_pieces_are_small_enough_for_a_poor_connection():
    assert PIECE <= 8 << 20
