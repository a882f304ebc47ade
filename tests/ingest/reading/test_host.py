"""The reader host from outside: real processes, real limits, real kills."""

import hashlib
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import psutil
import pytest

from ingest.reading import confinement, sentences
from ingest.reading.events import (
    FileSeen,
    PageEnriched,
    PageOutcome,
    PageRead,
    ReadEnd,
    ReadLimits,
    ReadState,
    TextRange,
)
from ingest.reading.host import ReaderHost
from store.errors import RefusedError
from tests.ingest.reading.making import (
    docx,
    page_of,
    paragraph,
    pdf,
    run,
    saved,
    with_endless_page,
    with_swollen_page,
)
from tests.ingest.reading.making_odf import box, odp, p, page, title
from tests.ingest.reading.making_sheets import xlsx

pytestmark = pytest.mark.processes

PAGES = 12
FIVE = pdf(*(page_of(f"This is page {number}") for number in range(1, 6)))
PATIENCE_SECONDS = 20


def pages_of(events: list) -> list[PageRead]:
    return [event for event in events if isinstance(event, PageRead)]


def texts_of(events: list) -> list[str]:
    return [page.text for page in pages_of(events)]


def only_child(host_pid: int) -> psutil.Process:
    (child,) = psutil.Process(host_pid).children()
    return child


def gone(*processes: psutil.Process) -> bool:
    return not psutil.wait_procs(processes, timeout=PATIENCE_SECONDS)[1]


def test_a_file_is_told_from_its_hash_to_its_end(reader, tmp_path):
    events = list(reader.read(saved(tmp_path, FIVE)))

    assert events[0] == FileSeen("pdf", hashlib.sha256(FIVE).hexdigest())
    assert texts_of(events) == [f"This is page {number}" for number in range(1, 6)]
    assert isinstance(events[-1], ReadEnd)
    assert (events[-1].state, events[-1].pages, events[-1].reason) == (ReadState.READABLE, 5, None)


def test_a_word_file_and_a_text_file_are_read_alike(reader, tmp_path):
    word = saved(tmp_path, docx(paragraph(run("Hello"))), "word")
    text = saved(tmp_path, b"Hello", "text")

    assert texts_of(list(reader.read(word))) == ["Hello"] == texts_of(list(reader.read(text)))


def test_open_files_and_streams_are_read_from_their_start_and_stay_where_they_are(reader, tmp_path):
    with saved(tmp_path, FIVE).open("rb") as opened:
        opened.seek(100)

        events = list(reader.read(opened))

        assert opened.tell() == 100
    assert texts_of(list(reader.read(BytesIO(FIVE)))) == texts_of(events)
    assert len(texts_of(events)) == 5


def test_a_reading_resumes_and_ends_for_the_whole_file(reader, tmp_path):
    earlier = {1: PageOutcome.READ, 2: PageOutcome.NO_TEXT, 3: PageOutcome.READ}

    events = list(reader.read(saved(tmp_path, FIVE), first_page=4, earlier=earlier))

    assert [page.ordinal for page in pages_of(events)] == [4, 5]
    assert events[-1].state is ReadState.READABLE_WITH_GAPS
    assert events[-1].reason.startswith("Page 2 ")
    assert events[-1].pages == 5


def test_a_reading_that_resumes_after_the_last_page_ends_at_once(reader, tmp_path):
    earlier = dict.fromkeys(range(1, 6), PageOutcome.READ)

    events = list(reader.read(saved(tmp_path, FIVE), first_page=6, earlier=earlier))

    assert pages_of(events) == []
    assert events[-1].state is ReadState.READABLE


def test_pages_given_up_beforehand_keep_their_place(reader, tmp_path):
    events = list(reader.read(saved(tmp_path, FIVE), skip_pages=frozenset({2, 5})))

    outcomes = [(page.ordinal, page.outcome, page.source) for page in pages_of(events)]
    assert outcomes == [
        (1, PageOutcome.READ, "text"),
        (2, PageOutcome.FAILED, "none"),
        (3, PageOutcome.READ, "text"),
        (4, PageOutcome.READ, "text"),
        (5, PageOutcome.FAILED, "none"),
    ]
    assert events[-1].reason.startswith("Pages 2 and 5 could not be read.")


