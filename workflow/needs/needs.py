"""What needs a person today, most urgent first, and what changed lately; each a sentence."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from store.audit import Event
from store.db import utc_now
from store.people import Person
from store.permissions import Actor, Operation
from workflow import drafting
from workflow.actions import actions
from workflow.calendars.working_days import local_day
from workflow.claims import assessments, overview
from workflow.desk import desk
from workflow.governance import governors
from workflow.kinds.requests import RequestState
from workflow.leadership import leadership
from workflow.lifecycle import ClaimState, ReviewState
from workflow.models.claims import Assessment, Claim, ClaimVersion
from workflow.needs import document_needs
from workflow.needs.document_needs import MOST_LISTED, Waiting, Why
from workflow.requests import request_views
from workflow.reviews import interests, responding, round_dates
from workflow.visits import visit_needs
from workflow.visits.visit_needs import VisitPage

_LONGEST_LINE = 120  # characters
_SOON = timedelta(days=14)


class Place(StrEnum):
    """Where a need is met; pages turn it into an address."""

    DIMENSION = "dimension"
    DOCUMENT = "document"
    QUOTES = "quotes"
    DESK = "desk"
    SUMMARY = "summary"
    REQUEST = "request"
    RESPONSES = "responses"
    ACTION = "action"
    ASSESSMENT = "assessment"
    GOVERNORS = "governors"
    LEADERSHIP = "leadership"
    SHARING = "sharing"
    REVIEW = "review"
    VISIT = "visit"
    VISIT_CHECK = "visit_check"
    VISIT_WRITE = "visit_write"
    VISIT_AFTER = "visit_after"
    ROUND = "round"


@dataclass(frozen=True)
class Need:
    """One line of the home page. `subject` is a key or code that `place` understands."""

    sentence: str
    place: Place
    subject: str = ""
    due: date | None = None
    asked_by: str = ""


def list_needs(session: Session, actor: Actor) -> list[Need]:
    """What needs this person, most urgent first."""
    assessment = assessments.current_assessment(session, actor)
    found: list[Need] = []
    for operation, finder in _FINDERS:
        if actor.may(operation):
            found.extend(finder(session, actor, assessment))
    soon = local_day(utc_now()) + _SOON
    # What has no day, or a far one, keeps its place behind what is late or due soon.
    return sorted(found, key=lambda need: min(need.due or soon, soon))


def _desk(session: Session, actor: Actor, _assessment: Assessment | None) -> list[Need]:
    if actor.review_id is None:
        return []
    on_desk = desk.load(session, actor)
    left = sum(not claim.is_finished for claim in on_desk.claims)
    if on_desk.review.state is not ReviewState.OPEN:
        return []
    title, due = on_desk.review.title, on_desk.review.ends_on
    if not left:
        return [Need(f"Every claim of {title} is judged. Release it.", Place.DESK, due=due)]
    verdicts = sum(len(claim.waiting) for claim in on_desk.claims)
    wait = "1 claim waits" if left == 1 else f"{left} claims wait"
    quotes = "1 key quote" if verdicts == 1 else f"{verdicts} key quotes"
    words = f"{wait} for your judgement and {quotes} for your verdict"
    return [Need(f"{words} in {title}.", Place.DESK, due=due)]


def _round(session: Session, actor: Actor, _assessment: Assessment | None) -> list[Need]:
    """The round that a facilitator keeps, until its reviews are released."""
    review = drafting.own_review(session, actor)
    found = round_dates.round_of(session, review)
    if found is None or review.state is not ReviewState.OPEN:
        return []
    return [
        Need(
            f"See how far the reviews of “{found.name}” have come; "
            "release them together on their day.",
            Place.ROUND,
            due=found.release_on,
        )
    ]


def _requests(session: Session, actor: Actor, _assessment: Assessment | None) -> list[Need]:
    """What one is asked for, soonest due first; then what one asked and was answered."""
    waiting = request_views.list_waiting_for(session, actor)
    asked = [
        Need(
            f"{request.dimension}: {_shortened(request.what_would_help)}",
            Place.REQUEST,
            request.key,
            due=request.due_on,
            asked_by=request.asker.name,
        )
        for request in waiting
        if request.state is RequestState.OPEN
    ]
    answered = [
        Need(
            f"{request.dimension}: your request is answered. See it, and say thank you.",
            Place.REQUEST,
            request.key,
        )
        for request in waiting
        if request.state is RequestState.ANSWERED
    ]
    return asked[:MOST_LISTED] + answered[:MOST_LISTED]


def _actions(session: Session, actor: Actor, _assessment: Assessment | None) -> list[Need]:
    """One's own actions that are late or soon due, or that nobody looked at since a term ended."""
    due = actions.list_due(session, actor, today=local_day(utc_now()))
    return [
        Need(f"{one.dimension}: {_shortened(one.words)}", Place.ACTION, one.key, due=one.due_on)
        for one in due[:MOST_LISTED]
    ]


