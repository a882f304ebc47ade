"""Runs every measurement, prints one table with the marks to reach, and keeps the figures.

``python -m benchmarks``: ratios are within one run, since machines differ. The corpus is looked
for beside the project (``../shared/corpus``) or where ``CE_CORPUS`` says; what needs it and does
not find it is named, not guessed. Exits with 1 when a mark is missed.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import (
    desk,
    hostile,
    matching,
    ocr,
    packs,
    pages,
    reading,
    retrieval,
    searching,
    twins,
    uploading,
)
from benchmarks.corpus import corpus_folder
from benchmarks.shelf import DATABASES

RESULTS = Path(__file__).parent / "results.json"


class Mark(NamedTuple):
    """A figure that must not fall below `least` (or, with `most`, not rise above it)."""

    bench: str
    figure: str
    words: str
    least: float | None = None
    most: float | None = None

    def is_reached(self, value: float) -> bool:
        """Whether the figure is good enough."""
        return (self.least is None or value >= self.least) and (
            self.most is None or value <= self.most
        )


def _read_real(corpus: Path) -> dict[str, Any]:
    return reading.run(corpus / "real")


def _compare_twins(corpus: Path) -> dict[str, Any]:
    return dict(twins.run(corpus / "real" / "dfe-workload"))


def _upload_real(corpus: Path) -> dict[str, Any]:
    return uploading.run(corpus / "real")


def _read_scans(corpus: Path) -> dict[str, Any]:
    return ocr.run(corpus / "scan")


def _work_at_the_desk(_corpus: Path) -> dict[str, Any]:
    return desk.run()


def _open_pages(_corpus: Path) -> dict[str, Any]:
    return pages.run()


def _build_packs(_corpus: Path) -> dict[str, Any]:
    return packs.run()


BENCHES: dict[str, Callable[[Path], dict[str, Any]]] = {
    "reading": _read_real,
    "uploading": _upload_real,
    "twins": _compare_twins,
    "matching": matching.run,
    "hostile": hostile.run,
    "ocr": _read_scans,
    "retrieval": retrieval.run,
    "searching": searching.run,
    "desk": _work_at_the_desk,
    "pages": _open_pages,
    "packs": _build_packs,
}

MARKS = (
    Mark("reading", "ratio_to_bare_loop", "reading step against a bare PDFium loop", least=0.6),
    Mark("uploading", "ratio_to_bare_loop", "upload to page found against it", least=0.3),
    Mark("reading", "share_of_pdfplumber_words", "share of pdfplumber's words found", least=0.99),
    Mark("twins", "equal", "files that give the same words as their twin, of 32", least=30),
    Mark("matching", "first", "right dimension first, of 102", least=77),
    Mark("matching", "in_three", "right dimension in three, of 102", least=94),
    Mark("matching", "turned_away", "unrelated turned away, of 34", least=31),
    Mark("matching", "related_lost", "related turned away, of 102", most=8),
    Mark("matching", "level_exact", "level right, share of those found", least=0.6),
    Mark("matching", "level_within_one", "level within one, share of those found", least=0.92),
    Mark("hostile", "without_state_and_sentence", "files without a state and a sentence", most=0),
    Mark("hostile", "most_cpu_seconds_of_a_reader", "CPU seconds of a reader on a file", most=61),
    Mark("hostile", "peak_mebibytes_of_the_tree", "MiB of all readers at once", most=1024),
    Mark("hostile", "peak_mebibytes_on_an_honest_file", "MiB on an honest file", most=300),
    Mark("hostile", "readyz_worst_ms", "ms until /readyz answered meanwhile, worst", most=1000),
    Mark("hostile", "page_worst_ms", "ms until a page answered meanwhile, worst", most=1000),
    Mark("hostile", "not_answered", "answers that were none", most=0),
    Mark("ocr", "recall_clean200", "words of clean scans read", least=0.95),
    Mark("ocr", "recall_skew200", "words of scans that lean read", least=0.95),
    Mark("ocr", "recall_rot90", "words of scans on their side read", least=0.95),
    Mark("ocr", "recall_fax100", "words of faxes read", least=0.9),
    Mark("ocr", "recall_photo", "words of photographed pages read", least=0.32),
    Mark("desk", "key_presses", "key presses for 34 claims with 102 key quotes", most=260),
    Mark("desk", "next_quote_p95_ms", "ms until the next quote stands on its page", most=300),
    Mark("pages", "most_statements", "statements of a page in a full college", most=12),
    Mark("pages", "worst_p95_ms", "ms of a page in a full college, 95 of 100", most=150),
    Mark("packs", "peak_mebibytes_of_300", "MiB of a worker that builds a pack", most=512),
    Mark("packs", "peak_of_twice_to_once", "that for twice the documents, times", most=1.1),
    Mark("packs", "page_p95_ms_of_300", "ms of the assessment page meanwhile", most=300),
    Mark("packs", "same_bytes_when_killed_of_300", "same pack when killed twice", least=1),
    *(
        mark
        for kind, ms in zip(DATABASES, (60, 120), strict=True)
        for mark in (
            Mark("retrieval", f"{kind}_gain", f"nDCG@10 above plain BM25, {kind}", least=0.12),
            Mark("retrieval", f"{kind}_gain_low", f"lower end of its interval, {kind}", least=0.08),
            Mark("retrieval", f"{kind}_keyword_gain", f"keywords above it, {kind}", least=0.0),
            Mark("searching", f"{kind}_pages_per_second", f"pages/s findable, {kind}", least=500),
            Mark("searching", f"{kind}_of_twenty_to_two", f"20 colleges to 2, {kind}", most=1.5),
            Mark("searching", f"{kind}_ratio_to_by_hand", f"search to by hand, {kind}", most=2.0),
            Mark("searching", f"{kind}_http_p95_ms", f"ms of results, 95 of 100, {kind}", most=ms),
        )
    ),
)


def main() -> int:
    """Run all; returns the exit code."""
    corpus = corpus_folder()
    if corpus is None:
        print("There is no corpus at ../shared/corpus; set CE_CORPUS to measure with one.")
        return 0
    results = {}
    for name, run in BENCHES.items():
        print(f"Measuring {name} ...", file=sys.stderr)
        results[name] = run(corpus)
    RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return _print_table(results)


def _print_table(results: dict[str, dict[str, Any]]) -> int:
    for name, figures in results.items():
        print(f"\n{name}")
        for figure, value in figures.items():
            shown = f"{value:,.2f}" if isinstance(value, float) else value
            print(f"  {figure:<40} {shown}")
    print("\nmarks")
    missed = 0
    for mark in MARKS:
        value = results[mark.bench].get(mark.figure)
        if value is None:
            print(f"  not measured  {mark.words}")
            continue
        is_reached = mark.is_reached(value)
        missed += not is_reached
        limit = f"at least {mark.least}" if mark.least is not None else f"at most {mark.most}"
        print(f"  {'reached' if is_reached else 'MISSED '}  {mark.words}: {value:.4g} ({limit})")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
