"""What a release does to the rows of a review: drafts become permanent, claims are determined."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, select, true, update
from sqlalchemy.orm import Session, joinedload

from store.errors import ConflictError
from store.people import Membership
from store.permissions import LEADERS, Actor
from workflow import college_calendar, notices
from workflow.models import Claim, ClaimVersion
from workflow.review_models import (
    Coverage,
    Determination,
    Judgement,
    Moderation,
    Review,
    SecondAssessment,
    Verdict,
)
from workflow.working_days import local_day

DAYS_TO_ANSWER = 15  # of the college's own working days


def ask_for_answers(session: Session, review: Review, now: datetime) -> None:
    """Set the day by which the college answers, where nobody chose one, and tell its leaders."""
    if review.respond_by is None:
        days = college_calendar.working_days_of(session, review.college_id)
        review.respond_by = days.add(local_day(now), DAYS_TO_ANSWER)
    leaders = select(Membership.person_id).where(
        Membership.college_id == review.college_id,
        Membership.role.in_(list(LEADERS)),
        Membership.ended_at.is_(None),
    )
    due = review.respond_by
    notices.tell(
        session, review.college_id, session.scalars(leaders),
        sentence=f"“{review.title}” is released. Answer it by {due.day} {due:%B %Y}.",
        path=f"/reviews/{review.key}/responses", now=now,
    )  # fmt: skip


def _is_of_ones_own_claim() -> ColumnElement[bool]:
    """Whether a judgement's author has since written the wording of the claim in force."""
    in_force = select(ClaimVersion.id).join(
        Claim,
        (Claim.college_id == ClaimVersion.college_id)
        & (Claim.id == ClaimVersion.claim_id)
        & (Claim.current_version == ClaimVersion.number),
    )
    return in_force.where(
        ClaimVersion.college_id == Judgement.college_id,
        ClaimVersion.claim_id == Judgement.claim_id,
        ClaimVersion.author_id == Judgement.author_id,
    ).exists()


def draft_judgements(session: Session, review: Review, barred: list[int]) -> list[Judgement]:
    """The judgements that a release takes, their claims held until it is done."""
    # Locked first: nobody makes a claim their own between this look and the release.
    held = select(Claim.id).where(
        Claim.college_id == review.college_id, Claim.assessment_id == review.assessment_id
    )
    session.execute(held.order_by(Claim.id).with_for_update(key_share=True))
    query = select(Judgement).where(
        Judgement.college_id == review.college_id,
        Judgement.review_id == review.id,
        Judgement.author_id.not_in(barred),
        Judgement.released_at.is_(None),
        ~_is_of_ones_own_claim(),
    )
    return list(session.scalars(query.order_by(Judgement.id).with_for_update()))


def release_drafts(
    session: Session,
    review: Review,
    table: type[Judgement] | type[Verdict] | type[Coverage],
    barred: list[int],
    now: datetime,
) -> None:
    """Make the drafts of one kind permanent, but for those of who is barred."""
    session.execute(
        update(table)
        .where(
            table.college_id == review.college_id,
            table.review_id == review.id,
            table.author_id.not_in(barred),
            table.released_at.is_(None),
            true() if table is not Judgement else ~_is_of_ones_own_claim(),
        )
        .values(released_at=now)
    )


def determine(
    session: Session,
    review: Review,
    judgements: Iterable[Judgement],
    actor: Actor,
    *,
    barred: list[int],
    now: datetime,
) -> Iterable[Determination]:
    """One outcome for each claim. Raises ConflictError where one is not agreed yet."""
    _require_second_judgements(session, review, barred)
    by_claim: dict[int, list[Judgement]] = {}
    for judgement in judgements:
        by_claim.setdefault(judgement.claim_id, []).append(judgement)
    agreed = moderated(session, review)
    for claim_id, found in by_claim.items():
        said: Judgement | Moderation = found[0]
        decided_by = actor.person_id
        if len({judgement.level for judgement in found}) > 1:
            said = _agreed_of(agreed.get(claim_id), found)
            decided_by = said.decided_by
        yield Determination(
            college_id=review.college_id,
            review_id=review.id,
            claim_id=claim_id,
            level=said.level,
            reason=said.reason,
            judgements=[judgement.key for judgement in found],
            decided_by=decided_by,
            released_at=now,
        )


def _agreed_of(moderation: Moderation | None, found: list[Judgement]) -> Moderation:
    """What was agreed of exactly these judgements. Raises ConflictError."""
    keys = sorted(judgement.key for judgement in found)
    # One that was judged anew, since the claim was worded anew, was not what they agreed on.
    if (
        moderation is None
        or sorted(moderation.judgements) != keys
        or any(
            one.submitted_at is None or one.claim_version_id > moderation.claim_version_id
            for one in found
        )
    ):
        raise ConflictError(
            "Two assessors judged a claim differently. Record what you agree under "
            "Reading together before you release."
        )
    return moderation


def moderated(session: Session, review: Review) -> dict[int, Moderation]:
    """What was agreed in a review, by claim; the latest word of each."""
    query = select(Moderation).where(
        Moderation.college_id == review.college_id, Moderation.review_id == review.id
    )
    query = query.options(joinedload(Moderation.decider)).order_by(Moderation.id)
    return {one.claim_id: one for one in session.scalars(query)}


def _require_second_judgements(session: Session, review: Review, barred: list[int]) -> None:
    submitted = select(Judgement.id).where(
        Judgement.college_id == SecondAssessment.college_id,
        Judgement.review_id == SecondAssessment.review_id,
        Judgement.claim_id == SecondAssessment.claim_id,
        Judgement.author_id == SecondAssessment.assessor_id,
        Judgement.submitted_at.is_not(None),
    )
    query = (
        select(Claim.dimension)
        .join(
            SecondAssessment,
            (SecondAssessment.college_id == Claim.college_id)
            & (SecondAssessment.claim_id == Claim.id),
        )
        .where(
            SecondAssessment.college_id == review.college_id,
            SecondAssessment.review_id == review.id,
            SecondAssessment.assessor_id.not_in(barred),
            ~submitted.exists(),
        )
        .order_by(Claim.dimension)
    )
    waiting = session.scalars(query).all()
    if waiting:
        raise ConflictError(
            f"A second assessor has yet to submit a judgement of {', '.join(waiting)}."
        )
