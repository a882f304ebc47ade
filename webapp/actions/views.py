"""Pages of the action plan. A view parses, calls one operation, answers."""

from datetime import timedelta
from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from ingest.reading.events import Cells
from store.db import utc_now
from store.errors import (
    CareersEvidenceError,
    ConflictError,
    IncompleteError,
    RefusedError,
)
from store.permissions import LEADERS, Operation
from webapp.current import current_actor, services
from webapp.forms import choice, day, statement_or_level, tell, text, whole_number
from webapp.tracker.reading import cells_of
from workflow import frameworks
from workflow.actions import action_files, actions, next_level
from workflow.actions.action_files import Field, ReadBack
from workflow.actions.actions import Step
from workflow.calendars.working_days import local_day
from workflow.claims import assessments
from workflow.kinds.actions import ActionOrigin, ActionState
from workflow.requests import request_addressees
from workflow.reviews import leverage

bp = Blueprint("actions", __name__, url_prefix="/actions")

MEGABYTE = 1 << 20
LARGEST_MB = 10
USUAL_TIME = timedelta(days=90)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("")
def show() -> str:
    return _show()


def _show(error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        assessment = assessments.require_current(session, actor)
        listed = actions.list_actions(session, actor, assessment)
        named = leverage.list_to_plan(session, actor, assessment)
        names = action_files.headings(session, actor)
    return render_template(
        "actions/list.html",
        actions=listed,
        named=named,
        names=names,
        fields=tuple(Field),
        today=local_day(utc_now()),
        may_plan=actor.may(Operation.PLAN_ACTION),
        may_note=actor.may(Operation.NOTE_PROGRESS),
        error=error,
    )


@bp.get("/next")
def list_next() -> str:
    with services().database.reading() as session:
        assessment = assessments.require_current(session, current_actor())
        found = next_level.list_next(session, current_actor(), assessment)
    return render_template("actions/next.html", found=found)


@bp.get("/new")
def new() -> str:
    return _form(request.args.get("dimension", ""), leverage_key=request.args.get("leverage", ""))


def _form(
    code: str,
    key: str = "",
    error: CareersEvidenceError | None = None,
    leverage_key: str = "",
) -> str:
    actor = current_actor()
    actor.require(Operation.PLAN_ACTION)
    with services().database.reading() as session:
        assessment = assessments.require_current(session, actor)
        people, _areas = request_addressees.list_people_to_ask(session, actor)
        found = actions.get_action(session, actor, key) if key else None
        view = actions.view_all(session, actor, assessment, [found])[0] if found else None
        named = leverage.find_named(session, actor, leverage_key) if leverage_key else None
    version = frameworks.version_of(assessment)
    code = view.dimension if view else named.dimension if named else code
    return render_template(
        "actions/form.html",
        view=view,
        dimensions=version.dimensions,
        chosen=next((one for one in version.dimensions if one.code == code), None),
        statement=request.args.get("statement", ""),
        named=named,
        origin=ActionOrigin.REVIEW.value
        if named
        else request.args.get("origin", ActionOrigin.STATEMENT.value),
        origins=tuple(ActionOrigin),
        people=people,
        due=local_day(utc_now()) + USUAL_TIME,
        error=error,
        typed=request.form if error else {},
    )


def _step() -> Step:
    level, statement = statement_or_level()
    return Step(
        dimension=text("dimension"),
        level=level,
        statement=statement,
        words=text("words"),
        measure=text("measure"),
        cost=text("cost"),
        owner_key=text("owner"),
        due_on=day("due_on"),
        origin=choice("origin", ActionOrigin),
        leverage_key=text("leverage"),
    )


@bp.post("/new")
def plan() -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            action = actions.plan(session, current_actor(), _step(), now=utc_now())
    except IncompleteError as error:
        return _form(text("dimension"), error=error, leverage_key=text("leverage")), 422
    tell("The action is planned.")
    return redirect(url_for(".one", key=action.key))


@bp.get("/<key>")
def one(key: str) -> str:
    return _one(key)


def _one(key: str, error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        found = actions.get_action(session, actor, key)
        assessment = assessments.require_current(session, actor)
        [view] = actions.view_all(session, actor, assessment, [found])
    is_open = view.state is ActionState.OPEN
    may_note = actor.may(Operation.NOTE_PROGRESS) and (
        view.owner_id == actor.person_id or bool(actor.roles & LEADERS)
    )
    return render_template(
        "actions/action.html",
        a=view,
        today=local_day(utc_now()),
        may_note=is_open and may_note,
        may_plan=is_open and actor.may(Operation.PLAN_ACTION),
        error=error,
        typed=request.form if error else {},
    )


@bp.get("/<key>/change")
def edit(key: str) -> str:
    return _form("", key)


@bp.post("/<key>/change")
def change(key: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            seen = whole_number("seen_version", "Open the page again before you save.")
            actions.change(session, current_actor(), key, _step(), seen_version=seen)
    except (IncompleteError, ConflictError) as error:
        return _form("", key, error), 422 if isinstance(error, IncompleteError) else 409
    tell("Saved.")
    return redirect(url_for(".one", key=key))


@bp.post("/<key>/progress")
def note_progress(key: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            actions.note_progress(session, current_actor(), key, text("progress"), now=utc_now())
    except IncompleteError as error:
        return _one(key, error), 422
    tell("Noted.")
    return redirect(url_for(".one", key=key))


@bp.post("/<key>/end")
def end(key: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            state = choice("state", ActionState)
            actions.end(session, current_actor(), key, state, reason=text("reason"), now=utc_now())
    except IncompleteError as error:
        return _one(key, error), 422
    is_done = state is ActionState.DONE
    tell("Done. Add the paper that shows it, if there is one." if is_done else "Dropped.")
    return redirect(url_for(".one", key=key))


@bp.get("/file.xlsx")
def xlsx() -> ResponseReturnValue:
    with services().database.reading() as session:
        assessment = assessments.require_current(session, current_actor())
        body = action_files.to_xlsx(session, current_actor(), assessment)
    return _file(body, XLSX, f"Action plan {assessment.cycle.name}.xlsx")


@bp.get("/file.docx")
def docx() -> ResponseReturnValue:
    with services().database.reading() as session:
        assessment = assessments.require_current(session, current_actor())
        body = action_files.to_docx(session, current_actor(), assessment)
    return _file(body, DOCX, f"Action plan {assessment.cycle.name}.docx")


def _file(body: bytes, kind: str, name: str) -> ResponseReturnValue:
    name = name.replace("/", "-")
    return send_file(BytesIO(body), as_attachment=True, download_name=name, mimetype=kind)


@bp.post("/columns")
def name_columns() -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            names = {field: text(field.value) for field in Field}
            action_files.name_columns(session, current_actor(), names)
    except IncompleteError as error:
        return _show(error), 422
    tell("The files have these columns from now on.")
    return redirect(url_for(".show"))


@bp.post("/read")
def read_back() -> ResponseReturnValue:
    """Show what a file says of progress beside what stands; nothing is saved yet."""
    actor = current_actor()
    actor.require(Operation.NOTE_PROGRESS)
    try:
        cells = _cells()
        with services().database.reading() as session:
            assessment = assessments.require_current(session, actor)
            found = action_files.read_back(session, actor, assessment, cells)
    except (IncompleteError, RefusedError) as error:
        return _show(IncompleteError(error.sentence, "file")), 422
    return _differences(found)


def _cells() -> Cells:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise IncompleteError("Choose the spreadsheet.", "file")
    with services().blobs.stage() as staging:
        staging.copy_from(file.stream, limit=LARGEST_MB * MEGABYTE)
        staging.finish()
        return cells_of(services().settings, staging.path)


def _differences(found: ReadBack) -> str:
    return render_template("actions/differences.html", found=found)


@bp.post("/save")
def save_read() -> ResponseReturnValue:
    """Save the differences that were ticked, as they were shown."""
    keys = request.form.getlist("take")
    actor = current_actor()
    with services().database.writing() as session:
        for key in keys:
            actions.note_progress(session, actor, key, text(f"after-{key}"), now=utc_now())
    tell(f"Saved {len(keys)} of them." if keys else "Nothing was ticked, so nothing changed.")
    return redirect(url_for(".show"))
