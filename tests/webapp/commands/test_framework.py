"""`framework list`, `validate`, `import` and `diff`."""

from importlib.resources import files

import pytest


@pytest.fixture
def model(tmp_path):
    """A copy of the packaged model that a test may change."""
    path = tmp_path / "model.yaml"
    packaged = files("framework") / "data" / "careers-impact-colleges.yaml"
    path.write_text(packaged.read_text(encoding="utf-8"), encoding="utf-8")
    return path


def test_the_packaged_model_is_listed(run):
    answer = run("framework", "list")

    assert answer.exit_code == 0
    assert "Careers Impact Maturity Model for Colleges" in answer.stdout


def test_a_model_is_checked_and_stored(run, model):
    assert "34 dimensions" in run("framework", "validate", model).stdout
    assert "is stored" in run("framework", "import", model).stdout


def test_two_models_that_are_the_same_say_so(run, model):
    answer = run("framework", "diff", model, model)

    assert answer.stdout == "They are the same.\n"


@pytest.mark.parametrize("command", ["validate", "import"])
def test_a_file_that_is_no_model_is_one_line_on_stderr(run, tmp_path, command):
    path = tmp_path / "no.yaml"
    path.write_text("themes: none\n", encoding="utf-8")

    answer = run("framework", command, path)

    assert answer.exit_code == 1
    assert len(answer.stderr.strip().splitlines()) == 1


def test_a_model_that_is_not_there_is_told_in_one_line(run):
    answer = run("framework", "diff", "nowhere.yaml", "careers-impact-colleges")

    assert answer.exit_code == 1
    assert len(answer.stderr.strip().splitlines()) == 1
