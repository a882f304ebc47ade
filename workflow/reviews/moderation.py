"""Second assessors, judgements side by side, and what is recorded where they differ."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from framework.model import Dimension
from store import audit
from store.errors import (
    ConflictError,
    EditedMeanwhileError,
    IncompleteError,
    NotFoundError,
    NotPermittedError,
)
from store.people import Engagement, Person
from store.permissions import JUDGES, Actor, Operation, Role
from workflow import drafting, frameworks
from workflow.claims import claims
from workflow.lifecycle import refuse_own
from workflow.models.claims import Claim, ClaimVersion
from workflow.models.reviews import Judgement, Moderation, Review, SecondAssessment
from workflow.reviews import agreement, releasing, reviews
from workflow.visible import visible_to


def ask_second(
    session: Session, actor: Actor, claim_key: str, person_key: str, *, now: datetime
) -> SecondAssessment:
    """Ask somebody who judges in the review to judge a claim too, blind; once for a claim.

    Raises ConflictError where somebody was asked before or has read along already.
    """
    actor.require(Operation.ASK_SECOND)
    review = drafting.require_open(session, actor, now=now)
    claim = claims.get_claim(session, actor, claim_key, for_update=True)
    drafting.refuse_released(review, claims.dimension_of(claim))
    person, role = _assessor(session, review, person_key)
    if _second_of(session, review, claim) is not None:
        raise ConflictError(f"A second assessor has been asked for {claim.dimension} already.")
    drafted = _judgements_of(session, review, claim)
    if role is Role.LEAD_ASSESSOR and any(one.author_id != person.id for one in drafted):
        raise ConflictError(
            f"{person.name} leads the review and could read the first judgement. "
            "Ask somebody who has not seen it."
        )
    second = SecondAssessment(
        college_id=actor.college_id,
        review_id=review.id,
        claim_id=claim.id,
        assessor_id=person.id,
        asked_by=actor.person_id,
        asked_at=now,
    )
    session.add(second)
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "second assessor asked", claim.key,
        dimension=claim.dimension, person=person_key,
    )  # fmt: skip
    return second


def _assessor(session: Session, review: Review, person_key: str) -> tuple[Person, Role]:
    query = (
        select(Person, Engagement.role)
        .join(Engagement, Engagement.person_id == Person.id)
        .where(
            Engagement.college_id == review.college_id,
            Engagement.review_id == review.id,
            Engagement.role.in_(list(JUDGES)),
            Engagement.ended_at.is_(None),
            Person.key == person_key,
        )
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFoundError("Nobody of that name judges in this review.")
    return found[0], found[1]


def _second_of(session: Session, review: Review, claim: Claim) -> SecondAssessment | None:
    query = select(SecondAssessment).where(
        SecondAssessment.college_id == review.college_id,
        SecondAssessment.review_id == review.id,
        SecondAssessment.claim_id == claim.id,
    )
    return session.scalar(query)


def _judgements_of(session: Session, review: Review, claim: Claim) -> list[Judgement]:
    query = select(Judgement).where(
        Judgement.college_id == review.college_id,
        Judgement.review_id == review.id,
        Judgement.claim_id == claim.id,
        Judgement.released_at.is_(None),
    )
    return list(session.scalars(query.order_by(Judgement.id).with_for_update()))


def moderate(
    session: Session,
    actor: Actor,
    claim_key: str,
    *,
    level: int,
    reason: str,
    seen: str,
    now: datetime,
) -> Moderation:
    """Record what the assessors of a claim agreed, with the reason; it becomes the outcome.

    Every judgement of the claim is submitted by then. `seen` is the key of the record that the
    actor had before them (empty: none). Raises EditedMeanwhileError where somebody recorded one
    before, NotPermittedError for one's own claim or where somebody else leads.
    """
    actor.require(Operation.MODERATE)
    review = drafting.require_open(session, actor, now=now)
    claim = claims.get_claim(session, actor, claim_key, for_update=True)
    version = claims.current_version(session, claim)
    if version is None:
        raise ConflictError(f"The college claims no level for {claim.dimension}.")
    drafting.refuse_released(review, claims.dimension_of(claim))
    refuse_own(version.author_id, actor.person_id, "You wrote this claim; others agree on it.")
    found = _judgements_of(session, review, claim)
    _refuse_others(session, review, actor, found)
    _require_submitted(claim, found)
    claims.check_level(claims.dimension_of(claim), level)
    if not reason.strip():
        raise IncompleteError("Say why you agree on this level.", "reason")
    before = releasing.moderated(session, review).get(claim.id)
    _refuse_if_recorded(before, seen)
    made = Moderation(
        college_id=actor.college_id,
        review_id=review.id,
        claim_id=claim.id,
        claim_version_id=version.id,
        claim_author_id=version.author_id,
        level=level,
        reason=reason.strip(),
        judgements=[judgement.key for judgement in found],
        decided_by=actor.person_id,
        at=now,
        supersedes=before.id if before else None,
    )
    session.add(made)
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "judgements moderated", claim.key,
        dimension=claim.dimension, level=level,
    )  # fmt: skip
    return made


def _refuse_others(session: Session, review: Review, actor: Actor, found: list[Judgement]) -> None:
    """The lead records what was agreed; where nobody leads, one of those who judged."""
    if reviews.is_led_by_another(session, review, actor):
        raise NotPermittedError("The lead assessor records what was agreed.")
    is_lead = Role.LEAD_ASSESSOR in actor.roles
    if not is_lead and all(one.author_id != actor.person_id for one in found):
        raise NotPermittedError("Somebody who judged this claim records what was agreed.")


def _require_submitted(claim: Claim, found: list[Judgement]) -> None:
    levels = {judgement.level for judgement in found}
    if len(levels) < 2:  # noqa: PLR2004 - it takes two to differ
        raise ConflictError(f"Nobody differs on {claim.dimension}; there is nothing to agree on.")
    if any(judgement.submitted_at is None for judgement in found):
        raise ConflictError(
            f"Not everybody has submitted a judgement of {claim.dimension} yet. "
            "Nobody sees the other's before."
        )


def _refuse_if_recorded(before: Moderation | None, seen: str) -> None:
    if before is not None and before.key != seen:
        raise EditedMeanwhileError(
            f"{before.decider.name} recorded what was agreed while you were writing. "
            "Compare both texts and save again.",
            f"Level {before.level}. {before.reason}",
        )


@dataclass(frozen=True)
class Together:
    """One claim of the review with the judgements that the viewer may see, side by side."""

    claim: Claim
    dimension: Dimension
    claimed: int
    judgements: tuple[Judgement, ...]
    second: SecondAssessment | None
    agreed: Moderation | None

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels that the viewer sees judged; none in a review that gives none."""
        return tuple(one.level for one in self.judgements if one.level is not None)

    @property
    def differs(self) -> bool:
        """Whether two judgements that the viewer sees name different levels."""
        return len(set(self.levels)) > 1

    @property
    def is_submitted(self) -> bool:
        """Whether every judgement that the viewer sees is submitted."""
        return all(judgement.submitted_at for judgement in self.judgements)


