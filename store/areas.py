"""The college's areas: campuses, curriculum areas and services, kept by the college itself."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import audit
from store.errors import ConflictError, IncompleteError, NotFoundError
from store.people import Area, AreaKind, fold
from store.permissions import Actor, Operation

LONGEST_NAME = 80


def list_areas(session: Session, actor: Actor) -> list[Area]:
    """The college's areas in use, by kind and name."""
    actor.require(Operation.SEE_PEOPLE)
    query = select(Area).where(Area.college_id == actor.college_id, Area.ended_at.is_(None))
    return list(session.scalars(query.order_by(Area.kind, Area.folded_name)))


def add(session: Session, actor: Actor, name: str, kind: AreaKind) -> Area:
    """Add an area. Raises IncompleteError, ConflictError for a name that is there."""
    actor.require(Operation.MANAGE_AREAS)
    name = _checked(session, actor, name)
    area = Area(college_id=actor.college_id, kind=kind, name=name, folded_name=fold(name))
    session.add(area)
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "area added", area.key, name=name)
    return area


def rename(session: Session, actor: Actor, key: str, name: str) -> Area:
    """Call an area otherwise; what was said of it stays with it."""
    actor.require(Operation.MANAGE_AREAS)
    area = _held(session, actor, key)
    area.name = _checked(session, actor, name, but=area)
    area.folded_name = fold(area.name)
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "area renamed", key, name=area.name)
    return area


def put_away(session: Session, actor: Actor, key: str, *, now: datetime) -> Area:
    """Offer an area no more; it stays on what was said of it."""
    actor.require(Operation.MANAGE_AREAS)
    area = _held(session, actor, key)
    area.ended_at = now
    audit.note(session, actor.college_id, actor.person_key, "area put away", key, name=area.name)
    return area


def _held(session: Session, actor: Actor, key: str) -> Area:
    query = select(Area).where(
        Area.college_id == actor.college_id, Area.key == key, Area.ended_at.is_(None)
    )
    area = session.scalar(query.with_for_update())
    if area is None:
        raise NotFoundError("There is no such area here.")
    return area


def _checked(session: Session, actor: Actor, name: str, *, but: Area | None = None) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise IncompleteError(f"Give the area's name, at most {LONGEST_NAME} characters.", "name")
    query = select(Area.id).where(
        Area.college_id == actor.college_id, Area.folded_name == fold(name)
    )
    found = session.scalar(query)
    if found is not None and (but is None or found != but.id):
        raise ConflictError(f"There is an area {name} already, or there was one. Use another name.")
    return name
