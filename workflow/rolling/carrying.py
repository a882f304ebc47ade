"""Taking over from an earlier year: quotes that still hold, actions that are still open."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import audit
from store.errors import ConflictError, IncompleteError
from store.permissions import Actor, Operation
from workflow.calendars.working_days import local_day
from workflow.citations import citations
from workflow.citations.citations import Quote
from workflow.claims import assessments, claims, comparison
from workflow.kinds.actions import ActionState
from workflow.models.actions import PlannedAction
from workflow.models.claims import Assessment, Citation, Claim
from workflow.models.rolling import CarriedCitation
from workflow.rolling import rolling
from workflow.rolling.rolling import OldQuote


def take_over(
    session: Session, actor: Actor, assessment: Assessment, keys: Iterable[str], *, now: datetime
) -> int:
    """Cite last year's quotes again in the assessment at hand; returns how many.

    Each is pinned anew where its words stand now, says what it said, and stays key where there
    is room. Raises IncompleteError where none is chosen, ConflictError for one that is not
    offered: expired, changed, or taken over before.
    """
    actor.require(Operation.CITE)
    wanted = set(keys)
    if not wanted:
        raise IncompleteError("Choose at least one quote.", "quotes")
    assessments.require_open_year(session, assessment)
    found = rolling.load(session, actor, assessment, today=local_day(now))
    offered = {quote.citation.key: quote for quote in found.offered} if found else {}
    if wanted - offered.keys():
        raise ConflictError("One of these quotes is not offered any more. Look at the page again.")
    # In the order of the model for everybody, so that nobody waits for somebody who waits.
    for quote in (one for key, one in offered.items() if key in wanted):
        _cite_again(session, actor, assessment, quote, now)
    return len(wanted)


def _cite_again(
    session: Session, actor: Actor, assessment: Assessment, old: OldQuote, now: datetime
) -> None:
    view = old.citation
    claim = claims.find_claim(session, actor, assessment, view.dimension)
    claim = claims.get_claim(session, actor, claim.key, for_update=True)
    descriptor = claims.dimension_of(claim).level(view.level)
    if descriptor is None:
        raise ConflictError(f"{view.dimension} has no level {view.level} in this edition.")
    _refuse_taken(session, claim, view.id)
    codes = {statement.code for statement in descriptor.statements}
    citation = citations.pin(
        session, actor, claim, _place(session, actor, old),
        level=view.level, statement=view.statement if view.statement in codes else None,
        shows=view.shows, now=now,
    )  # fmt: skip
    if view.is_key and citations.has_room(session, claim):
        citations.take_slot(session, claim, citation)
    session.add(
        CarriedCitation(
            college_id=actor.college_id,
            citation_id=citation.id,
            claim_id=claim.id,
            from_id=view.id,
        )
    )
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "quote taken over", citation.key,
        dimension=claim.dimension, taken_from=view.key,
    )  # fmt: skip


def _refuse_taken(session: Session, claim: Claim, from_id: int) -> None:
    query = select(CarriedCitation.id).where(
        CarriedCitation.college_id == claim.college_id,
        CarriedCitation.claim_id == claim.id,
        CarriedCitation.from_id == from_id,
    )
    if session.scalar(query) is not None:
        raise ConflictError("Somebody took this quote over before you.")


def _place(session: Session, actor: Actor, old: OldQuote) -> Quote:
    """Where the words stand now: in the newest file where they were found again there."""
    view = old.citation
    query = select(Citation.prefix, Citation.suffix).where(
        Citation.college_id == actor.college_id, Citation.id == view.id
    )
    prefix, suffix = session.execute(query).one()
    if view.anchor is not None and view.anchor.page_number is not None:
        exact = view.anchor.exact or view.exact
        return Quote(view.anchor.revision_key, view.anchor.page_number, exact, prefix, suffix)
    return Quote(view.revision_key, view.page_number, view.exact, prefix, suffix)


def carry_actions(session: Session, actor: Actor, assessment: Assessment) -> int:
    """Carry the open actions of the year before into this one; returns how many.

    An action outlives its year: it is the same action, under the assessment that is worked on.
    """
    actor.require(Operation.PLAN_ACTION)
    assessments.require_open_year(session, assessment)
    then = comparison.earlier_of(session, assessment)
    if then is None:
        return 0
    query = (
        select(PlannedAction)
        .where(
            PlannedAction.college_id == actor.college_id,
            PlannedAction.assessment_id == then.id,
            PlannedAction.state == ActionState.OPEN,
        )
        .order_by(PlannedAction.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    carried = session.scalars(query).all()
    for action in carried:
        action.assessment_id = assessment.id
        audit.note(
            session, actor.college_id, actor.person_key, "action carried", action.key,
            from_year=then.cycle.name, to_year=assessment.cycle.name,
        )  # fmt: skip
    session.flush()
    return len(carried)
