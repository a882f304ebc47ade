"""Measures the way from the first upload to the last page found, beside a bare PDFium loop.

``python -m benchmarks.uploading CORPUS``: one client sends every PDF file below the folder over
HTTP to a fresh installation (web and one worker), waits until each is read and asks for words of
the last page. Web and worker have taken in a note before, so both are there as on any day. The
installation reads without OCR and before the pass for tables, as it does.
"""

import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks.installation import Client, served
from benchmarks.yardsticks import pdfium_loop

RUNS = 5
_ASK_EVERY_SECONDS = 0.25
_ASKED_AT_ONCE = 50
_WORDS = 6


def run(corpus: Path) -> dict[str, Any]:
    """Measure with the PDF files below ``corpus``, in turns with the bare loop.

    Machines change their speed while they are measured: each run is held against the bare loops
    just before and just after it, and the ratio is the median of those of the runs.
    """
    paths = sorted(corpus.rglob("*.pdf"))
    pages, first = _bare(paths)
    ours, bare = [], [first]
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as port:
            note = Path(folder) / "note.txt"
            note.write_text("A note that is read before.", encoding="utf-8")
            ours.append(_upload_and_find(port, note, paths))
        bare.append(_bare(paths)[1])
    mine, theirs = statistics.median(ours), statistics.median(bare)
    beside = [statistics.mean(pair) for pair in pairwise(bare)]
    ratios = [yardstick / run for yardstick, run in zip(beside, ours, strict=True)]
    return {
        "files": len(paths),
        "pages": pages,
        "pages_per_second": round(pages / mine, 1),
        "bare_loop_pages_per_second": round(pages / theirs, 1),
        "ratios_to_bare_loop": [round(ratio, 3) for ratio in sorted(ratios)],
        "ratio_to_bare_loop": round(statistics.median(ratios), 3),
    }


def _bare(paths: Sequence[Path]) -> tuple[int, float]:
    """How many pages the bare loop reads, and in how many seconds."""
    began = time.perf_counter()
    return pdfium_loop.read_all(paths), time.perf_counter() - began


def _upload_and_find(port: int, note: Path, paths: Sequence[Path]) -> float:
    client = Client(port)
    client.sign_in()
    _wait_until_read(client, [_send(client, note)["revision"]])
    began = time.perf_counter()
    sent = [_send(client, path) for path in paths]
    _wait_until_read(client, [told["revision"] for told in sent])
    _find(client, _last_words(paths[-1]))
    return time.perf_counter() - began


def _send(client: Client, path: Path) -> dict[str, str]:
    headers = {
        "X-CSRFToken": client.token, "X-File-Name": quote(path.name), "Accept": "application/json",
    }  # fmt: skip
    status, text = client.post("/evidence/add/one", path.read_bytes(), headers)
    if status != 201:
        raise RuntimeError(f"{path.name} was not taken: {status} {text[:200]}")
    told: dict[str, str] = json.loads(text)
    return told


def _wait_until_read(client: Client, revisions: list[str]) -> None:
    # In the order of reading: once a file is read, those asked for before it are too.
    waiting = revisions
    while waiting:
        _, text = client.get(f"/evidence/progress?keys={','.join(waiting[:_ASKED_AT_ONCE])}")
        final = {one["revision"] for one in json.loads(text)["files"] if one["final"]}
        waiting = [revision for revision in waiting if revision not in final]
        if not final:
            time.sleep(_ASK_EVERY_SECONDS)


def _last_words(path: Path) -> str:
    *_, last = (text for text in pdfium_loop.page_texts(path) if len(text.split()) > _WORDS)
    return " ".join(re.findall(r"[A-Za-z]{3,}", last)[:_WORDS])


def _find(client: Client, words: str) -> None:
    status, text = client.get(f"/search?q={quote(words)}")
    if status != 200 or "/evidence/files/" not in text:
        raise RuntimeError(f"The last page was not found by: {words}")


def main() -> None:
    """Print the figures."""
    for name, figure in run(Path(sys.argv[1])).items():
        print(f"{name:32} {figure}")


if __name__ == "__main__":
    main()
