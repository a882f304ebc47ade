"""Taking a snapshot, in the transaction of what it freezes; the worker seals it afterwards."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import audit, jobs
from store.jobs import JobKind
from store.permissions import Actor
from workflow.freezing import snapshot_content
from workflow.kinds.reports import EditionKind
from workflow.kinds.snapshots import Occasion
from workflow.lifecycle import VisitState
from workflow.models.claims import Assessment
from workflow.models.reports import ReportEdition
from workflow.models.snapshots import Snapshot
from workflow.models.visits import Visit

# Behind whatever somebody waits for in front of a page.
PRIORITY = 60


def take(
    session: Session,
    assessment: Assessment,
    occasion: Occasion,
    *,
    now: datetime,
    actor: Actor | None = None,
    visit: Visit | None = None,
    as_of: datetime | None = None,
) -> Snapshot:
    """Freeze an assessment as it stands, or as it stood before `as_of`; the worker seals it.

    Call it in the transaction that makes it necessary, last, so that it sees what was decided.
    """
    session.flush()
    # The first moment that does not count any more is not in it.
    until = as_of - timedelta(microseconds=1) if as_of else now
    content = snapshot_content.capture(session, assessment, occasion, as_of=until, visit=visit)
    if visit is not None:
        content |= _report_of(session, visit)
    title = visit.review.title if visit else f"Assessment {assessment.cycle.name}"
    snapshot = Snapshot(
        college_id=assessment.college_id, assessment_id=assessment.id,
        visit_id=visit.id if visit else None, occasion=occasion, title=title,
        as_of=as_of or now, taken_at=now, taken_by=actor.person_id or None if actor else None,
        content=content,
    )  # fmt: skip
    session.add(snapshot)
    session.flush()
    audit.note(
        session, assessment.college_id, actor.person_key if actor else "system", "snapshot taken",
        snapshot.key, of=visit.key if visit else assessment.key, occasion=occasion.value,
    )  # fmt: skip
    jobs.ask(
        session, JobKind.SEAL_SNAPSHOT, assessment.college_id, str(snapshot.id), priority=PRIORITY
    )
    return snapshot


def _report_of(session: Session, visit: Visit) -> dict[str, Any]:
    """The final report and the key of the evidence snapshot, where there are such."""
    query = select(ReportEdition).where(
        ReportEdition.college_id == visit.college_id,
        ReportEdition.visit_id == visit.id,
        ReportEdition.kind == EditionKind.FINAL,
    )
    edition = session.scalar(query.order_by(ReportEdition.number.desc()).limit(1))
    evidence = evidence_snapshot(session, visit)
    report = {
        "key": edition.key, "number": edition.number, "sha256": edition.sha256,
        "body": edition.body,
    } if edition and visit.state is VisitState.FINAL else None  # fmt: skip
    return {"report": report, "evidence_snapshot": evidence.key if evidence else None}


def evidence_snapshot(session: Session, visit: Visit) -> Snapshot | None:
    """The snapshot of a visit's evidence deadline; None before it is taken."""
    return _newest_of_visit(session, visit, Occasion.EVIDENCE_DEADLINE)


def _newest_of_visit(session: Session, visit: Visit, occasion: Occasion) -> Snapshot | None:
    query = select(Snapshot).where(
        Snapshot.college_id == visit.college_id,
        Snapshot.visit_id == visit.id,
        Snapshot.occasion == occasion,
    )
    return session.scalar(query.order_by(Snapshot.as_of.desc(), Snapshot.id.desc()).limit(1))
