"""The one predicate that says which drafts and releases of reviews a viewer may see."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, not_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from store.permissions import Actor, Operation, Role
from workflow.models.claims import Citation
from workflow.models.reviews import Determination, Judgement, SecondAssessment, Verdict

# Tables whose rows are their author's drafts until the review is released.
Drafted = type[Verdict] | type[Judgement]


# Made once: their columns are adapted when they are first named.
_Theirs, _Own = aliased(Judgement), aliased(Judgement)


def visible_to(actor: Actor, table: Drafted) -> ColumnElement[bool]:
    """Rows that `actor` may see: the college's people released ones, outsiders those they may.

    Until the release a row is its author's. Two assessors of a claim see each other's once both
    have submitted their judgement. Who leads or facilitates the review reads along; where a
    second assessor was asked for, a lead waits until both have submitted. Released rows of
    another review stay hidden until the viewer's own judgement of the claim is in.
    """
    is_released = table.released_at.is_not(None)
    if actor.review_id is None:
        return is_released
    claim = _claim_of(table)
    in_review = and_(
        table.review_id == actor.review_id,
        or_(is_released, table.author_id == actor.person_id, _reads_drafts(actor, table, claim)),
    )
    elsewhere = and_(
        table.review_id != actor.review_id, is_released, _own_is_in(actor, table.college_id, claim)
    )
    return or_(in_review, elsewhere)


def _claim_of(table: Drafted) -> InstrumentedAttribute[int] | ScalarSelect[int]:
    if table is Judgement:
        return Judgement.claim_id
    of = select(Citation.claim_id).where(
        Citation.college_id == Verdict.college_id, Citation.id == Verdict.citation_id
    )
    return of.correlate(Verdict).scalar_subquery()


def _reads_drafts(actor: Actor, table: Drafted, claim: Any) -> ColumnElement[bool]:
    if Role.FACILITATOR in actor.roles:
        return true()
    both = and_(
        _has_submitted(actor.review_id, table.college_id, claim, table.author_id),
        _has_submitted(actor.review_id, table.college_id, claim, actor.person_id),
    )
    if Role.LEAD_ASSESSOR not in actor.roles:
        return both
    return or_(both, _nobody_is_blind(actor, table, claim))


def _nobody_is_blind(actor: Actor, table: Drafted, claim: Any) -> ColumnElement[bool]:
    """Whether no second assessor was asked for, or they and the row's author have submitted."""
    second = select(SecondAssessment.assessor_id).where(
        SecondAssessment.college_id == table.college_id,
        SecondAssessment.review_id == actor.review_id,
        SecondAssessment.claim_id == claim,
    )
    # Two selects deep: without this it would look at every row, not at the one outside.
    of_second = second.correlate(table).scalar_subquery()
    return or_(
        not_(second.exists()),
        and_(
            _has_submitted(actor.review_id, table.college_id, claim, table.author_id),
            _has_submitted(actor.review_id, table.college_id, claim, of_second),
        ),
    )


def _has_submitted(
    review_id: int | None, college_id: Any, claim: Any, person: Any
) -> ColumnElement[bool]:
    return (
        select(_Theirs.id)
        .where(
            _Theirs.college_id == college_id,
            _Theirs.review_id == review_id,
            _Theirs.claim_id == claim,
            _Theirs.author_id == person,
            _Theirs.submitted_at.is_not(None),
        )
        .exists()
    )


def _own_is_in(actor: Actor, college_id: Any, claim: Any) -> ColumnElement[bool]:
    """Whether the viewer's own judgement of a claim is submitted, or their review released one."""
    is_mine = and_(_Own.author_id == actor.person_id, _Own.submitted_at.is_not(None))
    return (
        select(_Own.id)
        .where(
            _Own.college_id == college_id,
            _Own.review_id == actor.review_id,
            _Own.claim_id == claim,
            or_(is_mine, _Own.released_at.is_not(None)),
        )
        .exists()
    )


def visible_in_outcome(actor: Actor, review_id: int, *, is_drafted: bool) -> ColumnElement[bool]:
    """Judgements that `actor` may see in the outcome of a visit.

    Who writes the report reads every judgement that it rests on, the others of the team read
    along once it is drafted, nobody one that a second assessor has yet to match; everybody else
    sees what `visible_to` says.
    """
    reads_all = actor.may(Operation.WRITE_REPORT) or (
        is_drafted and actor.may(Operation.READ_OUTCOME)
    )
    seen = visible_to(actor, Judgement)
    if actor.review_id == review_id and reads_all:
        along = _nobody_is_blind(actor, Judgement, Judgement.claim_id)
        return and_(Judgement.review_id == review_id, or_(seen, along))
    return seen


def released_to(actor: Actor, table: type[Determination]) -> ColumnElement[bool]:
    """Rows written at a release: the college sees all of them, an outsider their own review's.

    Those of another review an outsider sees once their own judgement of the claim is in.
    """
    if actor.review_id is None:
        return true()
    return or_(
        table.review_id == actor.review_id,
        _own_is_in(actor, table.college_id, table.claim_id),
    )
