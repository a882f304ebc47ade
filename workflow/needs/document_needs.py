"""Documents that need somebody: one's own to mend, changed quotes, ones to accept, drafts."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from ingest import returning, visibility
from ingest.kinds import LearnerAnswer, MinutesStatus, RevisionState, Sensitivity
from ingest.models.documents import Acceptance, Document, Revision
from ingest.models.learners import LearnerCheck
from store.people import Person
from store.permissions import Actor, Operation
from workflow.kinds.anchors import AnchorOutcome
from workflow.lifecycle import ReviewState
from workflow.models.anchors import Anchor
from workflow.models.claims import Citation, Claim
from workflow.models.reviews import Review
from workflow.quotes import reanchoring

MOST_LISTED = 5
_UNREAD = (RevisionState.FAILED, RevisionState.REFUSED, RevisionState.NEEDS_PASSWORD)

_Part = Select[*tuple[Any, ...]]


class Why(StrEnum):
    """What a document needs, most urgent first."""

    ANSWER_LEARNERS = "answer learners"
    MEND = "mend"
    LOOK_AT_QUOTES = "look at quotes"
    ACCEPT = "accept"
    OPEN_DRAFT = "open draft"


@dataclass(frozen=True)
class Waiting:
    """One document and what it needs; of those to accept the number alone.

    `reason` is why it was returned, or who asks.
    """

    why: Why
    key: str
    title: str
    reason: str
    count: int


def list_waiting(session: Session, actor: Actor) -> list[Waiting]:
    """What of the library needs the actor, most urgent first; at most one statement."""
    parts = [part(actor).subquery() for operation, part in _PARTS if actor.may(operation)]
    if actor.is_outside or not parts:
        return []
    rows = session.execute(union_all(*(select(part) for part in parts)))
    found = [Waiting(Why(why), *rest) for why, *rest in rows]
    order = list(Why)
    return sorted(
        (one for one in found if one.count),
        key=lambda one: (order.index(one.why), one.title, one.key),
    )


def _asked_about_learners(actor: Actor) -> _Part:
    """Documents of which whoever added them is not sure whether they name a learner."""
    return (
        select(
            literal(Why.ANSWER_LEARNERS.value).label("why"), Document.key, Document.title,
            Person.name.label("reason"), literal(1).label("count"),
        )
        .join(
            LearnerCheck,
            (LearnerCheck.college_id == Document.college_id)
            & (LearnerCheck.document_id == Document.id),
        )
        .join(Person, Person.id == LearnerCheck.answered_by)
        .where(
            Document.college_id == actor.college_id,
            Document.retired_at.is_(None),
            LearnerCheck.answer == LearnerAnswer.ASK,
            LearnerCheck.answered_by != actor.person_id,
        )
        .order_by(LearnerCheck.id)
        .limit(MOST_LISTED)
    )  # fmt: skip


def _own_files(actor: Actor) -> _Part:
    """Files of one's own that could not be read, documents that a second person sent back."""
    failed = (
        select(Revision.id)
        .where(
            Revision.college_id == Document.college_id,
            Revision.document_id == Document.id,
            Revision.uploaded_by == actor.person_id,
            Revision.state.in_(_UNREAD),
        )
        .exists()
    )
    why = returning.why_returned(actor.person_id)
    return (
        select(
            literal(Why.MEND.value).label("why"), Document.key, Document.title,
            func.coalesce(why, "").label("reason"), literal(1).label("count"),
        )
        .where(
            Document.college_id == actor.college_id,
            Document.retired_at.is_(None),
            failed | why.is_not(None),
        )
        .order_by(Document.id.desc())
        .limit(2 * MOST_LISTED)
    )  # fmt: skip


def _changed_quotes(actor: Actor) -> _Part:
    """Documents whose newest file no longer has the words that were cited from an older one."""
    visible = [Sensitivity(name) for name in visibility.sensitivities_for(actor)]
    return (
        select(
            literal(Why.LOOK_AT_QUOTES.value).label("why"), Document.key, Document.title,
            literal("").label("reason"), func.count(Anchor.id).label("count"),
        )
        .join(Revision, (Revision.college_id == Document.college_id)
              & (Revision.document_id == Document.id))
        .join(Anchor, (Anchor.college_id == Revision.college_id)
              & (Anchor.revision_id == Revision.id))
        .join(Citation, (Citation.college_id == Anchor.college_id)
              & (Citation.id == Anchor.citation_id))
        .where(
            Document.college_id == actor.college_id,
            Document.sensitivity.in_(visible),
            Citation.struck_at.is_(None),
            Anchor.outcome.not_in([outcome for outcome in AnchorOutcome if outcome.keeps_fresh]),
            reanchoring.is_newest(Anchor),
        )
        .group_by(Document.key, Document.title)
        .order_by(Document.title, Document.key)
        .limit(MOST_LISTED)
    )  # fmt: skip


def _to_accept(actor: Actor) -> _Part:
    return (
        select(
            literal(Why.ACCEPT.value).label("why"), literal("").label("key"),
            literal("").label("title"), literal("").label("reason"),
            func.count(Document.id).label("count"),
        )
        .outerjoin(
            Acceptance,
            (Acceptance.college_id == Document.college_id)
            & (Acceptance.document_id == Document.id),
        )
        .where(
            Document.college_id == actor.college_id,
            Document.retired_at.is_(None),
            Document.uploaded_by != actor.person_id,
            Acceptance.id.is_(None),
            ~returning.is_returned(),
        )
    )  # fmt: skip


def _closed_drafts(actor: Actor) -> _Part:
    """Draft minutes that an open review's assessment cites and nobody chose for."""
    cited_in_review = (
        select(Citation.id)
        .join(Revision, (Revision.college_id == Citation.college_id)
              & (Revision.id == Citation.revision_id))
        .join(Claim, (Claim.college_id == Citation.college_id) & (Claim.id == Citation.claim_id))
        .join(Review, (Review.college_id == Claim.college_id)
              & (Review.assessment_id == Claim.assessment_id))
        .where(
            Revision.college_id == Document.college_id,
            Revision.document_id == Document.id,
            Citation.struck_at.is_(None),
            Review.state == ReviewState.OPEN,
        )
        .exists()
    )  # fmt: skip
    return (
        select(
            literal(Why.OPEN_DRAFT.value).label("why"), Document.key, Document.title,
            literal("").label("reason"), literal(1).label("count"),
        )
        .where(
            Document.college_id == actor.college_id,
            Document.minutes_status == MinutesStatus.DRAFT,
            Document.share_scope.is_(None),
            Document.retired_at.is_(None),
            Document.sensitivity.not_in([level for level in Sensitivity if level.is_closed]),
            cited_in_review,
        )
        .order_by(Document.title, Document.key)
        .limit(MOST_LISTED)
    )  # fmt: skip


_PARTS: tuple[tuple[Operation, Callable[[Actor], _Part]], ...] = (
    (Operation.CLAIM_LEVEL, _asked_about_learners),
    (Operation.ADD_DOCUMENT, _own_files),
    (Operation.STRIKE_CITATION, _changed_quotes),
    (Operation.ACCEPT_DOCUMENT, _to_accept),
    (Operation.OPEN_DRAFT_MINUTES, _closed_drafts),
)
