"""The sample of a visit: drawn by rules, changed with a reason, announced, and added to on the day.

The team sees it as soon as it is drawn, the college once it is announced.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from framework.model import FrameworkVersion
from store import audit
from store.errors import ConflictError, EditedMeanwhileError, IncompleteError
from store.permissions import Actor
from workflow import frameworks
from workflow.calendars import college_calendar
from workflow.citations import evidence
from workflow.citations.evidence import CitationView
from workflow.claims import overview
from workflow.kinds.reviews import Outcome
from workflow.lifecycle import VisitState
from workflow.models.visits import Visit, VisitSample
from workflow.visits import visit_telling, visits
from workflow.visits.visit_sampling import Candidate, Rules, choose

# The sample is told this many working days before the first day, unless the plan says otherwise.
ANNOUNCE_DAYS = 5
MOST_ON_THE_DAY = 2


@dataclass(frozen=True)
class SampleView:
    """The sample as its page shows it. `sample` is None before it is drawn or announced."""

    visit: Visit
    framework: FrameworkVersion
    sample: VisitSample | None
    late: tuple[CitationView, ...]


def draw(
    session: Session,
    actor: Actor,
    visit_key: str,
    how: Rules,
    *,
    seen_version: int,
    now: datetime,
    announce_by: date | None = None,
) -> VisitSample:
    """Draw the sample, or draw it anew until it is announced; 0 is the version of none.

    Raises ConflictError once it is announced, IncompleteError when it cannot be drawn.
    """
    visit = visits.to_plan(session, actor, visit_key)
    row = find_sample(session, visit)
    _refuse_announced(row)
    _refuse_if_edited(row, seen_version)
    days = college_calendar.working_days_of(session, actor.college_id)
    announce_by = announce_by or days.add(visit.starts_on, -ANNOUNCE_DAYS)
    if announce_by >= visit.starts_on:
        raise IncompleteError("Announce the sample before the visit starts.", "announce_by")
    found = candidates(session, actor, visit)
    if not found:
        raise IncompleteError("The college claims no level yet, so there is nothing to test.")
    drawn = choose(found, how, on=visit.evidence_by)
    if row is None:
        row = VisitSample(college_id=visit.college_id, visit_id=visit.id)
        session.add(row)
    row.size, row.random_share, row.seed = how.size, how.random_share, how.seed
    row.rules = [rule.value for rule in how.rules]
    row.chosen = [_entry(one.dimension, one.reasons) for one in drawn.chosen]
    row.left_out = [{"dimension": one.dimension, "why": one.why} for one in drawn.left_out]
    row.announce_by, row.drawn_by, row.drawn_at = announce_by, actor.person_id, now
    session.flush()
    visits.note_change(session, actor, visit, f"Drew a sample of {len(row.chosen)} dimensions")
    audit.note(
        session, actor.college_id, actor.person_key, "visit sample drawn", visit.key,
        size=how.size, seed=how.seed, rules=row.rules, random_share=how.random_share,
    )  # fmt: skip
    return row


def candidates(session: Session, actor: Actor, visit: Visit) -> list[Candidate]:
    """The claimed dimensions, with what the rules look at, in the model's order."""
    seen = overview.overview(session, actor, visit.review.assessment)
    claimed = [row for row in seen.rows if row.level is not None]
    cited: dict[str, list[CitationView]] = {}
    for view in evidence.citations_of_claims(session, actor, [row.claim_id for row in claimed]):
        cited.setdefault(view.dimension, []).append(view)
    found = []
    for row in claimed:
        views = cited.get(row.dimension.code, [])
        level = row.level or 0
        found.append(
            Candidate(
                row.dimension.code,
                row.dimension.theme_number,
                level,
                row.last_level,
                len(views),
                len({view.document_key for view in views}),
                max((view.event_date for view in views if view.event_date), default=None),
                is_disputed=any(_disputes(view, level) for view in views),
            )
        )
    return found


def _disputes(view: CitationView, level: int) -> bool:
    return any(
        verdict.outcome is Outcome.DOES_NOT_SUPPORT
        or (verdict.level is not None and verdict.level != level)
        for verdict in view.verdicts
    )


def swap(
    session: Session,
    actor: Actor,
    visit_key: str,
    *,
    put_in: str,
    leave_out: str,
    reason: str,
    seen_version: int,
    now: datetime,
) -> VisitSample:
    """Test one dimension instead of another, with a reason, until the sample is announced.

    Raises IncompleteError when a theme would be left without a test.
    """
    visit = visits.to_plan(session, actor, visit_key)
    row = require_sample(session, visit)
    _refuse_announced(row)
    _refuse_if_edited(row, seen_version)
    if now.date() > row.announce_by:
        raise ConflictError("The day until which the sample could be changed has passed.")
    if put_in not in {one["dimension"] for one in row.left_out}:
        raise IncompleteError("Choose a dimension that is left out.", "put_in")
    if leave_out not in row.codes:
        raise IncompleteError("Choose a dimension of the sample.", "leave_out")
    if not reason.strip():
        raise IncompleteError("Say why the sample changes.", "reason")
    chosen = [one for one in row.chosen if one["dimension"] != leave_out]
    left_out = [one for one in row.left_out if one["dimension"] != put_in]
    framework = frameworks.version_of(visit.review.assessment)
    _refuse_theme_without_test(framework, leave_out, [*(c["dimension"] for c in chosen), put_in])
    chosen.append(_entry(put_in, (reason.strip(),)))
    left_out.append({"dimension": leave_out, "why": reason.strip()})
    row.chosen, row.left_out = _ordered(framework, chosen), _ordered(framework, left_out)
    session.flush()
    # The college reads the history before the sample is announced: no dimension is named.
    visits.note_change(session, actor, visit, "Changed one dimension of the sample")
    audit.note(
        session, actor.college_id, actor.person_key, "visit sample changed", visit.key,
        put_in=put_in, left_out=leave_out,
    )  # fmt: skip
    return row


