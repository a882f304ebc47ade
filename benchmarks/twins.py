r"""Compares files with their OpenDocument twins: each pair should give the same words.

``python -m benchmarks.twins FOLDER``: the folder holds pairs such as ``a.docx``, ``a.odt`` and
``b.pptx``, ``b.odp``. Bodies are compared, and notes apart; headers, footers and comments
are left out, and footnotes. A word is what ``\w+`` finds, lower case.
"""

import re
import sys
from collections import Counter
from pathlib import Path
from typing import TypedDict

from ingest.reading.events import PageRead, ReadLimits
from ingest.reading.host import ReaderHost

_WORD = re.compile(r"\w+")
_TWINS = {".docx": ".odt", ".pptx": ".odp"}
_BODY, _NOTES = "body", "notes"


class Twins(TypedDict):
    """How many pairs were compared, and what differs by file: words missing, words too many.

    Missing is what the twin alone has, too many what only the Microsoft file has.
    """

    pairs: int
    equal: int
    same_order: int
    words: int
    differences: dict[str, tuple[dict[str, int], dict[str, int]]]


def words(text: str) -> list[str]:
    """Give the words of ``text``, lower case."""
    return _WORD.findall(text.lower())


def texts(host: ReaderHost, path: Path) -> dict[str, list[str]]:
    """Read the words of a file as we do, by part: "body" and "notes"."""
    found: dict[str, list[str]] = {_BODY: [], _NOTES: []}
    for event in host.read(path):
        if isinstance(event, PageRead):
            found.setdefault(event.locator.get("part", _BODY), []).extend(words(event.text))
    return {part: found[part] for part in (_BODY, _NOTES)}


def run(folder: Path) -> Twins:
    """Compare every pair in ``folder``."""
    twins: Twins = {"pairs": 0, "equal": 0, "same_order": 0, "words": 0, "differences": {}}
    with ReaderHost(ReadLimits()) as host:
        for path in sorted(folder.iterdir()):
            twin = path.with_suffix(_TWINS.get(path.suffix, ""))
            if path.suffix in _TWINS and twin.exists():
                _compare(twins, path.name, texts(host, path), texts(host, twin))
    return twins


def _compare(
    twins: Twins, name: str, ours: dict[str, list[str]], theirs: dict[str, list[str]]
) -> None:
    twins["pairs"] += 1
    twins["words"] += len(ours[_BODY]) + len(ours[_NOTES])
    twins["same_order"] += ours == theirs
    differs = False
    for part in (_BODY, _NOTES):
        missing = Counter(theirs[part]) - Counter(ours[part])
        extra = Counter(ours[part]) - Counter(theirs[part])
        if missing or extra:
            differs = True
            twins["differences"][f"{name}, {part}"] = (dict(missing), dict(extra))
    twins["equal"] += not differs


def main() -> None:
    """Print the comparison for the folder named on the command line."""
    twins = run(Path(sys.argv[1]))
    print(f"pairs {twins['pairs']}, same words {twins['equal']}, same order {twins['same_order']}")
    for name, (missing, extra) in twins["differences"].items():
        print(f"{name}\n  missing {missing}\n  too many {extra}")


if __name__ == "__main__":
    main()
