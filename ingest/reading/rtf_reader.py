"""Reads rich text group by group into blocks; nests nothing in Python, however deep the file."""

import mmap
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Final

from ingest.reading.rtf_document import Flow
from ingest.reading.rtf_header import LEVELS, Fonts, StyleSheet
from ingest.reading.rtf_tokens import BINARY, BYTE, CLOSE, OPEN, TEXT, Token, decoded, tokens
from ingest.reading.sections import Block

BODY: Final = "body"
_BOX: Final = "box"
_LABEL: Final = "label"
_DEEPEST: Final = 100_000
_PRIVATE: Final = range(0xE000, 0xF900)
_STAR: Final = b"*"

_SKIPPED: Final = frozenset(
    b"author buptim category colortbl comment company creatim doccomm filetbl fldinst ftncn ftnsep"
    b" ftnsepc aftncn aftnsep aftnsepc hlinkbase info keywords list listlevel listoverride"
    b" listoverridetable listtable manager mmathPict nonesttables nonshppict operator"
    b" pict printim private1 revtbl revtim rsidtbl rxe shprslt sn sp subject sv tc tcn"
    b" template themedata txe xe".split()
)
# Of the groups that older programs pass over, those whose text is shown.
_KEPT: Final = frozenset(
    b"annotation do dptxbxtext footnote moMath moMathPara shpgrp shpinst shptxt".split()
)
_MATHS_PROPERTIES: Final = re.compile(rb"m\w*Pr$")
_PARTS: Final = {
    b"header": "header",
    b"headerl": "header",
    b"headerr": "header",
    b"headerf": "header",
    b"footer": "footer",
    b"footerl": "footer",
    b"footerr": "footer",
    b"footerf": "footer",
    b"footnote": "footnote",
    b"annotation": "comment",
    b"shptxt": _BOX,
    b"dptxbxtext": _BOX,
    b"listtext": _LABEL,
    b"pntext": _LABEL,
}
_CHARACTERS: Final = {
    b"tab": "\t",
    b"line": "\n",
    b"page": "\n",
    b"emdash": "\u2014",
    b"endash": "\u2013",
    b"emspace": "\u2003",
    b"enspace": "\u2002",
    b"qmspace": "\u2005",
    b"bullet": "\u2022",
    b"lquote": "\u2018",
    b"rquote": "\u2019",
    b"ldblquote": "\u201c",
    b"rdblquote": "\u201d",
    b"~": "\xa0",
    b"_": "-",
    b"{": "{",
    b"}": "}",
    b"\\": "\\",
}
_PARAGRAPHS: Final = frozenset((b"par", b"sect", b"\n", b"\r"))
_CODE_PAGES: Final = {b"mac": 10000, b"pc": 437, b"pca": 850}


class _State:
    """What holds within a group, and is as before when the group ends."""

    __slots__ = (
        "flow",
        "font",
        "heading",
        "hidden",
        "in_table",
        "is_skipped",
        "of",
        "starred",
        "struck",
        "uc",
    )

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.font: int | None = None
        self.hidden = self.struck = self.in_table = False
        self.is_skipped = self.starred = False
        self.heading = 0
        self.uc = 1
        self.of = b""

    def within(self) -> "_State":
        inner = _State.__new__(_State)
        for name in _State.__slots__:
            setattr(inner, name, getattr(self, name))
        inner.starred = False
        return inner


