"""What no file of the project may say: a registry, an index, a path of somebody's machine.

Patterns are written so that they do not match their own text.
"""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BINARY = {".docx", ".gif", ".ico", ".jpeg", ".jpg", ".pdf", ".png", ".xlsx", ".zip"}

REGISTRIES = re.compile(
    r"pypi[.]org|python[h]osted|npmj[s][.]|yarnpk[g][.]|deb[.]debian|docker[.]io|ghc[r][.]io|qua[y][.]io"
    r"|crates[.]io|proxy[.]golang",
    re.IGNORECASE,
)
INDEX_OPTIONS = re.compile(
    r"(?<!no-emit-)(?:--(?:extra-)?index[-]url|--find[-]links|--trusted[-]host|^-[if] )"
    r"|(?:PIP|UV)_(?:EXTRA_|DEFAULT_)?INDEX|PIP_FIND[_]LINKS|(?:^|--|:)registry[ ]*=",
    re.MULTILINE,
)
MACHINE_PATHS = re.compile(
    r"/work[/](?:main|shared|[.]library)|/opt[/](?:wheels|pypi)|/root[/.]|/tmp[/]plan|/home[/]\w"
)
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X])\b|lorem[ ]ipsum", re.IGNORECASE)


def tracked_files():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix.lower() not in BINARY]


def offences(pattern, paths):
    found = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found.append(f"{path.relative_to(ROOT)}:{line}: {match.group()}")
    return found


def test_no_file_names_a_package_registry():
    assert offences(REGISTRIES, tracked_files()) == []


def test_no_file_chooses_an_index_for_the_person_who_installs():
    assert offences(INDEX_OPTIONS, tracked_files()) == []


def test_no_file_names_a_path_of_one_machine():
    assert offences(MACHINE_PATHS, tracked_files()) == []


def test_nothing_is_left_for_later_in_a_comment():
    code = [path for path in tracked_files() if path.suffix in {".py", ".js", ".css", ".html"}]

    assert offences(UNFINISHED, code) == []


def test_what_the_build_makes_is_not_committed():
    made = {path for path in tracked_files() if "vendor" in path.parts}

    assert made == set()


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (REGISTRIES, "see https://py" + "pi.org/project/x"),
        (INDEX_OPTIONS, "--index" + "-url https://example.invalid/simple"),
        (INDEX_OPTIONS, "-i" + " https://example.invalid/simple"),
        (MACHINE_PATHS, "cd /work" + "/main"),
        (UNFINISHED, "# TO" + "DO: later"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern, text):
    assert pattern.search(text)
