"""Requests for evidence: a named gap, asked of people one by one, answered, thanked for, closed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest import documents
from store import audit
from store.db import new_key
from store.errors import ConflictError, IncompleteError, NotFoundError, NotPermittedError
from store.people import Membership
from store.permissions import LEADERS, Actor, Operation
from workflow import drafting
from workflow.calendars import college_calendar
from workflow.calendars.working_days import local_day
from workflow.citations import citations
from workflow.claims import assessments, claims
from workflow.kinds.requests import AnswerKind, RequestOrigin, RequestState
from workflow.models.claims import Assessment, Claim
from workflow.models.requests import Request, RequestAnswer
from workflow.requests import request_telling
from workflow.requests.request_addressees import Addressees, addressee_columns
from workflow.requests.request_views import visible_requests
from workflow.telling import outbox

LONGEST_WORDS = 1_000
# Nobody is reminded of one request more often than this.
REMINDER_PAUSE = timedelta(days=3)


@dataclass(frozen=True)
class Gap:
    """What is missing, where, and until when: the next working day on or after `due_on`."""

    dimension: str
    level: int
    what_would_help: str
    due_on: date
    statement: str | None = None


def ask(
    session: Session, actor: Actor, gap: Gap, to: Addressees, *, now: datetime
) -> list[Request]:
    """Ask for evidence: the people named, or from a review the college.

    Raises IncompleteError naming the field that is missing or wrong.
    """
    actor.require(Operation.MAKE_REQUEST)
    assessment = assessments.require_current(session, actor)
    claim = claims.find_claim(session, actor, assessment, gap.dimension)
    _check_gap(claim, gap, today=local_day(now))
    due_on = college_calendar.working_days_of(session, actor.college_id).on_or_after(gap.due_on)
    common = {
        "college_id": actor.college_id,
        "assessment_id": assessment.id,
        "dimension": gap.dimension,
        "level": gap.level,
        "statement": gap.statement or None,
        "what_would_help": gap.what_would_help.strip(),
        "due_on": due_on,
        "asked_by": actor.person_id,
        "asked_together": new_key(),
        "at": now,
    }
    if actor.review_id is not None:
        drafting.require_open(session, actor, now=now)
        asked = [Request(origin=RequestOrigin.REVIEW, review_id=actor.review_id, **common)]
    else:
        asked = [
            Request(origin=RequestOrigin.INTERNAL, **common, **columns)
            for columns in addressee_columns(session, actor, to)
        ]
    session.add_all(asked)
    session.flush()
    for request in asked:
        audit.note(
            session, actor.college_id, actor.person_key, "evidence asked for", request.key,
            dimension=gap.dimension, level=gap.level, due_on=due_on.isoformat(),
        )  # fmt: skip
        people = people_asked(session, request)
        request_telling.asked(session, request, people, actor.name, now=now)
    return asked


def _check_gap(claim: Claim, gap: Gap, *, today: date) -> None:
    dimension = claims.dimension_of(claim)
    descriptor = dimension.level(gap.level)
    if descriptor is None:
        raise IncompleteError(
            f"Choose a level that is published for {dimension.code}, so that people see its words.",
            "level",
        )
    if gap.statement and gap.statement not in {s.code for s in descriptor.statements}:
        raise IncompleteError("Choose a statement of that level.", "statement")
    _check_words(gap.what_would_help, "what_would_help", "Say in a sentence what would help.")
    if gap.due_on < today:
        raise IncompleteError("Choose a day that is still to come.", "due_on")


def _check_words(words: str, at: str, sentence: str) -> None:
    if not words.strip():
        raise IncompleteError(sentence, at)
    if len(words) > LONGEST_WORDS:
        raise IncompleteError(f"Keep it to {LONGEST_WORDS} characters; you have {len(words)}.", at)


def get_request(session: Session, actor: Actor, key: str, *, for_update: bool = False) -> Request:
    """A request that the actor may see. Raises NotFoundError."""
    actor.require(Operation.READ_ASSESSMENT)
    query = visible_requests(actor).where(Request.key == key)
    if for_update:
        query = query.with_for_update(of=Request).execution_options(populate_existing=True)
    request = session.scalar(query)
    if request is None:
        raise NotFoundError("This request is not here, or not shared with you.")
    return request


def require_open_to(session: Session, actor: Actor, key: str) -> Request:
    """A request that the actor may answer now, before anything is uploaded for it.

    Raises NotFoundError, NotPermittedError, ConflictError when it has ended.
    """
    return _to_answer(session, actor, key, for_update=False)


def _to_answer(session: Session, actor: Actor, key: str, *, for_update: bool = True) -> Request:
    actor.require(Operation.ANSWER_REQUEST)
    request = get_request(session, actor, key, for_update=for_update)
    _refuse_ended(request)
    is_own = request.asked_by == actor.person_id and request.addressee_email is None
    is_own = is_own and request.addressee_person_id != actor.person_id
    if is_own and not actor.roles & LEADERS:
        raise NotPermittedError("You asked this. Whoever you asked answers it.")
    return request


def _refuse_ended(request: Request) -> None:
    if request.state.is_ended:
        raise ConflictError(
            f"This request is {request.state.value} already. Nothing more is needed."
        )


def answer_with_quote(
    session: Session, actor: Actor, key: str, citation_key: str, *, words: str, now: datetime
) -> RequestAnswer:
    """Answer with a quote that is cited for the request's dimension. Raises IncompleteError."""
    request = _to_answer(session, actor, key)
    if not citation_key:
        raise IncompleteError("Choose a quote.", "citation")
    citation, claim = citations.get_citation(session, actor, citation_key)
    is_of_it = (claim.assessment_id, claim.dimension) == (request.assessment_id, request.dimension)
    if not is_of_it or citation.struck_at is not None:
        raise IncompleteError(f"Choose a quote that is cited for {request.dimension}.", "citation")
    return _answer(
        session, actor, request, AnswerKind.QUOTE, words, now=now, citation_id=citation.id
    )


