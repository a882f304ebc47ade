"""Levels that each person picks before a leadership meeting, unseen by others until it opens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from framework.model import Dimension, FrameworkVersion, Theme
from store import audit
from store.errors import CareersEvidenceError, ConflictError, IncompleteError, NotPermittedError
from store.permissions import Actor, Operation
from workflow import frameworks
from workflow.claims import claims
from workflow.leadership import leadership
from workflow.lifecycle import LeadershipState
from workflow.models.leadership import LeadershipPart, LeadershipPick, LeadershipReview

LONGEST_SENTENCE = 300


@dataclass(frozen=True)
class Picked:
    """A level and one sentence, as typed."""

    level: int | None
    sentence: str = ""


@dataclass(frozen=True)
class PickView:
    """A pick with who made it, in which role."""

    dimension: str
    name: str
    role: str
    level: int
    sentence: str


@dataclass(frozen=True)
class OwnPicks:
    """What one person has picked so far in one review, and where to go on."""

    review: LeadershipReview
    framework: FrameworkVersion
    picks: Mapping[str, Picked]

    def theme(self, number: int) -> Theme:
        """One theme. Raises IncompleteError for a number that the model does not have."""
        found = next((one for one in self.framework.themes if one.number == number), None)
        if found is None:
            raise IncompleteError("Choose a theme of the model.")
        return found

    def picked_in(self, theme: Theme) -> int:
        """For how many dimensions of a theme a level is picked."""
        return sum(dimension.code in self.picks for dimension in theme.dimensions)

    @property
    def next_theme(self) -> Theme | None:
        """The first theme that is not finished; None when all are."""
        left = (t for t in self.framework.themes if self.picked_in(t) < len(t.dimensions))
        return next(left, None)


def visible_picks(actor: Actor) -> ColumnElement[bool]:
    """One's own picks, and everybody's once the meeting has opened; in every query over them."""
    own = (
        select(LeadershipPart.id)
        .where(
            LeadershipPart.college_id == LeadershipPick.college_id,
            LeadershipPart.id == LeadershipPick.participant_id,
            LeadershipPart.person_id == actor.person_id,
        )
        .correlate(LeadershipPick)
        .exists()
    )
    return LeadershipPick.shown_at.is_not(None) | own


def list_picks(session: Session, actor: Actor, review: LeadershipReview) -> list[PickView]:
    """The picks of a review that the actor may see, by dimension and participant."""
    actor.require(Operation.PICK_LEVELS)
    query = (
        select(LeadershipPick, LeadershipPart)
        .join(
            LeadershipPart,
            (LeadershipPart.college_id == LeadershipPick.college_id)
            & (LeadershipPart.id == LeadershipPick.participant_id),
        )
        .where(
            LeadershipPick.college_id == actor.college_id,
            LeadershipPart.meeting_id == review.id,
            visible_picks(actor),
        )
        .order_by(LeadershipPick.dimension, LeadershipPart.id)
    )
    return [
        PickView(pick.dimension, one.name, one.role, pick.level, pick.sentence)
        for pick, one in session.execute(query)
    ]


def own_picks(session: Session, actor: Actor, key: str) -> OwnPicks:
    """What the actor has picked so far. Raises NotPermittedError when they do not take part."""
    actor.require(Operation.PICK_LEVELS)
    review = leadership.get_review(session, actor, key)
    rows = _rows(session, _own_part(session, actor, review))
    picks = {code: Picked(row.level, row.sentence) for code, row in rows.items()}
    return OwnPicks(review, frameworks.version_of(review.assessment), picks)


def _own_part(session: Session, actor: Actor, review: LeadershipReview) -> LeadershipPart:
    query = select(LeadershipPart).where(
        LeadershipPart.college_id == review.college_id,
        LeadershipPart.meeting_id == review.id,
        LeadershipPart.person_id == actor.person_id,
    )
    found = session.scalar(query)
    if found is None:
        raise NotPermittedError("You do not take part in this leadership review.")
    return found


def _rows(session: Session, part: LeadershipPart) -> dict[str, LeadershipPick]:
    query = select(LeadershipPick).where(
        LeadershipPick.college_id == part.college_id, LeadershipPick.participant_id == part.id
    )
    return {row.dimension: row for row in session.scalars(query)}


def pick(
    session: Session, actor: Actor, key: str, picked: Mapping[str, Picked], *, now: datetime
) -> None:
    """Keep levels for the dimensions of `picked`; those without level and sentence are passed by.

    Raises ConflictError once the meeting is open, IncompleteError at the field `level-CODE`.
    """
    actor.require(Operation.PICK_LEVELS)
    review = leadership.get_review(session, actor, key, for_update=True)
    if review.state is not LeadershipState.PREPARING:
        raise ConflictError("The meeting has opened, so what was picked beforehand stays as it is.")
    part = _own_part(session, actor, review)
    there, framework = _rows(session, part), frameworks.version_of(review.assessment)
    for code, one in picked.items():
        level = _checked(framework.dimension(code), one)
        if level is None:
            continue
        row = there.get(code)
        if row is None:
            row = LeadershipPick(
                college_id=review.college_id, participant_id=part.id, dimension=code
            )
            session.add(row)
        row.level, row.sentence, row.at = level, one.sentence.strip(), now
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "leadership levels picked", review.key)


def _checked(dimension: Dimension, one: Picked) -> int | None:
    if one.level is None:
        if one.sentence.strip():
            raise IncompleteError(
                f"Pick a level for {dimension.code}, or take its sentence out.",
                f"level-{dimension.code}",
            )
        return None
    try:
        claims.check_level(dimension, one.level)
    except CareersEvidenceError as error:
        raise IncompleteError(error.sentence, f"level-{dimension.code}") from error
    if len(one.sentence.strip()) > LONGEST_SENTENCE:
        raise IncompleteError(
            f"Keep the sentence for {dimension.code} to {LONGEST_SENTENCE} characters.",
            f"sentence-{dimension.code}",
        )
    return one.level
