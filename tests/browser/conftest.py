"""A real server process and a real browser; axe looks at every page that a test asks it to."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from socket import socket

import pytest

from tests.conftest import skip_or_fail, wait_for_port
from tests.webapp.conftest import SECRET, sample_folder  # noqa: F401 - a fixture
from webapp.sample.papers import content
from webapp.sample.sign_ins import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Without these, Chromium asks its maker's servers for one thing and another at every start.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    """Everything here needs a browser."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    """Chromium, headless."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        skip_or_fail("browser", "there is no chromium on the path")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an extra
    except ImportError:
        skip_or_fail("browser", "playwright is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


def free_port() -> int:
    """A port that nothing listens on."""
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def environment(sample_folder, tmp_path_factory) -> dict[str, str]:  # noqa: F811 - the fixture above
    """The settings of an installation with a copy of the sample college."""
    folder = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(sample_folder, folder)
    return os.environ | {
        "CE_DATA_DIR": str(folder),
        "CE_SECRET_KEY": SECRET,
        "CE_BASE_URL": f"http://127.0.0.1:{free_port()}",
    }


@pytest.fixture(scope="module")
def served(environment) -> Iterator[str]:
    """The address of that installation, served by a process of its own with a worker beside it."""
    address = environment["CE_BASE_URL"]
    port = address.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "webapp", "serve", "--port", port]
    server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    wait_for_port(int(port))
    yield address
    server.terminate()
    server.wait(timeout=30)


@pytest.fixture
def open_as(browser, served) -> Iterator[Callable]:
    """A page in which a person of facts.yaml is signed in; outsiders are in the review."""
    contexts = []

    def make(name, *, width=1280, height=900, scripts=True):
        context = browser.new_context(
            base_url=served,
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            locale="en-GB",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto("/sign-in")
        page.fill("#email", content("facts")["people"][name]["email"])
        page.fill("#password", PASSWORD)
        with page.expect_navigation():
            page.click("main button")
        review = page.get_by_label(re.compile("Wyrecombe College.* in a review"))
        if page.url.endswith("/where") and review.count():
            review.first.check()
            with page.expect_navigation():
                page.click("main button")
        return page

    yield make
    for context in contexts:
        context.close()


def says(place, words: str, timeout: int = 20_000) -> None:
    """Wait until a place of the page says these words: a click is done before its page is there."""
    from playwright.sync_api import expect  # noqa: PLC0415 - an extra

    expect(place).to_contain_text(words, timeout=timeout)


# Only what is wrong comes back: the rest of the answer is many times the page.
LOOK = """async rules => {
  const answer = await axe.run(
    {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"], elementRef: false});
  return answer.violations.flatMap(
    one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 160)}`));
}"""


def violations(page) -> list[str]:
    """What axe finds on a page, one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(LOOK, RULES)
    return found
