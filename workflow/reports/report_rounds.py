"""What becomes of a drafted report: the college checks facts, then it is sealed as a version."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from store import audit
from store.db import canonical_json
from store.errors import ConflictError, IncompleteError, NotFoundError
from store.permissions import Actor, Operation
from workflow.calendars import college_calendar
from workflow.calendars.working_days import day_words, local_day
from workflow.freezing.snapshot_taking import take as take_snapshot
from workflow.kinds.reports import CommentAnswer, EditionKind
from workflow.kinds.snapshots import Occasion
from workflow.lifecycle import ReviewState, VisitAction, VisitState
from workflow.models.reports import ReportComment, ReportEdition, ReportReply
from workflow.models.visits import Visit
from workflow.reports import report, report_outcome
from workflow.reviews import reviews
from workflow.visits import visit_telling, visits

USUAL_DAYS = 10
_A_TEAM = 2  # people, of whom one can read what the other judged


@dataclass(frozen=True)
class Round:
    """An edition of the report with the college's comments, as far as the viewer may see them."""

    visit: Visit
    edition: ReportEdition
    reply: ReportReply | None
    comments: tuple[ReportComment, ...]

    def of_paragraph(self, paragraph: str) -> tuple[ReportComment, ...]:
        """The comments on one paragraph."""
        return tuple(one for one in self.comments if one.paragraph == paragraph)


def send(
    session: Session, actor: Actor, visit_key: str, *, days: int, now: datetime
) -> ReportEdition:
    """Send the report to the college, which has `days` working days to check facts."""
    visit = report_outcome.to_write(session, actor, visit_key)
    if days < 1:
        raise IncompleteError("Give the college at least one working day.", "days")
    _refuse_unread(session, actor, visit)
    visits.move(visit, VisitAction.SEND)
    calendar = college_calendar.working_days_of(session, visit.college_id)
    edition = _make(session, actor, visit, EditionKind.FACTUAL_CHECK, now)
    edition.answer_by = calendar.add(local_day(now), days)
    session.flush()
    by = day_words(edition.answer_by)
    visits.note_change(session, actor, visit, f"Sent the report to be checked by {by}")
    visit_telling.report_sent(session, visit, edition, now=now)
    audit.note(
        session, actor.college_id, actor.person_key, "visit report sent", edition.key,
        sha256=edition.sha256,
    )  # fmt: skip
    return edition


def _refuse_unread(session: Session, actor: Actor, visit: Visit) -> None:
    """A team of two or more reads each judgement twice; one alone has nobody to ask."""
    if len(visit_telling.team_of(session, visit)) < _A_TEAM:
        return
    outcome = report_outcome.of_visit(session, actor, visit)
    if unread := [one.dimension.code for one in outcome.tested if not one.is_read_twice]:
        raise ConflictError(
            f"Nobody else of the team has read the judgement of {', '.join(unread)} as it stands. "
            "A second person reads it on the page of the outcome."
        )


def _make(
    session: Session, actor: Actor, visit: Visit, kind: EditionKind, now: datetime
) -> ReportEdition:
    numbers = select(func.max(ReportEdition.number)).where(
        ReportEdition.college_id == visit.college_id,
        ReportEdition.visit_id == visit.id,
        ReportEdition.kind == kind,
    )
    body = report.tree(session, actor, visit)
    edition = ReportEdition(
        college_id=visit.college_id, visit_id=visit.id, kind=kind,
        number=(session.scalar(numbers) or 0) + 1, body=body,
        sha256=sha256(canonical_json(body).encode()).hexdigest(),
        made_by=actor.person_id, made_at=now,
    )  # fmt: skip
    session.add(edition)
    return edition


def newest(session: Session, visit: Visit, kind: EditionKind) -> ReportEdition | None:
    """The newest edition of a kind; None where none was made."""
    query = (
        select(ReportEdition)
        .where(
            ReportEdition.college_id == visit.college_id,
            ReportEdition.visit_id == visit.id,
            ReportEdition.kind == kind,
        )
        .order_by(ReportEdition.number.desc())
        .limit(1)
    )
    return session.scalar(query)


def load(session: Session, actor: Actor, visit_key: str) -> Round:
    """The edition that the college checks, with comments: the team sees those that were sent."""
    visit = visits.get_visit(session, actor, visit_key)
    return _round(session, actor, visit)


def _round(session: Session, actor: Actor, visit: Visit) -> Round:
    edition = newest(session, visit, EditionKind.FACTUAL_CHECK)
    if edition is None:
        raise NotFoundError("No report has been sent to the college yet.")
    of_it = (ReportComment.college_id == visit.college_id, ReportComment.edition_id == edition.id)
    replies = select(ReportReply).where(
        ReportReply.college_id == visit.college_id, ReportReply.edition_id == edition.id
    )
    reply = session.scalar(replies)
    if actor.is_outside and reply is None:
        return Round(visit, edition, None, ())
    query = select(ReportComment).where(*of_it).options(joinedload(ReportComment.author))
    return Round(visit, edition, reply, tuple(session.scalars(query.order_by(ReportComment.id))))


