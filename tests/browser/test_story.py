"""The main job, end to end, in a real browser with a real worker."""

import re
import subprocess
import sys

import pytest
import typst

from tests.browser.conftest import says

MINUTES = """#set page(paper: "a4")
= Corporation minutes
Tuesday 6 October 2026
== 26/91 Skills for life and work
The skills passport was adopted by the whole college in September, and every tutor group uses one
shared language for essential skills. Members asked how its effect would be known.
#pagebreak()
== 26/92 Estates
The roof at Foundry Lane was inspected and the boiler was replaced.
"""
QUOTE = "every tutor group uses one shared language for essential skills"


@pytest.fixture
def minutes(tmp_path):
    """A PDF of two pages, as a clerk might send it."""
    path = tmp_path / "Corporation minutes 6 October 2026.pdf"
    path.write_bytes(typst.compile(MINUTES.encode()))
    return path


def select_words(page, words):
    """Select words in the text of a page, as with the mouse."""
    page.evaluate(
        """words => {
          const source = document.querySelector("[data-quote-source]");
          const walker = document.createTreeWalker(source, NodeFilter.SHOW_TEXT);
          const nodes = [];
          while (walker.nextNode()) nodes.push(walker.currentNode);
          const text = nodes.map(node => node.data).join("");
          const found = new RegExp(words.split(" ").join("\\\\s+")).exec(text);
          const place = offset => {
            for (const node of nodes) {
              if (offset <= node.length) return [node, offset];
              offset -= node.length;
            }
          };
          getSelection().setBaseAndExtent(
            ...place(found.index), ...place(found.index + found[0].length));
        }""",
        words,
    )
    page.wait_for_function("() => document.querySelector('#exact').value")


def test_a_college_uploads_finds_cites_and_claims_and_a_second_person_agrees(
    open_as, served, minutes
):
    leader = open_as("senior_leader")
    leader.goto("/evidence/add")
    leader.set_input_files("#files", minutes)
    leader.get_by_role("link", name="Say what they are").click()
    leader.wait_for_url("**/describe**")
    reading = leader.locator("[data-reading]")
    leader.wait_for_function(
        "() => document.querySelector('[data-reading]').textContent.startsWith('Readable')"
    )
    says(reading, "Readable, 2 pages")
    leader.select_option("[name=type-1]", "minutes")
    leader.select_option("[name=status-1]", "approved")
    leader.get_by_label("No, no learner is named").check()
    leader.get_by_role("button", name="Save").click()
    says(leader.locator("h1"), "Corporation minutes 6 October 2026")

    leader.fill("#header-q", '"skills passport"')
    leader.press("#header-q", "Enter")
    leader.get_by_role("link", name="Page 1").first.click()
    leader.locator(".ce-page-text mark").wait_for()
    assert leader.locator(".ce-picture__mark").count() == 1
    assert leader.locator(".ce-page-text mark").inner_text() == "skills passport"

    select_words(leader, QUOTE)
    leader.select_option("#dimension", "4.6/2/a")
    leader.fill("#shows", "One language for skills in the whole college.")
    leader.get_by_role("button", name="Cite it").click()
    says(leader.locator("main"), "Cited for 4.6.")
    leader.goto("/assessment/4.6")
    leader.get_by_text("Level 2 – 1 citation").click()
    says(leader.locator("blockquote"), QUOTE)


def test_a_new_college_claims_a_level_that_a_second_person_agrees(browser, served, environment):
    links = {}
    run = [sys.executable, "-m", "webapp"]
    subprocess.run(
        [*run, "college", "add", "newton", "Newton College"], env=environment, check=True
    )
    for name, role in (("ada", "careers_leader"), ("bea", "senior_leader")):
        links[name] = subprocess.run(
            [*run, "person", "add", f"{name}@newton.example", "--name", name.title(),
             "--college", "newton", "--role", role],
            env=environment, check=True, capture_output=True, text=True,
        ).stdout.strip()  # fmt: skip
    pages = {
        name: _take_up(browser, link, f"{name}@newton.example") for name, link in links.items()
    }

    ada = pages["ada"]
    ada.goto(served + "/assessment")
    ada.fill("#scope", "All provision for learners aged 16 to 18.")
    ada.get_by_role("button", name="Begin").click()
    ada.goto(served + "/assessment/1.5")
    ada.get_by_label("Level 2", exact=True).check()
    ada.get_by_role("button", name="Save as a draft").click()
    says(ada.locator(".govuk-error-summary"), "Give a reason")
    ada.fill("#reason", "Governors consider it each term.")
    ada.get_by_role("button", name="Save as a draft").click()
    says(ada.locator("main"), "Level 2 claimed, draft")
    assert ada.get_by_role("button", name="Agree this claim").count() == 0

    bea = pages["bea"]
    bea.goto(served + "/")
    bea.get_by_role("link", name=re.compile("1.5: agree the claim")).click()
    bea.get_by_role("button", name="Agree this claim").click()
    says(bea.locator("main"), "Level 2 claimed, agreed")


