"""Pages of the assessment and of one dimension. A view parses, calls one operation, answers."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store.db import utc_now
from store.errors import CareersEvidenceError, ConflictError, IncompleteError
from store.permissions import Operation
from webapp.assessment.coming_back import to_dismissed, to_ranked
from webapp.assessment.map import draw
from webapp.current import current_actor, services
from webapp.forms import choice, optional_number, tell, text, whole_number
from workflow.citations import area_grid, citations, dimension_page, suggestions
from workflow.claims import assessments, claims, coverage, overview
from workflow.governance import sign_off
from workflow.kinds.reviews import CoverageMark
from workflow.lifecycle import CycleState
from workflow.reviews import reviews

bp = Blueprint("assessment", __name__, url_prefix="/assessment")

FILTERS = {
    "all": "All",
    "differs": "Review differs",
    "uncited": "No citation",
    "unclaimed": "Not claimed",
}


@bp.get("")
def show() -> str:
    actor = current_actor()
    with services().database.reading() as session:
        assessment = assessments.current_assessment(session, actor)
        if assessment is None:
            return _begin()
        seen = overview.overview(session, actor, assessment)
        found_reviews = reviews.list_reviews(session, actor, assessment)
        signed = sign_off.signed(session, actor, assessment)
    wanted = request.args.get("show", "all")
    rows = tuple(row for row in seen.rows if _passes(row, wanted))
    return render_template(
        "assessment/overview.html",
        seen=seen,
        rows=rows,
        map=draw(seen, rows),
        reviews=found_reviews,
        signed=signed,
        wanted=wanted,
        filters=FILTERS,
        as_list=request.args.get("view") == "list",
        is_open=assessment.cycle.state is CycleState.OPEN,
        may_open_review=actor.may(Operation.OPEN_REVIEW),
    )


def _begin(error: CareersEvidenceError | None = None) -> str:
    may_begin = current_actor().may(Operation.BEGIN_ASSESSMENT)
    return render_template(
        "assessment/begin.html", may_begin=may_begin, error=error, typed=request.form
    )


@bp.post("/begin")
def begin() -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            assessments.begin_this_year(
                session, current_actor(), scope=text("scope"), today=utc_now().date()
            )
    except IncompleteError as error:
        return _begin(error), 422
    tell("The assessment has begun. Claim a level for each dimension when you are ready.")
    return redirect(url_for(".show"))


def _passes(row: overview.DimensionRow, wanted: str) -> bool:
    return {
        "differs": row.differs,
        "uncited": row.lacks_citation,
        "unclaimed": row.level is None,
    }.get(wanted, True)


@bp.post("/reopen")
def reopen() -> ResponseReturnValue:
    with services().database.writing() as session:
        assessment = assessments.require_current(session, current_actor())
        assessments.reopen(session, current_actor(), assessment.key, reason=text("reason"))
    tell("The assessment is reopened. Levels and reasons can be changed again.")
    return redirect(url_for(".show"))


@bp.get("/<code>")
def dimension(code: str) -> str:
    return _dimension(code)


def _dimension(code: str, error: CareersEvidenceError | None = None, lost: str = "") -> str:
    """The page; `lost` is what somebody wrote that another's decision overtook."""
    actor = current_actor()
    with services().database.reading() as session:
        page = dimension_page.load(
            session, actor, assessments.require_current(session, actor), code
        )
    return render_template(
        "assessment/dimension.html",
        page=page,
        error=error,
        lost=lost,
        typed=request.form,
        marks=tuple(CoverageMark),
        may_claim="claim" in page.actions,
        may_agree="agree" in page.actions,
        may_mark=actor.may(Operation.MARK_COVERAGE),
        may_cite=actor.may(Operation.CITE),
        may_strike=actor.may(Operation.STRIKE_CITATION),
        may_dismiss=actor.may(Operation.DISMISS_SUGGESTION),
        may_search=actor.may(Operation.SEARCH_EVIDENCE),
    )


