"""What to ask whom: the questions of each session, from open verdicts and statements not shown."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from framework.model import Dimension
from store.permissions import Actor, Operation
from workflow import frameworks
from workflow.citations import evidence
from workflow.citations.evidence import CitationView, VerdictView
from workflow.claims import overview
from workflow.claims.coverage import required_statements
from workflow.claims.overview import DimensionRow
from workflow.kinds.reviews import CoverageMark, Outcome
from workflow.models.reviews import Coverage
from workflow.models.visits import Visit, VisitSession
from workflow.visits import visits

_OPEN = {Outcome.SUPPORTS_IN_PART, Outcome.DOES_NOT_SUPPORT, Outcome.CANNOT_READ}


@dataclass(frozen=True)
class SessionQuestions:
    """A session, its dimensions, and what to ask the people who are met there."""

    session: VisitSession
    dimensions: tuple[Dimension, ...]
    planned: tuple[str, ...]
    derived: tuple[tuple[str, str], ...]


def list_questions(
    session: Session, actor: Actor, visit_key: str
) -> tuple[Visit, tuple[SessionQuestions, ...]]:
    """The sessions that take place, each with planned questions and those that follow from work."""
    actor.require(Operation.TAKE_NOTES)
    visit = visits.get_visit(session, actor, visit_key)
    framework = frameworks.version_of(visit.review.assessment)
    held = [one for one in visits.list_sessions(session, visit) if one.cancelled_at is None]
    codes = {code for one in held for code in one.dimensions}
    seen = overview.overview(session, actor, visit.review.assessment)
    rows = {row.dimension.code: row for row in seen.rows if row.dimension.code in codes}
    open_ = _open_questions(session, actor, list(rows.values()))
    return visit, tuple(
        SessionQuestions(
            one,
            tuple(framework.dimension(code) for code in one.dimensions),
            tuple(line.strip() for line in one.questions.splitlines() if line.strip()),
            tuple((code, words) for code in one.dimensions for words in open_.get(code, ())),
        )
        for one in held
    )


def _open_questions(
    session: Session, actor: Actor, rows: list[DimensionRow]
) -> dict[str, tuple[str, ...]]:
    cited: dict[str, list[CitationView]] = {}
    for view in evidence.citations_of_claims(session, actor, [row.claim_id for row in rows]):
        cited.setdefault(view.dimension, []).append(view)
    marks = _marks(session, actor, [row.claim_id for row in rows])
    return {
        row.dimension.code: (
            *_of_verdicts(actor, cited.get(row.dimension.code, [])),
            *_of_statements(row, marks, cited.get(row.dimension.code, [])),
        )
        for row in rows
    }


def _marks(
    session: Session, actor: Actor, claim_ids: list[int]
) -> dict[tuple[int, str], CoverageMark]:
    """The actor's own mark of a statement, else the college's."""
    query = (
        select(Coverage.claim_id, Coverage.statement, Coverage.mark)
        .where(
            Coverage.college_id == actor.college_id,
            Coverage.claim_id.in_(claim_ids),
            or_(
                Coverage.review_id.is_(None),
                (Coverage.review_id == actor.review_id)
                & (Coverage.author_id == actor.person_id)
                & (Coverage.mark != CoverageMark.NOT_LOOKED_AT),
            ),
        )
        .order_by(Coverage.review_id.is_not(None))
    )
    return {(claim, statement): mark for claim, statement, mark in session.execute(query)}


def _of_verdicts(actor: Actor, cited: list[CitationView]) -> list[str]:
    found = []
    for view in cited:
        verdict = view.verdict_of(actor.person_id)
        if verdict is not None and verdict.outcome in _OPEN:
            found.append(_about(view, verdict))
        elif verdict is None and view.is_key and view.is_quoted:
            found.append(f"Not judged yet: {view.document_title}, {view.where}. What shows it?")
    return found


def _about(view: CitationView, verdict: VerdictView) -> str:
    reason = f" {verdict.reason}" if verdict.reason else ""
    return f"{verdict.words}: {view.document_title}, {view.where}.{reason}"


def _of_statements(
    row: DimensionRow, marks: dict[tuple[int, str], CoverageMark], cited: list[CitationView]
) -> list[str]:
    if row.level is None:
        return []
    tied = {view.statement for view in cited}
    return [
        f"Not shown yet: “{statement.text}”"
        for statement in required_statements(row.dimension, row.level)
        if marks.get((row.claim_id, statement.code)) is not CoverageMark.SHOWN
        and ((row.claim_id, statement.code) in marks or statement.code not in tied)
    ]
