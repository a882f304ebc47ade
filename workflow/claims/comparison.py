"""Two assessments of a college side by side, dimension by dimension, with their reasons."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from framework.model import Dimension, FrameworkVersion
from store.permissions import Actor, Operation
from workflow import frameworks
from workflow.claims import assessments
from workflow.claims.claims import level_words
from workflow.labels import ReviewSide
from workflow.models.claims import Assessment, Claim, ClaimVersion
from workflow.models.reviews import Determination, Review
from workflow.visible import released_to


@dataclass(frozen=True)
class Side:
    """What one assessment says of a dimension; `level` None where nothing is claimed."""

    dimension: Dimension
    level: int | None
    reason: str = ""
    best_fit_reason: str = ""
    reviews: tuple[tuple[ReviewSide, str], ...] = ()

    @property
    def words(self) -> str:
        """The level as people read it."""
        return level_words(self.dimension, self.level)

    @property
    def reviewed_otherwise(self) -> tuple[ReviewSide, str] | None:
        """The latest released review and its reason, where it says another level."""
        if not self.reviews or self.reviews[-1][0].level == self.level:
            return None
        return self.reviews[-1]


@dataclass(frozen=True)
class DimensionPair:
    """A dimension then and now; a side is None where that edition has no such dimension."""

    code: str
    title: str
    then: Side | None
    now: Side | None
    has_new_wording: bool

    @property
    def words(self) -> str:
        """What became of the level: `Up from level 2`, `Not claimed`, `As before`."""
        then = self.then.level if self.then else None
        now = self.now.level if self.now else None
        if self.then is None or self.now is None:
            return "New in this edition" if self.then is None else "Not in this edition"
        if now is None:
            return "Not claimed" if then is None else f"Not claimed; was {_low(self.then)}"
        if then is None:
            return "Not claimed before"
        if then == now:
            return "As before"
        return f"{'Up' if now > then else 'Down'} from {_low(self.then)}"

    @property
    def differs(self) -> bool:
        """Whether the level is another one than then."""
        return (self.then.level if self.then else None) != (self.now.level if self.now else None)


def _low(side: Side) -> str:
    return low(side.level, side.dimension)


def low(level: int | None, dimension: Dimension) -> str:
    """A level within a sentence: `level 3`."""
    words = level_words(dimension, level)
    return words[0].lower() + words[1:]


@dataclass(frozen=True)
class Comparison:
    """Every dimension of two assessments, in the order of the newer edition."""

    then: Assessment
    now: Assessment
    pairs: tuple[DimensionPair, ...]

    @property
    def changed(self) -> tuple[DimensionPair, ...]:
        """Dimensions whose level is another one."""
        return tuple(pair for pair in self.pairs if pair.differs)


def earlier_of(session: Session, assessment: Assessment) -> Assessment | None:
    """What an assessment follows on: the latest earlier year's, of the same scope if it had it."""
    query = select(Assessment).where(
        Assessment.college_id == assessment.college_id,
        Assessment.id == assessments.earlier_id(assessment),
    )
    return session.scalar(query.options(*assessments.WITH_YEAR))


def compare(session: Session, actor: Actor, then: Assessment, now: Assessment) -> Comparison:
    """Put two assessments side by side in a fixed number of statements."""
    actor.require(Operation.READ_ASSESSMENT)
    before, after = frameworks.version_of(then), frameworks.version_of(now)
    sides = _sides(session, actor, {then.id: before, now.id: after})
    codes = [dimension.code for dimension in after.dimensions]
    codes += [d.code for d in before.dimensions if d.code not in codes]
    pairs = []
    for code in codes:
        old, new = sides.get((then.id, code)), sides.get((now.id, code))
        shown = new or old
        if shown is not None:
            title = shown.dimension.title
            pairs.append(DimensionPair(code, title, old, new, _is_reworded(old, new)))
    return Comparison(then, now, tuple(pairs))


def _is_reworded(old: Side | None, new: Side | None) -> bool:
    if old is None or new is None:
        return True
    return not same_text(old.dimension, new.dimension)


def same_text(one: Dimension, other: Dimension) -> bool:
    """Whether two editions say the same of a dimension; white space does not count."""
    return _text(one) == _text(other)


def _text(dimension: Dimension) -> tuple[str, ...]:
    levels = (f"{level.level} {level.text}" for level in dimension.levels)
    return tuple(" ".join(text.split()) for text in (dimension.title, *levels))


def _sides(
    session: Session, actor: Actor, editions: dict[int, FrameworkVersion]
) -> dict[tuple[int, str], Side]:
    reviews = _reviews(session, actor, Review.assessment_id.in_(list(editions)))
    query = (
        select(
            Claim.id, Claim.assessment_id, Claim.dimension,
            ClaimVersion.level, ClaimVersion.reason, ClaimVersion.best_fit_reason,
        )
        .outerjoin(
            ClaimVersion,
            (ClaimVersion.college_id == Claim.college_id)
            & (ClaimVersion.claim_id == Claim.id)
            & (ClaimVersion.number == Claim.current_version),
        )
        .where(Claim.college_id == actor.college_id, Claim.assessment_id.in_(list(editions)))
    )  # fmt: skip
    found = {}
    for claim_id, assessment_id, code, level, reason, best_fit in session.execute(query):
        found[assessment_id, code] = Side(
            editions[assessment_id].dimension(code),
            level,
            reason or "",
            best_fit or "",
            tuple(reviews.get(claim_id, ())),
        )
    return found


def _reviews(
    session: Session, actor: Actor, of_which: ColumnElement[bool]
) -> dict[int, list[tuple[ReviewSide, str]]]:
    query = (
        select(Determination.claim_id, Review.kind, Determination.level, Determination.reason)
        .join(
            Review,
            (Review.college_id == Determination.college_id)
            & (Review.id == Determination.review_id),
        )
        .where(
            Determination.college_id == actor.college_id,
            of_which,
            released_to(actor, Determination),
        )
        .order_by(Determination.released_at, Determination.id)
    )
    found: dict[int, list[tuple[ReviewSide, str]]] = {}
    for claim_id, kind, level, reason in session.execute(query):
        found.setdefault(claim_id, []).append((ReviewSide(kind, level), reason))
    return found
