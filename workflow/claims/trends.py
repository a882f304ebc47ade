"""Levels over the years, by theme and by benchmark: counts of each level, never an average."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from framework.model import Dimension, FrameworkVersion
from store.permissions import Actor, Operation
from workflow import frameworks
from workflow.claims import assessments
from workflow.claims.comparison import same_text
from workflow.kinds.reviews import BELOW_LOWEST
from workflow.models.claims import Assessment, Claim, ClaimVersion

# Columns of every table: not claimed, below the lowest published level, then levels 1 to 4.
NOT_CLAIMED = -1
COLUMNS = (NOT_CLAIMED, BELOW_LOWEST, 1, 2, 3, 4)
COLUMN_WORDS = {
    NOT_CLAIMED: "Not claimed",
    BELOW_LOWEST: "Below the lowest",
    **{level: f"Level {level}" for level in (1, 2, 3, 4)},
}


@dataclass(frozen=True)
class YearCounts:
    """How many dimensions of a group were at each level in one year."""

    year: str
    assessment_key: str
    counts: tuple[int, ...]
    reworded: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many dimensions the group has in that edition."""
        return sum(self.counts)

    @property
    def words(self) -> str:
        """The counts as a sentence part: `2 at level 3, 1 not claimed`."""
        said = [
            f"{count} {_WORDS[column]}"
            for column, count in zip(COLUMNS, self.counts, strict=True)
            if count
        ]
        return ", ".join(reversed(said)) or "no dimension"


_WORDS = {
    NOT_CLAIMED: "not claimed",
    BELOW_LOWEST: "below the lowest",
    **{level: f"at level {level}" for level in (1, 2, 3, 4)},
}


@dataclass(frozen=True)
class Trend:
    """A theme or a benchmark over the years, oldest first."""

    title: str
    years: tuple[YearCounts, ...]


@dataclass(frozen=True)
class Trends:
    """What the college claimed over the years that the viewer may read."""

    scope: str
    themes: tuple[Trend, ...]
    benchmarks: tuple[Trend, ...]
    reworded: tuple[tuple[str, str], ...]


def load(session: Session, actor: Actor) -> Trends:
    """Counts of the college's own levels, one assessment a year, in a fixed number of statements.

    Of several assessments in a year it takes the one of the scope at hand, else the first.
    """
    actor.require(Operation.READ_SUMMARY)
    at_hand = assessments.require_current(session, actor)
    chosen = _one_a_year(assessments.list_assessments(session, actor), at_hand)
    levels = _levels(session, actor, chosen)
    editions = {one.id: frameworks.version_of(one) for one in chosen}
    newest = editions[chosen[-1].id]
    reworded = {one.id: _reworded(editions[one.id], newest) for one in chosen}

    def over_the_years(title: str, dimensions: dict[int, list[Dimension]]) -> Trend:
        return Trend(
            title,
            tuple(_counts(one, dimensions[one.id], levels, reworded[one.id]) for one in chosen),
        )

    themes = tuple(
        over_the_years(
            f"{theme.number} {theme.title}",
            {key: _of_theme(edition, theme.number) for key, edition in editions.items()},
        )
        for theme in newest.themes
    )
    numbers = sorted({number for theme in newest.themes for number in theme.benchmarks})
    benchmarks = tuple(
        over_the_years(
            f"Gatsby Benchmark {number}",
            {key: _of_benchmark(edition, number) for key, edition in editions.items()},
        )
        for number in numbers
    )
    changed = tuple((one.cycle.name, code) for one in chosen for code in sorted(reworded[one.id]))
    return Trends(at_hand.scope, themes, benchmarks, changed)


def _one_a_year(found: list[Assessment], at_hand: Assessment) -> list[Assessment]:
    """Oldest first. `found` has the newest year first and each year's first assessment first."""
    chosen: dict[int, Assessment] = {}
    for one in found:
        if one.cycle_id not in chosen or one.scope == at_hand.scope:
            chosen[one.cycle_id] = one
    chosen[at_hand.cycle_id] = at_hand
    return sorted(chosen.values(), key=lambda one: one.cycle.starts_on)


def _levels(session: Session, actor: Actor, chosen: list[Assessment]) -> dict[tuple[int, str], int]:
    query = (
        select(Claim.assessment_id, Claim.dimension, ClaimVersion.level)
        .join(
            ClaimVersion,
            (ClaimVersion.college_id == Claim.college_id)
            & (ClaimVersion.claim_id == Claim.id)
            & (ClaimVersion.number == Claim.current_version),
        )
        .where(
            Claim.college_id == actor.college_id,
            Claim.assessment_id.in_([one.id for one in chosen]),
        )
    )
    return {(of, code): level for of, code, level in session.execute(query)}


def _of_theme(edition: FrameworkVersion, number: int) -> list[Dimension]:
    return [d for theme in edition.themes if theme.number == number for d in theme.dimensions]


def _of_benchmark(edition: FrameworkVersion, number: int) -> list[Dimension]:
    return [d for theme in edition.themes if number in theme.benchmarks for d in theme.dimensions]


def _reworded(edition: FrameworkVersion, newest: FrameworkVersion) -> frozenset[str]:
    """Dimensions that an edition words otherwise than the newest, or that are not in it."""
    now = {dimension.code: dimension for dimension in newest.dimensions}
    return frozenset(
        d.code for d in edition.dimensions if d.code not in now or not same_text(d, now[d.code])
    )


def _counts(
    one: Assessment,
    dimensions: list[Dimension],
    levels: dict[tuple[int, str], int],
    reworded: frozenset[str],
) -> YearCounts:
    counted = Counter(levels.get((one.id, d.code), NOT_CLAIMED) for d in dimensions)
    return YearCounts(
        one.cycle.name,
        one.key,
        tuple(counted[column] for column in COLUMNS),
        tuple(d.code for d in dimensions if d.code in reworded),
    )