def _take_up(browser, link, email):
    page = browser.new_page(locale="en-GB")
    page.set_default_timeout(20_000)
    page.goto(link)
    page.fill("#password", "a password that is long enough")
    page.click("main button")
    page.fill("#email", email)
    page.fill("#password", "a password that is long enough")
    page.click("main button")
    return page


def test_an_assessor_searches_gives_a_verdict_and_judges_without_scripts(open_as):
    page = open_as("assessor", scripts=False)
    page.goto("/search?q=%22link+governor%22")
    page.get_by_role("link", name=re.compile("^Page ")).first.click()
    assert page.locator("mark").first.inner_text().lower() == "link governor"

    page.goto("/desk")
    page.get_by_role("link", name=re.compile("^2.3 ")).click()
    quote = page.locator("#verdict").get_attribute("action").removesuffix("/verdict")
    page.get_by_role("button", name=re.compile("Does not support")).click()
    page.locator(".govuk-error-summary").wait_for()
    page.fill("#verdict_reason", "It was noted only.")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Does not support")).click()
    page.goto(quote)
    says(page.locator("#verdict"), "Your verdict: Does not support. It was noted only.")

    page.locator("#judgement").get_by_label("1", exact=True).check()
    page.fill("#reason", "No outcome stands in the papers.")
    with page.expect_navigation():
        page.get_by_role("button", name="Save judgement").click()
    page.goto("/desk")
    row = page.get_by_role("row", name=re.compile("2.3 "))
    says(row, "Level 1")


def test_an_assessor_finds_the_link_governor_judges_by_keys_and_the_lead_releases(open_as):
    assessor = open_as("assessor", width=1366, height=768)
    assessor.fill("#header-q", '"link governor"')
    assessor.press("#header-q", "Enter")
    assessor.get_by_role("link", name="Page 3").first.click()
    assessor.locator(".ce-picture__mark").first.wait_for(state="attached")
    assert "link governor" in assessor.locator(".ce-page-text mark").first.inner_text().lower()

    assessor.goto("/desk")
    assessor.get_by_role("link", name=re.compile("^1.3 Strategic")).click()
    assessor.locator(".ce-picture__mark").first.wait_for(state="attached")
    # The keys work as soon as the page offers to switch them off.
    assessor.get_by_role("button", name="Switch single-key shortcuts off").wait_for()
    with assessor.expect_navigation():
        assessor.keyboard.press("1")
    says(assessor.locator("#verdict"), "Your verdict: Supports")
    assessor.locator("#judgement").get_by_label("3", exact=True).check()
    with assessor.expect_navigation():
        assessor.get_by_role("button", name="Save judgement").click()
    says(assessor.locator("h1"), "1.7")

    college = open_as("careers_leader")
    college.goto("/assessment/1.5")
    assert "Peer review, November 2026: Level 3" not in college.locator("main").inner_text()
    lead = open_as("lead_assessor")
    lead.goto("/desk")
    lead.get_by_role("link", name="Release the review").click()
    lead.get_by_role("button", name="Release the review").click()
    says(lead.locator("main"), "The review is released")
    college.reload()
    said = college.locator("main").inner_text()
    assert "Level 4 claimed, peer review says level 3" in said
    assert "Peer review, November 2026: Level 3." in said


def test_everything_essential_works_without_scripts(open_as, minutes):
    page = open_as("contributor_quality", scripts=False)
    page.goto("/evidence/add")
    page.set_input_files("#files", minutes)
    page.get_by_role("button", name="Send the files").click()
    page.get_by_label("No, no learner is named").check()
    page.get_by_role("button", name="Save").click()
    for _ in range(200):
        if "Readable" in page.locator("main").inner_text():
            break
        page.reload()
    page.get_by_role("link", name="Page 1", exact=True).click()
    page.get_by_text("Tick sentences instead").click()
    page.get_by_label(re.compile("skills passport was adopted")).check()
    page.select_option("#dimension", "4.6/2/a")
    page.fill("#shows", "Ticked, not selected.")
    page.get_by_role("button", name="Cite it").click()
    says(page.locator("main"), "Ticked, not selected.")
