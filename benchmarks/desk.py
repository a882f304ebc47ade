"""Measures a day at the desk: key presses for a whole review, and how soon the next quote stands.

``python -m benchmarks.desk``: a browser works through 34 claims with 102 key quotes by keyboard
alone. Every third verdict is "in part" with a typed reason, every second judgement differs and has
one. What is typed inside a reason is not counted, the key that sends it is; a chord counts as two.
The time is the browser's own, from the key that sends a verdict until the next quote and the
picture of its page with the mark are there. As with a person, who reads for a while, a key comes
once nothing is under way any more: the quote after this one has been fetched ahead by then.
"""

import json
import os
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.full_college import PASSWORD, Filled, fill
from benchmarks.installation import serving

WIDTH, HEIGHT = 1366, 768
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
# Notes when the quote and the marked picture are there, in milliseconds since the way began.
WATCH = """
window.shownAfter = null;
const look = () => {
  const picture = document.querySelector(".ce-picture img");
  const isThere = document.querySelector(".ce-quote__words") && picture && picture.complete
    && picture.naturalWidth && document.querySelector(".ce-picture__mark");
  if (isThere) window.shownAfter = performance.now();
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
READY = "() => document.querySelector('.ce-desk__head button') && window.shownAfter !== null"

FETCHED_AHEAD = """
() => {
  const { next, nextPicture } = document.querySelector('[data-module="ce-desk"]').dataset;
  return [next, nextPicture].every((address) =>
    !address || performance.getEntriesByName(new URL(address, location).href).length);
}
"""


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def press(self, key: str) -> None:
        """One key, or a chord of two."""
        self.presses += key.count("+") + 1
        self.page.keyboard.press(key)

    def send(self, key: str) -> None:
        """A key that leads to another page."""
        self.page.evaluate("window.isLeft = true")
        self.press(key)
        self.page.wait_for_function("() => !window.isLeft && document.readyState !== 'loading'")


def run() -> dict[str, Any]:
    """Make the college, work through the desk; the figures."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise RuntimeError("There is no chromium on the path.")
    with tempfile.TemporaryDirectory() as name:
        filled = fill(Path(name))
        filled.services.database.dispose()
        with (
            serving(os.environ | filled.environ, "--no-worker") as port,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=program, args=QUIET)
            context = browser.new_context(
                base_url=f"http://127.0.0.1:{port}", viewport={"width": WIDTH, "height": HEIGHT}
            )
            context.add_init_script(WATCH)
            page = context.new_page()
            _sign_in(page, filled)
            figures = _work(Keys(page))
            browser.close()
    return {"claims": filled.claims, "key_citations": filled.citations, **figures}


def _sign_in(page: Page, filled: Filled) -> None:
    page.goto("/sign-in")
    page.fill("#email", filled.assessor)
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.click("main button")
    page.goto("/desk")
    page.focus("#go-on")


def _work(keys: Keys) -> dict[str, Any]:
    verdicts, judgements, taken = 0, 0, []
    keys.send("Enter")
    while keys.page.query_selector(".ce-desk"):
        keys.page.wait_for_function(READY)
        keys.page.wait_for_function(FETCHED_AHEAD)
        if verdicts:
            taken.append(keys.page.evaluate("window.shownAfter"))
        if keys.page.evaluate("document.activeElement.name") == "level":
            judgements += 1
            _judge(keys, differs=judgements % 2 == 0)
        else:
            verdicts += 1
            _give(keys, is_in_part=verdicts % 3 == 0)
    return {
        "verdicts": verdicts,
        "judgements": judgements,
        "key_presses": keys.presses,
        "next_quote_median_ms": round(statistics.median(taken), 1),
        "next_quote_p95_ms": round(sorted(taken)[round(len(taken) * 0.95) - 1], 1),
    }


def _give(keys: Keys, *, is_in_part: bool) -> None:
    if not is_in_part:
        keys.send("1")
        return
    keys.press("2")
    keys.page.keyboard.type("It shows one area, not the whole college.")
    keys.send("Enter")


def _judge(keys: Keys, *, differs: bool) -> None:
    claimed = int(keys.page.get_attribute("#judgement", "data-claimed") or 0)
    levels = [
        int(radio.get_attribute("value") or 0)
        for radio in keys.page.query_selector_all("#judgement [name=level]")
    ]
    other = next(level for level in levels if level != claimed)
    keys.press(str(other if differs else claimed))
    if differs:
        keys.page.keyboard.type("The papers say less than that.")
        keys.send("Control+Enter")
    else:
        keys.send("Enter")


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
