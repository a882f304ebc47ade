"""The sample college, loaded once through the real pipeline, and people signed in to a copy."""

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import update

from store.people import Person
from store.settings import Settings
from webapp.app import create_app
from webapp.commands.init import prepare
from webapp.sample import loading
from webapp.sample.papers import content
from webapp.sample.sign_ins import PASSWORD
from webapp.services import Services

SECRET = "a key for tests that is long enough to sign with"


def settings_in(folder: Path) -> Settings:
    """Settings of a one-machine installation in `folder`."""
    return Settings.from_env(
        {"CE_DATA_DIR": str(folder), "CE_SECRET_KEY": SECRET, "CE_SAMPLE_SIGN_INS": "yes"}
    )


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample college in it; tests get copies.

    Loaded once for all processes of a run, by the first that wants it.
    """
    base = tmp_path_factory.getbasetemp()
    place = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, loaded = place / "sample" / "data", place / "sample-is-loaded"
    with (place / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not loaded.exists():
            _load_sample(folder)
            loaded.touch()
    return folder


def _load_sample(folder: Path) -> None:
    services = prepare(settings_in(folder))
    loading.load(services)
    # Passwords are slow to compare on purpose, and here people sign in a thousand times.
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with services.database.writing() as session:
        chosen = update(Person).where(Person.password_hash.is_not(None))
        session.execute(chosen.values(password_hash=quick))
    services.database.dispose()


@pytest.fixture(scope="module")
def sample(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The sample college for the tests of one module."""
    folder = tmp_path_factory.mktemp("copy") / "data"
    shutil.copytree(sample_folder, folder)
    services = Services.open(settings_in(folder))
    yield services
    services.database.dispose()


@pytest.fixture(scope="module")
def app(sample: Services):
    """The application on that copy."""
    app = create_app(sample)
    app.testing = True
    yield app
    app.extensions["page_images"].close()


def token_of(html: str) -> str:
    """The CSRF token of a page's first form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found, "the page has no form with a token"
    return found[1]


def post(client: FlaskClient, page: str, to: str, **fields):
    """Post a form of `page` to the address `to`, with the token that the page carries."""
    token = token_of(client.get(page).text)
    return client.post(to, data={"csrf_token": token, **fields})


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD):
    """Sign in by the form."""
    return post(client, "/sign-in", "/sign-in", email=email, password=password)


@pytest.fixture
def client_as(app) -> Callable[[str], FlaskClient]:
    """A browser in which a person of facts.yaml is signed in; outsiders are in the review."""

    def make(name: str) -> FlaskClient:
        client = app.test_client()
        answer = sign_in(client, content("facts")["people"][name]["email"])
        assert answer.status_code == 302
        place = re.search(
            r'value="([^"]+)"[^>]*><label[^>]*>Wyrecombe College[^<]* in a review',
            client.get("/where").text,
        )
        if place:
            post(client, "/where", "/where", place=place[1])
        return client

    return make
