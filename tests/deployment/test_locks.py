"""The locks: every package pinned by hash, one version for all, nothing left unlocked."""

import json
import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name as canonical_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("runtime.txt", "scale.txt", "dev.txt", "node.txt")
PIN = re.compile(r"^([a-z0-9][\w.-]*)(?:\[[^]]*\])?==([^ ;\\]+)", re.MULTILINE)


def read(lock):
    return (ROOT / "requirements" / lock).read_text(encoding="utf-8")


def pins(lock):
    return set(PIN.findall(read(lock)))


def canonical(requirement):
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement).group()).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_carries_a_hash(lock):
    requirements = re.split(r"\n(?! )", read(lock).strip())

    loose = [one for one in requirements if not PIN.match(one) or "--hash=sha256:" not in one]

    assert requirements
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_says_nothing_but_pins_and_hashes(lock):
    options = {word.split("=")[0] for word in read(lock).split() if word.startswith("-")}

    assert options == {"--hash"}
    assert "://" not in read(lock)


@pytest.mark.parametrize("lock", ["runtime.txt", "scale.txt"])
def test_what_is_run_is_what_was_tested(lock):
    assert pins(lock) <= pins("dev.txt")


def test_what_is_wanted_with_an_extra_is_pinned_with_it():
    """Without the extra in the pin, pip looks at a newer release first and finds no hash for it."""
    pinned = read("dev.txt")
    wanted = {
        (canonical_name(one.name), extra)
        for distribution in distributions()
        for one in map(Requirement, distribution.requires or ())
        if one.marker is None or one.marker.evaluate({"extra": ""})
        for extra in one.extras
    }

    assert ("coverage", "toml") in wanted
    assert [
        (name, extra)
        for name, extra in sorted(wanted)
        if not re.search(rf"^{name}\[[^]]*\b{extra}\b", pinned, re.MULTILINE)
    ] == []


def test_every_dependency_of_the_project_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    runtime, dev = ({name for name, _ in pins(lock)} for lock in ("runtime.txt", "dev.txt"))

    wanted = {canonical(one) for one in project["dependencies"]}
    wanted_by_extras = {canonical(one) for group in extras.values() for one in group}

    assert wanted - runtime == set()
    assert wanted_by_extras - dev == set()
    assert {canonical(one) for one in extras["scale"]} <= {name for name, _ in pins("scale.txt")}


def test_the_front_end_lock_names_no_address_and_axe_is_for_tests_only():
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    fetched = {name: entry for name, entry in packages.items() if name}

    assert set(fetched) == {"node_modules/axe-core", "node_modules/govuk-frontend"}
    assert all(entry["integrity"].startswith("sha512-") for entry in fetched.values())
    assert not any("resolved" in entry for entry in fetched.values())
    assert fetched["node_modules/axe-core"]["dev"] is True
    assert "dev" not in fetched["node_modules/govuk-frontend"]
    npm_settings = (ROOT / ".npmrc").read_text(encoding="utf-8")
    assert "omit-lockfile-registry-resolved=true" in npm_settings