def answer_with_file(
    session: Session,
    actor: Actor,
    key: str,
    document_key: str,
    *,
    words: str,
    now: datetime,
    from_whom: str = "",
) -> RequestAnswer:
    """Answer with a document of the library, new or there before. Raises NotFoundError.

    `from_whom` names who provided it where that is not the actor.
    """
    request = _to_answer(session, actor, key)
    document = documents.get_document(session, actor, document_key)
    return _answer(
        session, actor, request, AnswerKind.FILE, words, now=now, document_id=document.id,
        from_whom=from_whom,
    )  # fmt: skip


def answer_with_nothing(
    session: Session, actor: Actor, key: str, *, reason: str, now: datetime
) -> RequestAnswer:
    """Say that there is nothing, and why. Raises IncompleteError without a reason."""
    request = _to_answer(session, actor, key)
    _check_words(reason, "reason", "Say why there is nothing, so that nobody asks again.")
    return _answer(session, actor, request, AnswerKind.NOTHING, reason, now=now)


def _answer(
    session: Session,
    actor: Actor,
    request: Request,
    kind: AnswerKind,
    words: str,
    *,
    now: datetime,
    citation_id: int | None = None,
    document_id: int | None = None,
    from_whom: str = "",
) -> RequestAnswer:
    if len(words) > LONGEST_WORDS:
        raise IncompleteError(f"Keep it to {LONGEST_WORDS} characters.", "words")
    answer = RequestAnswer(
        college_id=request.college_id,
        request_id=request.id,
        kind=kind,
        citation_id=citation_id,
        document_id=document_id,
        words=words.strip(),
        author_id=actor.person_id,
        from_whom=from_whom or actor.name,
        at=now,
    )
    session.add(answer)
    request.state = RequestState.ANSWERED
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "request answered", request.key,
        with_=kind.value, dimension=request.dimension,
    )  # fmt: skip
    request_telling.answered(session, request, by=actor.person_id, now=now)
    return answer


