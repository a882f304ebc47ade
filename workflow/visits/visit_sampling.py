"""Which claims a visit tests: rules that rank, one of each theme, a share left to chance. Pure.

The same claims, rules, size, share and seed give the same sample on every machine: chance is the
order of SHA-256 over the seed and the dimension's code, which anybody can compute again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from store.errors import IncompleteError

USUAL_SIZE = 12
# Of a hundred places, how many are left to chance.
USUAL_SHARE = 25
_FEW = 2
# Evidence older than this, counted back from the evidence deadline, is old.
_OLD = timedelta(days=548)
_HIGHEST = 4


class SampleRule(StrEnum):
    """What speaks for testing a claim, strongest first: the first decides among equals."""

    ROSE = "rose"
    DISAGREEMENT = "disagreement"
    HIGHEST = "highest"
    SINGLE_SOURCE = "single_source"
    THIN_OR_OLD = "thin_or_old"

    @property
    def words(self) -> str:
        """As people read it: `the level rose since last year`."""
        return _RULES[self]


_RULES = {
    SampleRule.ROSE: "the level rose since last year",
    SampleRule.DISAGREEMENT: "verdicts and claim disagree",
    SampleRule.HIGHEST: "level 4 is claimed",
    SampleRule.SINGLE_SOURCE: "all its evidence is from one document",
    SampleRule.THIN_OR_OLD: "its evidence is thin or older than 18 months",
}
ALL_RULES = tuple(SampleRule)
FIRST_OF_THEME = "one of each theme is tested"
BY_CHANCE = "chosen by chance"


@dataclass(frozen=True)
class Candidate:
    """A claimed dimension, with what the rules look at."""

    dimension: str
    theme: int
    level: int
    last_level: int | None = None
    citations: int = 0
    documents: int = 0
    newest: date | None = None
    is_disputed: bool = False

    def rules(self, *, on: date) -> tuple[SampleRule, ...]:
        """Every rule that speaks for it, strongest first; `on` is the evidence deadline."""
        is_old = self.newest is not None and self.newest + _OLD < on
        speaks = {
            SampleRule.ROSE: self.last_level is not None and self.level > self.last_level,
            SampleRule.DISAGREEMENT: self.is_disputed,
            SampleRule.HIGHEST: self.level == _HIGHEST,
            SampleRule.SINGLE_SOURCE: self.documents == 1,
            SampleRule.THIN_OR_OLD: self.citations < _FEW or is_old,
        }
        return tuple(rule for rule in SampleRule if speaks[rule])


@dataclass(frozen=True)
class Rules:
    """How a sample is drawn: all of it stands on the page, so that anybody can draw it again."""

    size: int = USUAL_SIZE
    rules: tuple[SampleRule, ...] = ALL_RULES
    random_share: int = USUAL_SHARE
    seed: int = 0


@dataclass(frozen=True)
class Chosen:
    """A dimension of the sample and why it is in it."""

    dimension: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class LeftOut:
    """A claimed dimension that is not tested and why not."""

    dimension: str
    why: str


@dataclass(frozen=True)
class Sample:
    """What is tested and what is not, both in the order in which the candidates came."""

    chosen: tuple[Chosen, ...]
    left_out: tuple[LeftOut, ...]


def choose(candidates: Sequence[Candidate], how: Rules, *, on: date) -> Sample:
    """Draw a sample of `how.size` claims, or of all where there are fewer.

    Raises IncompleteError when the size leaves a theme without a test.
    """
    themes = {candidate.theme for candidate in candidates}
    size = min(how.size, len(candidates))
    if size < len(themes):
        raise IncompleteError(
            f"Claims stand in {len(themes)} themes. Choose at least {len(themes)}.", "size"
        )
    speaking = {
        c.dimension: tuple(rule for rule in c.rules(on=on) if rule in how.rules) for c in candidates
    }
    ranked = sorted(candidates, key=lambda c: (*_rank(speaking[c.dimension]), _chance(how.seed, c)))
    reasons = _first_of_themes(ranked, speaking)
    by_chance = min(round(size * how.random_share / 100), size - len(reasons))
    for candidate in ranked:
        if len(reasons) < size - by_chance and speaking[candidate.dimension]:
            reasons.setdefault(candidate.dimension, _words(speaking[candidate.dimension]))
    for candidate in sorted(candidates, key=lambda c: _chance(how.seed, c)):
        if len(reasons) < size:
            reasons.setdefault(candidate.dimension, (BY_CHANCE,))
    return Sample(
        tuple(Chosen(c.dimension, reasons[c.dimension]) for c in candidates
              if c.dimension in reasons),
        tuple(LeftOut(c.dimension, _why_not(speaking[c.dimension])) for c in candidates
              if c.dimension not in reasons),
    )  # fmt: skip


def _rank(rules: tuple[SampleRule, ...]) -> tuple[int, int]:
    strongest = ALL_RULES.index(rules[0]) if rules else len(ALL_RULES)
    return -len(rules), strongest


def _chance(seed: int, candidate: Candidate) -> bytes:
    return sha256(f"{seed}:{candidate.dimension}".encode()).digest()


def _first_of_themes(
    ranked: Iterable[Candidate], speaking: dict[str, tuple[SampleRule, ...]]
) -> dict[str, tuple[str, ...]]:
    first: dict[int, str] = {}
    for candidate in ranked:
        first.setdefault(candidate.theme, candidate.dimension)
    return {code: (*_words(speaking[code]), FIRST_OF_THEME) for code in first.values()}


def _words(rules: Iterable[SampleRule]) -> tuple[str, ...]:
    return tuple(rule.words for rule in rules)


def _why_not(rules: tuple[SampleRule, ...]) -> str:
    if not rules:
        return "no rule speaks for it, and chance did not choose it"
    return f"{', '.join(_words(rules))}; others ranked higher"
