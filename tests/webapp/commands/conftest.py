"""Commands run as an operator runs them, on a small installation of the test's own."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import typst
from click.testing import CliRunner, Result

from webapp.cli import main

SECRET = "a key for tests that is long enough to sign with"
MINUTES = """#set page(paper: "a4")
= Corporation minutes
The link governor for careers met the careers leader and challenged the careers strategy.
The board agreed the careers strategy and asked for destinations by campus.
#pagebreak()
= Estates
The boiler at the north site was replaced and the roof of the sports hall was inspected.
"""
REPORT = "Learners met employers in encounters that their tutors prepared with them.\n"


def run_in(folder: Path, *arguments: str, **options) -> Result:
    """Run one command on the installation in `folder`."""
    environment = {"CE_DATA_DIR": str(folder), "CE_SECRET_KEY": SECRET, "CE_DATABASE_URL": None}
    return CliRunner().invoke(main, [str(one) for one in arguments], env=environment, **options)


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of files: two that can be read, one in a folder inside, one that is refused."""
    folder = tmp_path_factory.mktemp("papers")
    (folder / "minutes.pdf").write_bytes(typst.compile(MINUTES.encode()))
    (folder / "deeper").mkdir()
    (folder / "deeper" / "encounters.txt").write_text(REPORT, encoding="utf-8")
    (folder / "program.exe").write_bytes(b"MZ\x90\x00" + bytes(range(256)))
    return folder


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation after `init`, with one college and nothing in it."""
    folder = tmp_path_factory.mktemp("empty") / "data"
    assert run_in(folder, "init").exit_code == 0
    assert run_in(folder, "college", "add", "newton", "Newton College").exit_code == 0
    return folder


@pytest.fixture(scope="session")
def filled_folder(
    empty_folder: Path, papers: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict]:
    """An installation that has read the papers, and what `ingest --json` said."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    shutil.copytree(empty_folder, folder)
    answer = run_in(folder, "ingest", papers, "--college", "newton", "--wait", "--json")
    assert answer.exit_code == 0, answer.output
    return folder, json.loads(answer.stdout)


def _runner(folder: Path) -> Callable[..., Result]:
    return lambda *arguments, **options: run_in(folder, *arguments, **options)


@pytest.fixture
def run(empty_folder: Path, tmp_path: Path) -> Callable[..., Result]:
    """Run a command on a copy of the empty installation."""
    folder = tmp_path / "data"
    shutil.copytree(empty_folder, folder)
    return _runner(folder)


@pytest.fixture
def run_filled(filled_folder, tmp_path: Path) -> Callable[..., Result]:
    """Run a command on a copy of the installation that has read the papers."""
    folder = tmp_path / "data"
    shutil.copytree(filled_folder[0], folder)
    return _runner(folder)
