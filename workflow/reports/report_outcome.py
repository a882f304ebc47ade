"""The outcome of a visit: a judgement for each tested dimension, strengths, areas to improve."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from framework.model import Dimension, Statement
from store import audit
from store.errors import ConflictError, IncompleteError, NotFoundError
from store.permissions import Actor, Operation
from workflow import frameworks
from workflow.claims import overview
from workflow.claims.overview import DimensionRow
from workflow.kinds.reports import FindingKind
from workflow.lifecycle import VisitState
from workflow.models.reports import Finding, SecondReading
from workflow.models.reviews import Judgement
from workflow.models.visits import Visit
from workflow.reports import second_reading
from workflow.visible import visible_in_outcome
from workflow.visits import visit_sample, visits

NOT_TESTED = "claim not tested"
_BEFORE_DRAFT = {VisitState.PROPOSED, VisitState.AGREED, VisitState.UNDER_WAY}
_WRITING = {VisitState.UNDER_WAY, VisitState.REPORT_DRAFTED, VisitState.FACTUAL_CHECK}


@dataclass(frozen=True)
class DimensionOutcome:
    """A claimed dimension with what the visit says of it."""

    row: DimensionRow
    is_tested: bool
    judgements: tuple[Judgement, ...]
    readings: tuple[SecondReading, ...] = ()

    @property
    def judgement(self) -> Judgement | None:
        """The judgement that the report tells, the newest of the team's."""
        return self.judgements[-1] if self.judgements else None

    @property
    def differs(self) -> bool:
        """Whether two of the team judged it differently."""
        return len({one.level for one in self.judgements}) > 1

    @property
    def is_read_twice(self) -> bool:
        """Whether a second person read the judgement as it stands."""
        return bool(self.readings)

    @property
    def dimension(self) -> Dimension:
        """The dimension."""
        return self.row.dimension

    @property
    def is_complete(self) -> bool:
        """Whether it is untested, or judged with a reason."""
        return not self.is_tested or bool(self.judgement and self.judgement.reason)

    @property
    def next_statements(self) -> tuple[Statement, ...]:
        """The statements of the level after the one that was judged: what improvement aims at."""
        judged = self.judgement.level if self.judgement else None
        base = self.row.level or 0 if judged is None else judged
        higher = [level for level in self.dimension.levels if level.level > base]
        return higher[0].statements if higher else ()


@dataclass(frozen=True)
class Outcome:
    """The outcome of a visit as far as it is written."""

    visit: Visit
    dimensions: tuple[DimensionOutcome, ...]
    findings: tuple[Finding, ...]

    @property
    def tested(self) -> tuple[DimensionOutcome, ...]:
        """What was in the sample."""
        return tuple(one for one in self.dimensions if one.is_tested)

    def of_kind(self, kind: FindingKind) -> tuple[Finding, ...]:
        """The findings of one kind."""
        return tuple(one for one in self.findings if one.kind is kind)


def load(session: Session, actor: Actor, visit_key: str) -> Outcome:
    """The outcome, for the team that writes it."""
    actor.require(Operation.READ_OUTCOME)
    return of_visit(session, actor, visits.get_visit(session, actor, visit_key))


def of_visit(session: Session, actor: Actor, visit: Visit) -> Outcome:
    """The outcome of a visit that the caller has in hand."""
    sample = visit_sample.find_sample(session, visit)
    codes = set(sample.codes) if sample else set()
    judged = _judgements(session, actor, visit)
    read = second_reading.standing(session, visit, [one[-1] for one in judged.values()])
    rows = overview.overview(session, actor, visit.review.assessment).rows
    found = []
    for row in rows:
        if row.level is not None:
            mine = judged.get(row.claim_id, ())
            readings = read.get(mine[-1].id, ()) if mine else ()
            found.append(DimensionOutcome(row, row.dimension.code in codes, mine, readings))
    return Outcome(visit, tuple(found), tuple(_findings(session, visit)))


def _judgements(session: Session, actor: Actor, visit: Visit) -> dict[int, tuple[Judgement, ...]]:
    is_drafted = visit.state not in _BEFORE_DRAFT
    query = (
        select(Judgement)
        .where(
            Judgement.college_id == visit.college_id,
            Judgement.review_id == visit.review_id,
            visible_in_outcome(actor, visit.review_id, is_drafted=is_drafted),
        )
        .options(joinedload(Judgement.author))
        .order_by(Judgement.at, Judgement.id)
    )
    found: dict[int, tuple[Judgement, ...]] = {}
    for judgement in session.scalars(query):
        found[judgement.claim_id] = (*found.get(judgement.claim_id, ()), judgement)
    return found


def _findings(session: Session, visit: Visit) -> list[Finding]:
    query = select(Finding).where(
        Finding.college_id == visit.college_id,
        Finding.visit_id == visit.id,
        Finding.removed_at.is_(None),
    )
    return list(session.scalars(query.order_by(Finding.id)))


def add_finding(
    session: Session,
    actor: Actor,
    visit_key: str,
    kind: FindingKind,
    *,
    subject: str,
    words: str = "",
) -> Finding:
    """Add a strength of a dimension, or an area for improvement, whose `subject` is a statement.

    An area without words of its own reads as the statement does.
    """
    visit = to_write(session, actor, visit_key)
    framework = frameworks.version_of(visit.review.assessment)
    statement = None
    if kind is FindingKind.AREA:
        try:
            statement = framework.statement(subject)
        except NotFoundError as error:
            raise IncompleteError("Choose a statement of the next level.", "subject") from error
        subject = subject.partition("/")[0]
    elif subject not in {dimension.code for dimension in framework.dimensions}:
        raise IncompleteError("Choose the dimension that it is about.", "subject")
    words = words.strip() or (statement.text if statement else "")
    if not words:
        raise IncompleteError("Say in a sentence what is strong.", "words")
    finding = Finding(
        college_id=visit.college_id, visit_id=visit.id, kind=kind, dimension=subject,
        statement=statement.code if statement else None, words=words, author_id=actor.person_id,
    )  # fmt: skip
    session.add(finding)
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "visit finding added", finding.key,
        finding_kind=kind.value, dimension=subject,
    )  # fmt: skip
    return finding


def remove_finding(
    session: Session, actor: Actor, visit_key: str, key: str, *, now: datetime
) -> None:
    """Take a finding out of the report; what was sent to the college keeps it."""
    visit = to_write(session, actor, visit_key)
    finding = next((one for one in _findings(session, visit) if one.key == key), None)
    if finding is None:
        raise NotFoundError("There is no such finding here.")
    finding.removed_at = now
    audit.note(session, actor.college_id, actor.person_key, "visit finding removed", key)


def to_write(session: Session, actor: Actor, visit_key: str) -> Visit:
    """A visit, locked, whose report the actor may write now. Raises ConflictError."""
    actor.require(Operation.WRITE_REPORT)
    visit = visits.get_visit(session, actor, visit_key, for_update=True)
    visits.require_team(session, actor, visit, on=visit.starts_on)
    if visit.state not in _WRITING:
        raise ConflictError(
            "A final report stays as it is; reopen it with a reason for a new version."
            if visit.state is VisitState.FINAL
            else "The visit is not under way yet."
        )
    return visit