class RichText:
    """The blocks of a rich text by part: "body", "header", "footnote" and so on.

    Raises:
        ValueError: groups are nested deeper than any program does.
    """

    def __init__(self, data: mmap.mmap | bytes) -> None:
        self.parts: defaultdict[str, list[Block]] = defaultdict(list)
        self._fonts, self._styles = Fonts(), StyleSheet()
        self._bytes, self._codec = bytearray(), ""
        self._passed_over = self._skipped_depth = 0
        self._is_begun = False
        self._state = _State(Flow(BODY))
        self._outer: list[_State] = []
        body = self._state.flow
        for token in tokens(data):
            self._take(token)
        self.is_cut_off = bool(self._outer)
        while self._outer:
            self._close()
        self._flush()
        self.parts[BODY] = body.end()

    def _take(self, token: Token) -> None:
        kind = token[0]
        if kind == OPEN:
            self._open()
        elif kind == CLOSE:
            self._close()
        elif self._state.is_skipped:
            if kind == b"ud" and self._state.of == b"upr":
                self._state.is_skipped, self._state.of = False, b""
        elif self._passed_over and kind in {TEXT, BYTE, BINARY}:
            self._pass_over(token)
        elif kind == TEXT:
            self._add_text(token[2])
        elif kind == BYTE:
            self._add_bytes(token[2])
        else:
            self._word(kind, token[1])
        # Only what stands first in a group says what kind of group it is.
        self._is_begun = kind == OPEN

    def _open(self) -> None:
        self._passed_over = 0
        state = self._state
        if state.is_skipped and state.of != b"upr":
            self._skipped_depth += 1
            return
        if len(self._outer) >= _DEEPEST:
            raise ValueError("Groups are nested too deeply.")
        self._outer.append(state)
        self._state = state.within()
        if state.of == b"upr":
            # The first form is for old programs; the one to read is in the group \ud within.
            self._state.is_skipped = True

    def _close(self) -> None:
        self._passed_over = 0
        if self._skipped_depth:
            self._skipped_depth -= 1
            return
        if not self._outer:
            return
        inner, self._state = self._state, self._outer.pop()
        if inner.flow is not self._state.flow:
            self._flush()
            self._end_flow(inner.flow, self._state.flow)
        elif inner.of == b"stylesheet":
            self._styles.define()

    def _end_flow(self, inner: Flow, outer: Flow) -> None:
        blocks = inner.end()
        if inner.part == _BOX:
            outer.boxes += [Block(block.text) for block in blocks]
        elif inner.part == _LABEL:
            outer.take_label("".join(block.text for block in blocks))
        else:
            self.parts[inner.part] += blocks

    def _pass_over(self, token: Token) -> None:
        """Leave out what stands for a character that is said already, for older programs."""
        kind, _, content = token
        if kind == TEXT:
            passed, self._passed_over = self._passed_over, max(0, self._passed_over - len(content))
            if len(content) > passed:
                self._add_text(content[passed:])
        else:
            self._passed_over -= 1

    def _word(self, word: bytes, number: int | None) -> None:
        state = self._state
        if word == b"u":
            self._passed_over = 0
            self._add_character(number or 0)
            return
        self._passed_over = max(0, self._passed_over - 1)
        if word == _STAR:
            state.starred = self._is_begun
        elif word in _CHARACTERS:
            self._add(_CHARACTERS[word])
        elif word in _PARAGRAPHS:
            self._end_paragraph()
        elif word in _ACTIONS:
            _ACTIONS[word](self, number)
        elif word in _PARTS:
            self._begin_part(word)
        elif self._is_left_out(word):
            state.is_skipped = True
        state.starred = state.starred and word == _STAR

    def _is_left_out(self, word: bytes) -> bool:
        """Tell whether a word begins a group that holds no text of the document."""
        if self._state.of == b"stylesheet":
            return self._state.starred
        is_unknown = self._state.starred and word not in _KEPT
        return is_unknown or word in _SKIPPED or bool(_MATHS_PROPERTIES.match(word))

    def _begin_part(self, word: bytes) -> None:
        self._flush()
        self._state.flow = Flow(_PARTS[word])
        self._state.of = word
        self._state.in_table = False
        self._state.heading = 0

    def _add_text(self, content: bytes) -> None:
        of = self._state.of
        if of == b"stylesheet":
            self._styles.take_name(content)
        elif of != b"fonttbl":
            if self._bytes or not content.isascii():
                # The second byte of a character may look like a letter.
                self._add_bytes(content)
            else:
                self._add(content.decode("ascii"))

    def _add_bytes(self, content: bytes) -> None:
        state = self._state
        if state.hidden or state.struck or state.of in {b"fonttbl", b"stylesheet"}:
            return
        codec = self._fonts.codec(state.font)
        if codec != self._codec:
            self._flush()
            self._codec = codec
        self._bytes += content

    def _add_character(self, number: int) -> None:
        state = self._state
        self._passed_over = state.uc
        code = number % 0x10000
        is_symbol = code in _PRIVATE and self._fonts.is_symbol(state.font)
        self._add("•" if is_symbol else chr(code))

    def _add(self, text: str) -> None:
        self._flush()
        state = self._state
        if not (state.hidden or state.struck or state.of in {b"fonttbl", b"stylesheet"}):
            state.flow.add(text)

    def _flush(self) -> None:
        if self._bytes:
            self._state.flow.add(decoded(bytes(self._bytes), self._codec))
            self._bytes.clear()

    def _end_paragraph(self) -> None:
        self._flush()
        state = self._state
        state.flow.end_paragraph(heading=state.heading, in_table=state.in_table)

    def _end_inner(self, _: int | None) -> None:
        """End a cell or row of a table within a cell: it is text of that cell."""
        self._flush()
        self._state.flow.end_paragraph(in_table=True)

    def _end_cell(self, _: int | None) -> None:
        self._flush()
        self._state.flow.end_cell()

    def _end_row(self, _: int | None) -> None:
        self._flush()
        self._state.flow.end_row()

    def _reset_paragraph(self, _: int | None) -> None:
        self._state.in_table = False
        self._state.heading = 0

    def _reset_characters(self, _: int | None) -> None:
        state = self._state
        state.hidden = state.struck = False
        state.font = None

    def _in_table(self, number: int | None) -> None:
        self._state.in_table = number != 0

    def _hide(self, number: int | None) -> None:
        self._state.hidden = number != 0

    def _strike(self, number: int | None) -> None:
        self._state.struck = number != 0

    def _count(self, number: int | None) -> None:
        self._state.uc = max(0, 1 if number is None else number)

    def _take_style(self, number: int | None) -> None:
        if self._state.of == b"stylesheet":
            self._styles.take_number(number or 0)
        else:
            self._state.heading = self._styles.heading(number or 0)

    def _take_other_style(self, _: int | None) -> None:
        if self._state.of == b"stylesheet":
            self._styles.take_number(-1)

    def _outline(self, number: int | None) -> None:
        level = (number or 0) + 1
        level = level if level <= LEVELS else 0
        if self._state.of == b"stylesheet":
            self._styles.take_outline(level)
        else:
            self._state.heading = level

    def _end_note(self, _: int | None) -> None:
        if self._state.flow.part == "footnote":
            self._state.flow.part = "endnote"

    def _take_usual_font(self, number: int | None) -> None:
        self._fonts.usual = number or 0

    def _take_font(self, number: int | None) -> None:
        self._state.font = number or 0

    def _take_charset(self, number: int | None) -> None:
        if self._state.of == b"fonttbl":
            self._fonts.take_charset(self._state.font, number)

    def _take_font_page(self, number: int | None) -> None:
        if self._state.of == b"fonttbl":
            self._fonts.take_font_page(self._state.font, number)

    def _take_page(self, number: int | None) -> None:
        self._fonts.take_page(number)


