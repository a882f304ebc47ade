"""Cycles and assessments: what the college judges itself on, for which year and provision."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import ScalarSelect, Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from store import audit
from store.errors import ConflictError, IncompleteError, NotFoundError
from store.people import College
from store.permissions import Actor, Operation
from workflow import frameworks
from workflow.freezing.snapshot_taking import take as take_snapshot
from workflow.kinds.snapshots import Occasion
from workflow.lifecycle import (
    ASSESSMENT_TRANSITIONS,
    CLAIM_TRANSITIONS,
    AssessmentAction,
    ClaimAction,
    ClaimState,
    CycleState,
    follow,
)
from workflow.models.claims import Assessment, Claim, Cycle
from workflow.models.reviews import Review
from workflow.models.sign_off import Reservation, Submission

# The academic year runs from 1 August to 31 July.
FIRST_MONTH = 8
WITH_YEAR = (joinedload(Assessment.cycle), joinedload(Assessment.framework))
LONGEST_RESERVATION = 500


def begin_cycle(session: Session, college_id: int, first_year: int) -> Cycle:
    """Open the academic year that begins on 1 August of `first_year`."""
    cycle = Cycle(
        college_id=college_id,
        name=f"{first_year}/{(first_year + 1) % 100:02d}",
        starts_on=date(first_year, FIRST_MONTH, 1),
        ends_on=date(first_year + 1, 7, 31),
    )
    session.add(cycle)
    session.flush()
    audit.note(session, college_id, "system", "cycle opened", cycle.key, name=cycle.name)
    return cycle


def begin_assessment(session: Session, cycle: Cycle, *, scope: str, actor_key: str) -> Assessment:
    """Begin an assessment on the packaged model, with a claim for every dimension."""
    if not scope.strip():
        raise IncompleteError("Say which provision and sites the assessment covers.", "scope")
    row = frameworks.keep_builtin(session)
    assessment = Assessment(
        college_id=cycle.college_id,
        cycle_id=cycle.id,
        framework_version_id=row.id,
        scope=scope,
    )
    session.add(assessment)
    session.flush()
    for dimension in frameworks.version_of(assessment).dimensions:
        session.add(
            Claim(
                college_id=cycle.college_id,
                assessment_id=assessment.id,
                dimension=dimension.code,
            )
        )
    audit.note(
        session, cycle.college_id, actor_key, "assessment begun", assessment.key, scope=scope
    )
    return assessment


def begin_this_year(session: Session, actor: Actor, *, scope: str, today: date) -> Assessment:
    """Begin the college's assessment of the academic year that `today` is in.

    Raises ConflictError when the year has one that is still worked on.
    """
    actor.require(Operation.BEGIN_ASSESSMENT)
    # Locked: two who begin the year at once would both find it not begun.
    held = select(College.id).where(College.id == actor.college_id)
    session.execute(held.with_for_update(key_share=True))
    first_year = today.year if today.month >= FIRST_MONTH else today.year - 1
    query = select(Cycle).where(
        Cycle.college_id == actor.college_id, Cycle.starts_on == date(first_year, FIRST_MONTH, 1)
    )
    cycle = session.scalar(query) or begin_cycle(session, actor.college_id, first_year)
    under_way = select(Assessment.id).where(
        Assessment.college_id == actor.college_id, Assessment.cycle_id == cycle.id
    )
    if session.scalar(under_way.limit(1)) is not None:
        raise ConflictError(f"The assessment of {cycle.name} has begun already.")
    return begin_assessment(session, cycle, scope=scope, actor_key=actor.person_key)


def _assessments(actor: Actor) -> Select[Assessment]:
    query = select(Assessment).where(Assessment.college_id == actor.college_id).options(*WITH_YEAR)
    if actor.review_id is not None:
        # An outsider is here for one assessment.
        query = query.join(
            Review,
            (Review.college_id == Assessment.college_id) & (Review.assessment_id == Assessment.id),
        ).where(Review.id == actor.review_id)
    return query


def list_assessments(session: Session, actor: Actor) -> list[Assessment]:
    """The college's assessments that the actor may read, newest year first."""
    actor.require(Operation.READ_ASSESSMENT)
    query = _assessments(actor).join(Cycle, Cycle.id == Assessment.cycle_id)
    return list(session.scalars(query.order_by(Cycle.starts_on.desc(), Assessment.id)))


def get_assessment(
    session: Session, actor: Actor, key: str, *, for_update: bool = False
) -> Assessment:
    """One assessment. Raises NotFoundError when it is not there for this actor."""
    actor.require(Operation.READ_ASSESSMENT)
    query = _assessments(actor).where(Assessment.key == key)
    if for_update:
        query = query.with_for_update(of=Assessment).execution_options(populate_existing=True)
    assessment = session.scalar(query)
    if assessment is None:
        raise NotFoundError("There is no such assessment here.")
    return assessment


def current_assessment(session: Session, actor: Actor) -> Assessment | None:
    """The one at hand, else of the newest year; or the one that the outsider is here for."""
    found = list_assessments(session, actor)
    newest = found[0] if found else None
    return next((one for one in found if one.key == actor.assessment_key), newest)


def require_current(session: Session, actor: Actor) -> Assessment:
    """As `current_assessment`. Raises NotFoundError where there is none."""
    found = current_assessment(session, actor)
    if found is None:
        raise NotFoundError(
            "This college has no assessment yet. A careers leader begins one under Assessment."
        )
    return found


