"""What holds a reading process back, in plain words: which layers are on here, which are missing.

A pure rule over the names that a reading process gives for itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from ingest.reading import confinement


@dataclass(frozen=True)
class Layer:
    """One thing that a reading process cannot do, whether that holds here, and what if not."""

    words: str
    is_on: bool
    advice: str


class _Rule(NamedTuple):
    words: str
    by: frozenset[str]
    advice: str


_UNCONFINED: Final = "Run the service on Linux 5.13 or later, outside a container that forbids it"
_RULES: Final = (
    _Rule(
        "It reaches no network",
        frozenset({confinement.NETWORK_NAMESPACE, confinement.LANDLOCK_NETWORK}),
        "Allow user namespaces, or run the service on Linux 6.7 or later. Until then keep the"
        " worker's machine off the internet",
    ),
    _Rule(
        "It opens no file but the one it reads and its own program",
        frozenset({confinement.LANDLOCK_FILES}),
        _UNCONFINED,
    ),
    _Rule(
        "It writes no file",
        frozenset({confinement.NO_FILES_WRITTEN}),
        _UNCONFINED,
    ),
    _Rule(
        "It starts no other program",
        frozenset({confinement.NO_PROCESSES}),
        "Run the service as an ordinary user, not as root",
    ),
    _Rule(
        "It takes no more memory than it is allowed",
        frozenset({confinement.MEMORY}),
        "Run the service on Linux. Until then its memory is looked at four times a second",
    ),
    _Rule("It takes no more time than it is allowed", frozenset({confinement.CPU}), _UNCONFINED),
    _Rule(
        "It leaves no copy of its memory behind",
        frozenset({confinement.NO_CORE}),
        _UNCONFINED,
    ),
    _Rule(
        "It ends with the service",
        frozenset({confinement.ENDS_WITH_HOST}),
        "Restart the machine after the service was killed",
    ),
)


def explain(names: Iterable[str]) -> tuple[Layer, ...]:
    """Say of each layer whether it is among those in force."""
    found = frozenset(names)
    return tuple(Layer(rule.words, bool(rule.by & found), f"{rule.advice}.") for rule in _RULES)


def conclude(layers: Iterable[Layer]) -> str:
    """Sum the layers up in one sentence."""
    missing = sum(not layer.is_on for layer in layers)
    if not missing:
        return "Everything that holds back a program that reads a hostile file is on."
    what = "One layer is" if missing == 1 else f"{missing} layers are"
    return (
        f"{what} missing on this machine. Files are still read in processes of their own, with"
        " the layers that are on."
    )
