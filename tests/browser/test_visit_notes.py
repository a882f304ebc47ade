"""The day of a visit in a real browser: the network is cut, notes are taken, nothing is lost."""

import re

import pytest

from tests.browser.conftest import says, violations

STORED = """async () => {
  const request = indexedDB.open("careers-evidence-notes");
  const database = await new Promise(resolve => request.onsuccess = () => resolve(request.result));
  const all = name => new Promise(resolve => {
    const asked = database.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => resolve(asked.result);
  });
  const [notes, keys] = [await all("notes"), await all("keys")];
  database.close();
  const text = notes.map(note => new TextDecoder("latin1").decode(note.data)).join("");
  return {count: notes.length, text, extractable: keys.map(one => one.key.extractable)};
}"""


@pytest.fixture
def visit(open_as):
    """The address of the sample's visit, confirmed by the college."""
    college = open_as("senior_leader")
    college.goto("/visits")
    college.get_by_role("link", name="Validation, spring 2027").click()
    confirm = college.get_by_role("button", name="Confirm the visit")
    if confirm.count():
        confirm.click()
    return re.search(r"/visits/[^/?#]+", college.url)[0]


def ready(page, visit):
    page.goto(f"{visit}/notes/take")
    page.wait_for_selector("[data-notes][data-ready=yes]", state="attached")


def take(page, words):
    form = page.locator("[data-session]:not([hidden]) form")
    form.get_by_label("Note").fill(words)
    form.get_by_role("button", name="Keep the note").click()
    page.wait_for_function(
        "words => [...document.querySelectorAll('[data-notes-waiting] li')]"
        ".some(line => line.textContent.includes(words))"
        " || document.querySelector('[data-notes-status]').textContent === 'All notes sent'",
        arg=words,
    )


def test_notes_taken_without_a_network_are_kept_encrypted_and_sent_later(open_as, visit):
    """Story 29: notes saved on the device encrypted, synced later without loss."""
    page = open_as("validator", width=820, height=1180)
    ready(page, visit)
    assert page.locator("[data-notes-status]").inner_text() == "All notes sent"

    page.context.set_offline(True)
    page.reload()
    page.get_by_role("link", name="11:00 Tutors").click()
    held = page.locator("[data-session]:not([hidden])")
    held.get_by_label("4.6 ").check()
    held.get_by_label("Seen").check()
    for number in range(1, 5):
        take(page, f"A passport on the table, number {number}.")
    assert page.locator("[data-notes-status]").inner_text().startswith("4 notes not yet sent")
    stored = page.evaluate(STORED)
    assert stored["count"] == 4
    assert "passport" not in stored["text"]
    assert stored["extractable"] == [False]

    page.reload()
    page.locator("[data-notes-waiting] li").nth(3).wait_for()
    assert page.locator("[data-notes-waiting] li").count() == 4
    page.context.set_offline(False)
    says(page.locator("[data-notes-status]"), "All notes sent")
    assert page.evaluate(STORED)["count"] == 0
    page.goto(f"{visit}/notes")
    told = page.locator("main").inner_text()
    assert told.count("A passport on the table") == 4
    assert "seen · 4.6 · Tutors" in told


def test_notes_that_the_service_does_not_take_at_once_are_sent_soon(open_as, visit):
    page = open_as("validator")
    ready(page, visit)
    answers = ["aborted", 503]

    def answer(route):
        told = answers.pop() if answers else None
        if told == 503:
            route.fulfill(status=told)
        elif told:
            route.abort()
        else:
            route.continue_()

    page.route("**/notes/send", answer)
    take(page, "Sent at the third try.")

    says(page.locator("[data-notes-status]"), "All notes sent")
    assert answers == []
    assert page.evaluate(STORED)["count"] == 0


def test_signing_out_with_unsent_notes_says_how_many_and_loses_none(open_as, visit):
    page = open_as("validator")
    ready(page, visit)
    page.route("**/notes/send", lambda route: route.abort())
    take(page, "Kept through a sign-out.")
    asked = []

    def answer(dialog):
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", answer)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()

    assert asked[0].startswith("1 note is not sent yet")
    assert page.evaluate(STORED)["count"] == 1


def test_signing_out_with_all_sent_wipes_the_device(open_as, visit):
    page = open_as("validator")
    ready(page, visit)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()

    there = page.evaluate("async () => (await indexedDB.databases()).map(one => one.name)")
    assert "careers-evidence-notes" not in there
    assert page.evaluate("caches.has('visit-notes')") is False


def test_an_ended_session_keeps_notes_and_says_to_sign_in(open_as, visit):
    page = open_as("validator")
    ready(page, visit)
    page.context.clear_cookies()
    take(page, "After the session ended.")
    says(page.locator("[data-notes-status]"), "Sign in again")
    assert page.evaluate(STORED)["count"] == 1


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_a_visit_are_accessible(open_as, visit, width):
    page = open_as("validator", width=width)
    for path in ("", "/plan", "/sessions/new", "/sample", "/notes/take", "/notes"):
        page.goto(f"{visit}{path}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), path
