"""A college's year in a real browser: from its spreadsheet to the next year, by those who do it."""

import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from store.db import utc_now
from tests.browser.conftest import says
from tests.factories.rounds import joins_with_a_judged_review
from tests.webapp.conftest import settings_in
from webapp.sample.papers import content
from webapp.sample.sign_ins import PASSWORD
from webapp.services import Services
from workflow.calendars.working_days import local_day

REVIEW = "Peer review of courses for adults"
ROUND = "Marlshire trio"
ACTION = "Bring what adults do next before the board each term."
SCOPE = "Courses for adults at Eastgate."
QUOTE = "Governors agreed that a report on careers would come to the Corporation each October"
TRACKER = (
    ("Dimension", "Level", "Reason", "File", "Page", "Quote"),
    ("1.5", 2, "Governors read a report each October.", "", "", QUOTE),
    ("1.2", 2, "The strategic plan names careers.", "", "", ""),
    ("5.1", 3, "Employers meet adults each term.", "", "", ""),
)


@pytest.fixture
def tracker(tmp_path):
    """The college's own spreadsheet, with a quote of minutes that are in the library."""
    book = Workbook()
    for row in TRACKER:
        book.active.append(row)
    path = tmp_path / "Tracker of adult courses.xlsx"
    book.save(path)
    return path


@pytest.fixture
def college(open_as):
    """Pages of those of the college who play a part, each signed in once."""
    return {name: open_as(name) for name in ("careers_leader", "senior_leader")}


