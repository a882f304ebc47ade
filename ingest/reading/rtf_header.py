"""What the head of a rich text says: fonts with their encodings, and styles of headings."""

import re
from typing import Final

from ingest.reading.rtf_tokens import SYMBOL, codec_of_charset, codec_of_page

_HEADING: Final = re.compile(r"heading (\d)$")
_TITLE: Final = "title"
_USUAL_PAGE: Final = 1252
LEVELS: Final = 9


class Fonts:
    """The codec of each font; a font that says none has that of the document."""

    def __init__(self) -> None:
        self.usual = 0
        self._codecs: dict[int, str | None] = {}
        self._page = codec_of_page(_USUAL_PAGE)

    def take_page(self, number: int | None) -> None:
        """Take the code page of the document."""
        if number:
            self._page = codec_of_page(number)

    def take_charset(self, font: int | None, number: int | None) -> None:
        """Take the character set of a font."""
        self._codecs[font or 0] = codec_of_charset(number or 0)

    def take_font_page(self, font: int | None, number: int | None) -> None:
        """Take the code page of a font."""
        if number:
            self._codecs[font or 0] = codec_of_page(number)

    def codec(self, font: int | None) -> str:
        """Name the codec for text in a font, None for the usual one."""
        return self._codecs.get(self.usual if font is None else font) or self._page

    def is_symbol(self, font: int | None) -> bool:
        """Tell whether a font draws symbols in the place of letters."""
        return self.codec(font) == SYMBOL


class StyleSheet:
    """The heading level of each paragraph style, by name or else by outline level."""

    def __init__(self) -> None:
        self._levels: dict[int, int] = {}
        self._name = bytearray()
        self._number = self._level = 0

    def heading(self, number: int) -> int:
        """Give the heading level of a style, or 0."""
        return self._levels.get(number, 0)

    def take_number(self, number: int) -> None:
        """Take the number of the style that is being defined; -1 for one of no paragraph."""
        self._number = number

    def take_outline(self, level: int) -> None:
        """Take the outline level of the style that is being defined."""
        self._level = level

    def take_name(self, name: bytes) -> None:
        """Take a piece of the style's name, which ends with a semicolon."""
        self._name += name

    def define(self) -> None:
        """End a definition, once its name is complete."""
        if b";" not in self._name:
            return
        name = self._name.decode("latin-1").partition(";")[0].strip().lower()
        match = _HEADING.match(name)
        level = int(match[1]) if match else 1 if name == _TITLE else self._level
        if level and self._number >= 0:
            self._levels[self._number] = level
        self._number = self._level = 0
        self._name.clear()
