"""Every page of every role: axe finds nothing, nothing scrolls sideways, the keyboard suffices."""

import re

import pytest

from tests.browser.conftest import violations

PAGES = {
    "careers_leader": (
        "/", "/assessment", "/assessment?view=list", "/assessment/1.5", "/assessment/6.2",
        "/evidence", "/evidence/add", "/search?q=%22link+governor%22", "/summary", "/people",
        "/reviews/new", "/help", "/accessibility", "/privacy", "/complain", "/nothing",
    ),
    "assessor": ("/", "/where", "/desk", "/desk/release", "/assessment/1.5", "/evidence"),
    "governor": ("/", "/summary"),
    "administrator": ("/people",),
}  # fmt: skip


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("person", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(open_as, person, width):
    page = open_as(person, width=width)
    found = []

    for address in (*PAGES[person], *_deeper(page, person)):
        page.goto(address)
        found += [f"{address}: {line}" for line in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{address} scrolls sideways")

    assert found == []


def _deeper(page, person):
    """Addresses with keys in them: a document, its page, a claim on the desk."""
    if person == "careers_leader":
        page.goto("/evidence")
        document = page.get_by_role("link", name="Destinations report").get_attribute("href")
        page.goto(document)
        cited = page.get_by_role("link", name="page 4").first.get_attribute("href")
        describe = page.get_by_role("link", name="Change these details").get_attribute("href")
        page.goto("/assessment")
        review = page.get_by_role("link", name="Peer review").get_attribute("href")
        return document, cited, describe, review
    if person == "assessor":
        page.goto("/desk")
        return (page.get_by_role("link", name="1.5 Support").get_attribute("href"),)
    return ()


@pytest.mark.parametrize("width", [1280, 320])
def test_signing_in_is_accessible(browser, served, width):
    page = browser.new_page(viewport={"width": width, "height": 800}, base_url=served)
    page.goto("/sign-in")
    page.fill("#email", "somebody@wyrecombe.example")
    page.click("main button")

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_the_keyboard_meets_the_skip_link_first_and_sees_where_it_is(open_as):
    page = open_as("careers_leader")

    page.keyboard.press("Tab")

    focused = page.evaluate("document.activeElement.textContent")
    assert focused == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"
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


def test_the_single_keys_of_the_desk_can_be_switched_off(open_as):
    page = open_as("assessor")
    page.goto("/desk")
    page.get_by_role("link", name=re.compile("^2.2")).click()

    page.get_by_role("button", name="Switch single-key shortcuts off").click()
    page.keyboard.press("1")

    assert page.get_by_role("button", name="Switch single-key shortcuts on").is_visible()
    assert page.get_by_text("Your verdict:").count() == 0