def press(page, name):
    """Press a button and wait for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def begins_an_assessment(leader):
    leader.goto("/years")
    leader.locator("input[name=first_year]").first.check()
    leader.get_by_label("What does it cover?").fill(SCOPE)
    press(leader, "Begin")


def brings_the_tracker_in(leader, tracker):
    leader.goto("/assessment")
    says(leader.locator("main"), SCOPE)
    leader.get_by_role("link", name="The college's tracker").click()
    leader.set_input_files("#file", tracker)
    press(leader, "Look at it")
    for box in leader.locator("input[name=take]").all():
        box.check()
    press(leader, "Take over what is ticked")
    leader.goto("/assessment/1.5")
    says(leader.locator("main"), "Governors read a report each October.")
    says(leader.locator("main"), QUOTE)


def asks_a_stranger_who_answers_by_link(leader, browser):
    leader.goto("/requests/new?dimension=5.1")
    leader.select_option("#about", index=1)
    leader.fill("#what_would_help", "A letter on the adults whom you met.")
    leader.get_by_text("Somebody without a sign-in here").click()
    leader.fill("#outside_name", "Ann Bell")
    leader.fill("#email", "ann@employer.example")
    press(leader, "Ask")
    press(leader, "Make a link to hand over yourself")
    link = leader.locator("code").inner_text()

    stranger = browser.new_page(locale="en-GB", viewport={"width": 320, "height": 700})
    stranger.goto(link)
    letter = {"name": "Letter.txt", "mimeType": "text/plain", "buffer": b"We met forty adults."}
    stranger.set_input_files("#files", letter)
    press(stranger, "Send")
    says(stranger.locator("main"), "A person at the college looks at it")
    stranger.close()

    leader.reload()
    press(leader, "Take in Letter.txt")
    leader.fill("#used_for", "It shows what employers do for adults.")
    press(leader, "Thank and close")
    says(leader.locator("main"), "What it was used for")


def holds_the_leadership_review(leader, senior):
    leader.goto("/leadership/new")
    for name in ("Maeve Tolland", "Callum Wetherlow"):
        leader.get_by_label(name, exact=True).check()
    press(leader, "Prepare it")
    address = re.search(r"/leadership/[^/?#]+", leader.url)[0]
    for page, level in ((leader, 2), (senior, 3)):
        page.goto(f"{address}/picks/1")
        page.check(f"#l-1\\.5-{level}")
        page.check("#l-1\\.2-2")
        press(page, "Save and continue")
    leader.goto(address)
    press(leader, "Open the meeting and record it")
    leader.goto(f"{address}/meeting/1.5")
    says(leader.locator("main"), "Level 3: picked by 1")
    leader.check("#level-3")
    leader.fill("#sentence", "The link governor reports twice a year.")
    with leader.expect_navigation():
        leader.locator("button[value=agree]").click()
    leader.goto(f"{address}/meeting")
    press(leader, "Agree all 1")
    senior.goto(f"{address}/meeting")
    for box in senior.locator("input[name=second]").all():
        box.check()
    press(senior, "Agree what is ticked")
    leader.goto(f"{address}/meeting")
    press(leader, "End the meeting")
    leader.goto(address)
    press(leader, "Add the minutes to the evidence")
    says(leader.locator("main"), "Leadership review of careers")


def agrees_and_submits(senior):
    senior.goto("/years")
    senior.get_by_role("button", name=re.compile(f"Have it at hand.*{SCOPE}")).click()
    senior.goto("/assessment/5.1")
    press(senior, "Agree this claim")
    senior.goto("/assessment")
    senior.get_by_role("link", name="Submit the assessment to review").click()
    senior.fill("#password", PASSWORD)
    press(senior, "Submit the assessment")
    senior.goto("/assessment")
    says(senior.locator("main"), "Submitted")


def opens_a_peer_review(leader):
    leader.goto("/reviews/new")
    leader.check("input[value=peer]")
    leader.fill("#title", REVIEW)
    press(leader, "Open the review")
    for name in ("assessor", "lead_assessor"):
        person = content("facts")["people"][name]
        leader.get_by_text("Engage somebody").click()
        leader.fill("#name", person["name"])
        leader.fill("#email", person["email"])
        leader.select_option("#role", name)
        press(leader, "Engage")
    says(leader.locator("main"), content("facts")["people"]["lead_assessor"]["name"])
    return leader.url


def goes_into_a_round_of_three(leader, review, environment):
    """Begun here; the two other colleges and their reviews are prepared by operations."""
    leader.goto(review)
    leader.get_by_role("link", name="Review in a round with other colleges").click()
    facilitator = content("facts")["people"]["facilitator"]
    leader.fill("#name", ROUND)
    leader.fill("#release_on", local_day(utc_now()).isoformat())
    leader.fill("#facilitator", facilitator["name"])
    leader.fill("#email", facilitator["email"])
    press(leader, "Begin the round")
    code = leader.locator("#code").inner_text()
    prepared = Services.open(settings_in(Path(environment["CE_DATA_DIR"])))
    with prepared.database.writing() as session:
        for college in ("tallowmere", "ashenholt"):
            joins_with_a_judged_review(session, college, code)
    prepared.database.dispose()
    leader.reload()
    says(leader.locator("main"), "Ashenholt College: open")


def works_in_it(page):
    """Choose this review as the place to work in."""
    page.goto("/where")
    page.get_by_label(re.compile(REVIEW)).check()
    press(page, "Continue")


def judges(assessor):
    works_in_it(assessor)
    assessor.goto("/desk")
    assessor.get_by_role("link", name=re.compile("^1.5 ")).click()
    with assessor.expect_navigation():
        assessor.get_by_role("button", name=re.compile("Supports$")).click()
    assessor.goto("/desk")
    for code, level in (("1.5", 2), ("1.2", 2)):
        assessor.get_by_role("link", name=re.compile(f"^{code} ")).click()
        assessor.check(f"#level-{level}")
        assessor.fill("#reason", f"What we read of {code} is level {level}.")
        with assessor.expect_navigation():
            assessor.get_by_role("button", name=re.compile("Save judgement")).click()
        assessor.goto("/desk")


def names_what_would_change_most(lead):
    works_in_it(lead)
    lead.goto("/together")
    lead.select_option("#new-dimension", "1.5")
    lead.fill("#new-words", ACTION)
    press(lead, "Name this action")
    says(lead.locator("main"), ACTION)


def releases_the_round(facilitator):
    works_in_it(facilitator)
    facilitator.get_by_role("link", name="Round", exact=True).click()
    says(facilitator.locator("main"), "2 of 3 claims judged")
    says(facilitator.locator("main"), "1 of 1 claims judged")
    press(facilitator, "Release every review of the round")
    says(facilitator.locator("main"), "3 reviews are released together.")


def answers(leader, review):
    leader.goto(review)
    says(leader.locator("main"), "Tallowmere College: released")
    says(leader.locator("main"), ACTION)
    leader.get_by_role("link", name="Answer it").click()
    says(leader.locator("main"), "0 of 2 answered")
    press(leader, "Accept the ticked ones")
    leader.get_by_label(re.compile("It holds its claim")).first.check()
    leader.locator("textarea[name=reason]").first.fill("The visit note came after the review.")
    press(leader, "Save this answer")
    says(leader.locator("main"), "2 of 2 answered")


def is_adopted(senior):
    senior.goto("/assessment")
    senior.get_by_role("link", name="Record the board’s decision").click()
    senior.fill("#body", "The Corporation")
    senior.fill("#decided_on", "2026-11-24")
    senior.fill("#minute", "26/101")
    senior.fill("#resolution", "That the assessment be adopted.")
    press(senior, "Record the decision")
    says(senior.locator("main"), "Adopted")


def rolls_forward(leader):
    leader.goto("/years")
    leader.locator("input[name=first_year]").last.check()
    leader.get_by_label("What does it cover?").fill(SCOPE)
    press(leader, "Begin")
    leader.goto("/years/roll-forward")
    says(leader.locator("main"), "0 of 3 are claimed again")
    leader.get_by_text(re.compile("^1.5 .*level 3 last year")).click()
    leader.get_by_role("button", name=re.compile("Claim level 3 again for 1.5")).click()
    says(leader.locator("main"), "1 of 3 are claimed again")


# The whole year on one machine, beside whatever else it does.
@pytest.mark.timeout(600)
def test_a_year_from_the_spreadsheet_to_the_next_year(
    college, open_as, browser, tracker, environment
):
    leader, senior = college["careers_leader"], college["senior_leader"]
    begins_an_assessment(leader)
    brings_the_tracker_in(leader, tracker)
    asks_a_stranger_who_answers_by_link(leader, browser)
    holds_the_leadership_review(leader, senior)
    agrees_and_submits(senior)
    review = opens_a_peer_review(leader)
    goes_into_a_round_of_three(leader, review, environment)
    judges(open_as("assessor"))
    names_what_would_change_most(open_as("lead_assessor"))
    releases_the_round(open_as("facilitator"))
    answers(leader, review)
    is_adopted(senior)
    rolls_forward(leader)
