"""Measures which dimensions our matcher names for labelled passages, beside plain BM25.

``python -m benchmarks.matching [CORPUS]``. The threshold below which nothing fits is chosen
inside each fold from the other folds; the one that is shipped is reported beside it.
"""

import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from benchmarks.yardsticks.bm25 import PlainBm25
from framework.keywords import builtin_keywords
from framework.loading import builtin
from search_index import indexing
from search_index.analysis import analyse, stem
from search_index.levels import FAR, WEIGHTS, WRONG, Levels, Weights, cost_of, hear
from search_index.matching import THRESHOLD, Matcher
from search_index.query import FUNCTION_WORDS

FOLDS = 10
# The share of unrelated passages that the threshold must turn away in the folds it is chosen on.
TURN_AWAY = 31 / 34
# The weights of words of maturity among which each fold chooses.
_WEIGHTS = [Weights(*entry) for entry in product((0.4, 0.6, 1.0), (1.0, 2.0), (0.0, 0.6, 1.2, 1.8))]
_PAGE_WORDS = 400
_WORD = re.compile(r"\w+")
# The level that a person gave and the one that is named.
_Pair = tuple[int, int | None]


@dataclass(frozen=True)
class Labelled:
    """A passage with what a person said of it; `primary` None: it is about something else."""

    text: str
    primary: str | None
    level: int | None


@dataclass(frozen=True)
class Judged:
    """What a method says: dimensions best first, and how sure it is that any fits."""

    ranked: tuple[str, ...]
    worth: float


