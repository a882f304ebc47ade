"""What stands behind a claim: last year's, and the reservation that it was submitted with."""

from dataclasses import dataclass

from sqlalchemy import ScalarSelect, literal, select
from sqlalchemy.orm import Session, aliased

from framework.model import Dimension
from store.permissions import Actor, Operation
from workflow.claims import assessments
from workflow.claims.comparison import Side
from workflow.labels import ReviewSide
from workflow.models.claims import Assessment, Claim, ClaimVersion, Cycle
from workflow.models.reviews import Determination, Review
from workflow.models.sign_off import Reservation, Submission
from workflow.visible import released_to


@dataclass(frozen=True)
class Background:
    """`before` is None where the year before claimed nothing; `year` is its name."""

    reservation: str = ""
    year: str = ""
    before: Side | None = None


def of_claim(
    session: Session, actor: Actor, assessment: Assessment, claim: Claim, dimension: Dimension
) -> Background:
    """The background of a claim, in one statement."""
    actor.require(Operation.READ_ASSESSMENT)
    earlier = aliased(Claim)
    query = (
        select(
            _reservation(assessment, dimension.code), Cycle.name, ClaimVersion.level,
            ClaimVersion.reason, ClaimVersion.best_fit_reason,
            Review.kind, Determination.level, Determination.reason,
        )
        .select_from(Claim)
        .outerjoin(
            earlier,
            (earlier.college_id == Claim.college_id)
            & (earlier.assessment_id == assessments.earlier_id(assessment))
            & (earlier.dimension == Claim.dimension),
        )
        .outerjoin(
            Assessment,
            (Assessment.college_id == earlier.college_id)
            & (Assessment.id == earlier.assessment_id),
        )
        .outerjoin(
            Cycle, (Cycle.college_id == Assessment.college_id) & (Cycle.id == Assessment.cycle_id)
        )
        .outerjoin(
            ClaimVersion,
            (ClaimVersion.college_id == earlier.college_id)
            & (ClaimVersion.claim_id == earlier.id)
            & (ClaimVersion.number == earlier.current_version),
        )
        .outerjoin(
            Determination,
            (Determination.college_id == earlier.college_id)
            & (Determination.claim_id == earlier.id)
            & released_to(actor, Determination),
        )
        .outerjoin(
            Review,
            (Review.college_id == Determination.college_id)
            & (Review.id == Determination.review_id),
        )
        .where(Claim.college_id == actor.college_id, Claim.id == claim.id)
        .order_by(Determination.released_at, Determination.id)
    )  # fmt: skip
    rows = session.execute(query).all()
    reservation, year, _, reason, best_fit = rows[0][:5]
    claimed: int | None = rows[0][2]
    if claimed is None:
        return Background(reservation or "")
    reviews = tuple((ReviewSide(kind, level), why) for *_, kind, level, why in rows if kind)
    return Background(reservation or "", year, Side(dimension, claimed, reason, best_fit, reviews))


def _reservation(assessment: Assessment, dimension: str) -> ScalarSelect[str]:
    """What was said of the dimension in the submission that is in force."""
    newest = (
        select(Submission.id)
        .where(
            Submission.college_id == assessment.college_id,
            Submission.assessment_id == assessment.id,
        )
        .order_by(Submission.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(Reservation.words)
        .where(
            Reservation.college_id == assessment.college_id,
            Reservation.submission_id == newest,
            Reservation.dimension == dimension,
            literal(assessment.submitted_at is not None),
        )
        .scalar_subquery()
    )