def _refuse_theme_without_test(
    framework: FrameworkVersion, leave_out: str, codes: list[str]
) -> None:
    theme = framework.dimension(leave_out).theme_number
    if theme not in {framework.dimension(code).theme_number for code in codes}:
        raise IncompleteError(
            f"{leave_out} is the only one of its theme. Choose another to leave out.", "leave_out"
        )


def announce(
    session: Session, actor: Actor, visit_key: str, *, seen_version: int, now: datetime
) -> VisitSample:
    """Tell the college the sample; from then on it is only added to."""
    visit = visits.to_plan(session, actor, visit_key)
    row = require_sample(session, visit)
    _refuse_announced(row)
    _refuse_if_edited(row, seen_version)
    row.announced_at = now
    session.flush()
    visits.note_change(session, actor, visit, f"Announced the sample: {', '.join(row.codes)}")
    visit_telling.announced(session, visit, row.codes, now=now)
    audit.note(
        session, actor.college_id, actor.person_key, "visit sample announced", visit.key,
        dimensions=row.codes,
    )  # fmt: skip
    return row


def add_on_the_day(
    session: Session, actor: Actor, visit_key: str, code: str, *, reason: str
) -> VisitSample:
    """Test one more dimension while the visit is under way; at most two, each with a reason."""
    visit = visits.to_plan(session, actor, visit_key)
    row = require_sample(session, visit)
    if visit.state is not VisitState.UNDER_WAY:
        raise ConflictError("Dimensions are added on the day, while the visit is under way.")
    if len(row.on_the_day) >= MOST_ON_THE_DAY:
        raise ConflictError("Two more were chosen already; the rest stays untested.")
    if code not in {one["dimension"] for one in row.left_out}:
        raise IncompleteError("Choose a dimension that is left out.", "dimension")
    if not reason.strip():
        raise IncompleteError("Say what on the day speaks for it.", "reason")
    framework = frameworks.version_of(visit.review.assessment)
    entry = _entry(code, (reason.strip(),), on_the_day=True)
    row.chosen = _ordered(framework, [*row.chosen, entry])
    row.left_out = [one for one in row.left_out if one["dimension"] != code]
    session.flush()
    visits.note_change(session, actor, visit, f"Added {code} on the day", reason)
    audit.note(
        session, actor.college_id, actor.person_key, "visit sample added to", visit.key,
        dimension=code,
    )  # fmt: skip
    return row


def _entry(code: str, reasons: tuple[str, ...], *, on_the_day: bool = False) -> dict[str, object]:
    return {"dimension": code, "reasons": list(reasons), "on_the_day": on_the_day}


def _ordered(framework: FrameworkVersion, entries: list[Any]) -> list[Any]:
    order = {dimension.code: n for n, dimension in enumerate(framework.dimensions)}
    return sorted(entries, key=lambda one: order[one["dimension"]])


def find_sample(session: Session, visit: Visit) -> VisitSample | None:
    """The sample of a visit; None before it is drawn."""
    query = select(VisitSample).where(
        VisitSample.college_id == visit.college_id, VisitSample.visit_id == visit.id
    )
    return session.scalar(query)


def require_sample(session: Session, visit: Visit) -> VisitSample:
    """The sample of a visit. Raises ConflictError before it is drawn."""
    row = find_sample(session, visit)
    if row is None:
        raise ConflictError("Draw the sample first.")
    return row


def load(session: Session, actor: Actor, visit_key: str) -> SampleView:
    """The sample for the team, or for the college once it is announced; with late evidence."""
    visit = visits.get_visit(session, actor, visit_key)
    row = find_sample(session, visit)
    if actor.review_id is None and row is not None and row.announced_at is None:
        row = None
    framework = frameworks.version_of(visit.review.assessment)
    seen = overview.overview(session, actor, visit.review.assessment)
    cited = evidence.citations_of_claims(session, actor, [one.claim_id for one in seen.rows])
    ends = visits.evidence_ends_at(visit)
    late = sorted((view for view in cited if view.at >= ends), key=lambda view: view.at)
    return SampleView(visit, framework, row, tuple(late))


def _refuse_announced(row: VisitSample | None) -> None:
    if row is not None and row.announced_at is not None:
        raise ConflictError("The sample is announced. On the day, up to two more can be added.")


def _refuse_if_edited(row: VisitSample | None, seen_version: int) -> None:
    if (row.row_version if row else 0) != seen_version:
        raise EditedMeanwhileError("Somebody changed the sample meanwhile. Look at it again.", "")
