"""Large XML parts heard as a stream, so that no size costs memory; knows no format."""

from collections.abc import Mapping
from typing import Final, Protocol

from lxml import etree

from ingest.reading.packages import Package

_CHUNK: Final = 1 << 16
# As much of one part as the guard of archives lets pass, whatever the part is called.
_MOST_BYTES: Final = 64 << 20


class Listener(Protocol):
    """What hears of elements, by local name, as they begin and end, and of their text."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins; its attributes are by local name."""
        ...

    def end(self, name: str) -> None:
        """An element ends."""
        ...

    def data(self, text: str) -> None:
        """Hear a bit of text."""
        ...


class _Target:
    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self.data = listener.data

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        local = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        self._listener.start(tag.rpartition("}")[2], local)

    def end(self, tag: str) -> None:
        self._listener.end(tag.rpartition("}")[2])

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        """Refuse a document type: office programs write none, and it is where entities are made."""
        message = "The part has a document type."
        raise ValueError(message)

    def close(self) -> None:
        """End the document; what was heard is the listener's."""


def listen(package: Package, name: str, listener: Listener) -> None:
    """Read a part from start to end; a part that brings entities of its own is broken.

    Raises:
        lxml.etree.XMLSyntaxError: it is broken; what came before was told.
        ValueError: it is too large, or it has a document type.
    """
    parser = etree.XMLParser(
        target=_Target(listener),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    left = _MOST_BYTES
    with package.stream(name) as part:
        while chunk := part.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                message = "The part is too large."
                raise ValueError(message)
            parser.feed(chunk)
    parser.close()
