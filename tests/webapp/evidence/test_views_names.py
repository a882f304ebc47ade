"""Names of files as people give them, back on pages and in downloads: words, never code."""

import pytest

from tests.webapp.evidence.test_views import add, keys_of

NAMES = [
    "<img src=x onerror=alert(1)>.txt",
    "'\"><script>alert(1)</script>.txt",
    "=HYPERLINK(1).txt",
    "{{ 7 * 7 }} %0d%0aX-Header: 1.txt",
    "e\u0301" * 120 + ".txt",
    "turned\u202etxt.exe",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_shown_as_words_and_never_as_markup(client_as, name):
    client = client_as("careers_leader")
    answer = add(client, (name, f"A text of its own: {NAMES.index(name)}".encode()))
    key = keys_of(answer)[0]

    pages = [client.get(answer.headers["Location"]), client.get(f"/evidence/documents/{key}")]

    for page in (*pages, client.get("/evidence")):
        assert page.status_code == 200
        assert "<img src=x" not in page.text
        assert "<script>alert" not in page.text
        assert "\u202e" not in page.text


@pytest.mark.parametrize("name", NAMES)
def test_a_name_cannot_add_to_the_head_of_a_download(client_as, name):
    client = client_as("careers_leader")
    answer = add(client, (name, f"Another text of its own: {NAMES.index(name)}".encode()))
    document = client.get(f"/evidence/documents/{keys_of(answer)[0]}").text
    address = document.split('/download"')[0].rpartition('"')[2] + "/download"

    answer = client.get(address, buffered=True)

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "X-Header" not in answer.headers
