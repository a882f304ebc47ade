"""What a senior leader reads before they submit, what was signed, and the board's decision."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from store import audit
from store.errors import ConflictError, IncompleteError
from store.permissions import Actor, Operation
from workflow.calendars.working_days import local_day
from workflow.claims import assessments, comparison, overview
from workflow.claims.comparison import Comparison
from workflow.claims.overview import DimensionRow, Overview
from workflow.freezing.snapshot_taking import take as take_snapshot
from workflow.kinds.snapshots import Occasion
from workflow.lifecycle import (
    ASSESSMENT_TRANSITIONS,
    CLAIM_TRANSITIONS,
    AssessmentAction,
    ClaimAction,
    ClaimState,
    follow,
)
from workflow.models.claims import Assessment
from workflow.models.sign_off import Adoption, Reservation, Submission

LONGEST = 500
# What was changed after submitting and is not settled yet.
UNSETTLED = {ClaimState.DRAFT, ClaimState.AGREED, ClaimState.REVISED}


@dataclass(frozen=True)
class ToSign:
    """An assessment as somebody reads it who is about to stand behind it."""

    seen: Overview
    since: Comparison | None

    @property
    def drafts(self) -> tuple[DimensionRow, ...]:
        """Claims that nobody agreed yet: they keep it from being submitted."""
        return tuple(row for row in self.seen.rows if row.state is ClaimState.DRAFT)

    @property
    def unclaimed(self) -> tuple[DimensionRow, ...]:
        """Dimensions without a level."""
        return tuple(row for row in self.seen.rows if row.level is None)

    @property
    def without_evidence(self) -> tuple[DimensionRow, ...]:
        """Claims with nothing cited for them."""
        return tuple(row for row in self.seen.rows if row.lacks_citation)

    @property
    def claimed(self) -> tuple[DimensionRow, ...]:
        """What is signed."""
        return tuple(row for row in self.seen.rows if row.level is not None)


def to_sign(session: Session, actor: Actor, assessment: Assessment) -> ToSign:
    """What a senior leader sees before they submit; a fixed number of statements."""
    actor.require(Operation.SUBMIT_ASSESSMENT)
    then = comparison.earlier_of(session, assessment)
    since = comparison.compare(session, actor, then, assessment) if then else None
    return ToSign(overview.overview(session, actor, assessment), since)


@dataclass(frozen=True)
class Signed:
    """The submission in force and the board's decision, as pages show them."""

    submission: Submission | None
    reservations: dict[str, str]
    adoption: Adoption | None


def signed(session: Session, actor: Actor, assessment: Assessment) -> Signed:
    """Who submitted an assessment, with which reservations, and what the board decided."""
    actor.require(Operation.READ_ASSESSMENT)
    submission, reservations = _submission(session, assessment)
    return Signed(submission, reservations, adoption_of(session, actor, assessment))


def _submission(
    session: Session, assessment: Assessment
) -> tuple[Submission | None, dict[str, str]]:
    """The submission in force with its reservations by dimension; one statement."""
    if assessment.submitted_at is None:
        return None, {}
    number = (
        select(func.max(Submission.number))
        .where(
            Submission.college_id == assessment.college_id,
            Submission.assessment_id == assessment.id,
        )
        .scalar_subquery()
    )
    query = (
        select(Submission, Reservation.dimension, Reservation.words)
        .outerjoin(
            Reservation,
            (Reservation.college_id == Submission.college_id)
            & (Reservation.submission_id == Submission.id),
        )
        .where(
            Submission.college_id == assessment.college_id,
            Submission.assessment_id == assessment.id,
            Submission.number == number,
        )
        .options(joinedload(Submission.submitter))
        .order_by(Reservation.id)
    )
    rows = session.execute(query).all()
    reservations = {dimension: words for _, dimension, words in rows if dimension}
    return (rows[0][0] if rows else None), reservations


def adoption_of(session: Session, actor: Actor, assessment: Assessment) -> Adoption | None:
    """The board's decision on an assessment."""
    actor.require(Operation.READ_ASSESSMENT)
    query = (
        select(Adoption)
        .where(Adoption.college_id == actor.college_id, Adoption.assessment_id == assessment.id)
        .options(joinedload(Adoption.recorder))
    )
    return session.scalar(query)


@dataclass(frozen=True)
class Decision:
    """What the board decided, as its minutes say it."""

    body: str
    decided_on: date
    minute: str
    resolution: str

    def check(self, now: datetime) -> None:
        """Raise IncompleteError at what is missing."""
        for value, field, sentence in (
            (self.body, "body", "Say which body decided, such as the Corporation."),
            (self.minute, "minute", "Give the number of the minute."),
            (self.resolution, "resolution", "Give the words of the resolution."),
        ):
            if not value.strip() or len(value) > LONGEST:
                raise IncompleteError(sentence, field)
        if self.decided_on > local_day(now):
            raise IncompleteError("The meeting is still to come. Check its date.", "decided_on")


def adopt(
    session: Session, actor: Actor, key: str, decision: Decision, *, now: datetime
) -> Assessment:
    """Record that the board adopted a submitted assessment, in the wording in force.

    Raises ConflictError when it is not submitted or a claim was changed and not agreed since,
    IncompleteError where the minute does not say all.
    """
    actor.require(Operation.ADOPT_ASSESSMENT)
    assessment = assessments.get_assessment(session, actor, key, for_update=True)
    assessments.require_open_year(session, assessment)
    move = follow(ASSESSMENT_TRANSITIONS, assessment.state, AssessmentAction.ADOPT)
    decision.check(now)
    claims = assessments.claims_for_update(session, assessment)
    waiting = [c.dimension for c in claims if c.state in UNSETTLED]
    if waiting:
        raise ConflictError(
            f"These claims were changed after the assessment was submitted: {', '.join(waiting)}. "
            "A second person agrees them before the board's decision is recorded."
        )
    for claim in claims:
        if claim.state is ClaimState.SUBMITTED:
            claim.state = ClaimState(follow(CLAIM_TRANSITIONS, claim.state, ClaimAction.ADOPT).to)
    assessment.state, assessment.adopted_at = type(assessment.state)(move.to), now
    session.add(
        Adoption(
            college_id=assessment.college_id,
            assessment_id=assessment.id,
            body=decision.body.strip(),
            decided_on=decision.decided_on,
            minute=decision.minute.strip(),
            resolution=decision.resolution.strip(),
            recorded_by=actor.person_id,
            at=now,
        )
    )
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "assessment adopted", key,
        body=decision.body.strip(), decided_on=decision.decided_on.isoformat(),
        minute=decision.minute.strip(),
    )  # fmt: skip
    take_snapshot(session, assessment, Occasion.ADOPTED, now=now, actor=actor)
    return assessment
