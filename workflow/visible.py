"""The one predicate that says which drafts and releases of reviews a viewer may see."""

from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from store.permissions import Actor, Operation, Role
from workflow.review_models import Judgement, Verdict

# These read what assessors of their review have drafted; they judge nothing blind.
_READ_DRAFTS = frozenset({Role.LEAD_ASSESSOR, Role.FACILITATOR})


# Tables whose rows are their author's drafts until the review is released.
Drafted = type[Verdict] | type[Judgement]


def visible_to(actor: Actor, table: Drafted) -> ColumnElement[bool]:
    """Rows that `actor` may see: an outsider those of their own review, others released ones.

    Until the release a row is its author's; only who leads or facilitates the same review reads
    along. A later reviewer sees nothing of an earlier review.
    """
    is_released = table.released_at.is_not(None)
    if actor.review_id is None:
        return is_released
    in_review = table.review_id == actor.review_id
    if actor.roles & _READ_DRAFTS:
        return and_(in_review, true())
    return and_(in_review, or_(is_released, table.author_id == actor.person_id))


def visible_in_outcome(actor: Actor, review_id: int, *, is_drafted: bool) -> ColumnElement[bool]:
    """Judgements that `actor` may see in the outcome of a visit.

    Who writes the report reads every judgement that it rests on, the others of the team read
    along once it is drafted; everybody else sees what `visible_to` says.
    """
    reads_all = actor.may(Operation.WRITE_REPORT) or (
        is_drafted and actor.may(Operation.READ_OUTCOME)
    )
    if actor.review_id == review_id and reads_all:
        return Judgement.review_id == review_id
    return visible_to(actor, Judgement)


def released_to(actor: Actor, review_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Rows written at a release: the college sees all of them, an outsider their own review's."""
    return true() if actor.review_id is None else review_id == actor.review_id
