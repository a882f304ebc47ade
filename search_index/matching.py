"""Tells which dimensions a text speaks to, with the words that decided, or that none fits.

Pure: the same text, framework and words give the same answer anywhere, and nothing leaves the
machine. Nothing is learned here; a matcher may be taught what `learning` made of a college's own
decisions.
"""

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from framework.keywords import KeywordEdition
from framework.model import FrameworkVersion
from search_index import analysis, passages
from search_index.analysis import Token, analyse
from search_index.levels import Heard, Levels, hear
from search_index.profiles import Profiles, Stems, data_texts, profiles

VERSION = "4"
MOST_SUGGESTIONS = 3
# Dimensions of a page that are kept as matches; more are noise.
MOST_MATCHES = 5
# A dimension far behind the best one is not worth a person's look.
SHARE_OF_BEST = 0.5
MOST_TERMS = 6
# Words that weigh less than this share of the weightiest did not decide.
SHARE_OF_TERM = 0.3
# Repeating a word adds this share of its weight for each doubling (in natural logarithms).
REPEATED = 0.3
# Longer passages hold more words of everything.
LENGTH_POWER = 0.3
# The runner-up counts too when judging whether the text is about careers at all; other business
# of a college counts against it.
SECOND = 0.3
OTHER_BUSINESS = 3.0
# A passage of the usual length needs so many words of careers education to count in full: what is
# said of meetings and support in any paper decides nothing.
ABOUT_CAREERS = 2.0
USUAL_WORDS = 90
# Below this worth nothing fits. Chosen on labelled passages, where 31 of 34 unrelated ones must
# be turned away; `benchmarks/matching.py` measures it with the threshold chosen inside the folds.
THRESHOLD = 1.3
# A worth at which the score that people see is one half.
HALF_SCORE = 2.0


@dataclass(frozen=True)
class PageMatch:
    """A page's best passage for one dimension, with the words that decided. Offsets of the page."""

    theme: int
    dimension: str
    level: int | None
    score: float
    start: int
    end: int
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Matched:
    """Up to three dimensions, best first; or none, and then `abstained`."""

    suggestions: tuple[PageMatch, ...]

    @property
    def abstained(self) -> bool:
        """Whether nothing fits."""
        return not self.suggestions


@dataclass(frozen=True)
class Weighed:
    """A passage against every dimension: scores by place, and the worth of the whole.

    Both by the share that it is about careers education at all: what governs a land sale well ranks
    behind what governs careers.
    """

    scores: tuple[float, ...]
    worth: float
    found: dict[Stems, list[tuple[int, int]]]


@dataclass(frozen=True)
class _Stretch:
    """A passage of a page with its tokens, weighed."""

    start: int
    end: int
    tokens: Sequence[Token]
    weighed: Weighed

    @cached_property
    def heard(self) -> Heard:
        """What its level is told by, whichever of its dimensions is asked."""
        return hear(self.tokens)