def run(corpus: Path) -> dict[str, Any]:
    """Measure with ``corpus/passages``; an empty answer when it is not there."""
    path = corpus / "passages" / "passages.jsonl"
    if not path.is_file():
        return {}
    passages = [_labelled(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
    matcher = Matcher(builtin(), builtin_keywords())
    ours = [_by_matcher(matcher, passage.text) for passage in passages]
    figures = _figures(passages, ours)
    plain = _by_bm25()
    beside = _figures(passages, [plain(passage.text) for passage in passages])
    return {
        "related": sum(passage.primary is not None for passage in passages),
        "unrelated": sum(passage.primary is None for passage in passages),
        **figures,
        **_shipped(passages, ours),
        **_levels(passages, ours),
        "pages_per_second": _speed(matcher, passages),
        **{f"plain_bm25_{name}": value for name, value in beside.items()},
    }


def _labelled(row: dict[str, Any]) -> Labelled:
    return Labelled(row["text"], row["primary"], row["level"])


def _by_matcher(matcher: Matcher, text: str) -> Judged:
    weighed = matcher.weigh(text, analyse(text))
    scores = zip(matcher.codes, weighed.scores, strict=True)
    ranked = sorted(scores, key=lambda entry: (-entry[1], entry[0]))
    return Judged(tuple(code for code, _ in ranked), weighed.worth)


def _by_bm25() -> Callable[[str], Judged]:
    """Title, descriptors and keywords of each dimension as one bag of stems."""
    edition = builtin_keywords()
    bags = {
        dimension.code: _stems(
            " ".join(
                (
                    dimension.title,
                    *(descriptor.text for descriptor in dimension.levels),
                    *edition.keywords[dimension.code],
                )
            )
        )
        for dimension in builtin().dimensions
    }
    plain = PlainBm25(bags)

    def judge(text: str) -> Judged:
        ranked = plain.ranked(_stems(text))
        return Judged(tuple(code for code, _ in ranked), ranked[0][1])

    return judge


def _stems(text: str) -> list[str]:
    stems = [stem(word) for word in _WORD.findall(text)]
    return [found for found in stems if found and found not in FUNCTION_WORDS]


def _figures(passages: Sequence[Labelled], judged: Sequence[Judged]) -> dict[str, Any]:
    related = [(p, j) for p, j in zip(passages, judged, strict=True) if p.primary]
    turned_away = related_lost = 0
    for fold in range(FOLDS):
        others = [
            (p, j)
            for number, (p, j) in enumerate(zip(passages, judged, strict=True))
            if number % FOLDS != fold
        ]
        threshold = _threshold([j.worth for p, j in others if not p.primary])
        for number, (passage, judgement) in enumerate(zip(passages, judged, strict=True)):
            if number % FOLDS == fold and judgement.worth < threshold:
                related_lost += passage.primary is not None
                turned_away += passage.primary is None
    return {
        "first": sum(p.primary == j.ranked[0] for p, j in related),
        "in_three": sum(p.primary in j.ranked[:3] for p, j in related),
        "turned_away": turned_away,
        "related_lost": related_lost,
    }


def _threshold(unrelated: Sequence[float]) -> float:
    """A worth a little above the share of unrelated passages that must be turned away.

    A third of the way to the next one, so that it does not hang on a single passage.
    """
    ordered = sorted(unrelated)
    place = min(round(TURN_AWAY * len(ordered)), len(ordered) - 1)
    return ordered[place - 1] + (ordered[place] - ordered[place - 1]) / 3


def _shipped(passages: Sequence[Labelled], judged: Sequence[Judged]) -> dict[str, Any]:
    below = [p for p, j in zip(passages, judged, strict=True) if j.worth < THRESHOLD]
    return {
        "turned_away_as_shipped": sum(p.primary is None for p in below),
        "related_lost_as_shipped": sum(p.primary is not None for p in below),
    }


def _levels(passages: Sequence[Labelled], judged: Sequence[Judged]) -> dict[str, Any]:
    """How often the level is right, and within one; a level that is not named is wrong.

    Of those found: the dimension is among the three that are named, each with its level. Beside
    it of those named first and of all, as shipped, and with folds that keep a dimension together.
    """
    related = [(p, j) for p, j in zip(passages, judged, strict=True) if p.primary]
    pairs = {weights: _level_pairs([p for p, _ in related], weights) for weights in _WEIGHTS}
    places = [p for p, _ in related]
    in_folds = _in_folds(pairs, [number % FOLDS for number in range(len(places))])
    by_dimension = _in_folds(pairs, [str(p.primary) for p in places])
    found = [p.primary in j.ranked[:3] for p, j in related]
    first = [p.primary == j.ranked[0] for p, j in related]
    return {
        **_level_figures("", in_folds, found),
        **_level_figures("_by_dimension", by_dimension, found),
        **_level_figures("_as_shipped", pairs[WEIGHTS], found),
        **_level_figures("_of_first", in_folds, first),
        **_level_figures("_of_all", in_folds, [True] * len(places)),
        "levels_not_named": sum(said is None for _, said in pairs[WEIGHTS]),
    }


def _level_pairs(passages: Sequence[Labelled], weights: Weights) -> list[_Pair]:
    """The level that a person gave and the one that is named in the dimension of the passage."""
    levels = Levels(builtin(), weights)
    return [(p.level or 0, levels.likely(p.primary or "", hear(analyse(p.text)))) for p in passages]


def _in_folds(pairs: Mapping[Weights, Sequence[_Pair]], folds: Sequence[int | str]) -> list[_Pair]:
    """Each pair by the weights that cost least in the other folds."""
    chosen = {
        fold: min(pairs, key=lambda w: sum(map(_cost, _others(pairs[w], folds, fold))))
        for fold in dict.fromkeys(folds)
    }
    return [pairs[chosen[fold]][number] for number, fold in enumerate(folds)]


def _others(pairs: Sequence[_Pair], folds: Sequence[int | str], fold: int | str) -> Iterator[_Pair]:
    return (pair for pair, other in zip(pairs, folds, strict=True) if other != fold)


def _cost(pair: _Pair) -> float:
    level, said = pair
    return WRONG + FAR if said is None else cost_of(said, level)


def _level_figures(name: str, pairs: Sequence[_Pair], counted: Sequence[bool]) -> dict[str, float]:
    of = [pair for pair, counts in zip(pairs, counted, strict=True) if counts]
    exact = sum(said == level for level, said in of)
    near = sum(said is not None and abs(said - level) <= 1 for level, said in of)
    return {
        f"level_exact{name}": round(exact / len(of), 3),
        f"level_within_one{name}": round(near / len(of), 3),
    }


def _speed(matcher: Matcher, passages: Sequence[Labelled]) -> float:
    """Pages of about 400 words analysed and matched in a second, on one core."""
    words = " \n".join(passage.text for passage in passages).split(" ")
    pages = [
        " ".join(words[at : at + _PAGE_WORDS])
        for at in range(0, len(words) - _PAGE_WORDS, _PAGE_WORDS)
    ]
    indexing.prepare(pages[0], matcher)
    began = time.perf_counter()
    for _ in range(5):
        for page in pages:
            indexing.prepare(page, matcher)
    return round(5 * len(pages) / (time.perf_counter() - began), 1)


def main() -> None:
    """Print the figures."""
    figures = run(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/corpus"))
    for name, figure in figures.items():
        print(f"{name:32} {figure}")


if __name__ == "__main__":
    main()
