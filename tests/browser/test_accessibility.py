"""Every page of every role: axe finds nothing, nothing scrolls sideways, the keyboard suffices."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error as PlaywrightError

from tests.browser.conftest import says, violations

ROLES = (
    "careers_leader", "contributor_construction", "senior_leader", "governor",
    "governance_professional", "administrator", "assessor", "lead_assessor", "facilitator",
    "validator",
)  # fmt: skip
# Pages that no link leads to, or that look different from others at the same kind of address.
BESIDES = (
    "/assessment/6.2", "/assessment/4.6", "/search?q=%22link+governor%22", "/search?q=xylophone",
    "/search?q=%22never+closed", "/nothing-here", "/assessment/9.9", "/people", "/evidence/add",
)  # fmt: skip
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
# Links inside the map are drawn ones, whose href is no string.
LINKS = """() => [...document.querySelectorAll("a[href]")].map(
  link => new URL(link.getAttribute("href"), location).href)"""


def kind_of(address):
    """An address without the keys and numbers in it: pages of one kind share a template."""
    path = re.sub(r"/\d+\.\d+(?=/|$)", "/CODE", urlsplit(address).path)
    path = re.sub(r"/[\w-]{22}(?=/|$)", "/KEY", path)
    path = re.sub(
        r"/(documents|files|desk|reviews|invitation)/(?!release|new)[^/]+", r"/\1/KEY", path
    )
    path = re.sub(r"(/desk/KEY)/.+", r"\1/KEY", re.sub(r"/pages/\d+", "/pages/N", path))
    return path, "view=list" in address, "keys=" in address


def opens(page, address):
    """Open an address; False where it gives a file to keep rather than a page."""
    try:
        page.goto(address)
    except PlaywrightError as refused:
        if "Download is starting" in refused.message:
            return False
        raise
    return True


def walk(page, starts):
    """Open one page of every kind that links lead to from `starts`; yields its address."""
    waiting, seen = [(page.url, ()), *((start, start) for start in starts)], set()
    while waiting:
        address, why = waiting.pop(0)
        kind = (kind_of(address), why)
        if kind in seen:
            continue
        seen.add(kind)
        if not opens(page, address):
            continue
        yield address
        here = urlsplit(page.url).netloc
        waiting += [
            (link, ())
            for link in page.evaluate(LINKS)
            if urlsplit(link).netloc == here and urlsplit(link).path != "/sign-out"
        ]


def faults_of(page, address, said):
    """What is wrong with the page that is open, at both widths; a line each."""
    found = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        found += [f"{address} at {size['width']}: {line}" for line in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found.append(f"{address} scrolls sideways at {size['width']}")
    if page.evaluate("document.querySelectorAll('h1').length") != 1:
        found.append(f"{address} has no heading of its own, or several")
    found += [f"{address}: {line}" for line in said if "the server responded" not in line]
    said.clear()
    return found


@pytest.mark.timeout(600)
@pytest.mark.parametrize("person", ROLES)
def test_no_page_of_any_role_has_a_fault_at_either_width(open_as, person):
    page = open_as(person)
    said, found, walked = [], [], 0
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else 0)
    page.on("pageerror", lambda error: said.append(str(error)))

    for address in walk(page, BESIDES):
        found += faults_of(page, address, said)
        walked += 1

    assert found == []
    assert walked > len(BESIDES)


REFUSED_FORMS = (
    ("careers_leader", "/reviews/new", "Open"),
    ("administrator", "/people", "Invite"),
)


@pytest.mark.parametrize(("person", "address", "button"), REFUSED_FORMS)
def test_a_form_that_was_refused_says_why_without_a_fault(open_as, person, address, button):
    page = open_as(person)
    page.goto(address)

    page.locator("main").get_by_role("button", name=re.compile(f"^{button}")).click()

    page.locator(".govuk-error-summary").wait_for()
    assert faults_of(page, address, []) == []


def test_signing_in_has_no_fault_before_and_after_a_wrong_password(browser, served):
    page = browser.new_page(viewport=WIDE, base_url=served)
    page.goto("/sign-in")
    before = faults_of(page, "/sign-in", [])

    page.fill("#email", "somebody@wyrecombe.example")
    page.click("main button")

    assert before + faults_of(page, "/sign-in", []) == []
    page.close()


def test_the_keyboard_meets_the_skip_link_first_and_sees_where_it_is(open_as):
    page = open_as("careers_leader")

    page.keyboard.press("Tab")

    focused = page.evaluate("document.activeElement.textContent")
    assert focused == "Skip to main content"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'main-content'")
    page.goto("/assessment?view=list")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(_IS_MARKED)


# The focused element looks different from itself without focus.
_IS_MARKED = """() => {
  const it = document.activeElement;
  const look = style => [style.outlineStyle, style.outlineWidth, style.boxShadow,
                         style.backgroundColor].join();
  const focused = look(getComputedStyle(it));
  it.blur();
  const plain = look(getComputedStyle(it));
  it.focus();
  return focused !== plain;
}"""


def press_until(page, is_there, *, most=80):
    """Press Tab until the focused element is the one; fails when it never comes."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(is_there):
            return
    pytest.fail(f"{most} tabs did not reach it")


def quote_on_the_desk(page):
    """The address of the quote that the desk shows now."""
    return page.locator("#verdict").get_attribute("action").removesuffix("/verdict")


def test_a_verdict_is_given_with_tab_and_enter_alone(open_as):
    page = open_as("assessor")
    page.goto("/desk")
    press_until(page, "document.activeElement.textContent.startsWith('2.3 ')")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    quote = quote_on_the_desk(page)
    press_until(page, "document.activeElement.value === 'context_only'")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    page.goto(quote)
    says(page.locator("#verdict"), "Your verdict: Context only")


def test_a_verdict_that_needs_words_waits_for_them_and_enter_sends_it(open_as):
    page = open_as("assessor")
    page.goto("/desk")
    page.get_by_role("link", name=re.compile("^2.4 ")).click()
    quote = quote_on_the_desk(page)

    page.get_by_role("button", name="Switch single-key shortcuts off").wait_for()
    page.keyboard.press("5")
    assert page.evaluate("document.activeElement.id") == "verdict_reason"
    page.keyboard.type("It was noted only.")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    page.goto(quote)
    says(page.locator("#verdict"), "Your verdict: Does not support. It was noted only.")


def test_the_single_keys_of_the_desk_can_be_switched_off(open_as):
    page = open_as("assessor")
    page.goto("/desk")
    page.get_by_role("link", name=re.compile("^2.2")).click()

    page.get_by_role("button", name="Switch single-key shortcuts off").click()
    page.keyboard.press("1")

    assert page.get_by_role("button", name="Switch single-key shortcuts on").is_visible()
    assert page.get_by_text("Your verdict:").count() == 0
