"""What a walk through the year knows to have happened, beside what the service says."""

from dataclasses import dataclass, field

from workflow.lifecycle import ClaimState


@dataclass
class KnownClaim:
    key: str
    id: int
    state: ClaimState = ClaimState.NOT_CLAIMED
    version: int = 0
    author: str = ""
    level: int | None = None


@dataclass
class KnownCitation:
    key: str
    author: str
    is_key: bool
    code: str
    saying: str
    is_struck: bool = False


@dataclass
class Agreed:
    key: str
    level: int
    version: int
    by: frozenset[str]


@dataclass
class Known:
    """What the machine knows to have happened, by names of people."""

    claims: dict[str, KnownClaim] = field(default_factory=dict)
    citations: list[KnownCitation] = field(default_factory=list)
    verdicts: dict[tuple[str, str], int] = field(default_factory=dict)
    judgements: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    judged_version: dict[tuple[str, str], int] = field(default_factory=dict)
    submitted: set[tuple[str, str]] = field(default_factory=set)
    agreed: dict[str, Agreed] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    is_submitted: bool = False
    out: set[str] = field(default_factory=set)
    named: int = 0
    is_released: bool = False

    def keys_of(self, code):
        return sum(c.is_key and not c.is_struck for c in self.citations if c.code == code)

    def is_cited(self, code, saying):
        """Whether the same words are cited for a claim; once struck they may be again."""
        return any(
            (one.code, one.saying) == (code, saying) and not one.is_struck for one in self.citations
        )

    def stands(self, code, who):
        """Whether somebody's judgement of a claim, as it is worded, is submitted."""
        is_of_this = self.judged_version.get((code, who)) == self.claims[code].version
        return (code, who) in self.submitted and is_of_this

    def judges_of(self, code):
        return frozenset(who for of, who in self.judgements if of == code)

    def levels_of(self, code):
        return {level for (of, _), (_, level) in self.judgements.items() if of == code}

    def is_out(self, code):
        """Whether what the review says of a claim is released, whole or by theme."""
        return self.is_released or code in self.out

    def differing(self, codes):
        return {code for code in codes if len(self.levels_of(code)) > 1}

    def determined(self, codes):
        """The outcomes that a release of these claims makes."""
        return {
            code: self.agreed[code].level
            if len(self.levels_of(code)) > 1
            else min(self.levels_of(code))
            for code in codes
            if self.judges_of(code)
        }

    def is_agreed(self, code):
        """Whether what was recorded speaks of the judgements as they are."""
        said, judges = self.agreed.get(code), self.judges_of(code)
        return (
            said is not None
            and said.by == judges
            and all((code, who) in self.submitted for who in judges)
            and all(self.judged_version[code, who] <= said.version for who in judges)
        )
