"""Where a document is used: every citation of it with its year, statement and who confirmed it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store.permissions import Actor
from workflow import frameworks
from workflow.citations import evidence
from workflow.citations.evidence import CitationView
from workflow.kinds.reviews import Outcome
from workflow.models.claims import Assessment, Claim


@dataclass(frozen=True)
class Use:
    """One citation of a document, as its page lists it."""

    citation: CitationView
    cycle: str
    part: str
    confirmed_by: tuple[str, ...]


def list_uses(session: Session, actor: Actor, document_id: int) -> list[Use]:
    """The uses of a document that the actor may see, newest year first, then in page order."""
    found = evidence.citations_of_document(session, actor, document_id)
    assessments = _assessments(session, actor, {view.claim_key for view in found})
    uses = [_use(view, assessments[view.claim_key]) for view in found]
    return sorted(uses, key=lambda use: use.cycle, reverse=True)


def _assessments(session: Session, actor: Actor, claim_keys: set[str]) -> dict[str, Assessment]:
    query = (
        select(Claim.key, Assessment)
        .join(
            Assessment,
            (Assessment.college_id == Claim.college_id) & (Assessment.id == Claim.assessment_id),
        )
        .where(Claim.college_id == actor.college_id, Claim.key.in_(claim_keys))
        .options(joinedload(Assessment.cycle), joinedload(Assessment.framework))
    )
    return dict(session.execute(query).all())


def _use(view: CitationView, assessment: Assessment) -> Use:
    part = ""
    if view.statement:
        dimension = frameworks.version_of(assessment).dimension(view.dimension)
        descriptor = dimension.level(view.level)
        for statement in descriptor.statements if descriptor else ():
            if descriptor is not None and statement.code == view.statement:
                part = descriptor.in_full(statement)
    confirmed = tuple(
        f"{verdict.author}, {verdict.review}"
        for verdict in view.verdicts
        if verdict.outcome is Outcome.SUPPORTS and verdict.is_released
    )
    return Use(view, assessment.cycle.name, part, confirmed)
