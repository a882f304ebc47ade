"""Summaries for the hub: approved by a senior leader, read side by side, never ranked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store import audit
from store.errors import ConflictError, IncompleteError
from store.people import College, Hub
from store.permissions import Actor, Operation
from workflow.claims import assessments, overview
from workflow.governance import summary
from workflow.kinds.reports import EditionKind, FindingKind
from workflow.models.claims import Assessment
from workflow.models.hubs import HubSummary
from workflow.models.reports import Finding, ReportEdition
from workflow.models.reviews import Review
from workflow.models.visits import Visit

LONGEST_WORDS = 1_000


@dataclass(frozen=True)
class Publishing:
    """What the page of publishing shows: the hub, what would be published, what stands there."""

    hub: Hub | None
    draft: dict[str, Any]
    standing: HubSummary | None


def prepare(session: Session, actor: Actor) -> Publishing:
    """What would be published now, for whoever may approve it to read first."""
    actor.require(Operation.PUBLISH_SUMMARY)
    assessment = assessments.require_current(session, actor)
    return Publishing(
        _hub_of(session, actor), _body(session, actor, assessment), _standing(session, actor)
    )


def _hub_of(session: Session, actor: Actor) -> Hub | None:
    query = select(Hub).join(College, College.hub_id == Hub.id)
    return session.scalar(query.where(College.id == actor.college_id))


def _standing(session: Session, actor: Actor, *, for_update: bool = False) -> HubSummary | None:
    query = (
        select(HubSummary)
        .where(HubSummary.college_id == actor.college_id, HubSummary.withdrawn_at.is_(None))
        .options(joinedload(HubSummary.approver))
    )
    if for_update:
        query = query.with_for_update(of=HubSummary)
    return session.scalar(query)


def _body(session: Session, actor: Actor, assessment: Assessment) -> dict[str, Any]:
    """The governor's words for themes, and what a final visit found; no level is set in a row."""
    told = summary.summarise(actor, overview.overview(session, actor, assessment))
    found = _findings(session, assessment)
    return {
        "year": assessment.cycle.name,
        "scope": assessment.scope,
        "sentence": told.sentence,
        "themes": [[f"{one.number} {one.title}", one.words] for one in told.themes],
        "strengths": [one.words for one in found if one.kind is FindingKind.STRENGTH],
        "areas": [one.words for one in found if one.kind is FindingKind.AREA],
        "words": "",
    }


def _findings(session: Session, assessment: Assessment) -> list[Finding]:
    """Of visits of this assessment whose report is final."""
    is_final = (
        select(ReportEdition.id)
        .where(
            ReportEdition.college_id == Finding.college_id,
            ReportEdition.visit_id == Finding.visit_id,
            ReportEdition.kind == EditionKind.FINAL,
        )
        .exists()
    )
    query = (
        select(Finding)
        .join(Visit, (Visit.college_id == Finding.college_id) & (Visit.id == Finding.visit_id))
        .join(Review, (Review.college_id == Visit.college_id) & (Review.id == Visit.review_id))
        .where(
            Finding.college_id == assessment.college_id,
            Finding.removed_at.is_(None),
            Review.assessment_id == assessment.id,
            is_final,
        )
        .order_by(Finding.id)
    )
    return list(session.scalars(query))


def publish(session: Session, actor: Actor, *, words: str, now: datetime) -> HubSummary:
    """Approve the summary as it stands and publish it to the hub in the place of an earlier one.

    `words` are the college's own. Raises ConflictError where the college is in no hub.
    """
    actor.require(Operation.PUBLISH_SUMMARY)
    if len(words) > LONGEST_WORDS:
        raise IncompleteError(f"Keep it to {LONGEST_WORDS} characters.", "words")
    hub = _hub_of(session, actor)
    if hub is None:
        raise ConflictError("This college belongs to no hub, so there is nobody to publish to.")
    assessment = assessments.require_current(session, actor)
    _withdraw(_standing(session, actor, for_update=True), actor, now)
    session.flush()
    published = HubSummary(
        college_id=actor.college_id, hub_id=hub.id, assessment_id=assessment.id,
        body=_body(session, actor, assessment) | {"words": words.strip()},
        approved_by=actor.person_id, approved_at=now,
    )  # fmt: skip
    session.add(published)
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "summary published", published.key, hub=hub.key
    )
    return published


def _withdraw(standing: HubSummary | None, actor: Actor, now: datetime) -> None:
    if standing is not None:
        standing.withdrawn_by, standing.withdrawn_at = actor.person_id, now


def withdraw(session: Session, actor: Actor, *, now: datetime) -> None:
    """Take the college's summary back from the hub, at once. Raises ConflictError."""
    actor.require(Operation.PUBLISH_SUMMARY)
    standing = _standing(session, actor, for_update=True)
    if standing is None:
        raise ConflictError("Nothing of this college is published.")
    _withdraw(standing, actor, now)
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "summary withdrawn", standing.key)


def list_of_hub(session: Session, hub: Hub) -> list[HubSummary]:
    """What the colleges of a hub published to it, in the order of their names."""
    query = (
        select(HubSummary)
        .join(College, College.id == HubSummary.college_id)
        .where(
            HubSummary.hub_id == hub.id,
            College.hub_id == hub.id,
            HubSummary.withdrawn_at.is_(None),
        )
        .options(joinedload(HubSummary.college), joinedload(HubSummary.approver))
        .order_by(College.folded_name)
    )
    return list(session.scalars(query))
