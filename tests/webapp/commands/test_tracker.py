"""`export-tracker` and `import-tracker` on an installation of the test's own."""

import shutil

import pytest
from openpyxl import load_workbook

from store import membership
from store.db import Database
from tests.webapp.commands.conftest import run_in
from webapp.commands.operator import keep_operator, operator_of
from workflow.claims import assessments

SCOPE = "Study programmes at every campus"


@pytest.fixture
def folder(filled_folder, tmp_path):
    """A copy of the filled installation with an assessment begun."""
    copy = tmp_path / "data"
    shutil.copytree(filled_folder[0], copy)
    database = Database(f"sqlite:///{copy / 'careers-evidence.db'}")
    with database.writing() as session:
        college = membership.get_college(session, "newton")
        actor = operator_of(college, keep_operator(session))
        cycle = assessments.begin_cycle(session, college.id, 2026)
        assessments.begin_assessment(session, cycle, scope=SCOPE, actor_key=actor.person_key)
    database.dispose()
    return copy


def said(folder, *arguments):
    answer = run_in(folder, *arguments)
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_out_in_changed_and_in_again(folder, tmp_path):
    """export, import --dry-run says that nothing changes; a change is taken over once."""
    file = tmp_path / "tracker.xlsx"
    said(folder, "export-tracker", "newton", "--out", file)
    unchanged = said(folder, "import-tracker", file, "--assessment", "newton", "--dry-run")

    book = load_workbook(file)
    row = next(row for row in book.active.iter_rows() if str(row[0].value).startswith("1.5 "))
    said_anew = [2, "Noted.", "minutes.pdf", 1, "asked for destinations by campus"]
    for cell, value in zip(row[1:], said_anew, strict=False):
        cell.value = value
    book.save(file)
    dry = said(folder, "import-tracker", file, "--assessment", "newton", "--dry-run")
    done = said(folder, "import-tracker", file, "--assessment", "newton")
    again = said(folder, "import-tracker", file, "--assessment", "newton")

    assert unchanged == "Nothing changes.\n"
    assert "Level 2: Noted." in dry
    assert "Found on page 1." in dry
    assert "Taken over" not in dry
    assert "Taken over: 2." in done
    assert again == "Nothing changes.\n"


def test_what_differs_is_replaced_only_when_asked_for(folder, tmp_path):
    file = tmp_path / "tracker.xlsx"
    book = load_workbook(_exported(folder, tmp_path))
    book.active["B2"], book.active["C2"] = 2, "First."
    book.save(file)
    said(folder, "import-tracker", file, "--assessment", "newton")
    book.active["C2"] = "Second."
    book.save(file)

    left = said(folder, "import-tracker", file, "--assessment", "newton")
    replaced = said(folder, "import-tracker", file, "--assessment", "newton", "--replace")

    assert "left as it is here" in left
    assert "Taken over" not in left
    assert "Taken over: 1." in replaced


def _exported(folder, tmp_path):
    out = tmp_path / "out.xlsx"
    said(folder, "export-tracker", "newton", "--out", out)
    return out


def test_an_assessment_that_is_not_there_is_one_sentence(folder, tmp_path):
    answer = run_in(folder, "export-tracker", "nowhere", "--out", tmp_path / "x.xlsx")

    assert answer.exit_code == 1
    assert "no college with that code" in answer.output
