"""Measures our reading of PDF files beside a bare PDFium loop and beside pdfplumber.

``python -m benchmarks.reading [CORPUS]``: PDF files are looked for anywhere below the folder;
without one, PDF files are made for the occasion.
"""

import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typst

from benchmarks.yardsticks import pdfium_loop, pdfplumber_words
from ingest.reading.events import PageEnriched, PageOutcome, PageRead, ReadEnd, ReadLimits
from ingest.reading.host import ReaderHost

RATIO_TO_REACH = 0.6
WORDS_TO_REACH = 0.99
RUNS = 5
_SAMPLE_EVERY = 12
_MADE_FILES, _MADE_PAGES = 20, 12
_WORD = re.compile(r"\w+")


def run(corpus: Path) -> dict[str, Any]:
    """Measure with the PDF files below ``corpus``; with files of our own when there are none."""
    paths = sorted(corpus.rglob("*.pdf")) if corpus.is_dir() else []
    if paths:
        return _measured(paths, str(corpus))
    with tempfile.TemporaryDirectory() as folder:
        return _measured(_made(Path(folder)), "made for this run: the corpus is absent")


def _measured(paths: Sequence[Path], source: str) -> dict[str, Any]:
    pages = pdfium_loop.read_all(paths)
    with ReaderHost(ReadLimits()) as host:
        ends = _ours(host, paths)
        ours, bare = _interleaved(lambda: _ours(host, paths), lambda: pdfium_loop.read_all(paths))
        sample = paths[::_SAMPLE_EVERY]
        tabled, table_seconds = _second_pass(host, sample)
        shared, wanted, sample_pages, plumber_seconds = _against_pdfplumber(host, sample)
    return {
        "source": source,
        "files": len(paths),
        "pages": pages,
        "pages_read": sum(end.pages for end in ends),
        "states": dict(Counter(end.state.value for end in ends)),
        "ours_pages_per_second": round(pages / ours, 1),
        "bare_loop_pages_per_second": round(pages / bare, 1),
        "ratio_to_bare_loop": round(bare / ours, 3),
        "second_pass_pages_per_second": round(tabled / table_seconds, 1),
        "pdfplumber_pages_per_second": round(sample_pages / plumber_seconds, 1),
        "pdfplumber_sample_pages": sample_pages,
        "share_of_pdfplumber_words": round(shared / wanted, 4) if wanted else None,
    }


def _interleaved(one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Give the median seconds of both, run in turns so that a busy machine hurts both alike."""
    seconds = [(_timed(one), _timed(other)) for _ in range(RUNS)]
    return statistics.median(s for s, _ in seconds), statistics.median(s for _, s in seconds)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _ours(host: ReaderHost, paths: Sequence[Path]) -> list[ReadEnd]:
    return [event for path in paths for event in host.read(path) if isinstance(event, ReadEnd)]


def _second_pass(host: ReaderHost, paths: Sequence[Path]) -> tuple[int, float]:
    """Count the pages that the pass for tables looked at, and its seconds."""
    began = time.perf_counter()
    every = range(1, 10_000)
    events = [event for path in paths for event in host.enrich(path, every)]
    pages = sum(isinstance(event, PageEnriched) for event in events)
    return pages, time.perf_counter() - began


def _against_pdfplumber(host: ReaderHost, paths: Sequence[Path]) -> tuple[int, int, int, float]:
    """Count the words that both found and those that pdfplumber found, page by page."""
    shared = wanted = count = 0
    seconds = 0.0
    for path in paths:
        ours = [event for event in host.read(path) if isinstance(event, PageRead)]
        began = time.perf_counter()
        theirs = list(pdfplumber_words.page_texts(path))
        seconds += time.perf_counter() - began
        count += len(theirs)
        for page, text in zip(ours, theirs, strict=True):
            if page.outcome is PageOutcome.READ:
                words = Counter(_WORD.findall(text.lower()))
                shared += (words & Counter(_WORD.findall(page.text.lower()))).total()
                wanted += words.total()
    return shared, wanted, count, seconds


def _made(folder: Path) -> list[Path]:
    """Make PDF files of plain paragraphs."""
    sentence = "The board noted the careers report and asked for destinations by course. "
    page = "\n\n".join(f"= Item {item}\n" + sentence * 8 for item in range(5))
    source = folder / "made.typ"
    source.write_text("#pagebreak()\n".join([page] * _MADE_PAGES), encoding="utf-8")
    data = typst.compile(str(source))
    paths = [folder / f"made-{number}.pdf" for number in range(_MADE_FILES)]
    for path in paths:
        path.write_bytes(data)
    return paths


def main() -> None:
    """Print the figures; exit with 1 when one is below its mark."""
    figures = run(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("corpus"))
    for name, figure in figures.items():
        print(f"{name:32} {figure}")
    words = figures["share_of_pdfplumber_words"]
    reached = figures["ratio_to_bare_loop"] >= RATIO_TO_REACH and words >= WORDS_TO_REACH
    sys.exit(0 if reached else 1)


if __name__ == "__main__":
    main()
