"""What OpenDocument files have in common: the package, styles, and the text of paragraphs."""

import mmap
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from ingest.reading import sentences
from ingest.reading.events import ReadState
from ingest.reading.file_types import UnreadableError
from ingest.reading.packages import Package, local_name

_URN: Final = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE: Final = f"{_URN}office:1.0}}"
STYLE: Final = f"{_URN}style:1.0}}"
TEXT: Final = f"{_URN}text:1.0}}"
TABLE: Final = f"{_URN}table:1.0}}"
DRAW: Final = f"{_URN}drawing:1.0}}"
PRESENTATION: Final = f"{_URN}presentation:1.0}}"
SVG: Final = f"{_URN}svg-compatible:1.0}}"
CHART: Final = f"{_URN}chart:1.0}}"
XLINK: Final = "{http://www.w3.org/1999/xlink}"

CONTENT: Final = "content.xml"
STYLES: Final = "styles.xml"
_MANIFEST: Final = "META-INF/manifest.xml"
_WHITE: Final = re.compile(r"[ \t\r\n]+")
_MOST_PARENTS: Final = 20
_MOST_SPACES: Final = 200
_TITLE: Final = "title"
_DEEPEST: Final = 9

# Not text of the paragraph that holds it: what is told elsewhere, descriptions, hidden fields.
_LEFT_OUT: Final = frozenset(
    (
        f"{OFFICE}annotation",
        f"{OFFICE}annotation-end",
        f"{OFFICE}forms",
        f"{OFFICE}event-listeners",
        f"{TEXT}note",
        f"{TEXT}hidden-text",
        f"{TEXT}hidden-paragraph",
        f"{TEXT}ruby-text",
        f"{TEXT}tracked-changes",
        f"{TEXT}number",
        f"{SVG}title",
        f"{SVG}desc",
    )
)
_CHARACTERS: Final = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}


def open_document(data: mmap.mmap | bytes) -> Package:
    """Open the package of an OpenDocument file.

    Raises:
        UnreadableError: it is locked with a password or unsafe to unpack.
    """
    package = Package(data)
    if _MANIFEST in package:
        names = (local_name(element) for element in package.root(_MANIFEST).iter())
        if "encryption-data" in names:
            raise UnreadableError(ReadState.NEEDS_PASSWORD, sentences.NEEDS_PASSWORD)
    return package


class Styles:
    """What styles say about titles, hidden text and hidden slides.

    ``roots`` are parts of the file; of two styles of one name the one in the earlier part counts.
    """

    def __init__(self, roots: Sequence[Any]) -> None:
        self._styles: dict[tuple[str, str], Any] = {}
        for root in roots:
            for style in root.iter(f"{STYLE}style"):
                key = style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")
                self._styles.setdefault(key, style)

    def heading(self, paragraph: Any) -> int:
        """Give the paragraph's heading level from 1, or 0."""
        if paragraph.tag == f"{TEXT}h":
            return min(_count(paragraph, f"{TEXT}outline-level"), _DEEPEST)
        for style in self._line("paragraph", paragraph.get(f"{TEXT}style-name")):
            if style.get(f"{STYLE}name", "").lower() == _TITLE:
                return 1
        return 0

    def hides(self, element: Any, family: str) -> bool:
        """Tell whether the style of a paragraph or span hides its text."""
        for style in self._line(family, element.get(f"{TEXT}style-name")):
            said = _property(style, "text-properties", f"{TEXT}display")
            if said is not None:
                return said == "none"
        return False

    def hides_page(self, page: Any) -> bool:
        """Tell whether a slide is hidden."""
        for style in self._line("drawing-page", page.get(f"{DRAW}style-name")):
            said = _property(style, "drawing-page-properties", f"{PRESENTATION}visibility")
            if said is not None:
                return said == "hidden"
        return False

    def _line(self, family: str, name: str | None) -> Iterator[Any]:
        """Give a style and those that it is based on, nearest first."""
        for _ in range(_MOST_PARENTS):
            style = self._styles.get((family, name or ""))
            if style is None:
                return
            yield style
            name = style.get(f"{STYLE}parent-style-name")


class Aside:
    """What hangs on a paragraph and is not its text: shapes, notes and annotations, in order."""

    def __init__(self) -> None:
        self.shapes: list[Any] = []
        self.notes: list[Any] = []
        self.annotations: list[Any] = []


def paragraph_text(paragraph: Any, styles: Styles, aside: Aside, skip: frozenset[str]) -> str:
    """Give the text of a text:p or text:h, "" where it is hidden; ``skip`` holds tags left out."""
    if styles.hides(paragraph, "paragraph") or _says_hidden(paragraph):
        return ""
    return "".join(_inline(paragraph, styles, aside, skip)).strip()


def _inline(element: Any, styles: Styles, aside: Aside, skip: frozenset[str]) -> Iterator[str]:
    yield _collapsed(element.text)
    for child in element:
        if isinstance(child.tag, str):
            yield from _child_text(child, styles, aside, skip)
        yield _collapsed(child.tail)


def _child_text(child: Any, styles: Styles, aside: Aside, skip: frozenset[str]) -> Iterator[str]:
    tag = child.tag
    if tag == f"{TEXT}note":
        aside.notes.append(child)
    elif tag == f"{OFFICE}annotation":
        aside.annotations.append(child)
    elif tag in _LEFT_OUT or tag in skip:
        return
    elif tag.startswith(DRAW):
        aside.shapes.append(child)
    elif tag == f"{TEXT}s":
        yield " " * min(_count(child, f"{TEXT}c"), _MOST_SPACES)
    elif tag in _CHARACTERS:
        yield _CHARACTERS[tag]
    elif tag != f"{TEXT}span" or not styles.hides(child, "text"):
        yield from _inline(child, styles, aside, skip)


def _says_hidden(paragraph: Any) -> bool:
    """Tell whether a field in the paragraph hides it as a whole."""
    return any(
        field.get(f"{TEXT}is-hidden") == "true"
        for field in paragraph.iterchildren(f"{TEXT}hidden-paragraph")
    )


def _collapsed(text: str | None) -> str:
    """Give text as XML means it: runs of white space are one space, the others are elements."""
    return _WHITE.sub(" ", text) if text else ""


def _property(style: Any, holder: str, name: str) -> str | None:
    found = style.find(f"{STYLE}{holder}")
    return None if found is None else found.get(name)


def _count(element: Any, name: str) -> int:
    value = element.get(name, "1")
    return max(int(value), 1) if value.isdigit() else 1
