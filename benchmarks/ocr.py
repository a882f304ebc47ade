"""How much of scanned pages OCR reads: word recall by kind of scan, and CPU seconds a page.

``python -m benchmarks.ocr FOLDER`` (with an ``index.tsv`` of file, variant and truth). Recall is
of the truth's words, lower case, as a multiset, pooled over the files of a variant.
"""

import csv
import os
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from ingest.reading import ocr_engine
from ingest.reading.events import FileSeen, PageRead, ReadLimits
from ingest.reading.host import ReaderHost
from store.errors import RefusedError


def run(folder: Path) -> dict[str, Any]:
    """Read every file of the index in the limited process; nothing where OCR is not installed."""
    if not ocr_engine.is_installed():
        return {}
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    pages: Counter[str] = Counter()
    seconds: dict[str, float] = {}
    with (folder / "index.tsv").open(encoding="utf-8") as index, ReaderHost(ReadLimits()) as host:
        for row in csv.DictReader(index, delimiter="\t"):
            variant = row["variant"]
            before = _cpu_of_children(host)
            texts = _texts(host, folder / row["file"])
            seconds[variant] = seconds.get(variant, 0) + _cpu_of_children(host) - before
            truth = _words((folder / row["truth"]).read_text("utf-8"))
            found[variant] += (truth & _words("\n".join(texts))).total()
            wanted[variant] += truth.total()
            pages[variant] += len(texts)
    figures: dict[str, Any] = {}
    for variant in sorted(wanted):
        figures[f"recall_{variant}"] = found[variant] / wanted[variant]
        figures[f"cpu_seconds_a_page_{variant}"] = seconds[variant] / pages[variant]
    figures["pages"] = pages.total()
    figures["pages_a_second"] = pages.total() / sum(seconds.values())
    return figures


def _texts(host: ReaderHost, path: Path) -> list[str]:
    events = [event for event in host.read(path) if not isinstance(event, FileSeen)]
    texts = []
    for page in events:
        if isinstance(page, PageRead):
            try:
                texts.append(host.ocr(path, page.ordinal).text)
            except RefusedError:
                texts.append("")
    return texts


def _cpu_of_children(host: ReaderHost) -> float:
    """The CPU seconds of the host and of the children that it has reaped (Linux)."""
    if host.pid is None:
        return 0.0
    fields = Path(f"/proc/{host.pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return sum(int(fields[at]) for at in (11, 12, 13, 14)) / os.sysconf("SC_CLK_TCK")


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


if __name__ == "__main__":
    for name, value in run(Path(sys.argv[1])).items():
        print(f"{name:<36} {value:.3f}" if isinstance(value, float) else f"{name:<36} {value}")
