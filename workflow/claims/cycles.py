"""Academic years: begun, closed, archived; several assessments in one; which one is at hand."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import audit
from store.errors import ConflictError, IncompleteError, NotFoundError
from store.people import College, fold
from store.permissions import PERMISSIONS, Actor, Operation
from workflow.claims import assessments
from workflow.claims.assessments import FIRST_MONTH
from workflow.lifecycle import CYCLE_TRANSITIONS, CycleAction, CycleState, follow, offered
from workflow.models.claims import Assessment, Cycle
from workflow.models.reviews import Review


@dataclass(frozen=True)
class YearView:
    """An academic year with its assessments and what may be done to it."""

    key: str
    name: str
    state: CycleState
    assessments: tuple[Assessment, ...]
    actions: tuple[CycleAction, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is still worked on."""
        return self.state is CycleState.OPEN


def years_to_begin(today: date) -> tuple[int, int]:
    """The first years of the academic years that may be begun: this one and the next."""
    first_year = today.year if today.month >= FIRST_MONTH else today.year - 1
    return first_year, first_year + 1


def begin(
    session: Session, actor: Actor, *, first_year: int, scope: str, today: date
) -> Assessment:
    """Begin an assessment of a scope in an academic year, and the year with it when it is new.

    Raises ConflictError for a closed year or a scope that has one, IncompleteError.
    """
    actor.require(Operation.MANAGE_CYCLES)
    if first_year not in years_to_begin(today):
        raise IncompleteError("Begin this academic year or the next one.", "first_year")
    # Locked: two who begin the year at once would both find it not begun.
    held = select(College.id).where(College.id == actor.college_id)
    session.execute(held.with_for_update(key_share=True))
    query = select(Cycle).where(
        Cycle.college_id == actor.college_id, Cycle.starts_on == date(first_year, FIRST_MONTH, 1)
    )
    cycle = session.scalar(query)
    if cycle is None:
        cycle = assessments.begin_cycle(session, actor.college_id, first_year)
    if cycle.state is not CycleState.OPEN:
        raise ConflictError(f"The year {cycle.name} is {cycle.state.value}. Begin another one.")
    scopes = select(Assessment.scope).where(
        Assessment.college_id == actor.college_id, Assessment.cycle_id == cycle.id
    )
    if fold(scope) in {fold(other) for other in session.scalars(scopes)}:
        raise ConflictError(f"{cycle.name} has an assessment of this scope already.")
    return assessments.begin_assessment(
        session, cycle, scope=scope.strip(), actor_key=actor.person_key
    )


def close(session: Session, actor: Actor, key: str) -> Cycle:
    """Close a year: from now on it can only be read.

    Raises ConflictError while a review in it is open, or when it is closed.
    """
    actor.require(Operation.MANAGE_CYCLES)
    cycle = _held(session, actor, key)
    move = follow(CYCLE_TRANSITIONS, cycle.state, CycleAction.CLOSE)
    query = (
        select(Review.title)
        .join(
            Assessment,
            (Assessment.college_id == Review.college_id) & (Assessment.id == Review.assessment_id),
        )
        .where(
            Review.college_id == actor.college_id,
            Assessment.cycle_id == cycle.id,
            Review.released_at.is_(None),
        )
        .order_by(Review.id)
    )
    under_way = session.scalars(query).all()
    if under_way:
        raise ConflictError(
            f"These reviews of {cycle.name} are not released yet: {', '.join(under_way)}. "
            "Close the year when they are."
        )
    cycle.state = CycleState(move.to)
    audit.note(session, actor.college_id, actor.person_key, "year closed", key, name=cycle.name)
    return cycle


def archive(session: Session, actor: Actor, key: str) -> Cycle:
    """Put a closed year away: it stays readable and leaves the list of those at hand."""
    actor.require(Operation.MANAGE_CYCLES)
    cycle = _held(session, actor, key)
    move = follow(CYCLE_TRANSITIONS, cycle.state, CycleAction.ARCHIVE)
    cycle.state = CycleState(move.to)
    audit.note(session, actor.college_id, actor.person_key, "year archived", key, name=cycle.name)
    return cycle


def _held(session: Session, actor: Actor, key: str) -> Cycle:
    query = select(Cycle).where(Cycle.college_id == actor.college_id, Cycle.key == key)
    held = query.with_for_update().execution_options(populate_existing=True)
    cycle = session.scalar(held)
    if cycle is None:
        raise NotFoundError("There is no such year here.")
    return cycle


def list_years(session: Session, actor: Actor) -> list[YearView]:
    """The years that the actor may read, newest first, each with its assessments."""
    found: dict[int, list[Assessment]] = {}
    for assessment in assessments.list_assessments(session, actor):
        found.setdefault(assessment.cycle_id, []).append(assessment)
    return [
        YearView(
            of[0].cycle.key,
            of[0].cycle.name,
            of[0].cycle.state,
            tuple(of),
            tuple(
                CycleAction(action)
                for action in offered(
                    CYCLE_TRANSITIONS, of[0].cycle.state, PERMISSIONS, actor.roles
                )
            ),
        )
        for of in found.values()
    ]