def _open_round(session: Session, actor: Actor, visit_key: str, now: datetime) -> Round:
    visit = visits.get_visit(session, actor, visit_key, for_update=True)
    found = _round(session, actor, visit)
    if visit.state is not VisitState.FACTUAL_CHECK or found.reply is not None:
        raise ConflictError("The college has replied, so its comments stand.")
    if found.edition.answer_by is None or local_day(now) > found.edition.answer_by:
        raise ConflictError("The days to reply have passed; silence counts as agreed.")
    return found


def comment(
    session: Session, actor: Actor, visit_key: str, paragraph: str, words: str, *, now: datetime
) -> ReportComment:
    """Say what is wrong in a paragraph, inside the college, until a leader sends the reply."""
    actor.require(Operation.COMMENT_REPORT)
    found = _open_round(session, actor, visit_key, now)
    known = {
        block["id"]
        for section in found.edition.body["sections"]
        for block in section["blocks"]
        if block["kind"] == "paragraph"
    }
    if paragraph not in known:
        raise IncompleteError("Choose a paragraph of the report.", "paragraph")
    if not words.strip():
        raise IncompleteError("Say which fact is wrong and what is right.", "words")
    said = ReportComment(
        college_id=actor.college_id, edition_id=found.edition.id, paragraph=paragraph,
        words=words.strip(), author_id=actor.person_id, at=now,
    )  # fmt: skip
    session.add(said)
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "visit report commented", said.key)
    return said


def reply(session: Session, actor: Actor, visit_key: str, *, now: datetime) -> Round:
    """Send the college's one reply: every comment gathered so far, or none."""
    actor.require(Operation.ANSWER_REPORT)
    found = _open_round(session, actor, visit_key, now)
    session.add(
        ReportReply(
            college_id=actor.college_id, edition_id=found.edition.id, author_id=actor.person_id,
            at=now,
        )
    )  # fmt: skip
    session.flush()
    count = len(found.comments)
    visits.note_change(session, actor, found.visit, f"Replied to the report, comments: {count}")
    visit_telling.replied(session, found.visit, count, now=now)
    audit.note(
        session, actor.college_id, actor.person_key, "visit report replied to", found.edition.key,
        comments=count,
    )  # fmt: skip
    return found


def answer(
    session: Session,
    actor: Actor,
    visit_key: str,
    comment_key: str,
    decision: CommentAnswer,
    *,
    reason: str,
    now: datetime,
) -> ReportComment:
    """Accept or decline a comment, with a reason; it is kept with the edition it is about."""
    visit = report_outcome.to_write(session, actor, visit_key)
    found = _round(session, actor, visit)
    said = next((one for one in found.comments if one.key == comment_key), None)
    if said is None:
        raise NotFoundError("There is no such comment here.")
    if not reason.strip():
        raise IncompleteError("Say what you changed, or why it stays.", "reason")
    said.answer, said.answer_reason = decision, reason.strip()
    said.answered_by, said.answered_at = actor.person_id, now
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "visit report comment answered", said.key,
        answer=decision.value,
    )  # fmt: skip
    return said


def finish(session: Session, actor: Actor, visit_key: str, *, now: datetime) -> ReportEdition:
    """Seal the report as a new version and release the review that it rests on.

    Raises ConflictError while the college may still reply, or a comment waits for an answer.
    """
    visit = report_outcome.to_write(session, actor, visit_key)
    found = _round(session, actor, visit)
    until = found.edition.answer_by
    if found.reply is None and (until is None or local_day(now) <= until):
        raise ConflictError("The college may still reply. Wait for its reply or for the deadline.")
    if any(one.answer is None for one in found.comments):
        raise ConflictError("Accept or decline every comment of the college first.")
    visits.move(visit, VisitAction.FINISH)
    if visit.review.state is ReviewState.OPEN:
        reviews.release(session, actor, visit.review.key, now=now)
    edition = _make(session, actor, visit, EditionKind.FINAL, now)
    visit.finished_at = visit.finished_at or now
    session.flush()
    silence = "" if found.reply else "; the college did not reply, which counts as agreed"
    visits.note_change(session, actor, visit, f"Final report, version {edition.number}{silence}")
    visit_telling.report_final(session, visit, edition.number, now=now)
    audit.note(
        session, actor.college_id, actor.person_key, "visit report final", edition.key,
        number=edition.number, sha256=edition.sha256,
    )  # fmt: skip
    take_snapshot(
        session, visit.review.assessment, Occasion.REPORT_FINAL, now=now, actor=actor, visit=visit
    )
    return edition


def reopen(session: Session, actor: Actor, visit_key: str, *, reason: str) -> Visit:
    """Write the report anew, with a reason; the sealed version stays and the next one follows."""
    actor.require(Operation.WRITE_REPORT)
    visit = visits.get_visit(session, actor, visit_key, for_update=True)
    visits.require_team(session, actor, visit, on=visit.starts_on)
    visits.move(visit, VisitAction.REOPEN, reason=reason)
    session.flush()
    visits.note_change(session, actor, visit, "Reopened the report", reason)
    audit.note(session, actor.college_id, actor.person_key, "visit report reopened", visit.key)
    return visit


def load_final(session: Session, actor: Actor, visit_key: str) -> tuple[Visit, ReportEdition]:
    """The sealed report. Raises ConflictError before there is one."""
    visit = visits.get_visit(session, actor, visit_key)
    edition = newest(session, visit, EditionKind.FINAL)
    if edition is None:
        raise ConflictError("The report is not final yet.")
    return visit, edition
