"""The documents against the code: each command, target and file that they name exists."""

import re
import subprocess
from pathlib import Path

import click
import pytest

from tools import permissions_page
from tools.settings_page import page
from webapp.cli import main

ROOT = Path(__file__).resolve().parents[2]
SETTINGS_PAGE = ROOT / "docs" / "settings.md"
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Where a command is written as code: in backticks, or on a line of a block.
COMMAND = re.compile(
    r"(?:`|^|&& |\| |exec \w+ |run --rm \w+ )careers-evidence ([a-z][a-z-]*)", re.MULTILINE
)
TARGET = re.compile(r"(?:`|^)make ([a-z]+)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


def named(pattern):
    return sorted(
        {
            (path.relative_to(ROOT).as_posix(), match.group(1))
            for path in DOCUMENTS
            for match in pattern.finditer(path.read_text(encoding="utf-8"))
        }
    )


def has_command(name):
    context = click.Context(main)
    return isinstance(main, click.Group) and main.get_command(context, name) is not None


@pytest.mark.parametrize(("document", "command"), named(COMMAND))
def test_every_command_of_the_documents_exists(document, command):
    assert has_command(command), f"{document} names careers-evidence {command}"


@pytest.mark.parametrize(("document", "target"), named(TARGET))
def test_every_make_target_of_the_documents_exists(document, target):
    listed = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout

    assert re.search(rf"^  make {target}\b", listed, re.MULTILINE), f"{document}: make {target}"


@pytest.mark.parametrize(("document", "link"), named(LINK))
def test_every_link_of_the_documents_leads_to_a_file(document, link):
    assert ((ROOT / document).parent / link).exists()


def test_the_page_of_settings_is_that_of_the_code():
    assert SETTINGS_PAGE.read_text(encoding="utf-8") == page(), "run tools/settings_page.py"


def test_the_page_of_permissions_is_what_the_table_says():
    written = permissions_page.PAGE.read_text(encoding="utf-8")

    assert written == permissions_page.page(), "run tools/permissions_page.py"
