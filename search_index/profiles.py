"""What each dimension sounds like, as weighted words and phrases; boilerplate weighs little.

Made from the framework's text, the keyword edition and, for the model that they were written
for, more words of the field. Knows no page.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from framework.keywords import KeywordEdition
from framework.model import Dimension, FrameworkVersion
from search_index.analysis import analyse
from search_index.query import FUNCTION_WORDS, terms_of
from search_index.synonyms import Thesaurus, thesaurus

Stems = tuple[str, ...]
# The parser in C is many times as fast; it is missing where PyYAML was built without libyaml.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The weight of a phrase by where it comes from. Field words name what keywords only imply.
KEYWORD = 0.3
SYNONYM = 0.8
EVIDENCE = 1.0
SURE = 0.8
LIKELY = 0.7
# What a single word inside a phrase or a descriptor adds to the word's own weight.
WORD_OF = {"evidence": 0.15, "sure": 0.3, "likely": 0.1, "descriptor": 0.3}
HALF_WORD = 0.5
# What a word says of whether a text is about careers education at all.
ABOUT = {"strong": 1.0, "weak": 0.4}


@dataclass(frozen=True)
class Profiles:
    """For each word or phrase the dimensions that it speaks for, by place in `codes`.

    `about` are the words that a text about careers education has, with their weight, and `other`
    those of other business. `capitals` are stems that only ever stand for an acronym.
    """

    codes: tuple[str, ...]
    features: Mapping[Stems, tuple[tuple[int, float], ...]]
    about: Mapping[Stems, float]
    other: Mapping[Stems, float]
    capitals: frozenset[str]


@cache
def profiles(version: FrameworkVersion, edition: KeywordEdition) -> Profiles:
    """The profiles of every dimension of a framework version."""
    others = thesaurus(edition)
    field = _field_words() if _field_words()["framework"] == version.id else {"dimensions": {}}
    raw = [
        _raw_weights(dimension, edition, others, field["dimensions"].get(dimension.code, {}))
        for dimension in version.dimensions
    ]
    spread: dict[Stems, float] = {}
    for weights in raw:
        for stems, weight in weights.items():
            spread[stems] = spread.get(stems, 0.0) + min(1.0, weight)
    features: dict[Stems, list[tuple[int, float]]] = {}
    for place, weights in enumerate(raw):
        for stems, weight in weights.items():
            rarity = _rarity(spread[stems], len(raw))
            features.setdefault(stems, []).append((place, weight * rarity))
    return Profiles(
        tuple(dimension.code for dimension in version.dimensions),
        {stems: tuple(speaks) for stems, speaks in features.items()},
        _careers_words(),
        {stems: float(len(stems)) for stems in _other_business()},
        _capitals(version, edition, field),
    )


def _rarity(spread: float, dimensions: int) -> float:
    """Little for what many dimensions say, such as "documented careers learning journey"."""
    return math.log(1 + (max(dimensions - spread, 0) + 0.5) / (spread + 0.5))


def _raw_weights(
    dimension: Dimension, edition: KeywordEdition, others: Thesaurus, field: Mapping[str, Any]
) -> dict[Stems, float]:
    """The weights of a dimension before those of the others are looked at."""
    phrases: dict[Stems, float] = {}
    words: dict[str, float] = {}
    for source, weight, text in _sources(dimension, edition, others, field):
        for term in terms_of(text):
            phrases[term.stems] = max(phrases.get(term.stems, 0.0), weight)
            if len(term.stems) > 1 and source in WORD_OF:
                for stem in term.stems:
                    words[stem] = words.get(stem, 0.0) + WORD_OF[source]
    for descriptor in dimension.levels:
        for stem in {token.stem for token in analyse(descriptor.text) if token.width == 1}:
            words[stem] = words.get(stem, 0.0) + WORD_OF["descriptor"]
    for stem, count in words.items():
        weight = count / (count + HALF_WORD)
        phrases[stem,] = max(phrases.get((stem,), 0.0), weight)
    return {
        stems: weight
        for stems, weight in phrases.items()
        if len(stems) > 1 or (len(stems[0]) > 1 and stems[0] not in FUNCTION_WORDS)
    }


def _sources(
    dimension: Dimension, edition: KeywordEdition, others: Thesaurus, field: Mapping[str, Any]
) -> Iterator[tuple[str, float, str]]:
    for keyword in edition.keywords.get(dimension.code, ()):
        yield "keyword", KEYWORD, keyword
        for term in terms_of(keyword):
            for other in others.others.get(term.stems, ()):
                yield "synonym", SYNONYM, other
    for kind in edition.evidence_types.get(dimension.code, ()):
        yield "evidence", EVIDENCE, re.sub(r"\(.*?\)", "", kind)
    yield from (("sure", SURE, word) for word in field.get("sure", ()))
    yield from (("likely", LIKELY, word) for word in field.get("likely", ()))


def _capitals(
    version: FrameworkVersion, edition: KeywordEdition, field: Mapping[str, Any]
) -> frozenset[str]:
    """Stems that stand in capitals wherever the sources have them: SEND is never "send"."""
    seen: dict[str, bool] = {}
    for text in _all_texts(version, edition, field):
        for token in analyse(text):
            is_acronym = text[token.start : token.end].isupper() and token.end - token.start > 1
            seen[token.stem] = seen.get(token.stem, True) and is_acronym
    return frozenset(stem for stem, is_acronym in seen.items() if is_acronym)


def _all_texts(
    version: FrameworkVersion, edition: KeywordEdition, field: Mapping[str, Any]
) -> Iterator[str]:
    for dimension in version.dimensions:
        yield dimension.title
        yield from (descriptor.text for descriptor in dimension.levels)
    for texts in (*edition.keywords.values(), *edition.evidence_types.values()):
        yield from texts
    for group in edition.synonyms:
        yield from group
    for entry in field["dimensions"].values():
        yield from (*entry["sure"], *entry["likely"])


@cache
def _field_words() -> dict[str, Any]:
    return _data("field_words.yaml")


@cache
def _other_business() -> tuple[Stems, ...]:
    words = [word for group in _data("other_business.yaml").values() for word in group]
    return tuple(dict.fromkeys(term.stems for word in words for term in terms_of(word)))


@cache
def _careers_words() -> dict[Stems, float]:
    weights: dict[Stems, float] = {}
    lists = _data("careers_words.yaml")
    for name, weight in ABOUT.items():
        for word in lists[name]:
            for term in terms_of(word):
                weights.setdefault(term.stems, weight)
    return weights


@cache
def level_words() -> dict[int, tuple[Stems, ...]]:
    """For each step of maturity the phrases that sound like it."""
    return {
        int(level): tuple(dict.fromkeys(t.stems for word in words for t in terms_of(word)))
        for level, words in _data("level_words.yaml").items()
    }


def _data(name: str) -> dict[Any, Any]:
    text = (files("search_index") / "data" / name).read_text(encoding="utf-8")
    loaded: dict[Any, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506 - both are safe
    return loaded


def data_texts() -> tuple[str, ...]:
    """The packaged word lists as they stand, for the recipe that names what made a match."""
    folder = files("search_index") / "data"
    names = ("field_words", "careers_words", "other_business", "level_words")
    return tuple((folder / f"{name}.yaml").read_text(encoding="utf-8") for name in names)
