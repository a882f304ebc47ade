"""Files and the virus scanner, as people meet it: what was not scanned is not handed on."""

from dataclasses import replace

import pytest

from ingest import scanning
from tests.factories import scanners
from tests.webapp.evidence.test_views import add, keys_of
from webapp.services import Services


@pytest.fixture
def scanned(app, sample, monkeypatch):
    """The application with a scanner configured."""
    settings = replace(sample.settings, clamd_url=scanners.no_one())
    monkeypatch.setitem(
        app.extensions, "services", Services(settings, sample.database, sample.blobs)
    )


def download_of(client, answer):
    with_document = client.get(f"/evidence/documents/{keys_of(answer)[0]}").text
    return with_document.split('/download"')[0].rpartition('"')[2] + "/download"


def test_a_file_that_waits_for_the_scanner_is_not_handed_on(client_as, scanned):
    client = client_as("careers_leader")
    address = download_of(client, add(client, ("to be scanned.txt", b"Not scanned yet.")))

    answer = client.get(address)

    assert answer.status_code == 422
    assert scanning.NOT_YET in answer.text


def test_without_a_scanner_it_can_be_downloaded_at_once(client_as):
    client = client_as("careers_leader")
    address = download_of(client, add(client, ("as it is.txt", b"No scanner here.")))

    assert client.get(address, buffered=True).status_code == 200
