"""The Makefile as a person meets it: what it offers and what it says when something is missing."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def make(folder, *arguments):
    command = ["make", "--no-print-directory", "-f", str(ROOT / "Makefile"), *arguments]
    # A make that runs these tests hands its own flags down in the environment.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


def fake_python(folder, script):
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return f"PYTHON={path}"


def test_make_alone_lists_what_it_can_do(tmp_path):
    listed = make(tmp_path).stdout

    offered = re.findall(r"^  make (\w+) +\S", listed, re.MULTILINE)
    assert offered == [
        "help",
        "run",
        "test",
        "coverage",
        "bench",
        "lint",
        "lock",
        "assets",
        "clean",
    ]


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("exit 1", "Careers Evidence needs Python 3.11 or later"),
        ('case "$2" in *ensurepip*) exit 1;; esac', "Python's venv is missing"),
    ],
)
def test_an_unfit_python_is_named_in_one_sentence(tmp_path, script, sentence):
    done = make(tmp_path, ".venv/bin/pip", fake_python(tmp_path, script))

    assert done.returncode != 0
    assert done.stdout.startswith(sentence)
    assert done.stdout.count("\n") == 1


def test_a_missing_python_is_named_in_one_sentence(tmp_path):
    done = make(tmp_path, ".venv/bin/pip", "PYTHON=no-such-python")

    assert done.returncode != 0
    assert done.stdout.startswith("no-such-python is missing: install Python 3.11 or later")
    assert done.stdout.count("\n") == 1


def test_the_checks_of_the_project_allow_no_skip_of_what_they_install():
    path = ROOT / ".ci" / "run"
    script = path.read_text(encoding="utf-8")

    assert os.access(path, os.X_OK)
    assert "export CE_TEST_REQUIRE=postgres,redis,browser,ocr,clamd\n" in script
    assert script.rstrip().endswith("make test")
