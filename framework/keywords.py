"""The keyword edition: words, usual evidence, synonyms and acronyms; hashed apart from the text."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from framework.loading import load_yaml
from framework.model import FrameworkError
from store.db import canonical_json


@dataclass(frozen=True)
class KeywordEdition:
    """What people in the field say about each dimension; keys are dimension codes.

    `synonyms` are groups of equivalents; `ambiguous` acronyms are never expanded alone.
    """

    sha256: str
    keywords: Mapping[str, tuple[str, ...]]
    evidence_types: Mapping[str, tuple[str, ...]]
    synonyms: tuple[tuple[str, ...], ...]
    acronyms: Mapping[str, str]
    ambiguous: Mapping[str, tuple[str, ...]]


def edition(keywords_yaml: str, synonyms_yaml: str) -> KeywordEdition:
    """An edition from the texts of its two files. Raises FrameworkError that says where."""
    words, same = load_yaml(keywords_yaml), load_yaml(synonyms_yaml)
    for code, entry in words.items():
        if not isinstance(entry, dict) or set(entry) != {"keywords", "evidence_types"}:
            raise FrameworkError(f"{code} should have “keywords” and “evidence_types”.")
    if set(same) != {"acronyms", "ambiguous", "synonyms"}:
        raise FrameworkError("Synonyms should have “acronyms”, “ambiguous” and “synonyms”.")
    sha256 = hashlib.sha256(canonical_json([words, same]).encode()).hexdigest()
    return KeywordEdition(
        sha256,
        _lists({code: entry["keywords"] for code, entry in words.items()}),
        _lists({code: entry["evidence_types"] for code, entry in words.items()}),
        tuple(tuple(str(word) for word in group) for group in same["synonyms"]),
        MappingProxyType({str(short): str(long) for short, long in same["acronyms"].items()}),
        _lists(same["ambiguous"]),
    )


def _lists(raw: dict[Any, Any]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({str(k): tuple(str(word) for word in v) for k, v in raw.items()})


@cache
def builtin_keywords() -> KeywordEdition:
    """The packaged edition."""
    folder = files("framework") / "data"
    return edition(
        (folder / "keywords.yaml").read_text(encoding="utf-8"),
        (folder / "synonyms.yaml").read_text(encoding="utf-8"),
    )
