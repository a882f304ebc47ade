"""What machines ask: is it up, is it ready, how much waits."""

import shutil

import pytest

from tests.webapp.conftest import settings_in
from webapp.app import create_app
from webapp.services import Services


def test_it_is_up_and_ready(app):
    client = app.test_client()

    assert client.get("/healthz").get_json() == {"status": "up"}
    assert client.get("/readyz").get_json() == {
        "database": "ready",
        "files": "ready",
        "queue": "ready",
    }


def test_metrics_tell_numbers_and_no_college(app):
    answer = app.test_client().get("/metrics")

    assert "ce_jobs_waiting 0.0" in answer.text
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