class Matcher:
    """Matches texts to the dimensions of one framework version."""

    def __init__(
        self,
        version: FrameworkVersion,
        edition: KeywordEdition,
        *,
        threshold: float = THRESHOLD,
        factors: Mapping[tuple[str, Stems], float] = MappingProxyType({}),
        factors_sha256: str = "",
    ) -> None:
        self._made_of = (version, edition)
        self._profiles: Profiles = _with_factors(profiles(version, edition), factors)
        self._levels = Levels(version)
        self._themes = {d.code: d.theme_number for d in version.dimensions}
        self._threshold = threshold
        known = self._profiles
        self._known = {*known.features, *known.about, *known.other}
        self._longest = _longest_by_first(self._known)
        self._own = _by_dimension(known)
        texts = (version.sha256, edition.sha256, VERSION, analysis.VERSION, *data_texts())
        self._plain_recipe = hashlib.sha256("\n".join(texts).encode()).hexdigest()
        self.recipe = self.recipe_with(factors_sha256)

    @property
    def codes(self) -> tuple[str, ...]:
        """The dimensions in the order of `Weighed.scores`."""
        return self._profiles.codes

    def taught(self, sha256: str, factors: Mapping[tuple[str, Stems], float]) -> "Matcher":
        """This matcher with the weights of some words changed, by dimension and word.

        `sha256` names the factors; without them this very matcher.
        """
        if not sha256:
            return self
        return Matcher(
            *self._made_of, threshold=self._threshold, factors=factors, factors_sha256=sha256
        )

    def recipe_with(self, sha256: str) -> str:
        """What names the matches of this matcher when taught something of that hash."""
        if not sha256:
            return self._plain_recipe
        return hashlib.sha256(f"{self._plain_recipe}\n{sha256}".encode()).hexdigest()

    def words_for(self, dimension: str, text: str) -> Iterator[tuple[Stems, str]]:
        """The words of a text that speak for a dimension, each once, as they stand there."""
        place = self.codes.index(dimension)
        for stems, found in self._found(text, analyse(text)).items():
            if any(at == place for at, _ in self._profiles.features.get(stems, ())):
                start, end = found[0]
                yield stems, " ".join(text[start:end].split()).lower()

    def best_passage(self, dimension: str, text: str) -> tuple[int, int]:
        """The passage of a text that speaks for a dimension most, whether anything fits or not."""
        place = self.codes.index(dimension)
        weighed = [
            (self.weigh(text, inside).scores[place], -start, start, end)
            for start, end, inside in _by_passage(text, analyse(text))
        ]
        *_, start, end = max(weighed, default=(0.0, 0, 0, 0))
        return start, end

    def match(self, text: str) -> Matched:
        """The dimensions that a text speaks to most: of each its best passage."""
        return Matched(self.page_matches(text)[:MOST_SUGGESTIONS])

    def page_matches(
        self, text: str, tokens: Sequence[Token] | None = None
    ) -> tuple[PageMatch, ...]:
        """A page's dimensions, best first, each by its best passage; empty when nothing fits."""
        tokens = analyse(text) if tokens is None else tokens
        best: dict[int, tuple[float, _Stretch]] = {}
        for start, end, inside in _by_passage(text, tokens):
            weighed = self.weigh(text, inside)
            stretch = _Stretch(start, end, inside, weighed)
            for place, score in self._fitting(weighed):
                if score > best.get(place, (0.0, stretch))[0]:
                    best[place] = (score, stretch)
        ordered = sorted(best.items(), key=lambda entry: (-entry[1][0], entry[0]))
        return tuple(
            self._page_match(text, place, score, stretch)
            for place, (score, stretch) in ordered[:MOST_MATCHES]
        )

    def weigh(self, text: str, tokens: Sequence[Token]) -> Weighed:
        """Weigh one passage against every dimension; the same figures that `match` decides by."""
        found = self._found(text, tokens)
        words = [token.width for token in tokens].count(1)
        damping = max(words, 1) ** LENGTH_POWER
        known = self._profiles
        features, other, said_about = known.features, known.other, known.about
        scores = [0.0] * len(known.codes)
        against = about = 0.0
        for stems, places in found.items():
            times = 1 + REPEATED * math.log(len(places)) if len(places) > 1 else 1.0
            share = times / damping
            for place, weight in features.get(stems, ()):
                scores[place] += weight * share
            if stems in other:
                against += other[stems] / damping
            if stems in said_about:
                about += said_about[stems]
        first, second, *_ = *sorted(scores, reverse=True), 0.0, 0.0
        worth = first + SECOND * second - OTHER_BUSINESS * against
        needed = ABOUT_CAREERS * math.sqrt(max(words, 1) / USUAL_WORDS)
        share = min(1.0, about / needed)
        return Weighed(tuple(score * share for score in scores), worth * share, found)

    def _fitting(self, weighed: Weighed) -> list[tuple[int, float]]:
        """The dimensions of one passage that are near its best one; none when nothing fits."""
        if weighed.worth < self._threshold:
            return []
        least = SHARE_OF_BEST * max(weighed.scores)
        fitting = [entry for entry in enumerate(weighed.scores) if entry[1] >= least]
        return sorted(fitting, key=lambda entry: (-entry[1], entry[0]))[:MOST_MATCHES]

    def _page_match(self, text: str, place: int, score: float, stretch: "_Stretch") -> PageMatch:
        code = self._profiles.codes[place]
        return PageMatch(
            theme=self._themes[code],
            dimension=code,
            level=self._levels.likely(code, stretch.heard),
            score=round(score / (score + HALF_SCORE), 4),
            start=stretch.start,
            end=stretch.end,
            terms=tuple(self._terms(text, stretch.weighed, place)),
        )

    def _terms(self, text: str, weighed: Weighed, place: int) -> Iterator[str]:
        """The words that decided as they stand in the text, the weightiest first."""
        own = self._own[place]
        weights = {stems: own[stems] for stems in weighed.found if stems in own}
        least = SHARE_OF_TERM * max(weights.values(), default=0.0)
        weights = {stems: weight for stems, weight in weights.items() if weight >= least}
        taken: list[tuple[int, int]] = []
        shown: set[str] = set()
        for stems in sorted(weights, key=lambda s: (-weights[s] * len(s) ** 0.5, s)):
            start, end = weighed.found[stems][0]
            words = " ".join(text[start:end].split()).lower()
            inside = any(start < b and a < end for a, b in taken)
            if inside or words in shown:
                continue
            taken.append((start, end))
            shown.add(words)
            yield words
            if len(shown) == MOST_TERMS:
                return

    def _found(self, text: str, tokens: Sequence[Token]) -> dict[Stems, list[tuple[int, int]]]:
        """Every known word and phrase of a passage with where it stands."""
        known, longest, capitals = self._known, self._longest, self._profiles.capitals
        found: dict[Stems, list[tuple[int, int]]] = {}
        single = []
        for token in tokens:
            if token.width == 1:
                single.append(token)
            elif (token.stem,) in known:
                found.setdefault((token.stem,), []).append((token.start, token.end))
        stems = tuple([token.stem for token in single])
        for place, stem in enumerate(stems):
            most = longest.get(stem)
            if most is None:
                continue
            begin, end = single[place].start, single[place].end
            if stem in capitals and not text[begin:end].isupper():
                continue
            for words in range(1, most + 1):
                phrase = stems[place : place + words]
                if phrase in known and len(phrase) == words:
                    stop = single[place + words - 1].end
                    # A line that heads a page has bars between its parts; no phrase goes across.
                    if words == 1 or "|" not in text[begin:stop]:
                        found.setdefault(phrase, []).append((begin, stop))
        return found


def _with_factors(known: Profiles, factors: Mapping[tuple[str, Stems], float]) -> Profiles:
    """The profiles with the weights of some words changed, by dimension and word."""
    features = dict(known.features)
    for stems in {stems for _, stems in factors} & features.keys():
        features[stems] = tuple(
            (place, weight * factors.get((known.codes[place], stems), 1.0))
            for place, weight in features[stems]
        )
    return replace(known, features=features)


def _by_dimension(known: Profiles) -> list[dict[Stems, float]]:
    """The weights of each dimension's words, by its place."""
    own: list[dict[Stems, float]] = [{} for _ in known.codes]
    for stems, weights in known.features.items():
        for place, weight in weights:
            own[place][stems] = weight
    return own


def _longest_by_first(phrases: Iterable[Stems]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for stems in phrases:
        longest[stems[0]] = max(longest.get(stems[0], 0), len(stems))
    return longest


def _by_passage(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int, Sequence[Token]]]:
    """Each passage with the tokens inside it."""
    place = 0
    for start, end in passages.cut(text):
        begin = place
        while place < len(tokens) and tokens[place].start < end:
            place += 1
        yield start, end, tokens[begin:place]
