"""The models at hand: packaged ones, a file to validate, the text that a version is kept as."""

from pathlib import Path

from framework.building import build
from framework.canonical import body
from framework.loading import builtin, load
from framework.model import FrameworkVersion
from framework.places import Place
from framework.plain_data import canonical_json, read_json


def list_packaged() -> list[FrameworkVersion]:
    """Every version that comes with the program."""
    return [builtin()]


def choose(name: str) -> FrameworkVersion:
    """The packaged version with this id, else the model in the file at this path.

    Raises FrameworkError.
    """
    packaged = next((version for version in list_packaged() if version.id == name), None)
    return packaged or validate(Path(name))


def validate(path: Path) -> FrameworkVersion:
    """Load the model in a file, to see that it is one. Raises FrameworkError."""
    return load(path)


def to_canonical_json(version: FrameworkVersion) -> str:
    """The text to keep a version as; its SHA-256 is the version's."""
    return canonical_json(body(version))


def from_canonical_json(text: str) -> FrameworkVersion:
    """The version that `to_canonical_json` wrote, checked anew. Raises FrameworkError."""
    name = "The stored framework version"
    return build(Place(name, "the model", read_json(text, name)))
