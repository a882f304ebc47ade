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


class Levels:
    """The words that tell the levels of each dimension apart."""

    def __init__(self, version: FrameworkVersion, weights: Weights = WEIGHTS) -> None:
        self._weights = weights
        self._own = {dimension.code: _own_words(dimension) for dimension in version.dimensions}
        self._levels = {
            dimension.code: tuple(descriptor.level for descriptor in dimension.levels)
            for dimension in version.dimensions
        }

    def likely(self, code: str, tokens: Sequence[Token]) -> int | None:
        """The level that a passage sounds like, None when it speaks for all of them alike.

        Levels are steps: a higher one must be shown, and of uncertain ones the one between them is
        named: that whose expected cost is least.
        """
        heard = self.scores(code, tokens)
        if len(set(heard.values())) == 1:
            return None
        scores = {
            level: score - self._weights.step * steps
            for steps, (level, score) in enumerate(heard.items())
        }
        most = max(scores.values())
        chances = {level: math.exp(score - most) for level, score in scores.items()}
        return min(scores, key=lambda level: (_expected(level, chances), -scores[level], level))

    def scores(self, code: str, tokens: Sequence[Token]) -> dict[int, float]:
        """How much a passage sounds like each published level."""
        held = _held([token.stem for token in tokens if token.width == 1])
        scores = {}
        for level in self._levels[code]:
            general = sum(len(stems) for stems in level_words()[min(level, 4)] if stems in held)
            own = sum(weight for stem, weight in self._own[code][level].items() if (stem,) in held)
            scores[level] = self._weights.anywhere * general + self._weights.own * own
        return scores


def cost_of(named: int, level: int) -> float:
    """What naming a level costs where another is right."""
    return WRONG * (level != named) + FAR * (abs(level - named) > 1)


def _expected(named: int, chances: Mapping[int, float]) -> float:
    """What naming a level costs, over what each level's chances are."""
    return sum(chance * cost_of(named, level) for level, chance in chances.items())


def _held(stems: Sequence[str]) -> set[Stems]:
    """Every word of a passage, and the runs of words that may be one of the phrases."""
    longest = _longest_phrases()
    held: set[Stems] = {(stem,) for stem in stems}
    for at, stem in enumerate(stems):
        most = min(longest.get(stem, 1), len(stems) - at)
        held.update(tuple(stems[at : at + n]) for n in range(2, most + 1))
    return held


@cache
def _longest_phrases() -> Mapping[str, int]:
    """The number of words of the longest phrase that begins with a word."""
    longest: dict[str, int] = {}
    for phrases in level_words().values():
        for stems in phrases:
            longest[stems[0]] = max(longest.get(stems[0], 1), len(stems))
    return longest


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
