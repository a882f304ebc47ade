"""What a pack is made of: its files, the list that names them, and who writes its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from framework.model import FrameworkVersion
from workflow.kinds.snapshots import Audience
from workflow.packs.pack_pages import CitedPage

FORMAT = 1
MANIFEST, HEAD, SIGNATURE, MISSING = (
    "manifest.json", "snapshot.json", "signature.json", "MISSING.txt",
)  # fmt: skip


class PackWriter(Protocol):
    """Writes the pages of packs as HTML; given by the layer that has templates."""

    def page(self, cited: CitedPage, *, name: str, title: str) -> str:
        """A cited page with its quotes marked."""

    def index(self, view: dict[str, Any], framework: FrameworkVersion, packed: "Packed") -> str:
        """The first page: what the pack is, and the way to everything in it."""

    def dimension(
        self, code: str, view: dict[str, Any], framework: FrameworkVersion, packed: "Packed"
    ) -> str:
        """One dimension: claim, citations, what reviews said."""

    def report(self, body: dict[str, Any]) -> str:
        """The report as a page of its own."""


@dataclass(frozen=True)
class Entry:
    """A file of a pack: its name in it, and its blob."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Packed:
    """What pages of a pack link to: file names by key, and what is left out with why."""

    pages: dict[str, str]
    originals: dict[str, str]
    dimensions: dict[str, str]
    left_out: tuple[tuple[str, str], ...]
    has_report: bool


def manifest(
    audience: Audience, title: str, college: str, entries: Sequence[Entry], packed: Packed
) -> dict[str, Any]:
    """The list of a pack's files, as `manifest.json` holds it."""
    return {
        "format": FORMAT,
        "audience": audience.value,
        "title": title,
        "college": college,
        "files": [
            {"name": one.name, "sha256": one.sha256, "size": one.size}
            for one in sorted(entries, key=lambda one: one.name.encode())
        ],
        "left_out": [{"what": what, "why": why} for what, why in packed.left_out],
    }


def missing_text(names: Sequence[str]) -> bytes:
    """What a pack says of files that were not in storage when it was built."""
    said = "These files were missing from storage when this pack was built:\n"
    return (said + "".join(f"- {name}\n" for name in sorted(names))).encode()
