"""What people do to the college's side of a claim: choose a level, agree it, set a target."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from framework.model import Dimension, FrameworkVersion
from store import audit
from store.errors import ConflictError, EditedMeanwhileError, IncompleteError, NotFoundError
from store.permissions import Actor, Operation
from workflow import frameworks
from workflow.claims import assessments, coverage
from workflow.kinds.reviews import BELOW_LOWEST
from workflow.lifecycle import (
    CLAIM_TRANSITIONS,
    AssessmentState,
    ClaimAction,
    ClaimState,
    follow,
    refuse_own,
)
from workflow.models.claims import Agreement, Assessment, Claim, ClaimVersion
from workflow.models.reviews import Review


def get_claim(session: Session, actor: Actor, key: str, *, for_update: bool = False) -> Claim:
    """One claim with its assessment. Raises NotFoundError when it is not there for this actor.

    Held for a change, it is refused with ConflictError where its year is closed.
    """
    actor.require(Operation.READ_ASSESSMENT)
    query = (
        select(Claim)
        .where(Claim.college_id == actor.college_id, Claim.key == key)
        .options(
            joinedload(Claim.assessment).joinedload(Assessment.framework),
            joinedload(Claim.assessment).joinedload(Assessment.cycle),
        )
    )
    if actor.review_id is not None:
        query = query.where(
            select(Review.id)
            .where(
                Review.college_id == Claim.college_id,
                Review.id == actor.review_id,
                Review.assessment_id == Claim.assessment_id,
            )
            .exists()
        )
    if for_update:
        # Without populate_existing a claim already loaded keeps its values from before the lock.
        query = query.with_for_update(of=Claim).execution_options(populate_existing=True)
    claim = session.scalar(query)
    if claim is None:
        raise NotFoundError("There is no such claim here.")
    if for_update:
        assessments.require_open_year(session, claim.assessment)
    return claim


def find_claim(session: Session, actor: Actor, assessment: Assessment, dimension: str) -> Claim:
    """The claim of a dimension. Raises NotFoundError for a code that the model does not have."""
    actor.require(Operation.READ_ASSESSMENT)
    query = select(Claim).where(
        Claim.college_id == actor.college_id,
        Claim.assessment_id == assessment.id,
        Claim.dimension == dimension,
    )
    claim = session.scalar(query)
    if claim is None:
        raise _no_dimension(dimension)
    return claim


def _no_dimension(code: str) -> NotFoundError:
    return NotFoundError(f"There is no dimension {code} in this assessment.")


def find_with_versions(
    session: Session, actor: Actor, assessment: Assessment, dimension: str
) -> tuple[Claim, tuple[ClaimVersion, ...]]:
    """As `find_claim`, with every wording the claim ever had, newest first; one statement."""
    actor.require(Operation.READ_ASSESSMENT)
    query = (
        select(Claim, ClaimVersion)
        .outerjoin(
            ClaimVersion,
            (ClaimVersion.college_id == Claim.college_id) & (ClaimVersion.claim_id == Claim.id),
        )
        .where(
            Claim.college_id == actor.college_id,
            Claim.assessment_id == assessment.id,
            Claim.dimension == dimension,
        )
        .options(joinedload(ClaimVersion.author))
        .order_by(ClaimVersion.number.desc())
    )
    found = session.execute(query).all()
    if not found:
        raise _no_dimension(dimension)
    # Not asked for again: a key of two columns is not looked up among what is loaded.
    claim = found[0][0]
    set_committed_value(claim, "assessment", assessment)
    return claim, tuple(version for _, version in found) if claim.current_version else ()


def current_claim(session: Session, actor: Actor, dimension: str) -> Claim:
    """The claim of a dimension in the assessment that the actor works on. Raises NotFoundError."""
    return find_claim(session, actor, assessments.require_current(session, actor), dimension)


def dimension_of(claim: Claim) -> Dimension:
    """The dimension that a claim is about, in the version its assessment is pinned to."""
    return frameworks.version_of(claim.assessment).dimension(claim.dimension)


def current_version(session: Session, claim: Claim) -> ClaimVersion | None:
    """The claim's wording in force; None when nothing is claimed."""
    if claim.state is ClaimState.NOT_CLAIMED:
        return None
    query = select(ClaimVersion).where(
        ClaimVersion.college_id == claim.college_id,
        ClaimVersion.claim_id == claim.id,
        ClaimVersion.number == claim.current_version,
    )
    return session.scalars(query).one()


def list_versions(session: Session, claim: Claim) -> list[ClaimVersion]:
    """Every wording the claim ever had, newest first, with its author."""
    query = (
        select(ClaimVersion)
        .where(ClaimVersion.college_id == claim.college_id, ClaimVersion.claim_id == claim.id)
        .options(joinedload(ClaimVersion.author))
        .order_by(ClaimVersion.number.desc())
    )
    return list(session.scalars(query))