def earlier_id(assessment: Assessment) -> ScalarSelect[int]:
    """The id of what an assessment follows on: of the latest earlier year that has any.

    Of several in that year, the one of the same scope, else the first.
    """
    is_other_scope = case((Assessment.scope == assessment.scope, 0), else_=1)
    return (
        select(Assessment.id)
        .join(
            Cycle, (Cycle.college_id == Assessment.college_id) & (Cycle.id == Assessment.cycle_id)
        )
        .where(
            Assessment.college_id == assessment.college_id,
            Cycle.starts_on < assessment.cycle.starts_on,
        )
        .order_by(Cycle.starts_on.desc(), is_other_scope, Assessment.id)
        .limit(1)
        .scalar_subquery()
    )


def submit(
    session: Session,
    actor: Actor,
    key: str,
    *,
    now: datetime,
    reservations: Mapping[str, str] = MappingProxyType({}),
) -> Assessment:
    """Send the assessment to review: every claim made is agreed, levels and reasons lock.

    `reservations` are words by dimension that the senior leader adds to their signature.
    Raises ConflictError when it was submitted before, IncompleteError naming drafts.
    """
    actor.require(Operation.SUBMIT_ASSESSMENT)
    assessment = get_assessment(session, actor, key, for_update=True)
    require_open_year(session, assessment)
    move = follow(ASSESSMENT_TRANSITIONS, assessment.state, AssessmentAction.SUBMIT)
    claims = claims_for_update(session, assessment)
    drafts = [claim.dimension for claim in claims if claim.state is ClaimState.DRAFT]
    if drafts:
        raise IncompleteError(
            f"These claims are not agreed yet: {', '.join(drafts)}. "
            "A second person agrees each before you submit."
        )
    for claim in claims:
        if claim.state is ClaimState.AGREED:
            to = follow(CLAIM_TRANSITIONS, claim.state, ClaimAction.SUBMIT).to
            claim.state = ClaimState(to)
    assessment.state = type(assessment.state)(move.to)
    assessment.submitted_at = now
    submission = _keep_submission(session, actor, assessment, now)
    _keep_reservations(session, submission, claims, reservations)
    audit.note(session, actor.college_id, actor.person_key, "assessment submitted", key)
    take_snapshot(session, assessment, Occasion.SUBMITTED, now=now, actor=actor)
    return assessment


def _keep_submission(
    session: Session, actor: Actor, assessment: Assessment, now: datetime
) -> Submission:
    earlier = select(func.count(Submission.id)).where(
        Submission.college_id == assessment.college_id, Submission.assessment_id == assessment.id
    )
    submission = Submission(
        college_id=assessment.college_id,
        assessment_id=assessment.id,
        number=session.scalars(earlier).one() + 1,
        submitted_by=actor.person_id,
        at=now,
    )
    session.add(submission)
    session.flush()
    return submission


def _keep_reservations(
    session: Session,
    submission: Submission,
    claims: list[Claim],
    reservations: Mapping[str, str],
) -> None:
    dimensions = {claim.dimension for claim in claims}
    for dimension, said in reservations.items():
        words = said.strip()
        if not words:
            continue
        if dimension not in dimensions or len(words) > LONGEST_RESERVATION:
            raise IncompleteError(
                f"Keep the reservation about {dimension} to {LONGEST_RESERVATION} characters.",
                f"reservation-{dimension}",
            )
        session.add(
            Reservation(
                college_id=submission.college_id,
                submission_id=submission.id,
                dimension=dimension,
                words=words,
            )
        )
    session.flush()


def reopen(session: Session, actor: Actor, key: str, *, reason: str) -> Assessment:
    """Take a submitted assessment back to work on it; its claims are agreed, no longer locked.

    Raises ConflictError when it is not submitted or a review of it is released, IncompleteError
    without a reason.
    """
    actor.require(Operation.SUBMIT_ASSESSMENT)
    assessment = get_assessment(session, actor, key, for_update=True)
    require_open_year(session, assessment)
    move = follow(ASSESSMENT_TRANSITIONS, assessment.state, AssessmentAction.REOPEN, reason=reason)
    _require_nothing_released(session, assessment)
    for claim in claims_for_update(session, assessment):
        if claim.state is ClaimState.SUBMITTED:
            to = follow(CLAIM_TRANSITIONS, claim.state, ClaimAction.REOPEN, reason=reason).to
            claim.state = ClaimState(to)
    assessment.state = type(assessment.state)(move.to)
    assessment.submitted_at = None
    audit.note(
        session, actor.college_id, actor.person_key, "assessment reopened", key, reason=reason
    )
    return assessment


def _require_nothing_released(session: Session, assessment: Assessment) -> None:
    query = select(Review).where(
        Review.college_id == assessment.college_id, Review.assessment_id == assessment.id
    )
    # Locked as a release locks its own: of the two, whoever comes second sees the first.
    held = query.order_by(Review.id).with_for_update().execution_options(populate_existing=True)
    for review in session.scalars(held):
        if review.has_released:
            raise ConflictError(
                f"“{review.title}” is released, so the assessment cannot be reopened. "
                "Answer its judgements instead."
            )


def require_open_year(session: Session, assessment: Assessment) -> None:
    """Raise ConflictError when the assessment's year is closed; held until the transaction ends."""
    query = select(Cycle.name, Cycle.state).where(
        Cycle.college_id == assessment.college_id, Cycle.id == assessment.cycle_id
    )
    name, state = session.execute(query.with_for_update(read=True)).one()
    if state is not CycleState.OPEN:
        raise ConflictError(f"The year {name} is {state.value}, so it can only be read.")


def claims_for_update(session: Session, assessment: Assessment) -> list[Claim]:
    """Every claim of an assessment, held until the transaction ends."""
    query = select(Claim).where(
        Claim.college_id == assessment.college_id, Claim.assessment_id == assessment.id
    )
    query = query.order_by(Claim.id).with_for_update()
    return list(session.scalars(query.execution_options(populate_existing=True)))
