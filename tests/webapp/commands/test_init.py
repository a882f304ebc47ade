"""`init`: everything that the service needs, safe to repeat."""

import stat

from click.testing import CliRunner

from tests.webapp.commands.conftest import run_in
from webapp.cli import main


def test_it_makes_the_data_folder_closed_to_others(tmp_path):
    folder = tmp_path / "data"

    answer = run_in(folder, "init")

    assert answer.stdout == f"Ready in {folder}.\n"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (folder / "careers-evidence.db").exists()


def test_a_second_time_changes_nothing(run):
    assert run("init").exit_code == 0
    assert run("college", "list").stdout == "newton  Newton College\n"


def test_the_secret_key_is_made_once_and_only_for_its_owner(tmp_path, monkeypatch):
    monkeypatch.delenv("CE_SECRET_KEY", raising=False)
    folder = tmp_path / "data"

    for _ in range(2):
        CliRunner().invoke(main, ["init"], env={"CE_DATA_DIR": str(folder)})

    key = folder / "secret-key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_text(encoding="ascii")) > 40
