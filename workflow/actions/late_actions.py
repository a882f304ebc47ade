"""Actions that are open after their day, as governors and board papers list them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store.permissions import Actor, Operation
from workflow.calendars.working_days import day_words
from workflow.kinds.actions import ActionState
from workflow.models.actions import PlannedAction
from workflow.models.claims import Assessment

MOST_LATE = 5


@dataclass(frozen=True)
class LateAction:
    """An action that should have been done by now."""

    key: str
    dimension: str
    words: str
    owner: str
    due_on: date

    @property
    def sentence(self) -> str:
        """What is late, whose it is and since when."""
        return f"{self.dimension}: {self.words} ({self.owner}, due {day_words(self.due_on)})"


def list_late(
    session: Session, actor: Actor, assessment: Assessment, *, today: date
) -> list[LateAction]:
    """The actions that are longest overdue; none for outsiders, who see no action plan."""
    if not actor.may(Operation.SEE_ACTIONS):
        return []
    query = (
        select(PlannedAction)
        .where(
            PlannedAction.college_id == actor.college_id,
            PlannedAction.assessment_id == assessment.id,
            PlannedAction.state == ActionState.OPEN,
            PlannedAction.due_on < today,
        )
        .options(joinedload(PlannedAction.owner))
        .order_by(PlannedAction.due_on, PlannedAction.id)
        .limit(MOST_LATE)
    )
    return [
        LateAction(one.key, one.dimension, one.words, one.owner.name, one.due_on)
        for one in session.scalars(query)
    ]
