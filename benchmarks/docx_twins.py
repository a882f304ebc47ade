"""Compares what we read from Word files with their OpenDocument twins: same words, same order.

``python -m benchmarks.docx_twins FOLDER``: the folder holds pairs such as ``a.docx``, ``a.odt``.
"""

import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypedDict

from lxml import etree

from ingest.reading.events import PageRead, ReadLimits
from ingest.reading.host import ReaderHost

_WORD = re.compile(r"\w+")
_T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_LEFT_OUT = {
    f"{_T}tracked-changes",
    f"{_T}note",
    f"{_T}sequence-decls",
    f"{_OFFICE}annotation",
    f"{_OFFICE}forms",
    f"{_SVG}title",
    f"{_SVG}desc",
}
_BREAKS = {f"{_T}{name}" for name in ("p", "h", "s", "tab", "line-break")}
_BOX = f"{_DRAW}text-box"


class Twins(TypedDict):
    """How many pairs were compared, and what differs by file: words missing, words too many."""

    pairs: int
    equal: int
    same_order: int
    differences: dict[str, tuple[dict[str, int], dict[str, int]]]


def words(text: str) -> list[str]:
    """Give the words of ``text``, lower case."""
    return _WORD.findall(text.lower())


def odt_text(path: Path, *, with_boxes: bool) -> str:
    """Read the body of an OpenDocument text, each text box once, or without text boxes."""
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("content.xml"))
    return "".join(_texts(root.find(f"{_OFFICE}body"), with_boxes=with_boxes))


def _texts(element: Any, *, with_boxes: bool) -> Iterator[str]:
    if element.tag in _BREAKS:
        yield " "
    yield element.text or ""
    for child in element:
        left_out = child.tag in _LEFT_OUT or (child.tag == _BOX and not with_boxes)
        if isinstance(child.tag, str) and not left_out:
            yield from _texts(child, with_boxes=with_boxes)
        yield child.tail or ""
    if element.tag in _BREAKS:
        yield " "


def docx_text(host: ReaderHost, path: Path) -> str:
    """Read the body of a Word file as we do: headers, footers, notes and comments left out."""
    pages = (event for event in host.read(path) if isinstance(event, PageRead))
    return "\n".join(page.text for page in pages if "part" not in page.locator)


def is_in_order(part: list[str], whole: list[str]) -> bool:
    """Tell whether ``part`` stands in ``whole`` in the same order, with others between."""
    rest = iter(whole)
    return all(word in rest for word in part)


def run(folder: Path) -> Twins:
    """Compare every pair in ``folder``."""
    twins: Twins = {"pairs": 0, "equal": 0, "same_order": 0, "differences": {}}
    with ReaderHost(ReadLimits()) as host:
        for docx in sorted(folder.glob("*.docx")):
            odt = docx.with_suffix(".odt")
            if odt.exists():
                _compare(twins, docx, words(docx_text(host, docx)), odt)
    return twins


def _compare(twins: Twins, docx: Path, ours: list[str], odt: Path) -> None:
    theirs = words(odt_text(odt, with_boxes=True))
    missing, extra = Counter(theirs) - Counter(ours), Counter(ours) - Counter(theirs)
    twins["pairs"] += 1
    twins["equal"] += not missing and not extra
    twins["same_order"] += is_in_order(words(odt_text(odt, with_boxes=False)), ours)
    if missing or extra:
        twins["differences"][docx.name] = (dict(missing), dict(extra))


def main() -> None:
    """Print the comparison for the folder named on the command line."""
    twins = run(Path(sys.argv[1]))
    print(f"pairs {twins['pairs']}, same words {twins['equal']}, order {twins['same_order']}")
    for name, (missing, extra) in twins["differences"].items():
        print(f"{name}\n  missing {missing}\n  too many {extra}")


if __name__ == "__main__":
    main()