def _leadership(session: Session, actor: Actor, _assessment: Assessment | None) -> list[Need]:
    """Levels that one has yet to pick before a leadership meeting."""
    return [
        Need(
            "Pick the levels that fit best before the leaders meet: "
            f"{done} of {leadership.dimension_count(review)} done.",
            Place.LEADERSHIP,
            review.key,
            due=review.meets_on,
        )
        for review, done in leadership.list_to_pick(session, actor)
        if done < leadership.dimension_count(review)
    ]


def _shortened(words: str) -> str:
    return textwrap.shorten(words, _LONGEST_LINE, placeholder="…")


def _documents(session: Session, actor: Actor, _assessment: Assessment | None) -> list[Need]:
    """What of the library needs this person."""
    return [
        Need(_DOCUMENT_WORDS[one.why](one), _DOCUMENT_PLACES[one.why], one.key)
        for one in document_needs.list_waiting(session, actor)
    ]


def _to_mend(one: Waiting) -> str:
    if one.reason:
        return f"“{one.title}” was returned: {_shortened(one.reason)}"
    return f"“{one.title}” could not be read. See why and what to do."


def _to_look_at(one: Waiting) -> str:
    quotes = "1 quote" if one.count == 1 else f"{one.count} quotes"
    return (
        f"{quotes} of “{one.title}” changed in its newest "
        "file. Accept the new words, pick others or strike them through."
    )


def _to_accept(one: Waiting) -> str:
    words = "1 document waits" if one.count == 1 else f"{one.count} documents wait"
    return f"{words} for a second person to accept."


def _to_open(one: Waiting) -> str:
    return f"“{one.title}” is cited and a draft, so reviewers do not see it. Open it?"


def _to_answer(one: Waiting) -> str:
    return f"“{one.title}”: does it name or picture a learner? {one.reason} is not sure."


_DOCUMENT_WORDS: dict[Why, Callable[[Waiting], str]] = {
    Why.ANSWER_LEARNERS: _to_answer,
    Why.MEND: _to_mend,
    Why.LOOK_AT_QUOTES: _to_look_at,
    Why.ACCEPT: _to_accept,
    Why.OPEN_DRAFT: _to_open,
}
_DOCUMENT_PLACES = {
    Why.ANSWER_LEARNERS: Place.DOCUMENT,
    Why.MEND: Place.DOCUMENT,
    Why.LOOK_AT_QUOTES: Place.QUOTES,
    Why.ACCEPT: Place.DOCUMENT,
    Why.OPEN_DRAFT: Place.SHARING,
}


def _waits_for_leaders(session: Session, actor: Actor, assessment: Assessment | None) -> list[Need]:
    """Questions of governors, then claims that somebody else wrote; one statement for both."""
    if assessment is None:
        return []
    claims = (
        select(literal(value=False), Claim.dimension, Person.name)
        .join(
            ClaimVersion,
            (ClaimVersion.college_id == Claim.college_id)
            & (ClaimVersion.claim_id == Claim.id)
            & (ClaimVersion.number == Claim.current_version),
        )
        .join(Person, Person.id == ClaimVersion.author_id)
        .where(
            Claim.college_id == actor.college_id,
            Claim.assessment_id == assessment.id,
            Claim.state.in_([ClaimState.DRAFT, ClaimState.REVISED]),
            ClaimVersion.author_id != actor.person_id,
        )
        .order_by(Claim.dimension)
        .limit(MOST_LISTED)
        .subquery()
    )
    questions = governors.open_questions(assessment).limit(MOST_LISTED).subquery()
    both = session.execute(union_all(select(questions), select(claims))).all()
    return [
        Need(f"A governor asks: {_shortened(words)}", Place.GOVERNORS, asked_by=author)
        if is_question
        else Need(
            f"{words}: agree the claim, or say what should change.",
            Place.DIMENSION,
            words,
            asked_by=author,
        )
        for is_question, words, author in sorted(both, key=lambda row: not row[0])
    ]


