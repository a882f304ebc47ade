"""The desk in a real browser: quote and verdict together, keys, and the ways that people take."""

import re

import pypdfium2
import pytest

from tests.browser.conftest import says, violations
from tests.browser.test_story import select_words


@pytest.fixture
def desk(open_as):
    """The desk of an assessor on a small laptop."""
    page = open_as("assessor", width=1366, height=768)
    page.goto("/desk")
    return page


def is_in_view(page, selector):
    """Whether every element of this kind stands in the window as a whole."""
    return page.evaluate(
        """selector => [...document.querySelectorAll(selector)].every(one => {
          const box = one.getBoundingClientRect();
          return box.top >= 0 && box.bottom <= innerHeight && box.width > 0;
        })""",
        selector,
    )


def test_quote_and_verdict_stand_together_without_scrolling_at_1366_by_768(desk):
    desk.get_by_role("link", name=re.compile("^1.3 ")).click()
    desk.locator(".ce-picture__mark").first.wait_for(state="attached")
    desk.locator(".ce-desk__head button").wait_for()

    for selector in (".ce-picture__mark", ".ce-quote__words", ".ce-verdicts__button"):
        assert desk.locator(selector).count() > 0
        assert is_in_view(desk, selector), selector
    assert violations(desk) == []


def test_keyboard_shortcuts_optional_and_position_kept_after_signing_out(desk, open_as):
    desk.get_by_role("link", name=re.compile("^2.4 ")).click()
    desk.locator("#verdict").wait_for()
    desk.get_by_role("button", name="Switch single-key shortcuts off").click()
    here = desk.url
    desk.keyboard.press("l")
    assert desk.evaluate("document.activeElement.name || ''") != "level"
    desk.get_by_role("button", name="Switch single-key shortcuts on").click()
    desk.keyboard.press("l")
    assert desk.evaluate("document.activeElement.name") == "level"
    desk.keyboard.press("2")
    assert desk.locator("#judgement [name=level]:checked").get_attribute("value") == "2"
    assert desk.url == here

    desk.get_by_role("button", name="Sign out").click()
    again = open_as("assessor")
    again.goto("/desk")
    says(again.locator("#go-on"), "Go on where you were: 2.4")


def test_quote_to_citation_takes_three_actions(open_as):
    page = open_as("careers_leader")
    page.goto("/search?q=%22link+governor%22")
    address = page.get_by_role("link", name=re.compile("^Page ")).first.get_attribute("href")
    page.goto(f"{address}&dimension=1.5/4")

    select_words(page, "link governor")
    page.fill("#shows", "The link governor is named.")
    page.get_by_role("button", name="Cite it").click()

    says(page.locator("main"), "Cited for 1.5.")


def test_a_governor_reaches_an_evidence_page_in_two_clicks(open_as):
    """Read before the board: two printed sides, levels explained, statements open evidence."""
    page = open_as("governor")
    page.goto("/summary")
    says(page.locator("main"), "from 1 to 4")
    assert len(pypdfium2.PdfDocument(page.pdf(format="A4"))) <= 2
    page.locator("main a[href^='/assessment/']").first.click()
    page.locator("main a[href^='/evidence/files/']").first.click()

    page.locator(".ce-page-text").first.wait_for(state="attached")
    assert "/pages/" in page.url


def test_words_chosen_on_the_picture_by_pointer_or_keys_are_cited(open_as):
    page = open_as("careers_leader")
    page.goto("/search?q=%22link+governor%22")
    page.get_by_role("link", name=re.compile("^Page ")).first.click()
    picture = page.locator(".ce-picture--citable")
    picture.wait_for()
    mark = page.locator(".ce-picture__mark").first.bounding_box()
    middle = mark["y"] + mark["height"] / 2
    page.mouse.move(mark["x"] + 4, middle)
    page.mouse.down()
    page.mouse.move(mark["x"] + mark["width"] - 4, middle)
    page.mouse.up()
    assert page.input_value("#exact").lower().startswith("link governor")
    assert page.locator(".ce-picture__chosen").count() > 0

    picture.focus()
    page.keyboard.press("ArrowLeft")
    one = page.input_value("#exact")
    page.keyboard.press("Shift+ArrowRight")
    assert page.input_value("#exact").startswith(f"{one} ")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "dimension"
    page.select_option("#dimension", "1.5/4")
    page.fill("#shows", "Chosen on the picture.")
    page.get_by_role("button", name="Cite it").click()
    says(page.locator("main"), "Chosen on the picture.")

    page.get_by_role("button", name="Larger").click()
    assert page.locator(".ce-picture--larger").count() == 1
