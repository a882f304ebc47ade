"""The likely level of a passage within a dimension, from the words of maturity; or none."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from framework.model import Dimension, FrameworkVersion
from search_index.analysis import Token, analyse
from search_index.profiles import Stems, level_words
from search_index.query import FUNCTION_WORDS

# Words of the dimension's own descriptors against those that sound like a level anywhere.
OWN_WORDS = 1.0
# A lead smaller than this over the other levels says nothing.
LEAST_LEAD = 0.0


class Levels:
    """The words that tell the levels of each dimension apart."""

    def __init__(self, version: FrameworkVersion) -> None:
        self._own = {dimension.code: _own_words(dimension) for dimension in version.dimensions}
        self._levels = {
            dimension.code: tuple(descriptor.level for descriptor in dimension.levels)
            for dimension in version.dimensions
        }

    def likely(self, code: str, tokens: Sequence[Token]) -> int | None:
        """The level that a passage sounds like, None when it does not say."""
        scores = self.scores(code, tokens)
        first, second, *_ = *sorted(scores.values(), reverse=True), 0.0, 0.0
        if first - second <= LEAST_LEAD:
            return None
        return max(scores, key=lambda level: scores[level])

    def scores(self, code: str, tokens: Sequence[Token]) -> dict[int, float]:
        """How much a passage sounds like each published level."""
        held = _grams([token.stem for token in tokens if token.width == 1])
        scores = {}
        for level in self._levels[code]:
            general = sum(len(stems) for stems in level_words()[min(level, 4)] if stems in held)
            own = sum(weight for stem, weight in self._own[code][level].items() if (stem,) in held)
            scores[level] = general + OWN_WORDS * own
        return scores


def _grams(stems: Sequence[str]) -> set[Stems]:
    return {tuple(stems[at : at + n]) for n in (1, 2, 3, 4) for at in range(len(stems) - n + 1)}


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
