"""Web pages: their visible text in order, by lxml as a stream; runs and fetches nothing."""

import mmap
import re
from importlib.metadata import version
from typing import Final

from lxml import etree

from ingest.reading import quality, sentences
from ingest.reading.charsets import decoded
from ingest.reading.events import PageOutcome, PageRead, ReadState
from ingest.reading.file_types import UnreadableError
from ingest.reading.sections import Block, cut_sections, section_page
from ingest.reading.storable import storable

PARSER: Final = f"lxml {version('lxml')}"
# How far a browser looks for the encoding, and some more for pages with long heads.
_HEAD: Final = 8192
_COMMENT: Final = re.compile(rb"<!--.*?-->", re.DOTALL)
_DECLARED: Final = re.compile(
    rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w:.-]+)|<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w:.-]+)",
    re.IGNORECASE,
)
_CHUNK: Final = 1 << 16

_NEVER: Final = frozenset({"script", "style", "noscript", "template", "iframe", "object", "svg"})
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_BLOCKS: Final = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "button", "caption", "center"),
        *("dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure"),
        *("footer", "form", "header", "hr", "html", "legend", "li", "main", "nav", "ol"),
        *("option", "p", "pre", "section", "select", "summary", "tbody", "tfoot", "thead", "ul"),
    }
)
_CELLS: Final = frozenset({"td", "th"})
_NOT_SHOWN: Final = re.compile(r"\bdisplay\s*:\s*none\b|\bvisibility\s*:\s*hidden\b", re.IGNORECASE)
_SPACE: Final = re.compile(r"\s+")
BULLET: Final = "• "


class HtmlFile:
    """A web page, cut into sections of at most 1,000 words by its headings.

    Raises:
        UnreadableError: there is no text to be seen in it.
    """

    parser = PARSER
    pieces_are = "section"

    def __init__(self, data: mmap.mmap | bytes) -> None:
        raw = bytes(data)
        shown = ShownText(decoded(raw, declared_charset(raw)))
        self._sections = cut_sections(shown.with_title())
        if not self._sections:
            raise UnreadableError(ReadState.REFUSED, sentences.EMPTY_WEB_PAGE)
        self._problems = (sentences.HIDDEN_LEFT_OUT,) if shown.has_hidden else ()

    def __len__(self) -> int:
        return len(self._sections)

    def piece(self, ordinal: int) -> PageRead:
        """Read one section."""
        page = section_page(self._sections[ordinal - 1], ordinal)
        garbled = quality.garbled(page.text)
        problems = [*(self._problems if ordinal == 1 else ()), *((garbled,) if garbled else ())]
        outcome = PageOutcome.GARBLED if garbled else PageOutcome.READ
        return PageRead(page.locator, page.text, page.source, tuple(problems), ordinal, outcome)


def declared_charset(raw: bytes) -> str | None:
    """Give the encoding that a page names in its first lines."""
    found = _DECLARED.search(_COMMENT.sub(b"", raw[:_HEAD]))
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


class ShownText:
    """What a browser would show of a page, as blocks; `has_hidden` tells of text left out."""

    def __init__(self, text: str) -> None:
        target = _Target()
        parser = etree.HTMLParser(
            target=target, encoding="utf-8", no_network=True, huge_tree=True, recover=True
        )
        # Storable first: libxml2 ends at a NUL, and our border would change the rest anyway.
        kept = storable(text)
        try:
            for start in range(0, len(kept), _CHUNK):
                parser.feed(kept[start : start + _CHUNK].encode())
            parser.close()
        except etree.LxmlError:
            # libxml2 gives up on what is no page at all; what came until then is kept.
            target.close()
        self.title = target.title
        self.blocks = target.blocks
        self.has_hidden = target.has_hidden

    def with_title(self) -> list[Block]:
        """Give the blocks; the page's title heads them where no heading of their own does."""
        has_top = any(block.heading == 1 for block in self.blocks)
        if has_top or not self.title or not self.blocks:
            return self.blocks
        return [Block(self.title, 1), *self.blocks]


