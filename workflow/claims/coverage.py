"""Which required statements of a level are shown: a person's marks, never a computed level."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from framework.model import Dimension, Statement
from store import audit
from store.errors import IncompleteError
from store.permissions import Actor, Operation
from workflow import drafting, frameworks
from workflow.claims import assessments
from workflow.kinds.reviews import BELOW_LOWEST, CoverageMark
from workflow.models.claims import Citation, Claim
from workflow.models.reviews import Coverage, Verdict

# The better mark wins where an author's verdicts on one statement differ.
_STRENGTH = {
    CoverageMark.SHOWN: 3,
    CoverageMark.SHOWN_IN_PART: 2,
    CoverageMark.NOT_SHOWN: 1,
    CoverageMark.NOT_LOOKED_AT: 0,
}

Marks = Mapping[str, CoverageMark]


def required_statements(dimension: Dimension, level: int) -> tuple[Statement, ...]:
    """The statements of a level that evidence is asked for; "may" sentences are optional."""
    descriptor = dimension.level(level) if level != BELOW_LOWEST else None
    if descriptor is None:
        return ()
    return tuple(s for s in descriptor.statements if not s.optional)


def college_marks(session: Session, claim: Claim) -> dict[str, CoverageMark]:
    """The college's own marks by statement code."""
    query = select(Coverage.statement, Coverage.mark).where(
        Coverage.college_id == claim.college_id,
        Coverage.claim_id == claim.id,
        Coverage.review_id.is_(None),
    )
    return dict(session.execute(query).all())


def own_marks(session: Session, actor: Actor, claim: Claim) -> dict[str, CoverageMark]:
    """The actor's marks in their review by statement code."""
    query = select(Coverage.statement, Coverage.mark).where(
        Coverage.college_id == claim.college_id,
        Coverage.claim_id == claim.id,
        Coverage.review_id == actor.review_id,
        Coverage.author_id == actor.person_id,
    )
    return dict(session.execute(query).all())


def not_shown(marks: Marks, dimension: Dimension, level: int) -> list[str]:
    """The required statements of a level that are marked not shown, in their words."""
    return [
        statement.text
        for statement in required_statements(dimension, level)
        if marks.get(statement.code) is CoverageMark.NOT_SHOWN
    ]


def ask_best_fit(marks: Marks, dimension: Dimension, level: int, best_fit_reason: str) -> None:
    """Raise IncompleteError when a required statement is marked not shown and nothing explains it.

    The level stays a person's choice; the answer is asked for, never judged.
    """
    missing = not_shown(marks, dimension, level)
    if missing and not best_fit_reason.strip():
        raise IncompleteError(
            f"Why is this still the best fit? Not shown yet: “{missing[0]}”", "best_fit_reason"
        )


def mark(
    session: Session,
    actor: Actor,
    claim: Claim,
    statement: str,
    value: CoverageMark,
    *,
    now: datetime,
) -> None:
    """Mark a statement by hand: the college's own mark, or the actor's in their open review.

    Raises IncompleteError for a statement of another dimension, ConflictError after the release.
    """
    actor.require(Operation.MARK_COVERAGE)
    assessments.require_open_year(session, claim.assessment)
    dimension = frameworks.version_of(claim.assessment).dimension(claim.dimension)
    if not any(s.code == statement for level in dimension.levels for s in level.statements):
        raise IncompleteError(f"Choose a statement of {dimension.code}.", "statement")
    if actor.review_id is not None:
        review = drafting.require_open(session, actor, now=now)
        drafting.refuse_released(review, dimension)
        drafting.refuse_submitted(session, actor, claim.id)
    row = _row(session, actor, claim, statement)
    row.mark, row.at, row.is_by_hand = value, now, True
    if actor.review_id is None:
        row.author_id = actor.person_id
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "statement marked", claim.key,
        statement=statement, mark=value.value, in_review=actor.review_id is not None,
    )  # fmt: skip


def _row(session: Session, actor: Actor, claim: Claim, statement: str) -> Coverage:
    # The claim's row is the lock, since there may be no mark yet.
    held = select(Claim.id).where(Claim.college_id == claim.college_id, Claim.id == claim.id)
    session.execute(held.with_for_update(key_share=True))
    query = select(Coverage).where(
        Coverage.college_id == claim.college_id,
        Coverage.claim_id == claim.id,
        Coverage.statement == statement,
        Coverage.review_id.is_(None)
        if actor.review_id is None
        else (Coverage.review_id == actor.review_id) & (Coverage.author_id == actor.person_id),
    )
    row = session.scalar(query)
    if row is None:
        row = Coverage(
            college_id=claim.college_id,
            claim_id=claim.id,
            review_id=actor.review_id,
            statement=statement,
            mark=CoverageMark.NOT_LOOKED_AT,
            author_id=actor.person_id,
        )
        session.add(row)
    return row


def fill_from_verdicts(
    session: Session, actor: Actor, claim: Claim, statement: str, *, now: datetime
) -> None:
    """Set the actor's mark from their verdicts on the statement, unless they set it by hand."""
    row = _row(session, actor, claim, statement)
    if row.is_by_hand:
        return
    query = (
        select(Verdict.outcome)
        .join(
            Citation,
            (Citation.college_id == Verdict.college_id) & (Citation.id == Verdict.citation_id),
        )
        .where(
            Verdict.college_id == claim.college_id,
            Verdict.review_id == actor.review_id,
            Verdict.author_id == actor.person_id,
            Citation.claim_id == claim.id,
            Citation.statement == statement,
            Citation.struck_at.is_(None),
        )
    )
    marks = [outcome.mark for outcome in session.scalars(query)]
    row.mark = max(marks, key=_STRENGTH.__getitem__, default=CoverageMark.NOT_LOOKED_AT)
    row.at, row.is_by_hand = now, False


def in_words(marks: Marks, dimension: Dimension, level: int) -> str:
    """Coverage as a sentence: `1 of 2 sentences shown; not yet: "..."`. Empty below the lowest."""
    required = required_statements(dimension, level)
    if not required:
        return ""
    shown = [s for s in required if marks.get(s.code) is CoverageMark.SHOWN]
    sentence = f"{len(shown)} of {len(required)} sentences shown"
    missing = next((s.text for s in required if s not in shown), None)
    return f"{sentence}; not yet: “{missing}”" if missing else f"{sentence}."