def _responses(session: Session, actor: Actor, _assessment: Assessment | None) -> list[Need]:
    """Released judgements that the college has not answered, a line for each review."""
    return [
        Need(
            f"{'1 judgement' if one.count == 1 else f'{one.count} judgements'} of "
            f"“{one.title}” to answer.",
            Place.RESPONSES,
            one.review_key,
            due=one.due,
        )
        for one in responding.list_unanswered(session, actor)[:MOST_LISTED]
    ]


def _gaps(session: Session, actor: Actor, assessment: Assessment | None) -> list[Need]:
    if assessment is None:
        return []
    rows = overview.claimed_and_cited(session, actor, assessment).rows
    needs = [
        Need(
            f"{row.dimension.code} {row.dimension.title}: claimed with nothing cited for it.",
            Place.DIMENSION,
            row.dimension.code,
        )
        for row in rows
        if row.lacks_citation
    ]
    needs += [
        Need(
            f"{row.dimension.code} {row.dimension.title}: no level claimed yet.",
            Place.DIMENSION,
            row.dimension.code,
        )
        for row in rows
        if row.level is None
    ]
    return needs[: 2 * MOST_LISTED]


def _summary(_session: Session, _actor: Actor, assessment: Assessment | None) -> list[Need]:
    if assessment is None:
        return []
    return [Need("Read the one-page summary before the board meets.", Place.SUMMARY)]


_Finder = Callable[[Session, Actor, Assessment | None], list[Need]]


def _objections(session: Session, actor: Actor, _assessment: Assessment | None) -> list[Need]:
    """Objections to somebody of one's review that wait for one's decision."""
    if not interests.list_undecided(session, actor):
        return []
    review = drafting.own_review(session, actor)
    words = f"The college objects to an interest declared in {review.title}. Decide on it."
    return [Need(words, Place.REVIEW, review.key)]


def _visits(session: Session, actor: Actor, _assessment: Assessment | None) -> list[Need]:
    """A plan to confirm, a report to check or finish, progress to tell or to mark."""
    waiting = visit_needs.list_visit_needs(session, actor, today=local_day(utc_now()))
    return [Need(one.sentence, _VISIT_PLACES[one.page], one.visit, due=one.due) for one in waiting]


_VISIT_PLACES = {
    VisitPage.PLAN: Place.VISIT,
    VisitPage.CHECK: Place.VISIT_CHECK,
    VisitPage.WRITE: Place.VISIT_WRITE,
    VisitPage.AFTER: Place.VISIT_AFTER,
}
_FINDERS: tuple[tuple[Operation, _Finder], ...] = (
    (Operation.READ_ASSESSMENT, _requests),
    (Operation.GIVE_VERDICT, _desk),
    (Operation.KEEP_ROUND, _round),
    (Operation.PICK_LEVELS, _leadership),
    (Operation.NOTE_PROGRESS, _actions),
    (Operation.READ_ASSESSMENT, _documents),
    (Operation.AGREE_CLAIM, _waits_for_leaders),
    (Operation.RESPOND, _responses),
    (Operation.CLAIM_LEVEL, _gaps),
    (Operation.DECIDE_OBJECTION, _objections),
    (Operation.SEE_VISITS, _visits),
    (Operation.READ_SUMMARY, _summary),
)


@dataclass(frozen=True)
class Change:
    """One line of "what changed": who did what, when."""

    at: datetime
    who: str
    what: str


def list_changes(
    session: Session, actor: Actor, *, limit: int = 5, since: datetime | None = None
) -> list[Change]:
    """The college's latest events, those of others after `since` where it is given.

    Drafts of a review are nobody's news, so outsiders get none.
    """
    if actor.review_id is not None:
        return []
    query = (
        select(Event.at, Event.kind, Person.name)
        .outerjoin(Person, Person.key == Event.actor)
        .where(Event.chain == actor.college_id, Event.kind.not_in(_NO_NEWS))
        .order_by(Event.sequence.desc())
        .limit(limit)
    )
    if since is not None:
        query = query.where(Event.at > since, Event.actor != actor.person_key)
    return [Change(at, name or "The service", kind) for at, kind, name in session.execute(query)]


_NO_NEWS = ("verdict drafted", "judgement drafted", "statement marked")
