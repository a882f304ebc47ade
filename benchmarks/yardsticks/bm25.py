"""Plain BM25 over bags of words: what any search library would give, to be beaten by ours."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

K1 = 1.2
B = 0.75


class PlainBm25:
    """BM25 with the usual constants over named documents that are already words."""

    def __init__(self, documents: Mapping[str, Sequence[str]]) -> None:
        self._counts = {name: Counter(words) for name, words in documents.items()}
        self._lengths = {name: len(words) for name, words in documents.items()}
        self._average = sum(self._lengths.values()) / max(len(documents), 1)
        held = Counter(word for counts in self._counts.values() for word in counts)
        self._idf = {
            word: math.log(1 + (len(documents) - count + 0.5) / (count + 0.5))
            for word, count in held.items()
        }

    def ranked(self, words: Sequence[str]) -> list[tuple[str, float]]:
        """Every document with its score for a query, best first; ties by name."""
        asked = Counter(words)
        scores = {name: self._score(name, asked) for name in self._counts}
        return sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))

    def _score(self, name: str, asked: Counter[str]) -> float:
        counts, score = self._counts[name], 0.0
        norm = K1 * (1 - B + B * self._lengths[name] / self._average)
        for word in asked:
            times = counts[word]
            if times:
                score += self._idf[word] * times * (K1 + 1) / (times + norm)
        return score
