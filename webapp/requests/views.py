"""Pages of requests for evidence. A view parses, calls one operation, answers."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from framework.model import Dimension
from ingest import receiving
from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError, RefusedError
from store.permissions import LEADERS, Operation
from webapp.current import current_actor, services
from webapp.forms import day, optional_day, statement_or_level, tell, text
from workflow import frameworks
from workflow.calendars.working_days import local_day
from workflow.citations import evidence, suggestions
from workflow.claims import assessments, claims
from workflow.kinds.requests import RequestState
from workflow.requests import reply_links, request_addressees, request_views, requests
from workflow.requests.request_addressees import Addressees, Outsider
from workflow.requests.requests import Gap

bp = Blueprint("requests", __name__, url_prefix="/requests")

MEGABYTE = 1 << 20
USUAL_TIME = timedelta(days=14)


@bp.get("")
def show() -> str:
    actor = current_actor()
    with services().database.reading() as session:
        lists = request_views.list_requests(session, actor)
    return render_template(
        "requests/list.html",
        lists=lists,
        today=local_day(utc_now()),
        may_ask=actor.may(Operation.MAKE_REQUEST),
    )


@bp.get("/new")
def new() -> str:
    return _new(
        request.args.get("dimension", ""),
        request.args.get("statement", ""),
        request.args.get("level", type=int),
    )


def _new(
    code: str, statement: str, level: int | None, error: CareersEvidenceError | None = None
) -> str:
    actor = current_actor()
    actor.require(Operation.MAKE_REQUEST)
    with services().database.reading() as session:
        assessment = assessments.require_current(session, actor)
        people, areas = request_addressees.list_people_to_ask(session, actor)
    version = frameworks.version_of(assessment)
    codes = [dimension.code for dimension in version.dimensions]
    chosen = version.dimension(code) if code in codes else None
    return render_template(
        "requests/new.html",
        dimensions=version.dimensions,
        chosen=chosen,
        statements=_statements(chosen),
        statement=statement,
        level=level,
        people=people,
        areas=areas,
        is_outside=actor.is_outside,
        due=local_day(utc_now()) + USUAL_TIME,
        error=error,
        typed=request.form if error else {},
        picked=request.form.getlist("to"),
    )


def _statements(dimension: Dimension | None) -> list[tuple[str, int, str]]:
    """Every statement that can be asked for: code, level, words."""
    if dimension is None:
        return []
    return [(s.code, one.level, s.text) for one in dimension.levels for s in one.statements]


@bp.post("/new")
def ask() -> ResponseReturnValue:
    actor = current_actor()
    code = text("dimension")
    try:
        level, statement = statement_or_level()
        gap = Gap(code, level, text("what_would_help"), day("due_on"), statement)
        with services().database.writing() as session:
            asked = requests.ask(session, actor, gap, _addressees(), now=utc_now())
    except (IncompleteError, ConflictError) as error:
        return _new(code, "", None, error), 422
    many = f"Asked {len(asked)} times; each is followed by itself." if len(asked) > 1 else "Asked."
    tell(many)
    if len(asked) == 1:
        return redirect(url_for(".one", key=asked[0].key))
    return redirect(url_for(".show"))


def _addressees() -> Addressees:
    picked = request.form.getlist("to")
    email = text("outside_email")
    return Addressees(
        person_keys=tuple(p.removeprefix("person:") for p in picked if p.startswith("person:")),
        area_keys=tuple(p.removeprefix("area:") for p in picked if p.startswith("area:")),
        outsiders=(Outsider(text("outside_name"), email),) if email else (),
    )


@bp.get("/<key>")
def one(key: str) -> str:
    return _one(key)


def _one(key: str, error: CareersEvidenceError | None = None, link: str = "") -> str:
    actor = current_actor()
    with services().database.reading() as session:
        found = requests.get_request(session, actor, key)
        waiting = reply_links.list_waiting(session, actor, found)
        [view] = request_views.view_all(session, actor, [found])
        assessment = assessments.get_assessment(
            session, actor, requests.assessment_of(session, found).key
        )
        may_answer = (
            actor.may(Operation.ANSWER_REQUEST)
            and not view.state.is_ended
            and (view.is_mine_to_answer or bool(actor.roles & LEADERS))
        )
        claim = claims.find_claim(session, actor, assessment, view.dimension)
        cited = evidence.citations_of_claims(session, actor, [claim.id]) if may_answer else []
        suggested = (
            suggestions.pages_for(session, actor, view.dimension, limit=3) if may_answer else []
        )
    dimension = frameworks.version_of(assessment).dimension(view.dimension)
    descriptor = dimension.level(view.level)
    statement = next(
        (s for s in (descriptor.statements if descriptor else ()) if s.code == view.statement), None
    )
    return render_template(
        "requests/request.html",
        r=view,
        dimension=dimension,
        words=statement.text if statement else (descriptor.text if descriptor else ""),
        cited=[c for c in cited if c.is_readable],
        suggested=suggested,
        may_answer=may_answer,
        may_end=not view.state.is_ended and _may_end(view),
        is_answered=view.state is RequestState.ANSWERED,
        today=local_day(utc_now()),
        max_mb=services().settings.max_upload_mb,
        waiting=waiting,
        link=link,
        error=error,
        typed=request.form if error else {},
    )


def _may_end(view: request_views.RequestView) -> bool:
    actor = current_actor()
    is_leader = not view.is_from_review and bool(actor.roles & LEADERS)
    return actor.may(Operation.MAKE_REQUEST) and (view.is_mine or is_leader)


@bp.post("/<key>/quote")
def answer_with_quote(key: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            requests.answer_with_quote(
                session, current_actor(), key, text("citation"), words=text("words"), now=utc_now()
            )
    except IncompleteError as error:
        return _one(key, error), 422
    return _thank(key)


def _file() -> FileStorage:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise IncompleteError("Choose a file.", "file")
    return file


@bp.post("/<key>/file")
def answer_with_file(key: str) -> ResponseReturnValue:
    actor = current_actor()
    try:
        file = _file()
        dated = optional_day("event_date")
        with services().database.reading() as session:
            requests.require_open_to(session, actor, key)
        described = receiving.guess(file.filename or "", event_date=dated)
        with services().blobs.stage() as staging:
            staging.copy_from(file.stream, limit=services().settings.max_upload_mb * MEGABYTE)
            received = receiving.receive(
                services().database,
                services().blobs,
                actor,
                staging,
                file.filename or "",
                described=described,
            )
        with services().database.writing() as session:
            requests.answer_with_file(
                session, actor, key, received.document_key, words=text("words"), now=utc_now()
            )
    except RefusedError as error:
        return _one(key, IncompleteError(error.sentence, "file")), 422
    except IncompleteError as error:
        return _one(key, error), 422
    return _thank(key)


@bp.post("/<key>/nothing")
def answer_with_nothing(key: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            requests.answer_with_nothing(
                session, current_actor(), key, reason=text("reason"), now=utc_now()
            )
    except IncompleteError as error:
        return _one(key, error), 422
    return _thank(key)


def _thank(key: str) -> ResponseReturnValue:
    tell(
        "Thank you, your answer is in. Who asked is told now, and tells you what it was used for. "
        "You need do nothing more."
    )
    return redirect(url_for(".one", key=key))


@bp.post("/<key>/close")
def close(key: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            requests.close(session, current_actor(), key, used_for=text("used_for"), now=utc_now())
    except IncompleteError as error:
        return _one(key, error), 422
    tell("Closed. Who answered reads what it was used for.")
    return redirect(url_for(".one", key=key))


@bp.post("/<key>/again")
def ask_again(key: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        requests.ask_again(session, current_actor(), key)
    tell("It is open again.")
    return redirect(url_for(".one", key=key))


@bp.post("/<key>/remind")
def remind(key: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        requests.remind(session, current_actor(), key, now=utc_now())
    tell("Reminded.")
    return redirect(url_for(".one", key=key))


@bp.post("/<key>/link")
def make_link(key: str) -> str:
    with services().database.writing() as session:
        token = reply_links.make_for(session, current_actor(), key, now=utc_now())
    base_url = services().settings.base_url.rstrip("/")
    return _one(key, link=f"{base_url}{url_for('reply.show', token=token)}")


@bp.post("/<key>/files/<file>/in")
def take_in(key: str, file: str) -> ResponseReturnValue:
    reply_links.take_in(services().database, services().blobs, current_actor(), file, now=utc_now())
    tell("It is in the library now, and is being read.")
    return redirect(url_for(".one", key=key))


@bp.post("/<key>/files/<file>/away")
def turn_away(key: str, file: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        reply_links.turn_away(session, current_actor(), file, now=utc_now())
    tell("It will not be taken in.")
    return redirect(url_for(".one", key=key))


@bp.post("/<key>/withdraw")
def withdraw(key: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        requests.withdraw(session, current_actor(), key, now=utc_now())
    tell("Withdrawn. It is no longer asked of anybody.")
    return redirect(url_for(".show"))