class _Target:
    """Hears a page as starts, ends and text; depth costs nothing, since no tree is built."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.title = ""
        self.has_hidden = False
        self._text: list[str] = []
        self._cells: list[str] | None = None
        self._lead = ""
        self._heading = self._pre = 0
        self._left_out = 0
        self._hears_hidden = self._in_title = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._left_out:
            self._left_out += 1
        elif tag in _NEVER or _is_hidden(tag, attributes):
            self._left_out, self._hears_hidden = 1, tag not in _NEVER
        else:
            self._begin(tag)

    def end(self, tag: str) -> None:
        if self._left_out:
            self._left_out -= 1
        else:
            self._finish(tag)

    def data(self, text: str) -> None:
        if self._left_out:
            self.has_hidden |= self._hears_hidden and not text.isspace()
        elif self._in_title:
            self.title += text
        else:
            self._text.append(text if self._pre else _SPACE.sub(" ", text))

    def close(self) -> None:
        self._spill()
        self.title = " ".join(self.title.split())

    def _begin(self, tag: str) -> None:
        if tag == "title" and not self.blocks:
            self._in_title = True
        elif tag == "br":
            self._text.append("\n")
        elif tag in _HEADINGS or tag == "table":
            # A row that holds a heading or another table only lays the page out.
            self._spill()
            self._heading = _HEADINGS.get(tag, 0)
        elif tag == "tr":
            self._spill()
            self._cells = []
        elif tag in _CELLS:
            self._keep_stray()
        elif tag in _BLOCKS:
            self._break()
            self._pre += tag == "pre"
            if tag == "li" and self._cells is None:
                self._lead = BULLET
            elif tag == "li":
                self._text.append(BULLET)

    def _finish(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag in _HEADINGS:
            self._break()
            self._heading = 0
        elif tag == "tr":
            self._end_row()
        elif tag in _CELLS:
            self._end_cell()
        elif tag in _BLOCKS:
            self._break()
            self._lead = "" if tag == "li" else self._lead
            self._pre -= tag == "pre" and self._pre > 0

    def _break(self) -> None:
        """End a block; within a row of a table that is only a space."""
        if self._cells is None:
            self._add(self._taken())
        else:
            self._text.append(" ")

    def _keep_stray(self) -> None:
        """Make a cell of what stands between cells, which is mostly nothing."""
        if "".join(self._text).strip():
            self._end_cell()
        self._text.clear()

    def _end_cell(self) -> None:
        text = self._taken()
        if self._cells is None:
            self._add(text)
        else:
            self._cells.append(" ".join(text.split()))

    def _end_row(self) -> None:
        if self._cells is None:
            self._break()
            return
        self._keep_stray()
        cells, self._cells = self._cells, None
        if any(cells):
            self._put("\t".join(cells))

    def _spill(self) -> None:
        """Leave a row as blocks of their own."""
        cells, self._cells = self._cells or [], None
        text = self._taken()
        for cell in cells:
            self._add(cell)
        self._add(text)

    def _taken(self) -> str:
        text, self._text = "".join(self._text), []
        return text

    def _add(self, raw: str) -> None:
        lines = raw.split("\n")
        if not self._pre:
            lines = [" ".join(line.split()) for line in lines]
        text = "\n".join(line for line in lines if line.strip())
        if text:
            self._put(text)

    def _put(self, text: str) -> None:
        self.blocks.append(Block(self._lead + text, self._heading))
        self._lead = ""


def _is_hidden(tag: str, attributes: dict[str, str]) -> bool:
    if "hidden" in attributes:
        return True
    if tag == "input":
        return attributes.get("type", "").lower() == "hidden"
    return bool(_NOT_SHOWN.search(attributes.get("style", "")))
