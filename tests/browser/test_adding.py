"""Adding evidence in a real browser: folders, drops, a cut connection, many files at once."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import violations

TEXT = "The link governor for careers asked how employers are chosen. Number {}.\n"
PIECE = 20_000


@pytest.fixture
def adding(open_as):
    """The page that takes files in, before a careers leader."""
    page = open_as("careers_leader")
    page.goto("/evidence/add")
    return page


@pytest.fixture
def folder(tmp_path):
    """A folder with files in a folder of its own, and what a file manager left there."""
    inner = tmp_path / "Minutes" / "Spring"
    inner.mkdir(parents=True)
    (inner.parent / "Minutes of autumn.txt").write_text(TEXT.format(1))
    (inner / "Minutes of spring.txt").write_text(TEXT.format(2))
    (inner / ".DS_Store").write_bytes(b"\0")
    return inner.parent


@pytest.fixture
def large(tmp_path):
    """A file of several pieces, where a piece is small."""
    path = tmp_path / "Long plan.txt"
    path.write_text("".join(TEXT.format(number) for number in range(1000, 1900)))
    return path


def sends_small_pieces(page):
    page.eval_on_selector(
        "[data-module=ce-upload]", "(form, piece) => { form.dataset.piece = piece; }", PIECE
    )


def offset_of(request):
    return int(parse_qs(urlsplit(request.url).query)["at"][0])


def test_a_whole_folder_is_sent_and_described_on_one_page(adding, folder):
    adding.set_input_files("#folder", folder)

    adding.get_by_text("2 of 2 files done, 2 in the library.").wait_for()
    assert violations(adding) == []
    adding.get_by_role("link", name="Say what they are").click()
    adding.wait_for_load_state()
    assert adding.locator("fieldset.ce-describe-row").count() == 2
    assert violations(adding) == []


def test_dropped_files_are_sent_and_a_bad_one_does_not_lose_the_other(adding):
    adding.evaluate(
        """text => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([], "empty.txt"));
          transfer.items.add(new File([text], "dropped.txt"));
          document.querySelector(".ce-upload__drop")
            .dispatchEvent(new DragEvent("drop", {dataTransfer: transfer, bubbles: true}));
        }""",
        TEXT.format(5),
    )

    said = adding.get_by_role("status").filter(has_text="2 of 2 files done, 1 in the library.")
    said.wait_for()
    assert adding.get_by_text("empty.txt is empty").count() == 1
    adding.locator("td", has_text=re.compile("^Readable")).wait_for()


def test_a_file_that_is_there_is_told_before_it_is_sent(adding, tmp_path):
    path = tmp_path / "Plan of the valley.txt"
    path.write_text(TEXT.format(3))
    adding.set_input_files("#files", path)
    adding.get_by_text("1 of 1 files done, 1 in the library.").wait_for()
    sent = []
    adding.on("request", lambda request: sent.append(request.url))

    adding.set_input_files("#files", path)

    adding.get_by_text("You already have this: Plan of the valley").wait_for()
    assert not any(address.endswith("/add/one") for address in sent)
    adding.get_by_role("button", name="Keep both").click()
    adding.get_by_text("2 of 2 files done, 2 in the library.").wait_for()


def test_a_cut_connection_is_gone_on_from_the_last_piece(adding, large):
    sends_small_pieces(adding)
    tried = []

    def cut_the_third(route):
        tried.append(offset_of(route.request))
        if len(tried) == 3:
            route.abort("connectionreset")
        else:
            route.continue_()

    adding.route(re.compile(r"/pieces/[^/]+\?at="), cut_the_third)

    adding.set_input_files("#files", large)

    adding.get_by_text("1 of 1 files done, 1 in the library.").wait_for()
    assert tried == [0, PIECE, 2 * PIECE, 2 * PIECE, 3 * PIECE]


def test_after_a_reload_the_same_file_goes_on_where_it_stopped(adding, large):
    large.write_text(large.read_text() + "Once more.\n")
    sends_small_pieces(adding)
    pieces = re.compile(r"/pieces/[^/]+\?at=")
    adding.route(
        pieces,
        lambda route: route.abort() if offset_of(route.request) else route.continue_(),
    )
    with adding.expect_event("requestfailed"):
        adding.set_input_files("#files", large)
    adding.unroute(pieces)
    adding.reload()
    sends_small_pieces(adding)
    tried = []
    adding.on(
        "request",
        lambda request: tried.append(offset_of(request)) if pieces.search(request.url) else None,
    )

    adding.set_input_files("#files", large)

    adding.get_by_text("1 of 1 files done, 1 in the library.").wait_for()
    assert tried[0] == PIECE


def test_twenty_files_are_described_on_one_screen(adding, tmp_path):
    paths = [tmp_path / f"Careers note {number}.txt" for number in range(20)]
    for number, path in enumerate(paths):
        path.write_text(TEXT.format(100 + number) + f"Written for group {number}.\n" * 9)
    adding.set_input_files("#files", paths)
    adding.get_by_text("20 of 20 files done, 20 in the library.").wait_for()

    adding.get_by_role("link", name="Say what they are").click()
    adding.locator(".ce-describe-row .ce-describe").nth(19).wait_for()

    boxes = [row.bounding_box() for row in adding.locator(".ce-describe-row .ce-describe").all()]
    assert len(boxes) == 20
    height = boxes[-1]["y"] + boxes[-1]["height"] - boxes[0]["y"]
    assert height <= 850, "more than a screen of 1280 by 1024 pixels"
    adding.set_viewport_size({"width": 320, "height": 800})
    assert adding.evaluate("document.documentElement.scrollWidth") <= 320