def check_level(dimension: Dimension, level: int) -> None:
    """Raise IncompleteError unless `level` is published for the dimension or below its lowest."""
    published = [descriptor.level for descriptor in dimension.levels]
    if level not in (BELOW_LOWEST, *published):
        raise IncompleteError(
            f"{dimension.code} has no level {level}. Choose below level {min(published)}, "
            f"or one of {', '.join(map(str, published))}.",
            "level",
        )


def claim_level(
    session: Session,
    actor: Actor,
    key: str,
    *,
    level: int,
    reason: str,
    seen_version: int,
    now: datetime,
    best_fit_reason: str = "",
) -> ClaimVersion:
    """Claim a level with a reason: a new, immutable version of the claim.

    `seen_version` is the number of the version that the person had before them (0: none).
    Raises EditedMeanwhileError when another came between, IncompleteError for a missing reason,
    a level that is not published, or an unanswered "Why is this still the best fit?".
    """
    actor.require(Operation.CLAIM_LEVEL)
    _refuse_if_submitted(session, get_claim(session, actor, key).assessment)
    claim = get_claim(session, actor, key, for_update=True)
    _refuse_if_edited(session, claim, seen_version)
    move = follow(CLAIM_TRANSITIONS, claim.state, ClaimAction.CLAIM, reason=reason)
    dimension = dimension_of(claim)
    check_level(dimension, level)
    coverage.ask_best_fit(coverage.college_marks(session, claim), dimension, level, best_fit_reason)
    return write_version(
        session, actor, claim, ClaimState(move.to),
        level=level, reason=reason, best_fit_reason=best_fit_reason, now=now,
    )  # fmt: skip


def write_version(
    session: Session,
    actor: Actor,
    claim: Claim,
    to: ClaimState,
    *,
    level: int,
    reason: str,
    best_fit_reason: str,
    now: datetime,
) -> ClaimVersion:
    """Write the next wording of a claim that is held for update; it is in force from now on."""
    version = ClaimVersion(
        college_id=claim.college_id,
        claim_id=claim.id,
        number=claim.current_version + 1,
        level=level,
        reason=reason.strip(),
        best_fit_reason=best_fit_reason.strip(),
        author_id=actor.person_id,
        at=now,
    )
    session.add(version)
    claim.current_version, claim.state = version.number, to
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "level claimed", claim.key,
        dimension=claim.dimension, level=level, version=version.number,
    )  # fmt: skip
    return version


def _refuse_if_submitted(session: Session, assessment: Assessment) -> None:
    """Submitting locks every level, those not claimed too; held until the transaction ends."""
    query = select(Assessment.state).where(
        Assessment.college_id == assessment.college_id, Assessment.id == assessment.id
    )
    if session.scalars(query.with_for_update(read=True)).one() is not AssessmentState.DRAFTING:
        raise ConflictError("The assessment has been submitted, so its levels are locked.")


def _refuse_if_edited(session: Session, claim: Claim, seen_version: int) -> None:
    if claim.current_version == seen_version:
        return
    latest = next(iter(list_versions(session, claim)), None)
    if latest is None:
        raise ConflictError("This claim has changed. Open the page again before you save.")
    raise EditedMeanwhileError(
        f"{latest.author.name} changed this claim while you were writing. "
        "Compare both texts and save again.",
        f"Level {latest.level}: {latest.reason}",
    )


def agree(session: Session, actor: Actor, key: str, *, now: datetime) -> Claim:
    """Agree a claim's wording in force; never one's own. Raises NotPermittedError."""
    actor.require(Operation.AGREE_CLAIM)
    claim = get_claim(session, actor, key, for_update=True)
    move = follow(CLAIM_TRANSITIONS, claim.state, ClaimAction.AGREE)
    version = current_version(session, claim)
    if version is None:
        raise NotFoundError("Nothing is claimed here yet.")
    refuse_own(
        version.author_id, actor.person_id, "A second person agrees a claim; this one is your own."
    )
    session.add(
        Agreement(
            college_id=claim.college_id,
            claim_version_id=version.id,
            author_id=version.author_id,
            agreed_by=actor.person_id,
            at=now,
        )
    )
    claim.state = ClaimState(move.to)
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "claim agreed", claim.key,
        dimension=claim.dimension, version=version.number,
    )  # fmt: skip
    return claim


def set_target(session: Session, actor: Actor, key: str, level: int | None) -> Claim:
    """Set the level that the college works towards."""
    actor.require(Operation.CLAIM_LEVEL)
    claim = get_claim(session, actor, key, for_update=True)
    if level is not None:
        check_level(dimension_of(claim), level)
    claim.target_level = level
    audit.note(session, actor.college_id, actor.person_key, "target set", claim.key, level=level)
    return claim


def level_words(dimension: Dimension, level: int | None) -> str:
    """A level as people read it: `Level 3`, `Below level 2`, `Not claimed`."""
    if level is None:
        return "Not claimed"
    if level == BELOW_LOWEST:
        return f"Below level {dimension.lowest_level}"
    return f"Level {level}"


def framework_of(claim: Claim) -> FrameworkVersion:
    """The framework version of the claim's assessment."""
    return frameworks.version_of(claim.assessment)
