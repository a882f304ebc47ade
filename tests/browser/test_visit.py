"""A whole validation visit in a real browser with a real worker, to a pack checked elsewhere."""

import os
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.browser.conftest import says, violations
from tests.browser.test_visit_notes import ready, take

PROGRAM = Path(sys.executable).with_name("careers-evidence")


def press(page, name, *, link=False):
    """Press a button, or follow a link, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("link" if link else "button", name=name).first.click()


def until_it_says(page, words):
    """Look again until the worker has come to it."""
    for _ in range(60):
        page.reload()
        try:
            says(page.locator("main"), words, timeout=2_000)
        except AssertionError:
            continue
        return
    says(page.locator("main"), words)


def plan_and_sample(validator, visit):
    """The visit begins today, its evidence deadline was yesterday; six dimensions are tested."""
    today = date.today()  # noqa: DTZ011 - as the clock of this machine shows it to people
    validator.goto(f"{visit}/plan")
    validator.fill("#starts_on", today.isoformat())
    validator.fill("#evidence_by", (today - timedelta(days=1)).isoformat())
    press(validator, "Save the plan")
    validator.goto(f"{visit}/sample")
    validator.locator("summary", has_text="Draw it anew").click()
    validator.fill("#size", "6")
    validator.fill("#random_share", "0")
    validator.fill("#announce_by", (today - timedelta(days=1)).isoformat())
    press(validator, "Draw it anew")
    press(validator, "Announce the sample to the college")
    says(validator.locator("main"), "announced")


def take_notes(validator, visit):
    """One note without a network, one with."""
    ready(validator, visit)
    validator.context.set_offline(True)
    take(validator, "Tutors use the programme each week.")
    says(validator.locator("[data-notes-status]"), "1 note not yet sent")
    validator.context.set_offline(False)
    # The page tries again each half minute, where the browser does not say that it is back.
    says(validator.locator("[data-notes-status]"), "All notes sent", timeout=45_000)
    take(validator, "The programme lies on every table.")
    validator.goto(f"{visit}/notes")
    says(validator.locator("main"), "Tutors use the programme each week.")


def judge_and_draft(validator, visit):
    """Judge every tested dimension at the desk, name an area, draft the report."""
    validator.goto(f"{visit}/outcome")
    links = validator.get_by_role("link", name=re.compile("^Judge "))
    for address in links.evaluate_all("all => all.map(one => one.href)"):
        validator.goto(address)
        validator.locator("#judgement label.govuk-radios__label").nth(1).click()
        validator.fill("#judgement #reason", "Seen in two of four groups.")
        with validator.expect_navigation():
            validator.locator("#judgement button.govuk-button").first.click()
    validator.goto(f"{visit}/outcome")
    validator.locator("summary", has_text="Add an area for improvement").click()
    validator.get_by_role("button", name="Add", exact=True).last.click()
    says(validator.locator("main"), "Remove")
    press(validator, "Draft the report")


@pytest.mark.timeout(600)
def test_a_whole_visit_from_its_plan_to_a_pack_that_is_checked_in_an_empty_folder(
    open_as, tmp_path
):
    validator, college = open_as("validator"), open_as("senior_leader")
    validator.goto("/visits")
    press(validator, "Validation, spring 2027", link=True)
    visit = re.search(r"/visits/[^/?#]+", validator.url)[0]

    plan_and_sample(validator, visit)
    college.goto(visit)
    press(college, "Confirm the visit for the college")
    until_it_says(college, "Frozen in a snapshot")
    validator.goto(visit)
    press(validator, "Begin the visit")
    take_notes(validator, visit)
    judge_and_draft(validator, visit)
    press(validator, "Send it to the college")
    college.goto(f"{visit}/report/check")
    press(college, "Send the reply of the college")
    validator.goto(f"{visit}/report/write")
    press(validator, "Make the report final")
    college.goto(f"{visit}/report")
    says(college.locator("main"), "Final, version 1")
    assert violations(college) == []
    college.goto(f"{visit}/after")
    says(college.locator("main"), "Plan an action towards")
    assert violations(college) == []

    college.goto(visit)
    press(college, "Snapshots and packs", link=True)
    with college.expect_navigation():
        college.locator("tbody th a").first.click()
    until_it_says(college, "Download snapshot.json")
    sha256 = re.search(r"\b[0-9a-f]{64}\b", college.locator("main").inner_text())[0]
    college.locator("label", has_text=re.compile("college", re.IGNORECASE)).first.click()
    press(college, "Ask for the pack")
    until_it_says(college, ", complete")
    with college.expect_download() as saved:
        college.get_by_role("link", name=re.compile("Download the ZIP")).click()
    empty = tmp_path / "elsewhere"
    empty.mkdir()
    saved.value.save_as(empty / "pack.zip")

    elsewhere = {name: value for name, value in os.environ.items() if not name.startswith("CE_")}
    checked = subprocess.run(
        [PROGRAM, "verify-pack", "pack.zip", "--expect", sha256],
        cwd=empty, env=elsewhere, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert [file.name for file in empty.iterdir()] == ["pack.zip"]
