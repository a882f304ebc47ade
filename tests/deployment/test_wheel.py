"""The wheel that people install: all that the program reads, and nothing that only tests use."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """The paths inside a wheel built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("careers_evidence-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_it_holds_the_six_packages_and_nothing_beside_them(names):
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}

    assert tops == {"webapp", "workflow", "ingest", "search_index", "framework", "store"}


@pytest.mark.parametrize(
    "start",
    [
        "framework/data/careers-impact-colleges.yaml",
        "webapp/migrations/env.py",
        "webapp/migrations/versions/",
        "webapp/static/vendor/govuk-frontend/6.3.0/govuk-frontend.min.css",
        "webapp/static/vendor/govuk-frontend/6.3.0/govuk-frontend.min.js",
        "webapp/templates/",
    ],
)
def test_it_holds_the_data_that_the_program_reads(names, start):
    assert any(name.startswith(start) for name in names)


def test_it_holds_no_test_library_and_no_font(names):
    unwanted = ("axe", "tests/", "node_modules", ".woff", ".pyc")

    assert [name for name in names if any(part in name for part in unwanted)] == []


def test_it_carries_licence_and_notices(names):
    licences = {name.rsplit("/", 1)[1] for name in names if "/licenses/" in name}

    assert licences == {"LICENSE", "NOTICE", "THIRD_PARTY_NOTICES.md"}
