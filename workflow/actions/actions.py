"""Actions: planned steps with owner, measure and date, looked at each term until they end."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from store import audit
from store.errors import (
    ConflictError,
    EditedMeanwhileError,
    IncompleteError,
    NotFoundError,
    NotPermittedError,
)
from store.people import Membership, Person
from store.permissions import LEADERS, Actor, Operation
from workflow import frameworks
from workflow.calendars import college_calendar
from workflow.calendars.working_days import local_day
from workflow.claims import assessments, claims
from workflow.kinds.actions import ActionOrigin, ActionState
from workflow.models.actions import ActionProgress, PlannedAction
from workflow.models.claims import Assessment
from workflow.reviews import leverage

LONGEST_WORDS = 1_000
SOON_DAYS = 28


@dataclass(frozen=True)
class Step:
    """What is planned: the sentence it aims at, what is done, by whom, until when."""

    dimension: str
    level: int
    words: str
    owner_key: str
    due_on: date
    measure: str = ""
    cost: str = ""
    statement: str | None = None
    origin: ActionOrigin = ActionOrigin.STATEMENT
    # The key of what a review named, where this takes it up.
    leverage_key: str = ""


@dataclass(frozen=True)
class ProgressView:
    """What somebody said of the progress, and when."""

    words: str
    author: str
    at: datetime


@dataclass(frozen=True)
class ActionView:
    """An action as lists and files show it. `check_on` is the end of the term to look at it."""

    key: str
    dimension: str
    level: int
    statement: str | None
    aims_at: str
    origin: ActionOrigin
    words: str
    measure: str
    cost: str
    owner: str
    owner_key: str
    owner_id: int
    due_on: date
    state: ActionState
    ended_reason: str
    row_version: int
    check_on: date | None
    progress: tuple[ProgressView, ...]

    @property
    def last_words(self) -> str:
        """What was said last of its progress."""
        return self.progress[-1].words if self.progress else ""

    def is_late(self, today: date) -> bool:
        """Whether it is open after its day."""
        return self.state is ActionState.OPEN and self.due_on < today

    def is_to_check(self, today: date) -> bool:
        """Whether a term has ended since somebody last said how it goes."""
        return (
            self.state is ActionState.OPEN and self.check_on is not None and self.check_on <= today
        )


def plan(session: Session, actor: Actor, step: Step, *, now: datetime) -> PlannedAction:
    """Plan a step. Raises IncompleteError naming the field that is missing or wrong.

    One that takes up what a review named does so once (ConflictError).
    """
    actor.require(Operation.PLAN_ACTION)
    assessment = assessments.require_current(session, actor)
    action = PlannedAction(
        college_id=actor.college_id,
        assessment_id=assessment.id,
        made_by=actor.person_id,
        at=now,
        **_columns(session, actor, assessment, step, today=local_day(now)),
    )
    session.add(action)
    session.flush()
    if step.leverage_key:
        leverage.take_up(session, actor, step.leverage_key, action)
    audit.note(
        session, actor.college_id, actor.person_key, "action planned", action.key,
        dimension=action.dimension, due_on=action.due_on.isoformat(),
    )  # fmt: skip
    return action


def _columns(
    session: Session, actor: Actor, assessment: Assessment, step: Step, *, today: date | None
) -> dict[str, object]:
    claim = claims.find_claim(session, actor, assessment, step.dimension)
    descriptor = claims.dimension_of(claim).level(step.level)
    if descriptor is None:
        raise IncompleteError("Choose a level that is published for this dimension.", "about")
    if step.statement and step.statement not in {s.code for s in descriptor.statements}:
        raise IncompleteError("Choose a statement of that level.", "about")
    for name, words in (("words", step.words), ("measure", step.measure), ("cost", step.cost)):
        if len(words) > LONGEST_WORDS:
            raise IncompleteError(f"Keep it to {LONGEST_WORDS} characters.", name)
    if not step.words.strip():
        raise IncompleteError("Say what will be done.", "words")
    if today is not None and step.due_on < today:
        raise IncompleteError("Choose a day that is still to come.", "due_on")
    days = college_calendar.working_days_of(session, actor.college_id)
    return {
        "dimension": step.dimension,
        "level": step.level,
        "statement": step.statement or None,
        "origin": step.origin,
        "words": step.words.strip(),
        "measure": step.measure.strip(),
        "cost": step.cost.strip(),
        "owner_id": _member_id(session, actor, step.owner_key),
        "due_on": days.on_or_after(step.due_on),
    }


def _member_id(session: Session, actor: Actor, key: str) -> int:
    query = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.college_id == actor.college_id,
            Membership.ended_at.is_(None),
            Person.key == key,
        )
    )
    person_id = session.scalars(query.limit(1)).first()
    if person_id is None:
        raise IncompleteError("Choose who does it.", "owner")
    return person_id


def get_action(
    session: Session, actor: Actor, key: str, *, for_update: bool = False
) -> PlannedAction:
    """An action of the college. Raises NotFoundError."""
    actor.require(Operation.SEE_ACTIONS)
    query = (
        select(PlannedAction)
        .where(PlannedAction.college_id == actor.college_id, PlannedAction.key == key)
        .options(joinedload(PlannedAction.owner))
    )
    if for_update:
        query = query.with_for_update(of=PlannedAction).execution_options(populate_existing=True)
    action = session.scalar(query)
    if action is None:
        raise NotFoundError("This action is not here.")
    return action


def _open_one(session: Session, actor: Actor, key: str) -> PlannedAction:
    action = get_action(session, actor, key, for_update=True)
    if action.state is not ActionState.OPEN:
        raise ConflictError(f"This action is {action.state.value} already.")
    return action


def change(
    session: Session, actor: Actor, key: str, step: Step, *, seen_version: int
) -> PlannedAction:
    """Change an open action. Raises EditedMeanwhileError with what stands, IncompleteError."""
    actor.require(Operation.PLAN_ACTION)
    action = _open_one(session, actor, key)
    if action.row_version != seen_version:
        raise EditedMeanwhileError(
            "Somebody else saved this action first. Compare, then save again.", action.words
        )
    query = select(Assessment).where(
        Assessment.college_id == actor.college_id, Assessment.id == action.assessment_id
    )
    assessment = session.scalars(query).one()
    for name, value in _columns(session, actor, assessment, step, today=None).items():
        setattr(action, name, value)
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "action changed", key)
    return action


def note_progress(
    session: Session, actor: Actor, key: str, words: str, *, now: datetime
) -> ActionProgress:
    """Say how an action goes: its owner or a leader. Raises IncompleteError, NotPermittedError."""
    actor.require(Operation.NOTE_PROGRESS)
    action = _open_one(session, actor, key)
    _refuse_others(actor, action)
    if not words.strip() or len(words) > LONGEST_WORDS:
        raise IncompleteError(
            f"Say how it goes, in at most {LONGEST_WORDS} characters.", "progress"
        )
    row = ActionProgress(
        college_id=actor.college_id,
        action_id=action.id,
        words=words.strip(),
        author_id=actor.person_id,
        at=now,
    )
    session.add(row)
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "progress noted", key)
    return row


def _refuse_others(actor: Actor, action: PlannedAction) -> None:
    if action.owner_id != actor.person_id and not actor.roles & LEADERS:
        raise NotPermittedError("Its owner or a leader says how an action goes.")


def end(
    session: Session, actor: Actor, key: str, state: ActionState, *, reason: str, now: datetime
) -> PlannedAction:
    """Say that an action is done, with what shows it, or dropped, with why."""
    actor.require(Operation.NOTE_PROGRESS)
    action = _open_one(session, actor, key)
    _refuse_others(actor, action)
    if state is ActionState.OPEN:
        raise IncompleteError("Choose whether it is done or dropped.", "state")
    if not reason.strip() or len(reason) > LONGEST_WORDS:
        raise IncompleteError("Say what shows that it is done, or why it is dropped.", "reason")
    action.state, action.ended_at, action.ended_reason = state, now, reason.strip()
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, f"action {state.value}", key)
    return action


def list_actions(session: Session, actor: Actor, assessment: Assessment) -> list[ActionView]:
    """The actions of an assessment: open ones by date, then those that ended."""
    actor.require(Operation.SEE_ACTIONS)
    query = (
        select(PlannedAction)
        .where(
            PlannedAction.college_id == actor.college_id,
            PlannedAction.assessment_id == assessment.id,
        )
        .options(joinedload(PlannedAction.owner))
        .order_by(PlannedAction.due_on, PlannedAction.id)
    )
    views = view_all(session, actor, assessment, session.scalars(query).all())
    return sorted(views, key=lambda one: one.state is not ActionState.OPEN)


def view_all(
    session: Session, actor: Actor, assessment: Assessment, found: Iterable[PlannedAction]
) -> list[ActionView]:
    """Actions as pages and files show them; a fixed number of statements."""
    found = list(found)
    said = _progress(session, actor, [action.id for action in found])
    ends = college_calendar.term_ends(session, actor.college_id)
    sentences = frameworks.statement_texts(assessment)
    views = []
    for action in found:
        progress = tuple(said[action.id])
        last = local_day(progress[-1].at if progress else action.at)
        views.append(
            ActionView(
                key=action.key,
                dimension=action.dimension,
                level=action.level,
                statement=action.statement,
                aims_at=sentences.get(action.statement or "", ""),
                origin=action.origin,
                words=action.words,
                measure=action.measure,
                cost=action.cost,
                owner=action.owner.name,
                owner_key=action.owner.key,
                owner_id=action.owner_id,
                due_on=action.due_on,
                state=action.state,
                ended_reason=action.ended_reason,
                row_version=action.row_version,
                check_on=min((end for end in ends if end > last), default=None),
                progress=progress,
            )
        )
    return views


def _progress(
    session: Session, actor: Actor, action_ids: list[int]
) -> defaultdict[int, list[ProgressView]]:
    query = (
        select(ActionProgress)
        .where(
            ActionProgress.college_id == actor.college_id,
            ActionProgress.action_id.in_(action_ids),
        )
        .options(joinedload(ActionProgress.author))
        .order_by(ActionProgress.id)
    )
    found: defaultdict[int, list[ProgressView]] = defaultdict(list)
    for row in session.scalars(query):
        found[row.action_id].append(ProgressView(row.words, row.author.name, row.at))
    return found


def list_due(session: Session, actor: Actor, *, today: date) -> list[PlannedAction]:
    """The actor's own open actions that are late, soon due or not looked at since a term ended.

    One statement, for the home page.
    """
    if actor.review_id is not None or not actor.may(Operation.SEE_ACTIONS):
        return []
    said_at = (
        select(func.max(ActionProgress.at))
        .where(
            ActionProgress.college_id == PlannedAction.college_id,
            ActionProgress.action_id == PlannedAction.id,
        )
        .scalar_subquery()
    )
    query = (
        select(
            PlannedAction,
            func.coalesce(said_at, PlannedAction.at),
            college_calendar.last_term_end(actor.college_id, today),
        )
        .where(
            PlannedAction.college_id == actor.college_id,
            PlannedAction.owner_id == actor.person_id,
            PlannedAction.state == ActionState.OPEN,
        )
        .order_by(PlannedAction.due_on, PlannedAction.id)
    )
    return [
        action
        for action, last, term_end in session.execute(query)
        if (action.due_on - today).days <= SOON_DAYS or term_end > local_day(last)
    ]