@bp.post("/<code>/claim")
def claim(code: str) -> ResponseReturnValue:
    actor = current_actor()
    try:
        level = whole_number("level", "Choose the level that fits best.")
        with services().database.writing() as session:
            found = claims.find_claim(
                session, actor, assessments.require_current(session, actor), code
            )
            claims.claim_level(
                session,
                actor,
                found.key,
                level=level,
                reason=text("reason"),
                best_fit_reason=text("best_fit_reason"),
                seen_version=whole_number("seen_version", "Open the page again before you save."),
                now=utc_now(),
            )
    except (IncompleteError, ConflictError) as error:
        return _dimension(code, error), 422 if isinstance(error, IncompleteError) else 409
    tell(f"{code} is saved as a draft. A second person agrees it.")
    return redirect(url_for(".dimension", code=code))


@bp.post("/<code>/agree")
def agree(code: str) -> ResponseReturnValue:
    actor = current_actor()
    with services().database.writing() as session:
        found = claims.find_claim(session, actor, assessments.require_current(session, actor), code)
        claims.agree(session, actor, found.key, now=utc_now())
    tell(f"{code} is agreed.")
    return redirect(url_for(".dimension", code=code))


@bp.post("/<code>/target")
def target(code: str) -> ResponseReturnValue:
    actor = current_actor()
    with services().database.writing() as session:
        found = claims.find_claim(session, actor, assessments.require_current(session, actor), code)
        claims.set_target(session, actor, found.key, optional_number("target"))
    tell("The target is saved.")
    return redirect(url_for(".dimension", code=code))


@bp.post("/<code>/mark")
def mark(code: str) -> ResponseReturnValue:
    actor = current_actor()
    with services().database.writing() as session:
        found = claims.find_claim(session, actor, assessments.require_current(session, actor), code)
        statement = text("statement")
        coverage.mark(session, actor, found, statement, choice("mark", CoverageMark), now=utc_now())
    return redirect(url_for(".dimension", code=code, _anchor=f"s-{statement.replace('/', '-')}"))


@bp.post("/<code>/areas")
def area(code: str) -> ResponseReturnValue:
    """Say why a statement does not apply to an area, or with no reason that it does."""
    actor = current_actor()
    chosen, _, statement = text("cell").partition("|")
    try:
        with services().database.writing() as session:
            found = claims.current_claim(session, actor, code)
            area_grid.say_does_not_apply(
                session, actor, found.key, statement, chosen, reason=text("area_reason"),
                now=utc_now(),
            )  # fmt: skip
    except IncompleteError as error:
        return _dimension(code, error), 422
    return redirect(url_for(".dimension", code=code, _anchor="areas"))


@bp.post("/<code>/citations/<key>/strike")
def strike(code: str, key: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            citations.strike(session, current_actor(), key, reason=text("reason"), now=utc_now())
    except IncompleteError as error:
        return _dimension(code, error), 422
    except ConflictError as error:
        return _dimension(code, error, lost=text("reason")), 409
    tell("The citation is struck through. It stays readable.")
    return redirect(url_for(".dimension", code=code))


@bp.post("/<code>/citations/<key>/key")
def set_key(code: str, key: str) -> ResponseReturnValue:
    try:
        with services().database.writing() as session:
            citations.set_key(session, current_actor(), key, is_key=text("is_key") == "yes")
    except ConflictError as error:
        return _dimension(code, error), 409
    return redirect(url_for(".dimension", code=code))


@bp.post("/<code>/dismiss")
def dismiss(code: str) -> ResponseReturnValue:
    with services().database.writing() as session:
        suggestions.dismiss(
            session,
            current_actor(),
            text("revision"),
            whole_number("page", "Open the page again."),
            code,
            reason=text("reason"),
            now=utc_now(),
        )
    tell(
        f"That page will not be suggested for {code} again.",
        link="Take it back",
        href=to_dismissed(code),
    )
    if text("back") == "page":
        return redirect(
            url_for("evidence.page", revision=text("revision"), number=int(text("page")))
        )
    if text("back") == "evidence":
        return redirect(to_ranked(code))
    return redirect(url_for(".dimension", code=code, _anchor="suggested"))