@dataclass(frozen=True)
class ReadingTogether:
    """What the people of a review see of each other's judgements."""

    review: Review
    rows: tuple[Together, ...]
    person_id: int

    @property
    def own_drafts(self) -> int:
        """How many judgements of the viewer's are not submitted."""
        return sum(
            judgement.author_id == self.person_id and not judgement.submitted_at
            for row in self.rows
            for judgement in row.judgements
        )

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The levels of claims that two people judged."""
        return [(levels[0], levels[1]) for row in self.rows if len(levels := row.levels) > 1]

    @property
    def agreement_words(self) -> str:
        """How far two assessors agree."""
        return agreement.in_words(self.pairs)

    @property
    def agreement_with_college(self) -> str:
        """How far assessors and the college agree."""
        return agreement.in_words(
            [(row.claimed, level) for row in self.rows for level in row.levels]
        )

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa of two assessors, from thirty pairs."""
        return agreement.kappa(self.pairs)


def load(session: Session, actor: Actor) -> ReadingTogether:
    """The actor's own review, claims in the model's order, in a fixed number of statements."""
    actor.require(Operation.READ_ASSESSMENT)
    review = drafting.own_review(session, actor)
    framework = frameworks.version_of(review.assessment)
    judged: dict[int, tuple[Judgement, ...]] = {}
    query = (
        select(Judgement)
        .where(
            Judgement.college_id == actor.college_id,
            Judgement.review_id == review.id,
            visible_to(actor, Judgement),
        )
        .options(joinedload(Judgement.author))
        .order_by(Judgement.id)
    )
    for judgement in session.scalars(query):
        judged[judgement.claim_id] = (*judged.get(judgement.claim_id, ()), judgement)
    seconds = {one.claim_id: one for one in _seconds(session, review)}
    agreed = releasing.moderated(session, review)
    rows = [
        Together(
            claim,
            framework.dimension(claim.dimension),
            level,
            judged.get(claim.id, ()),
            seconds.get(claim.id),
            # Known to those who see both judgements; to others it would tell of drafts.
            agreed.get(claim.id) if len(judged.get(claim.id, ())) > 1 else None,
        )
        for claim, level in _claims(session, review)
    ]
    order = {dimension.code: n for n, dimension in enumerate(framework.dimensions)}
    rows.sort(key=lambda row: order[row.dimension.code])
    return ReadingTogether(review, tuple(rows), actor.person_id)


def _seconds(session: Session, review: Review) -> list[SecondAssessment]:
    query = select(SecondAssessment).where(
        SecondAssessment.college_id == review.college_id, SecondAssessment.review_id == review.id
    )
    return list(session.scalars(query.options(joinedload(SecondAssessment.assessor))))


def _claims(session: Session, review: Review) -> list[tuple[Claim, int]]:
    query = (
        select(Claim, ClaimVersion.level)
        .join(
            ClaimVersion,
            (ClaimVersion.college_id == Claim.college_id)
            & (ClaimVersion.claim_id == Claim.id)
            & (ClaimVersion.number == Claim.current_version),
        )
        .where(Claim.college_id == review.college_id, Claim.assessment_id == review.assessment_id)
    )
    return [(claim, level) for claim, level in session.execute(query)]
