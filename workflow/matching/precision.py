"""How well pages are matched in a college: what became of suggestions, and what was learned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from framework.loading import builtin
from framework.model import Dimension
from ingest import rebuilding
from search_index import learned_words
from search_index.learning import LearnedWord
from search_index.outcomes import DimensionOutcome, outcomes
from store.permissions import Actor, Operation

# Fewer decisions than this say little.
FEW = 5
# Of ten decisions, so many taken up read as "most" and "few".
_MOST, _SOME = 0.7, 0.4


@dataclass(frozen=True)
class DimensionPrecision:
    """What became of one dimension's suggestions, with the words that weigh otherwise here."""

    dimension: Dimension
    outcome: DimensionOutcome
    learned: tuple[LearnedWord, ...]

    @property
    def words(self) -> str:
        """How well its suggestions fit, as a sentence."""
        decided, taken_up = self.outcome.decided, self.outcome.taken_up
        if not decided:
            return "Nobody has decided yet"
        if decided < FEW:
            return f"{taken_up} of {decided} taken up so far"
        share = taken_up / decided
        how = "Most fit" if share >= _MOST else "Some fit" if share >= _SOME else "Few fit"
        return f"{how}: {taken_up} of {decided} taken up"


@dataclass(frozen=True)
class MatchingReport:
    """What an administrator is told of the matching in their college.

    `rematching` is how many pages are matched anew by now, of how many, while that goes on.
    """

    pages: int
    abstained: int
    dimensions: tuple[DimensionPrecision, ...]
    lessons_confirmed: int
    lessons_dismissed: int
    learned_at: datetime | None
    rematching: tuple[int, int] | None
    is_old: bool

    @property
    def learned(self) -> int:
        """How many words weigh more or less here than elsewhere."""
        return sum(len(one.learned) for one in self.dimensions)

    @property
    def total(self) -> DimensionOutcome:
        """All dimensions together."""
        return _sum(one.outcome for one in self.dimensions)


def report(session: Session, actor: Actor) -> MatchingReport:
    """How well matching does in the actor's college, in a fixed number of statements."""
    actor.require(Operation.SEE_MATCHING)
    counted = outcomes(session, actor.college_id)
    row = learned_words.find_row(session, actor.college_id, builtin().sha256)
    by_dimension: dict[str, list[LearnedWord]] = {}
    for word in learned_words.words_of(row).words if row else ():
        by_dimension.setdefault(word.dimension, []).append(word)
    return MatchingReport(
        pages=counted.pages,
        abstained=counted.abstained,
        dimensions=tuple(
            DimensionPrecision(
                dimension,
                counted.dimensions.get(dimension.code, DimensionOutcome()),
                tuple(_strongest_first(by_dimension.get(dimension.code, ()))),
            )
            for dimension in builtin().dimensions
        ),
        lessons_confirmed=row.confirmed if row else 0,
        lessons_dismissed=row.dismissed if row else 0,
        learned_at=row.at if row else None,
        rematching=rebuilding.progress_of(session, actor.college_id),
        is_old=rebuilding.has_old_matches(session, actor.college_id),
    )


def _strongest_first(words: Iterable[LearnedWord]) -> list[LearnedWord]:
    return sorted(words, key=lambda one: (-abs(one.factor - 1), one.stems))


def _sum(outcomes_: Iterable[DimensionOutcome]) -> DimensionOutcome:
    found = list(outcomes_)
    return DimensionOutcome(
        matched=sum(one.matched for one in found),
        taken_up=sum(one.taken_up for one in found),
        confirmed=sum(one.confirmed for one in found),
        missed=sum(one.missed for one in found),
        dismissed=sum(one.dismissed for one in found),
    )
