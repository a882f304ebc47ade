"""The keyword edition: words to find each dimension by, and words that mean the same.

It is hashed apart from the model's text, because assessments pin the text while matches name both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from framework.building import sha256_of
from framework.loading import DATA, builtin, read_file
from framework.model import FrameworkVersion
from framework.places import Place
from framework.plain_data import read_yaml

KEYWORDS = "keywords.yaml"
SYNONYMS = "synonyms.yaml"


@dataclass(frozen=True, slots=True)
class KeywordEdition:
    """An edition that never changes; two are equal when their hashes are.

    `keywords` and `evidence_types` are by dimension code, `acronyms` by acronym. `synonyms` are
    groups of equivalents. `ambiguous` holds every meaning of an acronym that has several: never
    expand one of these without context, even where `acronyms` has it too.
    """

    sha256: str
    keywords: Mapping[str, tuple[str, ...]] = field(compare=False, repr=False)
    evidence_types: Mapping[str, tuple[str, ...]] = field(compare=False, repr=False)
    synonyms: tuple[tuple[str, ...], ...] = field(compare=False, repr=False)
    acronyms: Mapping[str, str] = field(compare=False, repr=False)
    ambiguous: Mapping[str, tuple[str, ...]] = field(compare=False, repr=False)


@cache
def builtin_keywords() -> KeywordEdition:
    """The packaged edition for the packaged model."""
    return load_keywords(read_file(DATA / KEYWORDS), read_file(DATA / SYNONYMS), builtin())


def load_keywords(keywords: str, synonyms: str, version: FrameworkVersion) -> KeywordEdition:
    """Load an edition from the text of its two files. It covers each dimension of `version`.

    Raises FrameworkError: one sentence that names the file, the place in it and the rule broken.
    """
    keyword_lists, evidence_lists = _by_dimension(keywords, version)
    file = Place(SYNONYMS, "the file", read_yaml(synonyms, SYNONYMS))
    fields = file.fields("acronyms", "ambiguous", "synonyms")
    groups = _groups(fields["synonyms"])
    acronyms = {name: place.text() for name, place in _named(fields["acronyms"])}
    ambiguous = {name: _several(place) for name, place in _named(fields["ambiguous"])}
    content = (keyword_lists, evidence_lists, groups, acronyms, ambiguous)
    return KeywordEdition(
        sha256=sha256_of(content),
        keywords=MappingProxyType(keyword_lists),
        evidence_types=MappingProxyType(evidence_lists),
        synonyms=groups,
        acronyms=MappingProxyType(acronyms),
        ambiguous=MappingProxyType(ambiguous),
    )


def _by_dimension(
    text: str, version: FrameworkVersion
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    file = Place(KEYWORDS, "the file", read_yaml(text, KEYWORDS))
    dimensions = file.fields(*(dimension.code for dimension in version.dimensions))
    lists = {
        code: file.at(f"dimension {code}", dimensions[code].value).fields(
            "keywords", "evidence_types"
        )
        for code in (dimension.code for dimension in version.dimensions)
    }
    keywords = {code: fields["keywords"].texts() for code, fields in lists.items()}
    evidence_types = {code: fields["evidence_types"].texts() for code, fields in lists.items()}
    return keywords, evidence_types


def _named(place: Place) -> Iterable[tuple[str, Place]]:
    for name, value in place.mapping().items():
        yield name, place.at(f"{place.where}: {name}", value)


def _groups(place: Place) -> tuple[tuple[str, ...], ...]:
    return tuple(
        _several(place.at(f"{place.where}: group {n}", item))
        for n, item in enumerate(place.items(), start=1)
    )


def _several(place: Place) -> tuple[str, ...]:
    found = place.texts()
    if len(found) < 2:  # noqa: PLR2004 - one meaning or one word alone says nothing
        raise place.error("must name at least two")
    return found