def test_a_slide_given_up_beforehand_is_named_as_people_know_it(reader, tmp_path):
    noted = page(title("One") + f"<presentation:notes>{box(p('Say why.'))}</presentation:notes>")
    slides = saved(tmp_path, odp(noted + page(title("Two"))))

    events = list(reader.read(slides, skip_pages=frozenset({2, 3})))

    assert [dict(each.locator) for each in pages_of(events)] == [
        {"kind": "slide", "number": 1, "part": "body"},
        {"kind": "slide", "number": 1, "part": "notes"},
        {"kind": "slide", "number": 2, "part": "body"},
    ]
    assert events[-1].reason.startswith("Slides 1 and 2 could not be read.")


def test_rows_given_up_beforehand_are_named_by_their_sheet(reader, tmp_path):
    book = saved(tmp_path, xlsx([[number] for number in range(300)]))

    events = list(reader.read(book, skip_pages=frozenset({2})))

    assert [dict(each.locator) for each in pages_of(events)] == [
        {"kind": "sheet", "name": "Data", "rows": [1, 200]},
        {"kind": "sheet", "name": "Data", "rows": [201, 300]},
    ]
    assert events[-1].reason.startswith("Part 2 could not be read.")


def test_a_file_that_is_not_read_ends_with_a_sentence(reader, tmp_path):
    events = list(reader.read(saved(tmp_path, b"")))

    assert (events[0].type, events[-1].state) == ("empty", ReadState.REFUSED)
    assert events[-1].reason == sentences.EMPTY_FILE


def test_several_files_are_read_at_once(reader, tmp_path):
    paths = [
        saved(tmp_path, pdf(*(page_of(f"File {name} page {n}") for n in range(30))), str(name))
        for name in range(8)
    ]

    with ThreadPoolExecutor(4) as pool:
        readings = list(pool.map(lambda path: texts_of(list(reader.read(path))), paths))

    assert readings == [[f"File {name} page {n}" for n in range(30)] for name in range(8)]


def test_a_page_that_takes_too_long_costs_that_page_alone(tmp_path):
    path = saved(tmp_path, with_endless_page(pages=4, at=2))

    with ReaderHost(ReadLimits(stall_seconds=0.5)) as host:
        events = list(host.read(path))

    assert texts_of(events) == ["This is page 1", "", "This is page 3", "This is page 4"]
    assert pages_of(events)[1].problems == (sentences.PAGE_STALLED,)
    assert events[-1].state is ReadState.READABLE_WITH_GAPS


def test_the_rest_of_a_file_that_takes_too_much_cpu_is_not_read(tmp_path):
    path = saved(tmp_path, with_endless_page(pages=4, at=2))

    with ReaderHost(ReadLimits(seconds=1)) as host:
        events = list(host.read(path))

    assert texts_of(events) == ["This is page 1"]
    assert (events[-1].pages, events[-1].unread_from) == (4, 2)
    assert "Pages 2 to 4 were not read" in events[-1].reason


def test_a_page_that_needs_too_much_memory_costs_that_page_alone(tmp_path):
    path = saved(tmp_path, with_swollen_page(pages=3, at=2, mebibytes=300))

    with ReaderHost(ReadLimits(memory_mb=256)) as host:
        events = list(host.read(path))

    assert texts_of(events) == ["This is page 1", "", "This is page 3"]
    assert pages_of(events)[1].problems == (sentences.PAGE_MEMORY,)


def test_a_file_too_big_to_open_ends_with_a_sentence(tmp_path):
    path = saved(tmp_path, b"line of text\n" * 8_000_000)

    with ReaderHost(ReadLimits(memory_mb=256)) as host:
        events = list(host.read(path))

    assert events[-1].state is ReadState.FAILED
    assert events[-1].reason == sentences.TOO_MUCH_MEMORY


