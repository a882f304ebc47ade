"""Academic years: begin, close, archive, choose what is at hand; two years side by side."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from store.permissions import Operation
from webapp.current import ASSESSMENT, current_actor, services
from webapp.cycles.bars import draw
from webapp.forms import tell, text, whole_number
from workflow.calendars.working_days import local_day
from workflow.claims import assessments, comparison, cycles, trends
from workflow.claims.trends import COLUMN_WORDS, COLUMNS

bp = Blueprint("cycles", __name__, url_prefix="/years")


@bp.get("")
def show() -> str:
    return _show()


def _show(error: CareersEvidenceError | None = None) -> str:
    actor = current_actor()
    with services().database.reading() as session:
        years = cycles.list_years(session, actor)
        at_hand = assessments.current_assessment(session, actor)
    return render_template(
        "cycles/years.html",
        years=years,
        at_hand=at_hand,
        may_begin=actor.may(Operation.MANAGE_CYCLES),
        first_years=cycles.years_to_begin(local_day(utc_now())),
        error=error,
        typed=request.form,
    )


@bp.post("/begin")
def begin() -> ResponseReturnValue:
    actor = current_actor()
    try:
        first_year = whole_number("first_year", "Choose the academic year.")
        with services().database.writing() as session:
            begun = cycles.begin(
                session,
                actor,
                first_year=first_year,
                scope=text("scope"),
                today=local_day(utc_now()),
            )
            key, name = begun.key, begun.cycle.name
    except (IncompleteError, ConflictError) as error:
        return _show(error), 422 if isinstance(error, IncompleteError) else 409
    browser[ASSESSMENT] = key
    tell(f"The assessment of {name} has begun, and it is the one at hand.")
    return redirect(url_for("roll_forward.show"))


@bp.post("/<key>/close")
def close(key: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            name = cycles.close(session, current_actor(), key).name
    except ConflictError as error:
        return _show(error), 409
    tell(f"{name} is closed. It can be read, and nothing in it changes any more.")
    return redirect(url_for(".show"))


@bp.post("/<key>/archive")
def archive(key: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            name = cycles.archive(session, current_actor(), key).name
    except ConflictError as error:
        return _show(error), 409
    tell(f"{name} is archived.")
    return redirect(url_for(".show"))


@bp.post("/at-hand")
def choose() -> ResponseReturnValue:
    """Have another assessment at hand, in this browser."""
    with services().database.reading() as session:
        chosen = assessments.get_assessment(session, current_actor(), text("assessment"))
    browser[ASSESSMENT] = chosen.key
    return redirect(url_for("assessment.show"))


@bp.get("/compare")
def compare() -> str:
    actor = current_actor()
    with services().database.reading() as session:
        every = assessments.list_assessments(session, actor)
        of = {one.key: one for one in every}
        at_hand = assessments.require_current(session, actor)
        now = of.get(request.args.get("now", ""), at_hand)
        then = of.get(request.args.get("then", "")) or comparison.earlier_of(session, now)
        found = comparison.compare(session, actor, then, now) if then else None
    return render_template(
        "cycles/compare.html",
        found=found,
        every=every,
        now=now,
        then=then,
        only_changed=request.args.get("show") == "changed",
    )


@bp.get("/trends")
def show_trends() -> str:
    with services().database.reading() as session:
        found = trends.load(session, current_actor())
    groups = (("By theme", found.themes), ("By Gatsby Benchmark", found.benchmarks))
    return render_template(
        "cycles/trends.html",
        found=found,
        groups=[(title, [(trend, draw(trend)) for trend in of]) for title, of in groups if of],
        columns=[COLUMN_WORDS[column] for column in COLUMNS],
    )
