"""After a visit: actions from areas for improvement, and checks of their progress."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store import audit
from store.errors import ConflictError, EditedMeanwhileError, IncompleteError, NotFoundError
from store.people import Engagement
from store.permissions import JUDGES, Actor, Operation
from workflow import frameworks
from workflow.actions import actions
from workflow.actions.actions import ActionView
from workflow.calendars.working_days import local_day
from workflow.citations import evidence
from workflow.claims import assessments
from workflow.kinds.after_visits import CHECK_MONTHS, ProgressMark
from workflow.kinds.reports import FindingKind
from workflow.models.actions import PlannedAction
from workflow.models.after_visits import AreaCheck
from workflow.models.claims import Claim
from workflow.models.reports import Finding
from workflow.models.visits import Visit
from workflow.visits import visit_telling, visits


@dataclass(frozen=True)
class Progress:
    """What the college says of one area: progress, or why it is no longer relevant."""

    progress: str = ""
    irrelevant_because: str = ""
    evidence: tuple[str, ...] = ()
    seen_version: int = 0


@dataclass(frozen=True)
class AreaView:
    """An area for improvement with what was planned, what can show it, and its checks."""

    finding: Finding
    aims_at: str
    actions: tuple[ActionView, ...]
    documents: tuple[tuple[str, str], ...]
    checks: Mapping[int, AreaCheck]


@dataclass(frozen=True)
class AfterView:
    """What follows a visit, as its page shows it."""

    visit: Visit
    areas: tuple[AreaView, ...]
    due: Mapping[int, date]

    @property
    def now_due(self) -> int | None:
        """The check that is filled in now: the first that is not marked for every area."""
        for months in CHECK_MONTHS:
            marked = [area.checks.get(months) for area in self.areas]
            if not all(check and check.mark for check in marked):
                return months
        return None


def load(session: Session, actor: Actor, visit_key: str) -> AfterView:
    """What follows a visit. Raises ConflictError before its report is final."""
    visit = visits.get_visit(session, actor, visit_key)
    finished = _require_finished(visit)
    areas = _areas(session, visit)
    framework = frameworks.version_of(visit.review.assessment)
    planned = _planned(session, actor, areas)
    papers = _papers(session, actor, {one.dimension for one in areas})
    checks = _checks(session, visit, areas)
    return AfterView(
        visit,
        tuple(
            AreaView(
                one,
                framework.statement(one.statement or "").text,
                tuple(view for view in planned if view.statement == one.statement),
                papers.get(one.dimension, ()),
                {check.months: check for check in checks if check.finding_id == one.id},
            )
            for one in areas
        ),
        {months: months_after(finished, months) for months in CHECK_MONTHS},
    )


def _require_finished(visit: Visit) -> date:
    if visit.finished_at is None:
        raise ConflictError("The report is not final yet; what follows it comes after.")
    return local_day(visit.finished_at)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; whole years only."""
    years = months // 12
    if (day.month, day.day) == (2, 29):
        return date(day.year + years, 2, 28)
    return day.replace(year=day.year + years)


def _areas(session: Session, visit: Visit) -> list[Finding]:
    query = select(Finding).where(
        Finding.college_id == visit.college_id,
        Finding.visit_id == visit.id,
        Finding.kind == FindingKind.AREA,
        Finding.removed_at.is_(None),
    )
    return list(session.scalars(query.order_by(Finding.id)))


def _checks(session: Session, visit: Visit, areas: Iterable[Finding]) -> list[AreaCheck]:
    query = (
        select(AreaCheck)
        .where(
            AreaCheck.college_id == visit.college_id,
            AreaCheck.finding_id.in_([one.id for one in areas]),
        )
        .options(joinedload(AreaCheck.answerer), joinedload(AreaCheck.marker))
    )
    return list(session.scalars(query))


def _planned(session: Session, actor: Actor, areas: Iterable[Finding]) -> list[ActionView]:
    """The college's actions towards the statements; an outsider sees no action plan."""
    assessment = assessments.current_assessment(session, actor)
    if actor.is_outside or assessment is None:
        return []
    query = (
        select(PlannedAction)
        .where(
            PlannedAction.college_id == actor.college_id,
            PlannedAction.statement.in_([one.statement for one in areas]),
        )
        .options(joinedload(PlannedAction.owner))
        .order_by(PlannedAction.id)
    )
    return actions.view_all(session, actor, assessment, session.scalars(query).all())


