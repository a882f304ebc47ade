"""Snapshots as people ask for them and look at them; the one of an evidence deadline when due."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, joinedload

from store.errors import ConflictError, NotFoundError
from store.permissions import Actor, Operation
from workflow.claims import assessments
from workflow.freezing import snapshot_changes, snapshot_content
from workflow.freezing.snapshot_changes import Change
from workflow.freezing.snapshot_taking import take
from workflow.kinds.snapshots import Audience, Occasion
from workflow.models.claims import Assessment
from workflow.models.snapshots import Snapshot, SnapshotBlob
from workflow.models.visits import Visit
from workflow.packs.pack_names import plain
from workflow.visits import visits

# Lists do not load what a snapshot holds, which may be a megabyte.
_LIGHT = (defer(Snapshot.content), joinedload(Snapshot.taker))


@dataclass(frozen=True)
class SnapshotView:
    """A snapshot as its page shows it: what it is of, how many of what, and what changed since."""

    snapshot: Snapshot
    counts: dict[str, int]
    changes: tuple[Change, ...] | None


def take_now(session: Session, actor: Actor, key: str, *, now: datetime) -> Snapshot:
    """Freeze an assessment, or a visit with its assessment, because somebody asks; by its key.

    Raises NotFoundError when there is neither for this actor.
    """
    actor.require(Operation.TAKE_SNAPSHOT)
    assessment, visit = find_subject(session, actor, key)
    return take(session, assessment, Occasion.ASKED_FOR, now=now, actor=actor, visit=visit)


def find_subject(session: Session, actor: Actor, key: str) -> tuple[Assessment, Visit | None]:
    """The assessment with this key, or the visit with its assessment. Raises NotFoundError."""
    query = select(Visit).where(Visit.college_id == actor.college_id, Visit.key == key)
    visit = session.scalar(query)
    if visit is None:
        return assessments.get_assessment(session, actor, key), None
    visit = visits.get_visit(session, actor, key)
    found = assessments.get_assessment(session, actor, visit.review.assessment.key)
    return found, visit


def subject_of(session: Session, actor: Actor, key: str) -> tuple[Assessment, Visit | None]:
    """As `find_subject`; without a key the assessment of the newest year."""
    if key:
        return find_subject(session, actor, key)
    return assessments.require_current(session, actor), None


def list_due(session: Session, *, now: datetime, college_id: int | None = None) -> list[Visit]:
    """Visits whose evidence deadline has passed without a snapshot, of all colleges or of one."""
    query = select(Visit).where(Visit.evidence_by < now.date(), Visit.finished_at.is_(None))
    if college_id is not None:
        query = query.where(Visit.college_id == college_id)
    found = session.scalars(query.order_by(Visit.id)).all()
    return [visit for visit in found if is_due(session, visit, now=now)]


def take_due(session: Session, *, now: datetime, college_id: int | None = None) -> list[Snapshot]:
    """Take the snapshots of `list_due`; of two who look first, one takes them."""
    taken = []
    for visit in list_due(session, now=now, college_id=college_id):
        held = select(Visit.id).where(Visit.college_id == visit.college_id, Visit.id == visit.id)
        session.execute(held.with_for_update())
        if is_due(session, visit, now=now):
            taken.append(_take_at_deadline(session, visit, now=now))
    return taken


def _take_at_deadline(session: Session, visit: Visit, *, now: datetime) -> Snapshot:
    return take(
        session, visit.review.assessment, Occasion.EVIDENCE_DEADLINE,
        now=now, visit=visit, as_of=visits.evidence_ends_at(visit),
    )  # fmt: skip


def is_due(session: Session, visit: Visit, *, now: datetime) -> bool:
    """Whether the evidence deadline has passed and its snapshot is not taken yet."""
    ends = visits.evidence_ends_at(visit)
    if visit.finished_at is not None or now < ends:
        return False
    query = select(Snapshot.id).where(
        Snapshot.college_id == visit.college_id,
        Snapshot.visit_id == visit.id,
        Snapshot.occasion == Occasion.EVIDENCE_DEADLINE,
        Snapshot.as_of == ends,
    )
    return session.scalar(query) is None


def list_snapshots(
    session: Session, actor: Actor, assessment: Assessment, visit: Visit | None = None
) -> list[Snapshot]:
    """Snapshots of an assessment (or of one visit of it), newest first; not what they hold."""
    actor.require(Operation.SEE_SNAPSHOTS)
    query = select(Snapshot).where(
        Snapshot.college_id == actor.college_id, Snapshot.assessment_id == assessment.id
    )
    if visit is not None or actor.is_outside:
        query = query.where(Snapshot.visit_id.in_(_visits_of(session, actor, visit)))
    return list(session.scalars(query.order_by(Snapshot.id.desc()).options(*_LIGHT)))


def _visits_of(session: Session, actor: Actor, visit: Visit | None) -> list[int]:
    if visit is not None:
        return [visit.id]
    return [found.id for found in visits.list_visits(session, actor)]


def get_snapshot(session: Session, actor: Actor, key: str) -> Snapshot:
    """One snapshot. Outsiders see those of their own visit. Raises NotFoundError."""
    actor.require(Operation.SEE_SNAPSHOTS)
    query = select(Snapshot).where(Snapshot.college_id == actor.college_id, Snapshot.key == key)
    if actor.is_outside:
        query = query.where(Snapshot.visit_id.in_(_visits_of(session, actor, None)))
    snapshot = session.scalar(query.options(joinedload(Snapshot.taker)))
    if snapshot is None:
        raise NotFoundError("There is no such snapshot here.")
    return snapshot


def load(session: Session, actor: Actor, key: str, *, now: datetime) -> SnapshotView:
    """A snapshot with what has changed since; None of it where it is not of this installation."""
    snapshot = get_snapshot(session, actor, key)
    content = snapshot.content
    counts = {
        "claims": sum(bool(claim["versions"]) for claim in content["claims"]),
        "citations": len(content["citations"]),
        "documents": len(content["documents"]),
        "pages": len(content["pages"]),
    }
    return SnapshotView(snapshot, counts, _changes_since(session, snapshot, now))


def _changes_since(
    session: Session, snapshot: Snapshot, now: datetime
) -> tuple[Change, ...] | None:
    query = select(Assessment).where(
        Assessment.college_id == snapshot.college_id, Assessment.id == snapshot.assessment_id
    )
    whole = query.options(joinedload(Assessment.cycle), joinedload(Assessment.framework))
    assessment = session.scalar(whole)
    if assessment is None:
        return None
    as_it_is = snapshot_content.compared(session, assessment, as_of=now)
    return tuple(snapshot_changes.changes(snapshot.content, as_it_is))


def require_sealed(snapshot: Snapshot) -> str:
    """The SHA-256 of a sealed snapshot. Raises ConflictError before."""
    if snapshot.sha256 is None:
        raise ConflictError("This snapshot is still being sealed. Try again in a few minutes.")
    return snapshot.sha256


def matrix_of(session: Session, actor: Actor, key: str, kind: str) -> tuple[str, str]:
    """The evidence matrix of a sealed snapshot as `csv` or `xlsx`: its blob, and a file name.

    Reviewers get the one that their pack holds. Raises NotFoundError for another kind,
    ConflictError before the snapshot is sealed.
    """
    snapshot = get_snapshot(session, actor, key)
    require_sealed(snapshot)
    audience = Audience.REVIEWER if actor.is_outside else Audience.COLLEGE
    query = select(SnapshotBlob.sha256).where(
        SnapshotBlob.college_id == actor.college_id,
        SnapshotBlob.snapshot_id == snapshot.id,
        SnapshotBlob.name == f"{audience.value}/matrix.{kind}",
    )
    sha256 = session.scalar(query)
    if sha256 is None:
        raise NotFoundError("A matrix comes as CSV or as a spreadsheet (xlsx).")
    return sha256, f"{plain(snapshot.title)}_matrix_{snapshot.taken_at:%Y-%m-%d}.{kind}"


def visit_key_of(session: Session, snapshot: Snapshot) -> str | None:
    """The key of the visit that a snapshot was taken for; None for an assessment's."""
    query = select(Visit.key).where(
        Visit.college_id == snapshot.college_id, Visit.id == snapshot.visit_id
    )
    return session.scalar(query)


def newest_of(session: Session, college_id: int, key: str) -> Snapshot | None:
    """The newest snapshot of an assessment or a visit, or the snapshot with this key."""
    visit = select(Visit.id).where(Visit.college_id == college_id, Visit.key == key)
    assessment = select(Assessment.id).where(
        Assessment.college_id == college_id, Assessment.key == key
    )
    query = select(Snapshot).where(
        Snapshot.college_id == college_id,
        (Snapshot.key == key)
        | Snapshot.visit_id.in_(visit)
        | (Snapshot.assessment_id.in_(assessment) & Snapshot.visit_id.is_(None)),
    )
    return session.scalar(query.order_by(Snapshot.id.desc()).limit(1))