def require_own(session: Session, actor: Actor, key: str) -> Request:
    """A request that the actor may close, remind of or withdraw: their own, or a leader's.

    Raises NotFoundError, NotPermittedError, ConflictError when it has ended.
    """
    actor.require(Operation.MAKE_REQUEST)
    request = get_request(session, actor, key, for_update=True)
    is_leader = actor.review_id is None and bool(actor.roles & LEADERS)
    is_internal = request.origin is RequestOrigin.INTERNAL
    if request.asked_by != actor.person_id and not (is_leader and is_internal):
        raise NotPermittedError("Only who asked, or a leader of the college, may do this.")
    _refuse_ended(request)
    return request


def close(session: Session, actor: Actor, key: str, *, used_for: str, now: datetime) -> Request:
    """Close a request with thanks that say what the answer was used for.

    Raises IncompleteError without those words, ConflictError before there is an answer.
    """
    request = require_own(session, actor, key)
    if request.state is not RequestState.ANSWERED:
        raise ConflictError("Nobody has answered yet. Withdraw the request if you need it no more.")
    _check_words(
        used_for, "used_for", "Say what the answer was used for; people read it as thanks."
    )
    request.state, request.ended_at, request.used_for = RequestState.CLOSED, now, used_for.strip()
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "request closed", key)
    request_telling.thanked(session, request, _who_answered(session, request), now=now)
    return request


def ask_again(session: Session, actor: Actor, key: str) -> Request:
    """Open an answered request anew, since something is still missing. Raises ConflictError."""
    request = require_own(session, actor, key)
    if request.state is not RequestState.ANSWERED:
        raise ConflictError("It is open already.")
    request.state = RequestState.OPEN
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "request opened again", key)
    return request


def withdraw(session: Session, actor: Actor, key: str, *, now: datetime) -> Request:
    """Take a request back; its links answer no more. Raises ConflictError when it has ended."""
    request = require_own(session, actor, key)
    request.state, request.ended_at = RequestState.WITHDRAWN, now
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "request withdrawn", key)
    outbox.cancel_of_request(session, request.college_id, request.id)
    return request


def remind(session: Session, actor: Actor, key: str, *, now: datetime) -> Request:
    """Remind of an open request, at most every three days. Raises ConflictError."""
    request = require_own(session, actor, key)
    if request.state is not RequestState.OPEN:
        raise ConflictError("It is answered. Close it, or open it again and say what is missing.")
    last = request.reminded_at or request.at
    if now - last < REMINDER_PAUSE:
        raise ConflictError("They heard of it less than three days ago. Remind them later.")
    request.reminded_at = now
    session.flush()
    audit.note(session, actor.college_id, actor.person_key, "reminder sent", key)
    people = people_asked(session, request)
    request_telling.reminded(session, request, people, actor.name, now=now)
    return request


def assessment_of(session: Session, request: Request) -> Assessment:
    """The assessment that a request is about."""
    query = select(Assessment).where(
        Assessment.college_id == request.college_id, Assessment.id == request.assessment_id
    )
    return session.scalars(query).one()


def _who_answered(session: Session, request: Request) -> list[int]:
    query = select(RequestAnswer.author_id).where(
        RequestAnswer.college_id == request.college_id, RequestAnswer.request_id == request.id
    )
    return sorted({person for person in session.scalars(query) if person is not None})


def people_asked(session: Session, request: Request) -> list[int]:
    """The ids of the people who are to answer: one, those of an area, or the leaders."""
    members = select(Membership.person_id).where(
        Membership.college_id == request.college_id, Membership.ended_at.is_(None)
    )
    if request.addressee_person_id is not None:
        return [request.addressee_person_id]
    if request.addressee_area_id is not None:
        members = members.where(Membership.area_id == request.addressee_area_id)
    elif request.addressee_email is not None:
        return []
    else:
        members = members.where(Membership.role.in_(LEADERS))
    return sorted(set(session.scalars(members)))