def _papers(
    session: Session, actor: Actor, codes: set[str]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Documents that are cited for a dimension now, as (key, title): what can show progress."""
    assessment = assessments.current_assessment(session, actor)
    if actor.is_outside or assessment is None:
        return {}
    query = select(Claim.id).where(
        Claim.college_id == actor.college_id,
        Claim.assessment_id == assessment.id,
        Claim.dimension.in_(codes),
    )
    found: dict[str, dict[str, str]] = {}
    for view in evidence.citations_of_claims(session, actor, session.scalars(query).all()):
        if view.is_readable and not view.is_struck:
            found.setdefault(view.dimension, {})[view.document_key] = view.document_title
    return {code: tuple(sorted(titles.items(), key=_by_title)) for code, titles in found.items()}


def _by_title(pair: tuple[str, str]) -> str:
    return pair[1].casefold()


def report_progress(
    session: Session,
    actor: Actor,
    visit_key: str,
    months: int,
    said: Mapping[str, Progress],
    *,
    now: datetime,
) -> int:
    """Say for the college how areas have moved on, by key of the finding; returns how many.

    Raises IncompleteError where an area says neither or both, ConflictError once it is marked.
    """
    actor.require(Operation.REPORT_PROGRESS)
    visit = visits.get_visit(session, actor, visit_key, for_update=True)
    _require_finished(visit)
    _require_months(months)
    areas = {one.key: one for one in _areas(session, visit)}
    there = {(one.finding_id, one.months): one for one in _checks(session, visit, areas.values())}
    papers = _papers(session, actor, {one.dimension for one in areas.values()})
    if not said:
        raise IncompleteError("Say how at least one area has moved on.")
    for key, words in said.items():
        area = areas.get(key)
        if area is None:
            raise NotFoundError("There is no such area here.")
        check = there.get((area.id, months))
        _refuse(area, check, words)
        if check is None:
            check = AreaCheck(
                college_id=actor.college_id, finding_id=area.id, months=months, evidence=[]
            )
            session.add(check)
        _write(check, words, dict(papers.get(area.dimension, ())))
        check.answered_by, check.answered_at = actor.person_id, now
    session.flush()
    visit_telling.progress_reported(session, visit, months, now=now)
    audit.note(
        session, actor.college_id, actor.person_key, "visit progress reported", visit.key,
        months=months, areas=len(said),
    )  # fmt: skip
    return len(said)


def _require_months(months: int) -> None:
    if months not in CHECK_MONTHS:
        raise IncompleteError("Progress is looked at 12 and 24 months after the report.", "months")


def _refuse(area: Finding, check: AreaCheck | None, words: Progress) -> None:
    if bool(words.progress.strip()) is bool(words.irrelevant_because.strip()):
        raise IncompleteError(
            f"{area.dimension}: say how it has moved on, or why it is no longer relevant.",
            f"progress-{area.key}",
        )
    if check is not None and check.mark is not None:
        raise ConflictError(f"The team has marked the progress on {area.dimension} already.")
    if (check.row_version if check else 0) != words.seen_version:
        raise EditedMeanwhileError(
            f"Somebody saved {area.dimension} first. Compare, then save again.",
            (check.progress or check.irrelevant_because) if check else "",
        )


def _write(check: AreaCheck, words: Progress, titles: dict[str, str]) -> None:
    check.progress = words.progress.strip()
    check.irrelevant_because = words.irrelevant_because.strip()
    kept = {one["key"]: one["title"] for one in check.evidence} | titles
    check.evidence = [{"key": key, "title": kept[key]} for key in words.evidence if key in kept]


def mark_progress(
    session: Session,
    actor: Actor,
    visit_key: str,
    months: int,
    marks: Mapping[str, tuple[ProgressMark, str]],
    *,
    now: datetime,
) -> int:
    """Mark progress as sufficient or not, by key of the finding; a mark stays.

    Raises IncompleteError where one that is not sufficient has no reason.
    """
    actor.require(Operation.MARK_PROGRESS)
    visit = visits.get_visit(session, actor, visit_key, for_update=True)
    visits.require_team(session, actor, visit, on=local_day(now))
    _require_finished(visit)
    _require_months(months)
    areas = {one.key: one for one in _areas(session, visit)}
    there = {(one.finding_id, one.months): one for one in _checks(session, visit, areas.values())}
    if not marks:
        raise IncompleteError("Mark at least one area.")
    for key, (mark, reason) in marks.items():
        area = areas.get(key)
        check = there.get((area.id, months)) if area else None
        if area is None or check is None:
            raise NotFoundError("The college has not reported on this area yet.")
        if check.mark is not None:
            raise ConflictError(f"{area.dimension} is marked already.")
        if mark is ProgressMark.NOT_SUFFICIENT and not reason.strip():
            raise IncompleteError(f"Say what is missing in {area.dimension}.", f"mark-{key}")
        check.mark, check.mark_reason = mark, reason.strip()
        check.marked_by, check.marked_at = actor.person_id, now
    session.flush()
    visit_telling.progress_marked(session, visit, months, now=now)
    audit.note(
        session, actor.college_id, actor.person_key, "visit progress marked", visit.key,
        months=months, areas=len(marks),
    )  # fmt: skip
    return len(marks)


def let_team_back(
    session: Session, actor: Actor, visit_key: str, until: date, *, now: datetime
) -> int:
    """Let the team of the visit look again until a day; returns how many people that is.

    Raises IncompleteError when the day is past.
    """
    actor.require(Operation.OPEN_REVIEW)
    visit = visits.get_visit(session, actor, visit_key, for_update=True)
    _require_finished(visit)
    if until < local_day(now):
        raise IncompleteError("Choose a day that is still to come.", "until")
    query = select(Engagement).where(
        Engagement.college_id == visit.college_id,
        Engagement.review_id == visit.review_id,
        Engagement.role.in_(list(JUDGES)),
        Engagement.ended_at.is_(None),
    )
    team = list(session.scalars(query.with_for_update()))
    for one in team:
        one.ends_on = max(one.ends_on, until)
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "visit team let back", visit.key,
        until=until.isoformat(), people=len(team),
    )  # fmt: skip
    return len(team)
