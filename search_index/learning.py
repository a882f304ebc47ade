"""What a college's own decisions teach the matching: which words weigh more or less here, and why.

Pure, and of one college. Only words and phrases that the matcher knows already change their weight,
so that what was learned names nobody and shows nothing of a page that is kept from most people.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from search_index.matching import Matcher
from search_index.profiles import Stems

# So many decisions of a dimension must have had a word before they change its weight.
FEWEST_DECISIONS = 3
# How many decisions the usual weight counts for: the more, the slower a college's own take over.
USUAL = 6.0
# However often it was dismissed or confirmed, a word keeps between half and 1.6 of its weight.
LEAST, MOST = 0.5, 1.6
# A change that nobody would notice is none.
_SLIGHT = 0.05


class Decision(StrEnum):
    """Whether a text shows a dimension: confirmed by a review, cited by the college, or not."""

    CONFIRMED = "confirmed"
    CITED = "cited"
    DISMISSED = "dismissed"


@dataclass(frozen=True)
class Lesson:
    """What people decided of a text.

    Of a citation, confirmed or not, it is the quote; of a dismissed page all its text.
    """

    dimension: str
    text: str
    decision: Decision


@dataclass(frozen=True)
class LearnedWord:
    """A word or phrase whose weight for a dimension changed, with the decisions that had it."""

    dimension: str
    stems: Stems
    words: str
    factor: float
    confirmed: int
    dismissed: int


@dataclass(frozen=True)
class Learned:
    """Everything that a college's decisions taught; two are equal when their hashes are."""

    sha256: str
    words: tuple[LearnedWord, ...] = field(compare=False)

    def teach(self, matcher: Matcher) -> Matcher:
        """A matcher with these weights, or the same one where nothing was learned."""
        return matcher.taught(
            self.sha256, {(one.dimension, one.stems): one.factor for one in self.words}
        )


def learned_from(words: Iterable[LearnedWord]) -> Learned:
    """The words in their order, under the hash of their factors; no words, no hash."""
    ordered = tuple(sorted(words, key=lambda one: (one.dimension, one.stems)))
    if not ordered:
        return NOTHING
    told = json.dumps([[one.dimension, one.stems, one.factor] for one in ordered])
    return Learned(hashlib.sha256(told.encode()).hexdigest(), ordered)


NOTHING = Learned("", ())


def learn(matcher: Matcher, lessons: Sequence[Lesson]) -> Learned:
    """Weigh each known word by how often the decisions that had it were for its dimension.

    `matcher` has learned nothing itself: what it would say now must not change what it learns. A
    word is compared with the dimension's other decisions, so that a dimension whose pages are
    mostly dismissed does not lose all its words alike. What the college itself cites is no proof
    before a review confirms it, but its words do not lose weight: it would miss what it cites.
    """
    seen: Counter[tuple[str, Decision]] = Counter()
    held: Counter[tuple[str, Stems, Decision]] = Counter()
    shown: dict[Stems, str] = {}
    for lesson in lessons:
        seen[lesson.dimension, lesson.decision] += 1
        for stems, words in _known_words(matcher, lesson):
            held[lesson.dimension, stems, lesson.decision] += 1
            shown.setdefault(stems, words)
    decided = {(dimension, stems) for dimension, stems, _ in held}
    return learned_from(
        word
        for dimension, stems in decided
        if (word := _word(dimension, stems, shown[stems], seen, held)) is not None
    )


def _known_words(matcher: Matcher, lesson: Lesson) -> Iterator[tuple[Stems, str]]:
    """The words of the dimension that decided in a lesson, as they stand in it."""
    if lesson.decision is not Decision.DISMISSED:
        return matcher.words_for(lesson.dimension, lesson.text)
    start, end = matcher.best_passage(lesson.dimension, lesson.text)
    return matcher.words_for(lesson.dimension, lesson.text[start:end])


def _word(
    dimension: str,
    stems: Stems,
    words: str,
    seen: Counter[tuple[str, Decision]],
    held: Counter[tuple[str, Stems, Decision]],
) -> LearnedWord | None:
    confirmed = held[dimension, stems, Decision.CONFIRMED]
    dismissed = held[dimension, stems, Decision.DISMISSED]
    decisions = confirmed + dismissed
    if decisions < FEWEST_DECISIONS:
        return None
    of_dimension = seen[dimension, Decision.CONFIRMED] + seen[dimension, Decision.DISMISSED]
    share = (seen[dimension, Decision.CONFIRMED] + 1) / (of_dimension + 2)
    factor = (confirmed + USUAL * share) / (decisions + USUAL) / share
    least = 1.0 if held[dimension, stems, Decision.CITED] else LEAST
    factor = round(min(max(factor, least), MOST), 3)
    if abs(factor - 1) < _SLIGHT:
        return None
    return LearnedWord(dimension, stems, words, factor, confirmed, dismissed)
