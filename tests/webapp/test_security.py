"""Cookies and headers of a service that is reached through https."""

import pytest

from store.settings import Settings
from tests.webapp.conftest import SECRET
from webapp.app import create_app
from webapp.services import Services


@pytest.fixture
def behind_https(tmp_path):
    """An application as it runs behind a proxy that ends TLS."""
    settings = Settings.from_env(
        {
            "CE_DATA_DIR": str(tmp_path / "data"),
            "CE_SECRET_KEY": SECRET,
            "CE_BASE_URL": "https://evidence.example",
        }
    )
    services = Services.open(settings)
    app = create_app(services)
    yield app
    app.extensions["page_images"].close()
    services.database.dispose()


def test_the_cookie_belongs_to_this_host_and_to_https_alone(behind_https):
    cookie = behind_https.test_client().get("/sign-in").headers["Set-Cookie"]

    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_browsers_are_told_to_come_back_by_https_only(behind_https):
    answer = behind_https.test_client().get("/healthz")

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