def test_pages_are_given_up_after_so_many_losses(tmp_path):
    path = saved(tmp_path, with_endless_page(pages=4, at=2))

    with ReaderHost(ReadLimits(stall_seconds=0.5, lost_pages=0)) as host:
        events = list(host.read(path))

    assert texts_of(events) == ["This is page 1"]
    assert events[-1].unread_from == 2


def test_a_page_that_kills_its_reader_each_time_costs_that_page_alone(tmp_path):
    path = saved(tmp_path, with_endless_page(pages=3, at=2))
    seen = []

    with ReaderHost(ReadLimits()) as host:
        reading = host.read(path)
        seen += [next(reading), next(reading)]
        with ThreadPoolExecutor(1) as pool:
            third = pool.submit(lambda: next(reading))
            killed = kill_children_until(host.pid, third.done)
            seen.append(third.result())
        seen += list(reading)

    assert killed >= 3
    assert texts_of(seen) == ["This is page 1", "", "This is page 3"]
    assert pages_of(seen)[1].problems == (sentences.PAGE_STOPPED,)


def kill_children_until(host_pid: int, is_done) -> int:
    killed: set[int] = set()
    while not is_done():
        for child in psutil.Process(host_pid).children():
            if child.pid not in killed:
                killed.add(child.pid)
                os.kill(child.pid, signal.SIGKILL)
    return len(killed)


def test_a_reader_killed_by_chance_costs_nothing(tmp_path):
    contents = [page_of(*([f"Page {number} line"] * 30)) for number in range(PAGES)]
    path = saved(tmp_path, pdf(*contents))
    seen = []

    with ReaderHost(ReadLimits()) as host:
        undisturbed = texts_of(list(host.read(path)))
        for event in host.read(path):
            seen.append(event)
            for child in psutil.Process(host.pid).children():
                # One that was killed before may be reaped at this very moment.
                with suppress(psutil.NoSuchProcess):
                    child.kill()

    assert texts_of(seen) == undisturbed
    assert seen[-1].state is ReadState.READABLE


def test_a_host_killed_by_chance_costs_nothing_and_is_replaced(tmp_path):
    path = saved(tmp_path, with_endless_page(pages=2, at=2))
    first = saved(tmp_path, FIVE, "five")

    with ReaderHost(ReadLimits(stall_seconds=0.5)) as host:
        reading = host.read(path)
        seen = [next(reading), next(reading)]
        old, child = psutil.Process(host.pid), only_child(host.pid)
        old.kill()
        seen += list(reading)
        assert gone(old, child)
        assert host.pid != old.pid
        assert len(texts_of(list(host.read(first)))) == 5

    assert texts_of(seen) == ["This is page 1", ""]
    assert pages_of(seen)[1].problems == (sentences.PAGE_STALLED,)


def test_closing_a_reading_ends_its_reader(tmp_path):
    path = saved(tmp_path, with_endless_page(pages=2, at=2))

    with ReaderHost(ReadLimits()) as host:
        reading = host.read(path)
        next(reading)
        next(reading)
        child = only_child(host.pid)
        reading.close()

        assert gone(child)


OWNER = """
import sys
from pathlib import Path
from ingest.reading.events import ReadLimits
from ingest.reading.host import ReaderHost
with ReaderHost(ReadLimits()) as host:
    for event in host.read(Path(sys.argv[1])):
        print(host.pid, flush=True)
"""


@pytest.mark.parametrize("also_the_host", [False, True])
def test_no_reader_outlives_its_owner_even_by_kill_9(tmp_path, also_the_host):
    path = saved(tmp_path, with_endless_page(pages=2, at=2))
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    ) as owner:
        owner.stdout.readline()
        host = psutil.Process(int(owner.stdout.readline()))
        child = only_child(host.pid)
        if also_the_host:
            host.suspend()
            child.suspend()
            os.kill(host.pid, signal.SIGKILL)

        owner.kill()
        if also_the_host:
            os.kill(child.pid, signal.SIGCONT)

        assert gone(host, child)


