"""What the next level asks beyond the present one: statements that actions could aim at."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from framework.model import Dimension, LevelDescriptor, RelationKind, Statement
from store.permissions import Actor, Operation
from workflow.claims import overview
from workflow.claims.overview import DimensionRow
from workflow.kinds.actions import ActionState
from workflow.models.actions import PlannedAction
from workflow.models.claims import Assessment


@dataclass(frozen=True)
class Candidate:
    """A statement of the next level, as it reads alone, and the action that aims at it."""

    statement: Statement
    words: str
    action_key: str | None


@dataclass(frozen=True)
class NextLevel:
    """One dimension with the next published level above the claimed one."""

    row: DimensionRow
    level: int
    candidates: tuple[Candidate, ...]

    @property
    def is_target(self) -> bool:
        """Whether the college's target is this level or a higher one."""
        return self.row.target is not None and self.row.target >= self.level


def next_descriptor(dimension: Dimension, level: int) -> LevelDescriptor | None:
    """The lowest published level above `level`; None at the highest."""
    return next((one for one in dimension.levels if one.level > level), None)


def beyond(dimension: Dimension, level: int) -> tuple[Statement, ...]:
    """The next level's statements that are not the same at `level`."""
    following = next_descriptor(dimension, level)
    if following is None:
        return ()
    present = dimension.level(level)
    same = {
        relation.to
        for statement in (present.statements if present else ())
        for relation in statement.relations
        if relation.kind is RelationKind.SAME
    }
    return tuple(one for one in following.statements if one.code not in same)


def list_next(session: Session, actor: Actor, assessment: Assessment) -> list[NextLevel]:
    """The next level of each claimed dimension, those that are the college's target first."""
    actor.require(Operation.SEE_ACTIONS)
    aimed = _aimed_at(session, actor, assessment)
    found = [
        one
        for row in overview.overview(session, actor, assessment).rows
        if row.level is not None and (one := _of_row(row, row.level, aimed)) is not None
    ]
    return sorted(found, key=lambda one: not one.is_target)


def _of_row(row: DimensionRow, level: int, aimed: dict[str, str]) -> NextLevel | None:
    following = next_descriptor(row.dimension, level)
    if following is None:
        return None
    candidates = tuple(
        Candidate(one, following.in_full(one), aimed.get(one.code))
        for one in beyond(row.dimension, level)
    )
    return NextLevel(row, following.level, candidates)


def _aimed_at(session: Session, actor: Actor, assessment: Assessment) -> dict[str, str]:
    """Keys of open actions by the statement that they aim at."""
    query = select(PlannedAction.statement, PlannedAction.key).where(
        PlannedAction.college_id == actor.college_id,
        PlannedAction.assessment_id == assessment.id,
        PlannedAction.state == ActionState.OPEN,
        PlannedAction.statement.is_not(None),
    )
    return {statement: key for statement, key in session.execute(query) if statement}
