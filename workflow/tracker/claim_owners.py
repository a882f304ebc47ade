"""Who sees to a claim, in the college's own words, and by when."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import audit
from store.errors import IncompleteError
from store.permissions import Actor, Operation
from workflow.claims import claims
from workflow.models.claims import Claim
from workflow.models.tracker import ClaimOwner

LONGEST_OWNER = 200


def set_owner(
    session: Session, actor: Actor, claim_key: str, *, owner: str, due_on: date | None
) -> None:
    """Say who sees to a claim and by when; empty: nobody is named."""
    actor.require(Operation.CLAIM_LEVEL)
    claim = claims.get_claim(session, actor, claim_key, for_update=True)
    if len(owner) > LONGEST_OWNER:
        raise IncompleteError(f"Keep the name to {LONGEST_OWNER} characters.", "owner")
    query = select(ClaimOwner).where(
        ClaimOwner.college_id == claim.college_id, ClaimOwner.claim_id == claim.id
    )
    row = session.scalar(query)
    if row is None:
        row = ClaimOwner(college_id=claim.college_id, claim_id=claim.id)
        session.add(row)
    row.owner, row.due_on = owner.strip(), due_on
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "owner named", claim.key,
        dimension=claim.dimension, due_on=due_on.isoformat() if due_on else None,
    )  # fmt: skip


def owners_of(session: Session, college_id: int, assessment_id: int) -> dict[int, ClaimOwner]:
    """By claim, who sees to it."""
    query = (
        select(ClaimOwner)
        .join(
            Claim, (Claim.college_id == ClaimOwner.college_id) & (Claim.id == ClaimOwner.claim_id)
        )
        .where(ClaimOwner.college_id == college_id, Claim.assessment_id == assessment_id)
    )
    return {row.claim_id: row for row in session.scalars(query)}
