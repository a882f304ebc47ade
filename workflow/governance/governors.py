"""What governors leave with an assessment: questions for the careers leader, dated notes."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import Session, joinedload

from store import audit
from store.errors import ConflictError, IncompleteError, NotFoundError
from store.people import Membership, Person
from store.permissions import Actor, Operation, Role
from workflow import frameworks
from workflow.calendars.working_days import local_day
from workflow.kinds.sign_off import NoteKind
from workflow.models.claims import Assessment
from workflow.models.sign_off import GovernorAnswer, GovernorNote
from workflow.telling import notices

LONGEST_WORDS = 1_000


@dataclass(frozen=True)
class NoteView:
    """A note or question with its answer, as pages show it."""

    key: str
    kind: NoteKind
    dimension: str | None
    dated: date
    words: str
    author: str
    answer: str
    answered_by: str
    answered_at: datetime | None


def leave(
    session: Session,
    actor: Actor,
    assessment: Assessment,
    kind: NoteKind,
    words: str,
    *,
    dated: date,
    now: datetime,
    dimension: str = "",
) -> GovernorNote:
    """Leave a question or a note with its date; careers leaders are told of it.

    Raises IncompleteError without words, for a day to come or a dimension that is none.
    """
    actor.require(Operation.LEAVE_GOVERNOR_NOTE)
    if not words.strip() or len(words) > LONGEST_WORDS:
        raise IncompleteError(f"Write it in at most {LONGEST_WORDS:,} characters.", "words")
    if dated > local_day(now):
        raise IncompleteError("This day is still to come. Give the day of what you note.", "dated")
    if dimension and dimension not in {
        d.code for d in frameworks.version_of(assessment).dimensions
    }:
        raise IncompleteError("Choose one of the dimensions, or none.", "dimension")
    note = GovernorNote(
        college_id=actor.college_id,
        assessment_id=assessment.id,
        kind=kind,
        dimension=dimension or None,
        dated=dated,
        words=words.strip(),
        author_id=actor.person_id,
        at=now,
    )
    session.add(note)
    session.flush()
    what = "asks" if kind is NoteKind.QUESTION else "noted"
    notices.tell(
        session,
        actor.college_id,
        _careers_leaders(session, actor.college_id),
        sentence=f"{actor.name}, governor, {what}: {note.words}",
        path="/governors",
        now=now,
    )
    audit.note(
        session, actor.college_id, actor.person_key, f"governor's {kind.value} left", note.key
    )
    return note


def _careers_leaders(session: Session, college_id: int) -> list[int]:
    query = select(Membership.person_id).where(
        Membership.college_id == college_id,
        Membership.role == Role.CAREERS_LEADER,
        Membership.ended_at.is_(None),
    )
    return list(session.scalars(query))


def answer(session: Session, actor: Actor, key: str, words: str, *, now: datetime) -> None:
    """Answer a governor's question; the governor is told.

    Raises ConflictError when it is answered already, NotFoundError.
    """
    actor.require(Operation.ANSWER_GOVERNOR)
    query = select(GovernorNote).where(
        GovernorNote.college_id == actor.college_id, GovernorNote.key == key
    )
    note = session.scalar(query.with_for_update())
    if note is None:
        raise NotFoundError("There is no such question here.")
    if note.kind is not NoteKind.QUESTION:
        raise ConflictError("This is a note, not a question. It needs no answer.")
    given = select(GovernorAnswer.id).where(
        GovernorAnswer.college_id == actor.college_id, GovernorAnswer.note_id == note.id
    )
    if session.scalar(given) is not None:
        raise ConflictError("Somebody answered this question before you.")
    if not words.strip() or len(words) > LONGEST_WORDS:
        raise IncompleteError(f"Answer in at most {LONGEST_WORDS:,} characters.", f"answer-{key}")
    session.add(
        GovernorAnswer(
            college_id=actor.college_id,
            note_id=note.id,
            words=words.strip(),
            author_id=actor.person_id,
            at=now,
        )
    )
    session.flush()
    notices.tell(
        session,
        actor.college_id,
        [note.author_id],
        sentence=f"{actor.name} answered your question: {words.strip()}",
        path="/governors",
        now=now,
    )
    audit.note(session, actor.college_id, actor.person_key, "governor's question answered", key)


def list_notes(session: Session, actor: Actor, assessment: Assessment) -> list[NoteView]:
    """Questions and notes on an assessment, newest first; reviewers are not shown them."""
    actor.require(Operation.READ_GOVERNOR_NOTES)
    query = (
        select(GovernorNote, GovernorAnswer)
        .outerjoin(
            GovernorAnswer,
            (GovernorAnswer.college_id == GovernorNote.college_id)
            & (GovernorAnswer.note_id == GovernorNote.id),
        )
        .where(
            GovernorNote.college_id == actor.college_id,
            GovernorNote.assessment_id == assessment.id,
        )
        .options(joinedload(GovernorNote.author), joinedload(GovernorAnswer.author))
        .order_by(GovernorNote.dated.desc(), GovernorNote.id.desc())
    )
    return [_view(note, given) for note, given in session.execute(query)]


def open_questions(assessment: Assessment) -> Select[bool, str, str]:
    """Rows of true, words and author: each question that nobody answered yet, oldest first."""
    answered = (
        select(GovernorAnswer.id)
        .where(
            GovernorAnswer.college_id == GovernorNote.college_id,
            GovernorAnswer.note_id == GovernorNote.id,
        )
        .exists()
    )
    return (
        select(literal(value=True), GovernorNote.words, Person.name)
        .join(Person, Person.id == GovernorNote.author_id)
        .where(
            GovernorNote.college_id == assessment.college_id,
            GovernorNote.assessment_id == assessment.id,
            GovernorNote.kind == NoteKind.QUESTION,
            ~answered,
        )
        .order_by(GovernorNote.id)
    )


def _view(note: GovernorNote, given: GovernorAnswer | None) -> NoteView:
    return NoteView(
        key=note.key,
        kind=note.kind,
        dimension=note.dimension,
        dated=note.dated,
        words=note.words,
        author=note.author.name,
        answer=given.words if given else "",
        answered_by=given.author.name if given else "",
        answered_at=given.at if given else None,
    )