def test_the_host_knows_nothing_of_its_owners_surroundings(reader, monkeypatch):
    monkeypatch.setenv("CE_SECRET_KEY", "secret")

    with ReaderHost(ReadLimits()) as host:
        environment = psutil.Process(host.pid).environ()

    assert "CE_SECRET_KEY" not in environment
    assert "PATH" not in environment


def test_the_limits_that_are_in_force_are_named(reader):
    layers = set(reader.layers_in_force())

    assert {
        confinement.CPU,
        confinement.NO_CORE,
        confinement.NO_FILES_WRITTEN,
        confinement.FEW_FILES,
    } <= layers
    if sys.platform == "linux":
        assert {confinement.MEMORY, confinement.ENDS_WITH_HOST} <= layers


def test_a_page_is_drawn_in_the_limited_process(reader, tmp_path):
    picture = reader.render(saved(tmp_path, FIVE), 2, 200)

    assert picture.startswith(b"\x89PNG")
    assert picture.endswith(b"IEND\xaeB`\x82")


def test_a_page_that_cannot_be_drawn_is_refused_with_a_sentence(reader, tmp_path):
    with pytest.raises(RefusedError, match="has no such page"):
        reader.render(saved(tmp_path, FIVE), 6, 200)
    with pytest.raises(RefusedError, match="PDF files and pictures only"):
        reader.render(saved(tmp_path, b"Hello", "text"), 1, 200)


def test_a_drawing_that_takes_too_long_is_refused_with_a_sentence(tmp_path):
    path = saved(tmp_path, with_endless_page(pages=2, at=2))

    with ReaderHost(ReadLimits(stall_seconds=0.5)) as host:
        with pytest.raises(RefusedError, match="could not be made"):
            host.render(path, 2, 200)
        assert host.render(path, 1, 200)


def test_boxes_come_with_the_size_of_the_page(reader, tmp_path):
    text_sha256 = hashlib.sha256(b"This is page 1").hexdigest()

    found = reader.boxes(
        saved(tmp_path, FIVE), 1, [TextRange(0, 4, "This"), TextRange(8, 14, "page 1")], text_sha256
    )

    assert (found.width_pt, found.height_pt) == (600, 800)
    (((_, _, end, _),), ((start, _, _, _),)) = found.ranges
    assert 0 < end < start < 1


def test_boxes_of_a_page_that_is_not_there_are_refused_with_a_sentence(reader, tmp_path):
    with pytest.raises(RefusedError, match="has no such page"):
        reader.boxes(saved(tmp_path, FIVE), 9, [])


def test_the_second_pass_tells_each_page_and_an_end(reader, tmp_path):
    events = list(reader.enrich(saved(tmp_path, FIVE), [3, 1, 3]))

    assert isinstance(events[0], FileSeen)
    assert events[1:-1] == [PageEnriched(1, (), None), PageEnriched(3, (), None)]
    assert events[-1].state is ReadState.READABLE
    assert events[-1].parser.startswith("pdfplumber ")


def test_the_second_pass_gets_past_a_page_that_no_reader_finishes(tmp_path):
    path = saved(tmp_path, with_endless_page(pages=3, at=2))

    with ReaderHost(ReadLimits(stall_seconds=1)) as host:
        events = list(host.enrich(path, [1, 2, 3]))

    assert [event.number for event in events if isinstance(event, PageEnriched)] == [1, 2, 3]
    assert events[2].problems == (sentences.PAGE_STALLED,)


def test_the_second_pass_over_another_kind_of_file_says_why_there_is_none(reader, tmp_path):
    events = list(reader.enrich(saved(tmp_path, b"Hello"), [1]))

    assert events[-1].state is ReadState.REFUSED
