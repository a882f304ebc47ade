"""The likely level of a passage within a dimension, from the words of maturity; or none."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from framework.model import Dimension, FrameworkVersion
from search_index.analysis import Token, analyse
from search_index.profiles import Stems, level_words
from search_index.query import FUNCTION_WORDS

# What it costs to name a wrong level, and how much more one that is two or more steps away.
WRONG = 1.0
FAR = 2.0


class Weights(NamedTuple):
    """What words of maturity weigh.

    `anywhere`: each word that sounds like a step whatever the dimension. `own`: those of the
    dimension's own descriptors. `step`: what must be shown for each step above the lowest, since
    higher ones are described in more words, of which any text holds some.
    """

    anywhere: float = 0.6
    own: float = 2.0
    step: float = 1.2


WEIGHTS = Weights()


class Heard(NamedTuple):
    """A passage as levels are told by: its stems, and how many sound like each level anywhere."""

    words: frozenset[str]
    anywhere: Counter[int]


def hear(tokens: Sequence[Token]) -> Heard:
    """Listen to a passage once, whatever dimensions its level is asked for."""
    stems = [token.stem for token in tokens if token.width == 1]
    return Heard(frozenset(stems), _heard_anywhere(stems))


class Levels:
    """The words that tell the levels of each dimension apart."""

    def __init__(self, version: FrameworkVersion, weights: Weights = WEIGHTS) -> None:
        self._weights = weights
        self._own = {dimension.code: _own_words(dimension) for dimension in version.dimensions}
        self._levels = {
            dimension.code: tuple(descriptor.level for descriptor in dimension.levels)
            for dimension in version.dimensions
        }

    def likely(self, code: str, heard: Heard) -> int | None:
        """The level that a passage sounds like, None when it speaks for all of them alike.

        Levels are steps: a higher one must be shown, and of uncertain ones the one between them is
        named: that whose expected cost is least.
        """
        sounds = self.scores(code, heard)
        if len(set(sounds.values())) == 1:
            return None
        scores = {
            level: score - self._weights.step * steps
            for steps, (level, score) in enumerate(sounds.items())
        }
        most = max(scores.values())
        chances = {level: math.exp(score - most) for level, score in scores.items()}
        return min(scores, key=lambda level: (_expected(level, chances), -scores[level], level))

    def scores(self, code: str, heard: Heard) -> dict[int, float]:
        """How much a passage sounds like each published level."""
        scores = {}
        for level in self._levels[code]:
            own = sum(
                weight for stem, weight in self._own[code][level].items() if stem in heard.words
            )
            general = heard.anywhere[min(level, 4)]
            scores[level] = self._weights.anywhere * general + self._weights.own * own
        return scores


def cost_of(named: int, level: int) -> float:
    """What naming a level costs where another is right."""
    return WRONG * (level != named) + FAR * (abs(level - named) > 1)


def _expected(named: int, chances: Mapping[int, float]) -> float:
    """What naming a level costs, over what each level's chances are."""
    return sum(chance * cost_of(named, level) for level, chance in chances.items())


def _heard_anywhere(stems: Sequence[str]) -> Counter[int]:
    """How many words of a passage sound like each level whatever the dimension, each once."""
    sounding = _sounding()
    held = {
        (phrase, levels)
        for at, stem in enumerate(stems)
        for phrase, levels in sounding.get(stem, ())
        if len(phrase) == 1 or tuple(stems[at : at + len(phrase)]) == phrase
    }
    return Counter(level for phrase, levels in held for level in levels * len(phrase))


@cache
def _sounding() -> Mapping[str, tuple[tuple[Stems, tuple[int, ...]], ...]]:
    """By first word, what sounds like a level anywhere, with the levels that it sounds like."""
    levels: dict[Stems, tuple[int, ...]] = {}
    for level, phrases in level_words().items():
        for phrase in phrases:
            levels[phrase] = (*levels.get(phrase, ()), level)
    by_first: dict[str, list[tuple[Stems, tuple[int, ...]]]] = {}
    for phrase, sounded in levels.items():
        by_first.setdefault(phrase[0], []).append((phrase, sounded))
    return {first: tuple(found) for first, found in by_first.items()}


def _own_words(dimension: Dimension) -> Mapping[int, Mapping[str, float]]:
    """For each level its words, weightier the fewer levels of the dimension have them."""
    by_level = {
        descriptor.level: {token.stem for token in analyse(descriptor.text)} - FUNCTION_WORDS
        for descriptor in dimension.levels
    }
    spread = Counter(stem for stems in by_level.values() for stem in stems)
    return {
        level: {stem: math.log(len(by_level) / spread[stem]) for stem in stems}
        for level, stems in by_level.items()
    }
