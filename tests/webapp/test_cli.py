"""The command line as a whole: help, exit codes, what a wrong setting says."""

import click
import pytest
from click.testing import CliRunner

from webapp.cli import main


def commands(group=main, path=()):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_every_command_has_help_with_an_example(path):
    answer = CliRunner().invoke(main, [*path, "--help"])

    assert answer.exit_code == 0
    assert f"Example: careers-evidence {' '.join(path)}"[:40] in " ".join(
        answer.output.split()
    ) or (f"careers-evidence {' '.join(path)}" in " ".join(answer.output.split()))


def test_every_command_of_this_stage_is_there():
    found = {" ".join(path) for path in commands()}

    assert found >= {
        "init", "serve", "worker", "sample", "college add", "college list", "person add",
        "ingest", "extract", "match", "search", "reindex", "rematch", "check",
        "framework list", "framework validate", "framework import", "framework diff",
        "audit verify", "audit export",
    }  # fmt: skip


def test_a_command_that_is_not_there_is_wrong_use():
    answer = CliRunner().invoke(main, ["nothing-like-it"])

    assert answer.exit_code == 2


def test_a_wrong_setting_is_one_line_that_names_it(tmp_path):
    environment = {"CE_DATA_DIR": str(tmp_path), "CE_MAX_UPLOAD_MB": "plenty"}

    answer = CliRunner().invoke(main, ["init"], env=environment)

    assert answer.exit_code == 1
    assert "CE_MAX_UPLOAD_MB" in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", [("college", "list"), ("check",), ("worker", "--burst")])
def test_an_installation_that_was_never_made_is_told_in_one_line(tmp_path, command):
    answer = CliRunner().invoke(main, command, env={"CE_DATA_DIR": str(tmp_path / "data")})

    assert answer.exit_code == 1
    assert "Traceback" not in answer.output
    assert len(answer.stderr.strip().splitlines()) == 1
