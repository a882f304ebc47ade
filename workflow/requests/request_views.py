"""What people see of requests: asked of me, asked by me, late; and what came back."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import Session, joinedload

from ingest import visibility
from ingest.models.documents import Document, Page, Revision
from ingest.visibility import Sight
from store.people import Membership
from store.permissions import LEADERS, Actor, Operation, Role
from workflow.kinds.requests import AnswerKind, RequestOrigin, RequestState
from workflow.models.claims import Citation
from workflow.models.requests import Request, RequestAnswer

# They read along what assessors of their review ask; they judge nothing blind.
_READ_ALONG = frozenset({Role.LEAD_ASSESSOR, Role.FACILITATOR})
MOST_LISTED = 200


def visible_requests(actor: Actor) -> Select[Request]:
    """The requests that `actor` may see, with the people they name.

    Outsiders: their own of their review; who leads or facilitates it reads along. Leaders: the
    college's. Others: what they asked and what is asked of them or their area.
    """
    query = (
        select(Request)
        .where(Request.college_id == actor.college_id)
        .options(joinedload(Request.asker), joinedload(Request.addressee), joinedload(Request.area))
    )
    if actor.review_id is not None:
        reads_along = true() if actor.roles & _READ_ALONG else Request.asked_by == actor.person_id
        return query.where(Request.review_id == actor.review_id, reads_along)
    if actor.roles & LEADERS:
        return query
    return query.where(or_(Request.asked_by == actor.person_id, _asked_of(actor)))


def _asked_of(actor: Actor) -> ColumnElement[bool]:
    areas = select(Membership.area_id).where(
        Membership.college_id == actor.college_id,
        Membership.person_id == actor.person_id,
        Membership.ended_at.is_(None),
        Membership.area_id.is_not(None),
    )
    asked = [Request.addressee_person_id == actor.person_id, Request.addressee_area_id.in_(areas)]
    if actor.review_id is None and actor.roles & LEADERS:
        asked.append(Request.origin == RequestOrigin.REVIEW)
    return or_(*asked)


@dataclass(frozen=True)
class AnswerView:
    """What came back, by whom. `title` is empty where the viewer may not see the document."""

    kind: AnswerKind
    words: str
    from_whom: str
    at: datetime
    document_key: str = ""
    title: str = ""
    quote: str = ""


@dataclass(frozen=True)
class RequestView:
    """A request as pages show it."""

    key: str
    dimension: str
    level: int
    statement: str | None
    what_would_help: str
    asked_by: str
    asked_of: str
    at: datetime
    due_on: date
    state: RequestState
    is_from_review: bool
    is_by_link: bool
    is_mine_to_answer: bool
    is_mine: bool
    used_for: str
    answers: tuple[AnswerView, ...]

    def is_late(self, today: date) -> bool:
        """Whether it is open after its day."""
        return self.state is RequestState.OPEN and self.due_on < today

    def clock(self, today: date) -> str:
        """How long an open request has left, in words; empty for others."""
        if self.state is not RequestState.OPEN:
            return ""
        days = (self.due_on - today).days
        if days == 0:
            return "due today"
        count = "1 day" if abs(days) == 1 else f"{abs(days)} days"
        return f"{count} left" if days > 0 else f"{count} late"


@dataclass(frozen=True)
class RequestLists:
    """The lists of the requests page; each request stands in every list that it belongs to."""

    of_me: tuple[RequestView, ...]
    by_me: tuple[RequestView, ...]
    of_others: tuple[RequestView, ...]
    ended: tuple[RequestView, ...]

    @property
    def live(self) -> tuple[RequestView, ...]:
        """Everything that has not ended, once."""
        found = {one.key: one for one in (*self.of_me, *self.by_me, *self.of_others)}
        return tuple(found.values())

    def late(self, today: date) -> tuple[RequestView, ...]:
        """What is open after its day, most overdue first."""
        return tuple(sorted((r for r in self.live if r.is_late(today)), key=lambda r: r.due_on))


def list_requests(session: Session, actor: Actor) -> RequestLists:
    """The newest requests that the actor may see, soonest due first."""
    actor.require(Operation.READ_ASSESSMENT)
    query = visible_requests(actor).order_by(Request.due_on.desc(), Request.id).limit(MOST_LISTED)
    views = sorted(
        view_all(session, actor, session.scalars(query).all()), key=lambda one: one.due_on
    )
    live = [one for one in views if not one.state.is_ended]
    return RequestLists(
        of_me=tuple(r for r in live if r.is_mine_to_answer and r.state is RequestState.OPEN),
        by_me=tuple(r for r in live if r.is_mine),
        of_others=tuple(r for r in live if not r.is_mine and not r.is_mine_to_answer),
        ended=tuple(r for r in reversed(views) if r.state.is_ended),
    )


def list_asked(session: Session, actor: Actor, dimension: str, *, seen: Sight) -> list[RequestView]:
    """What the actor's review asked about a dimension, with the answers; at most two statements.

    `seen` is what the actor may see of the library.
    """
    actor.require(Operation.READ_ASSESSMENT)
    if actor.review_id is None:
        return []
    query = visible_requests(actor).where(Request.dimension == dimension)
    return view_all(session, actor, session.scalars(query.order_by(Request.id)), seen=seen)


def list_waiting_for(session: Session, actor: Actor) -> list[Request]:
    """Requests that wait for this person, soonest due first; one statement.

    Open ones that they, their area or as a leader their college are asked; answered ones that
    they made themselves.
    """
    answered = and_(Request.state == RequestState.ANSWERED, Request.asked_by == actor.person_id)
    waits = answered
    if actor.review_id is None:
        waits = or_(answered, and_(Request.state == RequestState.OPEN, _asked_of(actor)))
    query = visible_requests(actor).where(waits)
    return list(session.scalars(query.order_by(Request.due_on, Request.id)))


def view_all(
    session: Session, actor: Actor, found: Iterable[Request], *, seen: Sight | None = None
) -> list[RequestView]:
    """Requests as pages show them, with their answers; a fixed number of statements."""
    found = list(found)
    answers = _answers(session, actor, [request.id for request in found], seen)
    areas = _areas_of(session, actor)
    return [_view(actor, areas, request, answers[request.id]) for request in found]


def _areas_of(session: Session, actor: Actor) -> frozenset[int]:
    if actor.review_id is not None:
        return frozenset()
    query = select(Membership.area_id).where(
        Membership.college_id == actor.college_id,
        Membership.person_id == actor.person_id,
        Membership.ended_at.is_(None),
    )
    return frozenset(area for area in session.scalars(query) if area is not None)


def _view(
    actor: Actor, areas: frozenset[int], request: Request, answers: list[AnswerView]
) -> RequestView:
    is_from_review = request.origin is RequestOrigin.REVIEW
    is_mine_to_answer = actor.review_id is None and (
        request.addressee_person_id == actor.person_id
        or request.addressee_area_id in areas
        or (is_from_review and bool(actor.roles & LEADERS))
    )
    return RequestView(
        key=request.key,
        dimension=request.dimension,
        level=request.level,
        statement=request.statement,
        what_would_help=request.what_would_help,
        asked_by=request.asker.name,
        asked_of=addressee_words(request),
        at=request.at,
        due_on=request.due_on,
        state=request.state,
        is_from_review=is_from_review,
        is_by_link=request.addressee_email is not None,
        is_mine_to_answer=is_mine_to_answer,
        is_mine=request.asked_by == actor.person_id,
        used_for=request.used_for,
        answers=tuple(answers),
    )


def addressee_words(request: Request) -> str:
    """Of whom it is asked, as people read it."""
    if request.addressee is not None:
        return request.addressee.name
    if request.area is not None:
        return request.area.name
    return request.addressee_name or "the college"


_Row = tuple[RequestAnswer, Document | None, Citation | None, Page | None, int | None]


def _answers(
    session: Session, actor: Actor, request_ids: list[int], seen: Sight | None
) -> defaultdict[int, list[AnswerView]]:
    found: defaultdict[int, list[AnswerView]] = defaultdict(list)
    if not request_ids:
        return found
    query = (
        select(RequestAnswer, Document, Citation, Page, Revision.document_id)
        .outerjoin(
            Document,
            and_(
                Document.college_id == RequestAnswer.college_id,
                Document.id == RequestAnswer.document_id,
            ),
        )
        .outerjoin(
            Citation,
            and_(
                Citation.college_id == RequestAnswer.college_id,
                Citation.id == RequestAnswer.citation_id,
            ),
        )
        .outerjoin(
            Page,
            and_(Page.college_id == Citation.college_id, Page.id == Citation.page_id),
        )
        .outerjoin(
            Revision,
            and_(Revision.college_id == Page.college_id, Revision.id == Page.revision_id),
        )
        .where(
            RequestAnswer.college_id == actor.college_id,
            RequestAnswer.request_id.in_(request_ids),
        )
        .order_by(RequestAnswer.id)
    )
    seen = seen or visibility.visibility_for(session, actor)
    for row in session.execute(query):
        answer, document, citation, page, of_document = cast("_Row", row)
        view = AnswerView(answer.kind, answer.words, answer.from_whom, answer.at)
        if document is not None and seen.allows(document.id, None, document.sensitivity.value):
            view = replace(view, document_key=document.key, title=document.title)
        if (
            page is not None
            and citation is not None
            and seen.allows(of_document or 0, page.id, page.sensitivity.value)
        ):
            view = replace(view, quote=citation.exact)
        found[answer.request_id].append(view)
    return found
