"""The shape of the source tree: names, sizes, what stands where. Directions are import-linter's."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("webapp", "workflow", "ingest", "search_index", "framework", "store")
LONGEST_MODULE = 400
VAGUE_NAMES = {"base", "common", "helpers", "manager", "managers", "misc", "shared", "utils"}
TABLES = re.compile(r"sqlalchemy\b|workflow\.models\b|\w+\.\w*models\b")


def modules():
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def relative(path):
    return str(path.relative_to(ROOT))


def imported_names(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_package_of_the_design_is_there():
    assert [name for name in PACKAGES if not (ROOT / name / "__init__.py").is_file()] == []


def test_a_package_file_holds_a_docstring_and_nothing_else():
    with_code = [
        relative(path)
        for path in modules()
        if path.name == "__init__.py" and len(ast.parse(path.read_text(encoding="utf-8")).body) != 1
    ]

    assert with_code == []


def test_no_module_is_longer_than_a_person_reads_in_one_go():
    # A migration is a record of what was done, not a text that is worked on.
    written = [path for path in modules() if path.parent.name != "versions"]

    lengths = {relative(path): len(path.read_bytes().splitlines()) for path in written}

    assert {name: size for name, size in lengths.items() if size > LONGEST_MODULE} == {}


def test_modules_are_named_after_what_they_own():
    vague = [relative(path) for path in modules() if VAGUE_NAMES & {path.stem, path.parent.name}]

    assert vague == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_test_module_mirrors_a_module(package):
    tests = sorted((ROOT / "tests" / package).rglob("test_*.py"))

    strays = [relative(test) for test in tests if not mirrored_modules(test)]

    assert strays == []


def mirrored_modules(test):
    """Return the modules or folders that a test module may be about, by its name.

    `test_claims.py` is about claims.py; `test_claims_locking.py` is about one side of it.
    """
    folder = ROOT / test.parent.relative_to(ROOT / "tests")
    subject = test.stem.removeprefix("test_")
    return [
        entry
        for entry in folder.glob("*")
        if (entry.suffix == ".py" or entry.is_dir())
        and (subject == entry.stem or subject.startswith(f"{entry.stem}_"))
    ]


def test_a_feature_of_the_web_application_knows_no_tables():
    features = {views.parent for views in (ROOT / "webapp").glob("*/views.py")}
    offences = [
        f"{relative(module)} imports {name}"
        for feature in sorted(features)
        for module in sorted(feature.rglob("*.py"))
        for name in imported_names(module)
        if TABLES.match(name)
    ]

    assert offences == []
