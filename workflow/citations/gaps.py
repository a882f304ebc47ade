"""What of the claimed levels has no evidence yet, and which evidence is old: ask for that alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from framework.model import Dimension, Statement
from store.permissions import Actor, Operation
from workflow.citations import readiness
from workflow.citations.readiness import Finding
from workflow.claims import overview
from workflow.claims.overview import DimensionRow
from workflow.kinds.reviews import CoverageMark
from workflow.models.claims import Assessment, Citation, Claim
from workflow.papers import spreadsheets
from workflow.papers.spreadsheets import Table

OLD = ("past its freshness", "no date")
_WIDTH = 60
_NARROW = 14


@dataclass(frozen=True)
class Gap:
    """A statement of a claimed level for which nothing is cited."""

    dimension: Dimension
    level: int
    statement: Statement
    words: str
    mark: CoverageMark

    @property
    def kind(self) -> str:
        """Whether evidence is asked for: sentences with "may" are optional."""
        return "Optional" if self.statement.optional else "Required"


@dataclass(frozen=True)
class GapList:
    """Statements without evidence in the model's order, then findings about old evidence."""

    gaps: tuple[Gap, ...]
    old: tuple[Finding, ...]

    @property
    def required(self) -> tuple[Gap, ...]:
        """The statements that evidence is asked for."""
        return tuple(gap for gap in self.gaps if not gap.statement.optional)

    @property
    def optional(self) -> tuple[Gap, ...]:
        """The statements of what may be there."""
        return tuple(gap for gap in self.gaps if gap.statement.optional)


def list_gaps(session: Session, actor: Actor, assessment: Assessment, *, today: date) -> GapList:
    """The gaps of an assessment's claimed levels, in a fixed number of statements."""
    actor.require(Operation.CLAIM_LEVEL)
    rows = overview.overview(session, actor, assessment).rows
    cited = _cited_statements(session, assessment)
    findings = readiness.check(session, actor, assessment, today=today)
    return GapList(
        tuple(gap for row in rows for gap in _of_row(row, cited)),
        tuple(finding for finding in findings if finding.name in OLD),
    )


def _cited_statements(session: Session, assessment: Assessment) -> set[str]:
    query = (
        select(Citation.statement)
        .join(Claim, (Claim.college_id == Citation.college_id) & (Claim.id == Citation.claim_id))
        .where(
            Citation.college_id == assessment.college_id,
            Claim.assessment_id == assessment.id,
            Citation.struck_at.is_(None),
            Citation.statement.is_not(None),
        )
        .distinct()
    )
    return {code for code in session.scalars(query) if code}


def _of_row(row: DimensionRow, cited: set[str]) -> Iterable[Gap]:
    descriptor = row.dimension.level(row.level) if row.level else None
    if descriptor is None:
        return
    for statement in descriptor.statements:
        if statement.code not in cited:
            mark = row.marks.get(statement.code, CoverageMark.NOT_LOOKED_AT)
            words = descriptor.in_full(statement)
            yield Gap(row.dimension, descriptor.level, statement, words, mark)


def to_xlsx(found: GapList) -> bytes:
    """The list as a spreadsheet of two sheets."""
    missing = Table(
        "No evidence yet",
        ["Dimension", "Level", "Statement", "Asked for", "Marked"],
        [
            [gap.dimension.code, str(gap.level), gap.words, gap.kind, gap.mark.words]
            for gap in found.gaps
        ],
        [_NARROW, _NARROW, _WIDTH, _NARROW, _NARROW],
        fixed="A2",
    )
    old = Table(
        "Old evidence",
        ["Dimension", "Finding", "What to look at"],
        [[one.dimension, one.name, one.sentence] for one in found.old],
        [_NARROW, _NARROW, _WIDTH],
        fixed="A2",
    )
    return spreadsheets.to_xlsx(missing, old)
