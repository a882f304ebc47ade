"""Licences of what is installed with the program: nothing under the GPL or the AGPL."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The LGPL lets a program use a library as it is; the GPL and AGPL would govern the whole.
COPYLEFT = re.compile(r"(?<![A-Z])A?GPL|(?<!Lesser )General Public License", re.IGNORECASE)


def locked_names():
    names = set()
    for lock in ("runtime.txt", "scale.txt"):
        text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
        names |= set(re.findall(r"^([a-z0-9][\w.-]*)(?:\[[^]]*\])?==", text, re.MULTILINE))
    return sorted(names)


def stated_licences(name):
    """Return what a distribution says of its licence: expression, first line, classifiers."""
    stated = metadata(name)
    lines = [stated.get("License-Expression") or "", (stated.get("License") or "").split("\n")[0]]
    classifiers = stated.get_all("Classifier") or []
    return [line for line in lines + classifiers if "icen" in line or line in lines]


def test_nothing_that_is_installed_with_the_program_is_under_the_gpl():
    offences = {}
    for name in locked_names():
        try:
            stated = [line for line in stated_licences(name) if COPYLEFT.search(line)]
        except PackageNotFoundError:
            continue  # locked for another platform or Python
        if stated:
            offences[name] = stated

    assert offences == {}


@pytest.mark.parametrize("text", ["GPL-3.0-or-later", "AGPL-3.0", "GNU General Public License v3"])
def test_the_pattern_finds_copyleft(text):
    assert COPYLEFT.search(text)


@pytest.mark.parametrize(
    "text", ["LGPL-3.0-only", "GNU Lesser General Public License v3 (LGPLv3)", "MIT", "MPL-2.0"]
)
def test_the_pattern_lets_other_licences_pass(text):
    assert not COPYLEFT.search(text)


def test_the_licence_of_the_program_is_the_apache_licence():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text


def test_the_authors_of_the_model_are_credited():
    assert "The Careers & Enterprise Company" in (ROOT / "NOTICE").read_text(encoding="utf-8")
