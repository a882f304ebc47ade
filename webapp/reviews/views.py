"""Opening a review, engaging people in it and reading what it released."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store import membership
from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError, NotPermittedError
from store.people import InterestKind
from store.permissions import OUTSIDE, Operation, Role
from webapp.current import current_actor, services
from webapp.forms import choice, day, optional_day, tell, text
from workflow import frameworks
from workflow.claims import assessments
from workflow.kinds.objections import ObjectionDecision
from workflow.kinds.reviews import ReviewKind
from workflow.reviews import interests, leverage, review_words, reviews
from workflow.rounds import rounds

bp = Blueprint("reviews", __name__, url_prefix="/reviews")


@bp.get("/new")
def new() -> str:
    return _new()


def _new(error: CareersEvidenceError | None = None) -> str:
    current_actor().require(Operation.OPEN_REVIEW)
    today = utc_now().date()
    return render_template(
        "reviews/new.html",
        kinds=tuple(ReviewKind),
        error=error,
        typed=request.form,
        today=today,
        in_a_month=today + timedelta(days=30),
    )


@bp.post("/new")
def open_new() -> ResponseReturnValue:
    actor = current_actor()
    try:
        with services().database.writing() as session:
            assessment = assessments.require_current(session, actor)
            review = reviews.open_review(
                session,
                actor,
                assessment,
                kind=choice("kind", ReviewKind),
                title=text("title"),
                starts_on=day("starts_on"),
                ends_on=day("ends_on"),
                scope=text("scope"),
                respond_by=optional_day("respond_by"),
                gives_levels=text("gives_levels") != "no",
            )
    except IncompleteError as error:
        return _new(error), 422
    tell(f"{review.title} is open. Engage the people who take part.")
    return redirect(url_for(".show", key=review.key))


@bp.get("/<key>")
def show(key: str) -> str:
    return _show(key)


def _show(key: str, error: CareersEvidenceError | None = None, about: str = "") -> str:
    """The page; `about` is the form that was refused, with what was typed."""
    actor = current_actor()
    with services().database.reading() as session:
        review = reviews.get_review(session, actor, key)
        engagements = reviews.list_engagements(session, review)
        people = [engagement.person_id for engagement in engagements]
        declared = interests.list_declared(session, actor, review, people)
        said = review_words.load(session, actor, review)
        named = leverage.list_named(session, actor, review)
        in_round = rounds.seen_of(session, actor, review)
    return render_template(
        "reviews/review.html",
        review=review,
        engagements=engagements,
        declared=declared,
        kinds=tuple(InterestKind),
        decisions=tuple(ObjectionDecision),
        about=about,
        said=said,
        named=[one for one in named if one.released_at],
        themes=frameworks.version_of(review.assessment).themes,
        round=in_round,
        roles=sorted(OUTSIDE),
        may_declare=actor.may(Operation.DECLARE_INTEREST) and review.released_at is None,
        may_engage=actor.may(Operation.OPEN_REVIEW) and review.released_at is None,
        error=error,
        typed=request.form,
    )


@bp.post("/<key>/engage")
def engage(key: str) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with services().database.writing() as session:
            review = reviews.get_review(session, actor, key)
            person = membership.find_or_add_person(
                session, text("email"), text("name"), invited_by=actor
            )
            reviews.engage(
                session,
                actor,
                review,
                person,
                choice("role", Role),
                starts_on=review.starts_on,
                ends_on=review.ends_on,
            )
    except (IncompleteError, NotPermittedError) as error:
        return _show(key, error, "engage"), 422 if isinstance(error, IncompleteError) else 403
    tell(f"{person.name} takes part in the review.")
    return redirect(url_for(".show", key=key))


@bp.post("/<key>/interests")
def declare(key: str) -> ResponseReturnValue:
    actor = current_actor()
    try:
        kind = choice("kind", InterestKind)
        with services().database.writing() as session:
            reviews.get_review(session, actor, key)
            interests.declare(
                session, actor, kind, note=text("note"), ends_on=optional_day("ended_on"),
                now=utc_now(),
            )  # fmt: skip
    except (IncompleteError, ConflictError) as error:
        return _show(key, error, "declare"), 422 if isinstance(error, IncompleteError) else 409
    bars = " It ends your part, until three years after it is over." if kind.bars else ""
    tell(f"Declared. The college sees it.{bars}")
    return redirect(url_for(".show", key=key))


@bp.post("/<key>/interests/<interest>/object")
def object_to(key: str, interest: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            interests.object_to(
                session, current_actor(), key, interest, reason=text("reason"), now=utc_now()
            )
    except (IncompleteError, ConflictError) as error:
        return _show(key, error, interest), 422 if isinstance(error, IncompleteError) else 409
    tell("The objection is made. Who leads the review decides on it, with a reason.")
    return redirect(url_for(".show", key=key))


@bp.post("/<key>/objections/<objection>")
def decide(key: str, objection: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            interests.decide(
                session, current_actor(), objection, choice("decision", ObjectionDecision),
                reason=text("reason"), now=utc_now(),
            )  # fmt: skip
    except (IncompleteError, ConflictError) as error:
        return _show(key, error, objection), 422 if isinstance(error, IncompleteError) else 409
    tell("Decided. The college is told.")
    return redirect(url_for(".show", key=key))
