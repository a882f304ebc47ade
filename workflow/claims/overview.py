"""The assessment on one screen: 34 dimensions with claimed, confirmed, target and last year's."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from framework.model import Dimension, FrameworkVersion
from store.permissions import Actor, Operation
from workflow import frameworks
from workflow.claims import coverage
from workflow.claims.assessments import earlier_id
from workflow.kinds.reviews import CoverageMark, ReviewKind
from workflow.labels import CollegeSide, ReviewSide, label
from workflow.lifecycle import ClaimState
from workflow.models.claims import Assessment, Citation, Claim, ClaimVersion, KeyCitation
from workflow.models.reviews import Coverage, Determination, Review
from workflow.visible import released_to


@dataclass
class DimensionRow:
    """One dimension of an assessment, with everything that the overview says of it."""

    dimension: Dimension
    claim_id: int
    claim_key: str
    state: ClaimState
    level: int | None
    target: int | None
    version: int = 0
    last_level: int | None = None
    reviews: tuple[ReviewSide, ...] = ()
    citations: int = 0
    key_citations: int = 0
    marks: dict[str, CoverageMark] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The label of both sides."""
        side = CollegeSide(self.state, self.level, self.dimension.lowest_level)
        return label(side, self.reviews)

    @property
    def coverage_words(self) -> str:
        """What of the claimed level is shown, in words."""
        if self.level is None:
            return ""
        return coverage.in_words(self.marks, self.dimension, self.level)

    def level_of(self, kind: ReviewKind) -> int | None:
        """The level that the latest released review of this kind determined."""
        found = [side.level for side in self.reviews if side.kind is kind]
        return found[-1] if found else None

    @property
    def differs(self) -> bool:
        """Whether the latest review says another level than the college."""
        return bool(self.reviews) and self.reviews[-1].level != self.level

    @property
    def lacks_citation(self) -> bool:
        """Whether a level is claimed with nothing cited for it."""
        return self.level is not None and self.citations == 0


@dataclass(frozen=True)
class Overview:
    """An assessment's dimensions in the model's order."""

    assessment: Assessment
    framework: FrameworkVersion
    rows: tuple[DimensionRow, ...]

    @property
    def claimed(self) -> int:
        """For how many dimensions a level is claimed."""
        return sum(row.level is not None for row in self.rows)

    def of_theme(self, number: int) -> tuple[DimensionRow, ...]:
        """The rows of one theme."""
        return tuple(row for row in self.rows if row.dimension.theme_number == number)


def overview(session: Session, actor: Actor, assessment: Assessment) -> Overview:
    """Load an assessment's rows in a fixed number of statements."""
    found = claimed_and_cited(session, actor, assessment)
    rows = {row.claim_id: row for row in found.rows}
    _add_last_year(session, assessment, rows)
    _add_reviews(session, actor, assessment, rows)
    _add_marks(session, assessment, rows)
    return found


def claimed_and_cited(session: Session, actor: Actor, assessment: Assessment) -> Overview:
    """The rows with levels and counts of citations alone, in one statement."""
    actor.require(Operation.READ_ASSESSMENT)
    framework = frameworks.version_of(assessment)
    by_code = {row.dimension.code: row for row in _claims(session, assessment, framework)}
    ordered = tuple(by_code[d.code] for d in framework.dimensions if d.code in by_code)
    return Overview(assessment, framework, ordered)


def _claims(
    session: Session, assessment: Assessment, framework: FrameworkVersion
) -> list[DimensionRow]:
    cited = _counts(assessment).subquery()
    query = (
        select(Claim, ClaimVersion.level, cited.c.citations, cited.c.key_count)
        .outerjoin(
            ClaimVersion,
            (ClaimVersion.college_id == Claim.college_id)
            & (ClaimVersion.claim_id == Claim.id)
            & (ClaimVersion.number == Claim.current_version),
        )
        .outerjoin(cited, cited.c.claim_id == Claim.id)
        .where(Claim.college_id == assessment.college_id, Claim.assessment_id == assessment.id)
    )
    return [
        DimensionRow(
            framework.dimension(claim.dimension),
            claim.id,
            claim.key,
            claim.state,
            level,
            claim.target_level,
            claim.current_version,
            citations=citations or 0,
            key_citations=keys or 0,
        )
        for claim, level, citations, keys in session.execute(query)
    ]


def _counts(assessment: Assessment) -> Select[*tuple[Any, ...]]:
    """How many citations in force each claim of an assessment has, and how many are key."""
    return (
        select(
            Citation.claim_id,
            func.count(Citation.id).label("citations"),
            func.count(KeyCitation.id).label("key_count"),
        )
        .join(Claim, (Claim.college_id == Citation.college_id) & (Claim.id == Citation.claim_id))
        .outerjoin(
            KeyCitation,
            (KeyCitation.college_id == Citation.college_id)
            & (KeyCitation.citation_id == Citation.id),
        )
        .where(
            Citation.college_id == assessment.college_id,
            Claim.assessment_id == assessment.id,
            Citation.struck_at.is_(None),
        )
        .group_by(Citation.claim_id)
    )


def levels_of_earlier_year(session: Session, assessment: Assessment) -> dict[str, int]:
    """Levels by dimension that the college claimed in the latest earlier cycle."""
    query = (
        select(Claim.dimension, ClaimVersion.level)
        .join(
            ClaimVersion,
            (ClaimVersion.college_id == Claim.college_id)
            & (ClaimVersion.claim_id == Claim.id)
            & (ClaimVersion.number == Claim.current_version),
        )
        .where(
            Claim.college_id == assessment.college_id, Claim.assessment_id == earlier_id(assessment)
        )
    )
    return dict(session.execute(query).all())


def _add_last_year(session: Session, assessment: Assessment, rows: dict[int, DimensionRow]) -> None:
    levels = levels_of_earlier_year(session, assessment)
    for row in rows.values():
        row.last_level = levels.get(row.dimension.code)


def _add_reviews(
    session: Session, actor: Actor, assessment: Assessment, rows: dict[int, DimensionRow]
) -> None:
    query = (
        select(Determination.claim_id, Review.kind, Determination.level)
        .join(
            Review,
            (Review.college_id == Determination.college_id)
            & (Review.id == Determination.review_id),
        )
        .where(
            Determination.college_id == assessment.college_id,
            Review.assessment_id == assessment.id,
            released_to(actor, Determination),
        )
        .order_by(Determination.released_at, Determination.id)
    )
    for claim_id, kind, level in session.execute(query):
        rows[claim_id].reviews += (ReviewSide(kind, level),)


def _add_marks(session: Session, assessment: Assessment, rows: dict[int, DimensionRow]) -> None:
    query = (
        select(Coverage.claim_id, Coverage.statement, Coverage.mark)
        .join(Claim, (Claim.college_id == Coverage.college_id) & (Claim.id == Coverage.claim_id))
        .where(
            Coverage.college_id == assessment.college_id,
            Coverage.review_id.is_(None),
            Claim.assessment_id == assessment.id,
        )
    )
    for claim_id, statement, mark in session.execute(query):
        rows[claim_id].marks[statement] = mark


def count_levels(rows: tuple[DimensionRow, ...]) -> Counter[int | None]:
    """How many rows claim each level; None counts those not claimed."""
    return Counter(row.level for row in rows)
