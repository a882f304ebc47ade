"""Office files as ZIP packages of XML parts: guarded, parsed without entities; knows no format."""

import mmap
import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO, Any, Final, NamedTuple
from urllib.parse import unquote

from lxml import etree

from ingest.reading import sentences
from ingest.reading.archive_guard import check_archive
from ingest.reading.events import ReadState
from ingest.reading.file_types import UnreadableError

# What zipfile, lxml and a walk through parts that are not as they should be may run into.
BROKEN: Final = (
    etree.LxmlError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
    AssertionError,
)
_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Relationship(NamedTuple):
    """Where one part of an Office Open XML package points: the kind and the other part's name."""

    kind: str
    target: str


class Package:
    """A ZIP package whose parts are parsed when they are asked for.

    Raises:
        UnreadableError: it is locked or unsafe to unpack.
    """

    def __init__(self, data: mmap.mmap | bytes) -> None:
        self._archive = zipfile.ZipFile(BytesIO(data))
        check_archive(self._archive)
        self._names = frozenset(self._archive.namelist())

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def root(self, name: str) -> Any:
        """Parse a part; entities stay unexpanded and nothing is fetched."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        return etree.fromstring(self._archive.read(name), parser)

    def content(self, name: str) -> bytes:
        """Give a part as it is, such as a picture."""
        return self._archive.read(name)

    def stream(self, name: str) -> IO[bytes]:
        """Open a part to be read bit by bit."""
        return self._archive.open(name)

    def relationships(self, name: str) -> dict[str, Relationship]:
        """Give where a part of an Office Open XML package points within it, by relationship id."""
        folder, leaf = posixpath.split(name)
        listed = posixpath.join(folder, "_rels", f"{leaf}.rels")
        if listed not in self:
            return {}
        return {
            each.get("Id", ""): Relationship(
                each.get("Type", ""), self._target(folder, each.get("Target", ""))
            )
            for each in self.root(listed).iter(_RELATIONSHIP)
            if each.get("TargetMode") != "External"
        }

    def _target(self, folder: str, target: str) -> str:
        """Name the part that a relationship points at, from the folder of the part that has it."""
        joined = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        return joined if joined in self else unquote(joined)


@contextmanager
def opening() -> Iterator[None]:
    """Let the opening of a file end as damaged, whatever the broken file makes it run into.

    Raises:
        UnreadableError: with the sentence for people.
    """
    try:
        yield
    except BROKEN as error:
        raise UnreadableError(ReadState.FAILED, sentences.DAMAGED) from error


def local_name(element: Any) -> str:
    """Give an element's name without its namespace; "" for comments, entities and the like.

    Office Open XML has two namespaces for everything, the usual one and a strict one.
    """
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def first(element: Any, *path: str) -> Any | None:
    """Give the first element at the end of a path of local names, or None."""
    for name in path:
        element = next((child for child in element if local_name(child) == name), None)
        if element is None:
            return None
    return element


def linked(element: Any, name: str) -> str:
    """Give the relationship id that an element names in an attribute such as r:id, or ""."""
    found = (value for key, value in element.attrib.items() if key.endswith(f"}}{name}"))
    return next(found, "")