def _entering(of: bytes) -> Callable[[RichText, int | None], None]:
    def enter(reader: RichText, _: int | None) -> None:
        reader._state.of = of  # noqa: SLF001 - one of its actions

    return enter


def _on_page(number: int) -> Callable[[RichText, int | None], None]:
    return lambda reader, _: reader._take_page(number)  # noqa: SLF001 - one of its actions


_ACTIONS: Final[Mapping[bytes, Callable[[RichText, int | None], None]]] = {
    b"fonttbl": _entering(b"fonttbl"),
    b"stylesheet": _entering(b"stylesheet"),
    b"upr": _entering(b"upr"),
    **{word: _on_page(number) for word, number in _CODE_PAGES.items()},
    **{
        word: getattr(RichText, f"_{method}")
        for word, method in {
            b"cell": "end_cell",
            b"row": "end_row",
            b"nestcell": "end_inner",
            b"nestrow": "end_inner",
            b"pard": "reset_paragraph",
            b"plain": "reset_characters",
            b"intbl": "in_table",
            b"v": "hide",
            b"deleted": "strike",
            b"uc": "count",
            b"s": "take_style",
            b"cs": "take_other_style",
            b"ds": "take_other_style",
            b"ts": "take_other_style",
            b"outlinelevel": "outline",
            b"ftnalt": "end_note",
            b"deff": "take_usual_font",
            b"f": "take_font",
            b"fcharset": "take_charset",
            b"cpg": "take_font_page",
            b"ansicpg": "take_page",
        }.items()
    },
}
