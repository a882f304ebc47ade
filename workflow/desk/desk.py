"""The desk of an assessor: what there is to judge, in which order, and what comes next."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ingest import visibility
from store.errors import NotFoundError
from store.permissions import Actor, Operation
from workflow import drafting, frameworks
from workflow.citations import evidence
from workflow.citations.evidence import CitationView
from workflow.claims import claims, coverage
from workflow.desk import looks
from workflow.desk.on_desk import Desk, DeskClaim, DeskDocument, DeskStep
from workflow.kinds.reviews import CoverageMark, Depth, DeskOrder, Outcome
from workflow.lifecycle import ClaimState
from workflow.models.claims import Claim, ClaimVersion
from workflow.models.desk import ReadingPlan
from workflow.models.reviews import Judgement, Review, Verdict
from workflow.reviews import judgements, verdicts


def load(session: Session, actor: Actor, claim_key: str = "") -> Desk:
    """The actor's desk with the key citations, in a fixed number of statements.

    Of a claim that is named everything comes along: what a page shows of a thousand citations
    are those that verdicts are asked for. Raises NotPermittedError.
    """
    actor.require(Operation.READ_ASSESSMENT)
    review = drafting.own_review(session, actor)
    framework = frameworks.version_of(review.assessment)
    seen = visibility.visibility_for(session, actor)
    rows = session.execute(_claims(actor, review)).all()
    # Judgements stand oldest first: the newest of a claim is the one that counts.
    found = {claim.id: (claim, version, judged, depth) for claim, version, judged, depth in rows}
    cited: dict[str, list[CitationView]] = {}
    for view in evidence.key_citations(session, actor, list(found), around=claim_key, seen=seen):
        cited.setdefault(view.claim_key, []).append(view)
    order = {dimension.code: n for n, dimension in enumerate(framework.dimensions)}
    on_desk = [
        DeskClaim(
            claim,
            framework.dimension(claim.dimension),
            version,
            tuple(cited.get(claim.key, ())),
            judgement,
            actor.person_id,
            depth or Depth.FULL,
            is_released=review.is_released_for(framework.dimension(claim.dimension)),
        )
        for claim, version, judgement, depth in sorted(
            found.values(), key=lambda row: order[row[0].dimension]
        )
    ]
    return Desk(review, review.assessment, tuple(on_desk), seen)


def by_document(session: Session, actor: Actor) -> tuple[Desk, tuple[DeskDocument, ...]]:
    """The desk with every document that is cited, whatever claims it is cited for."""
    desk = load(session, actor)
    quotes = evidence.quoted(session, actor, [c.claim.id for c in desk.claims], seen=desk.seen)
    return desk, desk.documents(quotes)


def _claims(actor: Actor, review: Review) -> Select[*tuple[Any, ...]]:
    """What is claimed in a review's assessment, with the actor's own judgement and plan."""
    return (
        select(Claim, ClaimVersion, Judgement, ReadingPlan.depth)
        .join(
            ClaimVersion,
            (ClaimVersion.college_id == Claim.college_id)
            & (ClaimVersion.claim_id == Claim.id)
            & (ClaimVersion.number == Claim.current_version),
        )
        .outerjoin(
            Judgement,
            (Judgement.college_id == Claim.college_id)
            & (Judgement.claim_id == Claim.id)
            & (Judgement.review_id == review.id)
            & (Judgement.author_id == actor.person_id),
        )
        .outerjoin(
            ReadingPlan,
            (ReadingPlan.college_id == Claim.college_id)
            & (ReadingPlan.claim_id == Claim.id)
            & (ReadingPlan.review_id == review.id)
            & (ReadingPlan.person_id == actor.person_id),
        )
        .where(
            Claim.college_id == review.college_id,
            Claim.assessment_id == review.assessment_id,
            Claim.state != ClaimState.NOT_CLAIMED,
        )
        .order_by(Judgement.id)
    )


def step(
    session: Session,
    actor: Actor,
    claim_key: str,
    citation_key: str | None = None,
    order: DeskOrder = DeskOrder.DIMENSION,
) -> DeskStep:
    """One screen: the named citation, else the first that waits, else the first of the claim."""
    desk = load(session, actor, claim_key)
    claim = desk.find(claim_key)
    citation = _choose(claim, citation_key)
    return DeskStep(
        desk=desk,
        claim=claim,
        citation=citation,
        verdict=citation.verdict_of(actor.person_id) if citation else None,
        next_citation=_next(desk, claim, citation, order),
        next_claim=desk.after(claim_key),
        marks=coverage.own_marks(session, actor, claim.claim),
        order=order,
    )


def _next(
    desk: Desk, claim: DeskClaim, citation: CitationView | None, order: DeskOrder
) -> CitationView | None:
    if order is DeskOrder.DOCUMENT and citation is not None:
        return desk.following(citation.key)
    return next((c for c in claim.waiting if citation is None or c.key != citation.key), None)


def give_verdict(
    session: Session,
    actor: Actor,
    citation_key: str,
    outcome: Outcome,
    *,
    seen_version: int,
    now: datetime,
    level: int | None = None,
    reason: str = "",
) -> Verdict:
    """Give a verdict on a quote that was displayed to the actor. Raises as `verdicts.give`."""
    looks.require(session, actor, citation_key)
    return verdicts.give(
        session,
        actor,
        citation_key,
        outcome,
        seen_version=seen_version,
        now=now,
        level=level,
        reason=reason,
    )


def judge(
    session: Session,
    actor: Actor,
    claim_key: str,
    *,
    level: int | None,
    seen_version: int,
    now: datetime,
    marks: Mapping[str, CoverageMark],
    reason: str = "",
    best_fit_reason: str = "",
    strength: str = "",
    question: str = "",
) -> Judgement:
    """Judge a claim, and keep the marks that the actor changed. Raises as `judgements.judge`."""
    claim = claims.get_claim(session, actor, claim_key)
    before = coverage.own_marks(session, actor, claim)
    for statement, value in marks.items():
        if value is not before.get(statement, CoverageMark.NOT_LOOKED_AT):
            coverage.mark(session, actor, claim, statement, value, now=now)
    return judgements.judge(
        session,
        actor,
        claim_key,
        level=level,
        seen_version=seen_version,
        now=now,
        reason=reason,
        best_fit_reason=best_fit_reason,
        strength=strength,
        question=question,
    )


def _choose(claim: DeskClaim, citation_key: str | None) -> CitationView | None:
    if citation_key is not None:
        found = next((c for c in claim.citations if c.key == citation_key), None)
        if found is None:
            raise NotFoundError("There is no such citation here.")
        return found
    return next(iter((*claim.waiting, *claim.citations)), None)
